"""One line of what the doctor says."""

import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Literal
from urllib.parse import urlsplit

from sqlalchemy import Column, Connection, Engine, func, select, text

from backend.config.settings import Mail, Settings
from backend.config.urls import QUOTES, THANKS
from backend.delivery import mail
from backend.delivery.errors import Failure
from backend.storage.clock import timestamp, utc_now
from backend.storage.connections import (
    PRAGMAS,
    Unavailable,
    connect,
    reading,
    sqlite_file,
    translated,
)
from backend.storage.migrations import NEWEST, migrate
from backend.storage.tables import notifications, submissions
from model.content.site import SiteSettings
from model.dataset import Dataset
from model.matching.recheck import find_due_checks

Verdict = Literal["ok", "look", "bad"]


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `bad`: requests or notifications are in danger."""

    verdict: Verdict
    what: str
    text: str


def findings(settings: Settings, dataset: Dataset, *, send: bool) -> Iterator[Finding]:
    """Look at everything; `send` also sends a test message."""
    yield from check_database(settings)
    yield from _mail(settings, send)
    yield from _pages(settings)
    yield from _names(settings, dataset.settings)
    yield from _retention(settings, dataset.settings)
    yield from check_firms(settings, dataset)


def _mail(settings: Settings, send: bool) -> Iterator[Finding]:
    if settings.mail is None:
        yield Finding("bad", "mail", "QUOTES_SMTP_URL is not set: nobody is told of requests")
        return
    server = settings.mail.server
    words = f"{server.host} port {server.port} ({server.security}), to {settings.mail.operator}"
    if not send:
        yield Finding("ok", "mail", f"{words}; --send sends a test message")
        return
    try:
        mail.send(server, _test_message(settings.mail))
    except Failure as failure:
        yield Finding("bad", "mail", f"{words}: {failure}")
    else:
        yield Finding("ok", "mail", f"{words}: the server took a test message")


def _test_message(settings: Mail) -> EmailMessage:
    now = timestamp(utc_now())
    body = "This is the test message of `python -m backend doctor --send`.\n"
    name = f"doctor.{now.replace(':', '')}"
    subject = "Test message of the quote form"
    return mail.message(
        settings, settings.operator, name, subject=subject, body=body, reply_to=None
    )


def _pages(settings: Settings) -> Iterator[Finding]:
    for page in (QUOTES, THANKS):
        file = settings.site_dir / page / "index.html"
        there = file.is_file()
        words = str(file) if there else f"{file} is missing: run `make build`"
        yield Finding("ok" if there else "bad", "page", words)


def _names(settings: Settings, site: SiteSettings) -> Iterator[Finding]:
    email_domain = site.operator_email.rpartition("@")[2]
    for name, host in (
        ("address", urlsplit(site.address).hostname or ""),
        ("operator_email", email_domain),
    ):
        if host == "example" or host.endswith(".example"):
            yield Finding("bad", name, f"{host} never resolves: set it in data/site.yml")
        else:
            yield Finding("ok", name, host)
    yield Finding("ok", "origins", ", ".join(sorted(settings.allowed_origins)))
    proxies = ", ".join(map(str, settings.trusted_proxies))
    yield Finding("ok", "proxies", proxies or "none is trusted to name its clients' addresses")


def _retention(settings: Settings, site: SiteSettings) -> Iterator[Finding]:
    kept, told = settings.keep, site.retention
    if (kept.open_days, kept.aside_days) == (told.open_days, told.aside_days):
        yield Finding("ok", "retention", f"{kept.open_days} days, set aside {kept.aside_days}")
        return
    yield Finding(
        "look",
        "retention",
        f"kept {kept.open_days} and {kept.aside_days} days, but the privacy page says"
        f" {told.open_days} and {told.aside_days}: change retention in data/site.yml",
    )


def as_lines(found: list[Finding], say: Callable[[str], None]) -> bool:
    """Say every finding on a line; return whether none is bad."""
    for finding in found:
        say(f"{finding.verdict:4}  {finding.what:14}  {finding.text}")
    return not any(finding.verdict == "bad" for finding in found)


# Below this the next days could fill the disk.
FREE_BYTES = 500_000_000
# What SQLite reports for the settings that backend/storage/connections.py makes.
REPORTED = {"DELETE": "delete", "EXTRA": "3", "ON": "1"}
# Before this version, WAL mode can corrupt a database; it is never switched on here.
WAL_IS_SAFE = (3, 51, 3)


def check_database(settings: Settings) -> Iterator[Finding]:
    """Look at the database and its disk."""
    try:
        with translated():
            engine = connect(settings.database_url)
            migrate(engine)
            if engine.dialect.name == "sqlite":
                yield _pragmas(engine)
            else:
                yield Finding("ok", "database", f"{engine.dialect.name} answers")
            yield from _rows(engine)
    except Unavailable as error:
        yield Finding("bad", "database", f"not available: {error}")
    yield from _disk(settings)


def _pragmas(engine: Engine) -> Finding:
    with reading(engine) as connection:
        found = {name: str(connection.scalar(text(f"PRAGMA {name}"))) for name, _ in PRAGMAS}
        whole = connection.scalar(text("PRAGMA quick_check"))
    wanted = {name: REPORTED.get(str(value), str(value)) for name, value in PRAGMAS}
    wrong = [f"{name} is {found[name]}" for name in wanted if found[name] != wanted[name]]
    if wrong or whole != "ok":
        return Finding("bad", "database", "; ".join([*wrong, f"quick_check: {whole}"]))
    wal = "" if sqlite3.sqlite_version_info >= WAL_IS_SAFE else ", too old for WAL, which is off"
    return Finding("ok", "database", f"version {NEWEST}, SQLite {sqlite3.sqlite_version}{wal}")


def _rows(engine: Engine) -> Iterator[Finding]:
    with reading(engine) as connection:
        requests = _counted(connection, submissions.c.status)
        states = _counted(connection, notifications.c.state)
        tried = select(func.count()).select_from(notifications)
        late = tried.where(notifications.c.state == "pending", notifications.c.attempts > 0)
        failing = connection.scalar(late) or 0
    aside = requests["quarantined"]
    advice = f", {aside} set aside: read them with `requests list --status quarantined`"
    total = f"{requests.total()} stored" + (advice if aside else "")
    yield Finding("look" if aside else "ok", "requests", total)
    dead = states["dead"]
    words = f"{states['sent']} sent, {states['pending']} waiting ({failing} failed before)"
    if dead:
        words += f", {dead} given up: mend the cause, then `requests resend --dead`"
    yield Finding("bad" if dead else "look" if failing else "ok", "notifications", words)


def _counted(connection: Connection, column: Column[str]) -> Counter[str]:
    """Return how often each value stands in a column."""
    rows = connection.execute(select(column, func.count()).group_by(column))
    return Counter({value: count for value, count in rows.all()})  # noqa: C416 - typed rows


def _disk(settings: Settings) -> Iterator[Finding]:
    file = sqlite_file(settings.database_url)
    if file is not None and file.parent.exists():
        free = shutil.disk_usage(file.parent).free
        words = f"{free // 1_000_000:,} MB free beside the database"
        yield Finding("ok" if free >= FREE_BYTES else "bad", "disk", words)


LOCAL = {"localhost", "127.0.0.1", "::1"}


def check_firms(settings: Settings, dataset: Dataset) -> Iterator[Finding]:
    """Look at everything that a buyer's choice of firms depends on."""
    yield _firms(settings, dataset)
    if settings.matcher is None:
        return
    yield _address(settings)
    if settings.mail is None:
        yield Finding("bad", "introductions", "they wait, as do buyers: QUOTES_SMTP_URL is not set")
    listed, days = settings.matcher.data.firms, dataset.matching.recheck_days
    for check in find_due_checks(listed, days, utc_now().date()):
        path = ".".join(map(str, check.path))
        yield Finding("look", "firms", f"{check.firm}: {path} is to be checked since {check.due}")


def _firms(settings: Settings, dataset: Dataset) -> Finding:
    samples = sum(firm.sample for firm in dataset.firms)
    if settings.matcher is None:
        words = f"none is listed ({samples} samples are not shown): no request is matched"
        return Finding("look", "firms", words)
    count = len(settings.matcher.data.firms)
    if settings.demonstration:
        words = f"a demonstration: {count} samples are shown and introduced, and no real firm"
        return Finding("look", "firms", words)
    also = f"; {samples} samples are not shown" if samples else ""
    return Finding("ok", "firms", f"{count} listed{also}")


def _address(settings: Settings) -> Finding:
    """Links in mails lead here, so people must reach it."""
    address = settings.public_address
    if not address:
        words = "the form's provider runs no private pages: set QUOTES_ADDRESS to this backend's"
        return Finding("bad", "links", f"{words} own address; until then mails about firms wait")
    parts = urlsplit(address)
    host = parts.hostname or ""
    if settings.demonstration:
        return Finding("ok", "links", f"lead to {address}")
    if host.endswith(".example") or host in LOCAL:
        words = f"mails would lead to {address}, which nobody reaches: set QUOTES_ADDRESS"
        return Finding("bad", "links", words)
    if not parts.path.endswith(settings.base_path):
        words = f"lead to {address}, but the pages are below {settings.base_path}"
        return Finding("look", "links", f"{words}: does your proxy pass them on?")
    safe = parts.scheme == "https"
    words = f"lead to {address}" + ("" if safe else ", in the clear: use https")
    return Finding("ok" if safe else "bad", "links", words)
