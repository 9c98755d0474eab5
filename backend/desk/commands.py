"""The commands `python -m backend desk …`, for whoever has the shell, on days without mail too."""

import os

import click

from backend.cli.command_group import CommandGroup
from backend.cli.deployment import load_deployment
from backend.cli.request_reports import open_existing
from backend.config.desk import DeskSettings
from backend.config.errors import SettingError
from backend.config.settings import Settings
from backend.config.urls import DESK
from backend.desk.sign_in import close_sessions, create_link, known_person
from backend.storage.clock import utc_now
from backend.storage.secrets import signing_key
from model.core.command_line import JSON_OBJECT, print_result

PERSON = click.option("--as", "email", metavar="ADDRESS", help="Of QUOTES_DESK_PEOPLE.")


@click.group("desk", cls=CommandGroup)
def desk_commands() -> None:
    """Sign people in to the desk, and out."""


@desk_commands.command("link")
@PERSON
@JSON_OBJECT
def _print_link(email: str | None, as_json: bool) -> None:
    """Print a link that signs one person in, once, within 15 minutes."""
    settings, desk = _load()
    person = _person(desk, email or desk.people[0])
    link = _link(settings, person)
    print_result(link, as_json=as_json, link=link, person=person)


@desk_commands.command("sign-out")
@PERSON
@JSON_OBJECT
def _sign_out(email: str | None, as_json: bool) -> None:
    """End every session of a person, or of all."""
    settings, desk = _load()
    people = [_person(desk, email)] if email else [*desk.people]
    engine = open_existing(settings.database_url)
    count = 0
    if engine is not None:
        with engine.begin() as connection:
            count = sum(close_sessions(connection, each, utc_now()) for each in people)
    print_result(f"{count} sessions ended", as_json=as_json, ended=count)


def _load() -> tuple[Settings, DeskSettings]:
    """Return the settings with those of the desk; raises SettingError where it is off."""
    settings = load_deployment(os.environ).settings
    if settings.desk is None:
        raise SettingError("the desk is off: set QUOTES_DESK=on and QUOTES_DESK_PEOPLE")
    return settings, settings.desk


def _person(desk: DeskSettings, email: str) -> str:
    person = known_person(desk.people, email)
    if not person:
        raise SettingError(f"{email} is not in QUOTES_DESK_PEOPLE")
    return person


def _link(settings: Settings, person: str) -> str:
    engine = open_existing(settings.database_url)
    if engine is None:
        raise SettingError("there is no database yet: start `serve` first")
    now = utc_now()
    with engine.begin() as connection:
        key = signing_key(connection, settings.secret, now.timestamp())
        _, token = create_link(connection, key, person, now)
    return f"{settings.public_address}{DESK}in/{token}"
