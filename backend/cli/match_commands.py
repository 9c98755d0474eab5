"""The commands `python -m backend matches …`."""

import json
import os
from argparse import Namespace
from collections.abc import Callable

from sqlalchemy import Engine

from backend.backup import CopyError
from backend.cli import match_reports, overrides, provider_import
from backend.cli.deployment import load_deployment
from backend.cli.overrides import Override, OverrideError
from backend.cli.request_commands import NoSuchRequestError
from backend.cli.request_reports import open_existing
from backend.config.errors import SettingError
from backend.config.settings import Settings, database_url
from backend.intake import RequestStore
from backend.introductions import render_preview
from backend.matching import Matcher, find_by_reference, iterate_matches, refuse_real_requests
from backend.storage.clock import utc_now
from backend.storage.connections import connect, read_transaction
from backend.storage.database import Database
from model.matching import Firm

NO_ADDRESS = (
    "QUOTES_ADDRESS is not set: buyers would get links that lead nowhere. Run `serve` at an address"
    " of its own, and name that"
)


def run(options: Namespace, say: Callable[[str], None]) -> None:
    """Run one of the commands."""
    COMMANDS[options.action](options, say)


def _list(options: Namespace, say: Callable[[str], None]) -> None:
    engine = open_existing(database_url(os.environ))
    matched = None
    for matched in iterate_matches(engine) if engine is not None else ():
        say(match_reports.to_json(matched) if options.json else match_reports.format_line(matched))
    if matched is None and not options.json:
        say("No matches yet.")


def _explain(options: Namespace, say: Callable[[str], None]) -> None:
    with read_transaction(_database(options)) as connection:
        matched = find_by_reference(connection, options.reference)
    if matched is None:
        raise NoSuchRequestError(options.reference)
    for line in match_reports.explain(matched, load_deployment(os.environ).matcher):
        say(line)


def _override(options: Namespace, say: Callable[[str], None]) -> None:
    firms = load_deployment(os.environ).matcher
    if not (options.offer or options.remove):
        raise OverrideError("say --offer FIRM, --remove FIRM or both")
    with _database(options).begin() as connection:
        order = Override(options.reference, options.why, utc_now())
        if options.remove:
            overrides.remove_firm(connection, order, options.remove)
        if options.offer:
            overrides.offer_firm(connection, order, *_listed(firms, options.offer))
    say(f"{options.reference} is changed, and the log says why")


def _exposure(options: Namespace, say: Callable[[str], None]) -> None:
    engine = open_existing(database_url(os.environ))
    rows = []
    if engine is not None:
        with read_transaction(engine) as connection:
            rows = match_reports.count_exposure(connection)
    for row in rows if options.json else ():
        say(json.dumps(row))
    for line in () if options.json else match_reports.format_table(rows):
        say(line)


def _audit(options: Namespace, say: Callable[[str], None]) -> None:
    with read_transaction(_database(options)) as connection:
        found = match_reports.load_audit(connection, options.reference)
    if not found:
        raise NoSuchRequestError(options.reference)
    for entry in found:
        say(json.dumps(entry.as_dict()) if options.json else match_reports.format_entry(entry))


def _preview(options: Namespace, say: Callable[[str], None]) -> None:
    deployment = load_deployment(os.environ)
    made = render_preview(deployment.settings, deployment.matcher, options.kind)
    say(f"Subject: {made.subject}\n\n{made.body}")


def _import(options: Namespace, say: Callable[[str], None]) -> None:
    found = load_deployment(os.environ)
    settings, firms = found.settings, found.matcher
    if firms and not settings.public_address:
        raise SettingError(NO_ADDRESS)
    if settings.demonstration:
        refuse_real_requests(connect(settings.database_url))
    rows = provider_import.read_rows(options.file, settings.form)
    count = provider_import.import_rows(_store(settings, firms), settings.form, rows, say)
    say(f"{count.new} new, {count.known} known before, {count.wrong} not taken")
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


def _database(options: Namespace) -> Engine:
    options.reference = options.reference.strip().upper()
    engine = open_existing(database_url(os.environ))
    if engine is None:
        raise NoSuchRequestError(options.reference)
    return engine


COMMANDS: dict[str, Callable[[Namespace, Callable[[str], None]], None]] = {
    "list": _list,
    "explain": _explain,
    "override": _override,
    "exposure": _exposure,
    "audit": _audit,
    "preview": _preview,
    "import": _import,
}
