"""The commands `python -m backend matches …`."""

import json
import os
from dataclasses import asdict
from pathlib import Path

import click

from backend.backup import CopyError
from backend.cli import match_reports, overrides, provider_import
from backend.cli.command_group import (
    FILE,
    JSON_LINES,
    REFERENCE,
    CommandGroup,
    find_stored,
)
from backend.cli.deployment import load_deployment
from backend.cli.overrides import Override, OverrideError
from backend.cli.request_commands import NoSuchRequestError
from backend.cli.request_reports import open_existing
from backend.config.errors import SettingError
from backend.config.settings import Settings, database_url
from backend.intake import RequestStore
from backend.introductions import KINDS, render_preview
from backend.matching import Matcher, find_by_reference, iterate_matches, refuse_real_requests
from backend.storage.clock import utc_now
from backend.storage.connections import connect, read_transaction
from backend.storage.database import Database
from model.core.command_line import JSON_OBJECT, print_result, progress_printer
from model.matching import Firm

NO_ADDRESS = (
    "QUOTES_ADDRESS is not set: buyers would get links that lead nowhere. Run `serve` at an address"
    " of its own, and name that"
)


@click.group("matches", cls=CommandGroup)
def matches() -> None:
    """Firms for requests: who was offered what.

    A REFERENCE is such as Q-7F3K-2M9X-4TQP.
    """


@matches.command("list")
@JSON_LINES
def _list(as_json: bool) -> None:
    """List all matches, the oldest first."""
    engine = open_existing(database_url(os.environ))
    matched = None
    for matched in iterate_matches(engine) if engine is not None else ():
        click.echo(
            match_reports.to_json(matched) if as_json else match_reports.format_line(matched)
        )
    if matched is None and not as_json:
        click.echo("No matches yet.")


@matches.command("explain")
@REFERENCE
@JSON_OBJECT
def _explain(reference: str, as_json: bool) -> None:
    """Tell why each firm fits a request, or does not."""
    engine, reference = find_stored(reference)
    with read_transaction(engine) as connection:
        matched = find_by_reference(connection, reference)
    if matched is None:
        raise NoSuchRequestError(reference)
    lines = [*match_reports.explain(matched, load_deployment(os.environ).matcher)]
    print_result("\n".join(lines), as_json=as_json, reference=reference, lines=lines)


@matches.command("override")
@REFERENCE
@click.option("--offer", metavar="FIRM", help="Id of a listed firm.")
@click.option("--remove", metavar="FIRM", help="Id of a firm that got nothing yet.")
@click.option("--why", required=True, help="For the log, and for the buyer.")
@JSON_OBJECT
def _override(
    reference: str, offer: str | None, remove: str | None, why: str, as_json: bool
) -> None:
    """Offer or remove a firm by hand."""
    firms = load_deployment(os.environ).matcher
    if not (offer or remove):
        raise OverrideError("say --offer FIRM, --remove FIRM or both")
    engine, reference = find_stored(reference)
    with engine.begin() as connection:
        order = Override(reference, why, utc_now())
        if remove:
            overrides.remove_firm(connection, order, remove)
        if offer:
            overrides.offer_firm(connection, order, *_listed(firms, offer))
    facts = {"reference": reference, "offered": offer, "removed": remove}
    print_result(f"{reference} is changed, and the log says why", as_json=as_json, **facts)


@matches.command("exposure")
@JSON_LINES
def _exposure(as_json: bool) -> None:
    """Tell how often each firm was offered."""
    engine = open_existing(database_url(os.environ))
    rows = []
    if engine is not None:
        with read_transaction(engine) as connection:
            rows = match_reports.count_exposure(connection)
    for line in map(json.dumps, rows) if as_json else match_reports.format_table(rows):
        click.echo(line)


@matches.command("audit")
@REFERENCE
@JSON_LINES
def _audit(reference: str, as_json: bool) -> None:
    """Tell who got what, and when; also after an erasure."""
    engine, reference = find_stored(reference)
    with read_transaction(engine) as connection:
        found = match_reports.load_audit(connection, reference)
    if not found:
        raise NoSuchRequestError(reference)
    for entry in found:
        click.echo(json.dumps(entry.as_dict()) if as_json else match_reports.format_entry(entry))


@matches.command("preview")
@click.argument("kind", type=click.Choice(KINDS))
@JSON_OBJECT
def _preview(kind: str, as_json: bool) -> None:
    """Show a mail as it would be sent."""
    deployment = load_deployment(os.environ)
    made = render_preview(deployment.settings, deployment.matcher, kind)
    words = f"Subject: {made.subject}\n\n{made.body}"
    print_result(words, as_json=as_json, subject=made.subject, body=made.body)


@matches.command("import")
@click.argument("file", type=FILE)
@JSON_OBJECT
def _import(file: Path, as_json: bool) -> None:
    """Take requests from a form provider's export, as CSV or JSON."""
    found = load_deployment(os.environ)
    settings, firms = found.settings, found.matcher
    if firms and not settings.public_address:
        raise SettingError(NO_ADDRESS)
    if settings.demonstration:
        refuse_real_requests(connect(settings.database_url))
    rows = provider_import.read_rows(file, settings.form)
    say = progress_printer(as_json)
    count = provider_import.import_rows(_store(settings, firms), settings.form, rows, say)
    words = f"{count.new} new, {count.known} known before, {count.wrong} not taken"
    print_result(words, as_json=as_json, **asdict(count))
    if count.gone:
        say(f"{count.gone} erased or forgotten before, and not taken again")
    if count.new and firms is None:
        say("No firm is listed, so nobody was matched and no buyer is written to.")
    if count.wrong:
        raise CopyError("some rows were not taken; the lines above say why")


def _store(settings: Settings, firms: Matcher | None) -> RequestStore:
    """These requests came by way of a provider, who told the operator; the buyer gets the link."""
    kinds = ("link",) if firms else ()
    database = Database(connect(settings.database_url))
    return RequestStore(database, settings.form, kinds=kinds, matcher=firms)


def _listed(firms: Matcher | None, name: str) -> tuple[Matcher, Firm]:
    firm = firms.firm(name) if firms else None
    if firms is None or firm is None:
        known = ", ".join(firm.id for firm in firms.dataset.firms) if firms else "none"
        raise OverrideError(f"no firm {name} is listed here (listed: {known})")
    return firms, firm
