"""The commands `python -m backend desk …`, for whoever has the shell, on days without mail too."""

import os
from argparse import Namespace
from collections.abc import Callable

from backend.cli.deployment import load_deployment
from backend.cli.request_reports import open_existing
from backend.config.desk import DeskSettings
from backend.config.errors import SettingError
from backend.config.settings import Settings
from backend.config.urls import DESK
from backend.desk.sign_in import close_sessions, create_link, known_person
from backend.storage.clock import utc_now
from backend.storage.secrets import signing_key


def run(options: Namespace, say: Callable[[str], None]) -> None:
    """Run one of the commands. Raises SettingError where the desk is off, or knows nobody."""
    settings = load_deployment(os.environ).settings
    desk = settings.desk
    if desk is None:
        raise SettingError("the desk is off: set QUOTES_DESK=on and QUOTES_DESK_PEOPLE")
    person = _person(desk, options.person or desk.people[0])
    if options.action == "link":
        say(_link(settings, person))
        return
    engine = open_existing(settings.database_url)
    people = [person] if options.person else [*desk.people]
    count = 0
    if engine is not None:
        with engine.begin() as connection:
            count = sum(close_sessions(connection, each, utc_now()) for each in people)
    say(f"{count} sessions ended")


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
