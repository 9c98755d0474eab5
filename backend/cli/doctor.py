"""`python -m backend doctor`: checks what a deployment needs, and prints one finding a line."""

import os
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from sqlalchemy import Engine, func, select, text

from backend.config.settings import Mail, Settings, backup_folder
from backend.config.urls import QUOTES, THANKS
from backend.delivery import MAX_WAIT, QUARANTINED, DeliveryError, mail
from backend.digest import collect_stats, count_by
from backend.matching import Matcher
from backend.privacy import journal_entries, read_clock
from backend.storage import journal
from backend.storage.clock import timestamp, utc_now
from backend.storage.connections import (
    PRAGMAS,
    UnavailableError,
    connect,
    read_transaction,
    sqlite_file,
    translate_errors,
)
from backend.storage.email_addresses import canonical_email
from backend.storage.migrations import NEWEST, migrate
from backend.storage.service_key import service_key_of
from backend.storage.tables import notifications, submissions
from model.content import SiteSettings
from model.core.hosts import is_loopback
from model.dataset import Dataset
from model.matching import find_due_checks

Verdict = Literal["ok", "look", "bad"]

# Below this the next days could fill the disk.
MIN_FREE_BYTES = 500_000_000

# What SQLite reports for the settings that backend/storage/connections.py makes.
SQLITE_REPORTS = {"DELETE": "delete", "EXTRA": "3", "ON": "1"}

# Before this version, WAL mode can corrupt a database; it is never switched on here.
WAL_IS_SAFE = (3, 51, 3)

# Between two machines; more is a clock that was set wrong.
CLOCKS_MAY_DIFFER = timedelta(hours=1)


@dataclass(frozen=True)
class CheckResult:
    """The result of one check. `bad`: requests or notifications are in danger."""

    verdict: Verdict
    what: str
    text: str


def run_checks(
    settings: Settings, dataset: Dataset, matcher: Matcher | None, *, send: bool
) -> Iterator[CheckResult]:
    """Look at everything; `send` also sends a test message."""
    yield from check_database(settings)
    yield from _check_mail(settings, send)
    yield from _check_mailbox(settings)
    yield from _check_pages(settings)
    yield from _check_addresses(settings, dataset.settings)
    yield from _check_retention(settings, dataset.settings)
    yield from check_firms(settings, dataset, matcher)


def print_results(found: list[CheckResult], say: Callable[[str], None]) -> bool:
    """Print every result on a line; return whether none is bad."""
    for result in found:
        say(f"{result.verdict:4}  {result.what:14}  {result.text}")
    return not any(result.verdict == "bad" for result in found)


def check_database(settings: Settings) -> Iterator[CheckResult]:
    """Look at the database and its disk; make none where there is none."""
    file = sqlite_file(settings.database_url)
    if file is not None and not file.exists():
        words = f"{file} is not there: `serve` makes an empty one"
        yield CheckResult("look", "database", f"{words}; if there was one before, restore a backup")
        yield from _check_disk(settings)
        return
    try:
        with translate_errors():
            engine = connect(settings.database_url)
            migrate(engine)
            if engine.dialect.name == "sqlite":
                yield _check_sqlite(engine)
            else:
                yield CheckResult("ok", "database", f"{engine.dialect.name} answers")
            yield from _check_requests(engine)
            yield from _check_clock(engine)
            yield _check_backups(engine)
            yield _check_journal(engine)
            yield _check_key(service_key_of(engine).file, backup_folder(os.environ))
    except UnavailableError as error:
        yield CheckResult("bad", "database", f"not available: {error}")
    yield from _check_disk(settings)


def _check_sqlite(engine: Engine) -> CheckResult:
    with read_transaction(engine) as connection:
        found = {name: str(connection.scalar(text(f"PRAGMA {name}"))) for name, _ in PRAGMAS}
        whole = connection.scalar(text("PRAGMA quick_check"))
    wanted = {name: SQLITE_REPORTS.get(str(value), str(value)) for name, value in PRAGMAS}
    wrong = [f"{name} is {found[name]}" for name in wanted if found[name] != wanted[name]]
    if wrong or whole != "ok":
        return CheckResult("bad", "database", "; ".join([*wrong, f"quick_check: {whole}"]))
    wal = "" if sqlite3.sqlite_version_info >= WAL_IS_SAFE else ", too old for WAL, which is off"
    return CheckResult("ok", "database", f"version {NEWEST}, SQLite {sqlite3.sqlite_version}{wal}")


def _check_requests(engine: Engine) -> Iterator[CheckResult]:
    with read_transaction(engine) as connection:
        requests = count_by(connection, submissions.c.status)
        states = count_by(connection, notifications.c.state)
        tried = select(func.count()).select_from(notifications)
        late = tried.where(notifications.c.state == "pending", notifications.c.attempts > 0)
        failing = connection.scalar(late) or 0
    quarantined = requests[QUARANTINED]
    advice = f", {quarantined} set aside: read them with `requests list --status quarantined`"
    total = f"{requests.total()} stored" + (advice if quarantined else "")
    yield CheckResult("look" if quarantined else "ok", "requests", total)
    dead = states["dead"]
    words = f"{states['sent']} sent, {states['pending']} waiting ({failing} failed before)"
    if dead:
        words += f", {dead} given up: mend the cause, then `requests resend --dead`"
    yield CheckResult("bad" if dead else "look" if failing else "ok", "notifications", words)


def _check_clock(engine: Engine) -> Iterator[CheckResult]:
    """Compare what was written with the clock: nothing can be from the future."""
    now = utc_now()
    with read_transaction(engine) as connection:
        clock = read_clock(connection)
        pending = select(func.count()).select_from(notifications)
        late = pending.where(
            notifications.c.state == "pending",
            notifications.c.next_at > timestamp(now + MAX_WAIT),
        )
        put_off = connection.scalar(late) or 0
        stored = select(func.count()).select_from(submissions)
        ahead = stored.where(submissions.c.created_at > timestamp(now + CLOCKS_MAY_DIFFER))
        from_future = connection.scalar(ahead) or 0
    problems = []
    if put_off:
        problems.append(f"{put_off} notifications are put off: a running worker mends that")
    if from_future:
        problems.append(f"{from_future} requests have a time that is still to come")
    if problems:
        words = "; ".join(problems)
        yield CheckResult("bad", "clock", f"it was ahead, or is behind now: {words}")
    elif clock and clock.doubted_since:
        words = "it has jumped: nothing is forgotten before it has gone on for a day"
        yield CheckResult("look", "clock", words)
    else:
        yield CheckResult("ok", "clock", timestamp(now))


def _check_backups(engine: Engine) -> CheckResult:
    with read_transaction(engine) as connection:
        stats = collect_stats(connection, 0, utc_now())
    if stats.backup_problem:
        return CheckResult("bad", "backups", f"the last one failed: {stats.backup_problem}")
    if not stats.backup_at:
        words = "none has been made by `python -m backend backup`"
        return CheckResult("look", "backups", words)
    verdict: Verdict = "bad" if stats.backup_old else "ok"
    return CheckResult(verdict, "backups", f"the newest is of {stats.backup_at}")


def _check_journal(engine: Engine) -> CheckResult:
    file = journal.journal_file(engine)
    if file is None:
        words = "set QUOTES_JOURNAL to a file: without it a restore may bring back who was erased"
        return CheckResult("look", "journal", words)
    with read_transaction(engine) as connection:
        wanted = set(journal_entries(connection))
    service_key = service_key_of(engine)
    written = {journal.keyed_entry(entry, service_key) for entry in journal.read_entries(file)}
    missing = len(wanted - written)
    if missing:
        return CheckResult("bad", "journal", f"{file} lacks {missing} erasures or withdrawals")
    return CheckResult("ok", "journal", f"{file}: copy it with the backups")


def _check_key(file: Path, backups: Path) -> CheckResult:
    """Look where the key lies; that it is the database's was seen when that was opened."""
    mode = stat.S_IMODE(file.stat().st_mode)
    if file.resolve().is_relative_to(backups.resolve()):
        words = f"{file} lies among the backups, which it is to be apart from"
        return CheckResult("bad", "key", f"{words}: move it, and name its place in QUOTES_KEY_FILE")
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        words = f"{file} has mode {mode:o}, so that others than its owner can read it"
        return CheckResult("look", "key", f"{words}: chmod 600")
    words = f"{file}: keep a copy of it apart from the backups, which need it to be restored"
    return CheckResult("ok", "key", words)


def _check_disk(settings: Settings) -> Iterator[CheckResult]:
    file = sqlite_file(settings.database_url)
    if file is not None and file.parent.exists():
        free = shutil.disk_usage(file.parent).free
        words = f"{free // 1_000_000:,} MB free beside the database"
        yield CheckResult("ok" if free >= MIN_FREE_BYTES else "bad", "disk", words)


def _check_mail(settings: Settings, send: bool) -> Iterator[CheckResult]:
    if settings.mail is None:
        yield CheckResult("bad", "mail", "QUOTES_SMTP_URL is not set: nobody is told of requests")
        return
    server = settings.mail.server
    words = f"{server.host} port {server.port} ({server.security}), to {settings.mail.operator}"
    if not send:
        yield CheckResult("ok", "mail", f"{words}; --send sends a test message")
        return
    try:
        mail.send(server, _test_message(settings.mail))
    except DeliveryError as failure:
        yield CheckResult("bad", "mail", f"{words}: {failure}")
    else:
        yield CheckResult("ok", "mail", f"{words}: the server took a test message")


def _check_mailbox(settings: Settings) -> Iterator[CheckResult]:
    """The privacy page names the mailbox that requests go to."""
    if settings.mail and canonical_email(settings.mail.operator) != canonical_email(
        settings.contact
    ):
        words = f"requests go to {settings.mail.operator}, and the privacy page names"
        yield CheckResult("look", "mailbox", f"{words} {settings.contact}: say it there")


def _test_message(settings: Mail) -> EmailMessage:
    now = timestamp(utc_now())
    body = "This is the test message of `python -m backend doctor --send`.\n"
    name = f"doctor.{now.replace(':', '')}"
    subject = "Test message of the quote form"
    return mail.build_message(
        settings, settings.operator, name, subject=subject, body=body, reply_to=None
    )


def _check_pages(settings: Settings) -> Iterator[CheckResult]:
    for page in (QUOTES, THANKS):
        file = settings.site_dir / page / "index.html"
        there = file.is_file()
        words = str(file) if there else f"{file} is missing: run `make build`"
        yield CheckResult("ok" if there else "bad", "page", words)


def _check_addresses(settings: Settings, site: SiteSettings) -> Iterator[CheckResult]:
    email_domain = site.operator_email.rpartition("@")[2]
    for name, host in (
        ("address", urlsplit(site.address).hostname or ""),
        ("operator_email", email_domain),
    ):
        if host == "example" or host.endswith(".example"):
            yield CheckResult("bad", name, f"{host} never resolves: set it in data/site.yml")
        else:
            yield CheckResult("ok", name, host)
    yield CheckResult("ok", "origins", ", ".join(sorted(settings.allowed_origins)))
    proxies = ", ".join(map(str, settings.trusted_proxies))
    yield CheckResult("ok", "proxies", proxies or "none is trusted to name its clients' addresses")


def _check_retention(settings: Settings, site: SiteSettings) -> Iterator[CheckResult]:
    kept, told = settings.retention, site.retention
    if (kept.open_days, kept.quarantine_days) == (told.open_days, told.aside_days):
        yield CheckResult(
            "ok", "retention", f"{kept.open_days} days, set aside {kept.quarantine_days}"
        )
        return
    yield CheckResult(
        "look",
        "retention",
        f"kept {kept.open_days} and {kept.quarantine_days} days, but the privacy page says"
        f" {told.open_days} and {told.aside_days}: change retention in data/site.yml",
    )


def check_firms(
    settings: Settings, dataset: Dataset, matcher: Matcher | None
) -> Iterator[CheckResult]:
    """Look at everything that a buyer's choice of firms depends on."""
    yield _check_listed_firms(settings, dataset, matcher)
    yield from _check_demonstration(settings, dataset)
    if matcher is None:
        return
    yield _check_links(settings)
    yield _check_confirmation(settings)
    if settings.mail is None:
        yield CheckResult(
            "bad", "introductions", "they wait, as do buyers: QUOTES_SMTP_URL is not set"
        )
    listed, days = matcher.dataset.firms, dataset.matching.recheck_days
    for check in find_due_checks(listed, days, utc_now().date()):
        path = ".".join(map(str, check.path))
        yield CheckResult(
            "look", "firms", f"{check.firm}: {path} is to be checked since {check.due}"
        )


def _check_confirmation(settings: Settings) -> CheckResult:
    """Firms get nothing before the buyer's address is confirmed: say how that is done here."""
    by_hand = "by hand: `requests confirm REFERENCE --why …`"
    if settings.mail is None or not settings.public_address:
        lacking = "QUOTES_SMTP_URL" if settings.mail is None else "QUOTES_ADDRESS"
        words = f"{lacking} is not set, so no buyer gets the link that confirms an address"
        return CheckResult("look", "confirmation", f"{words}: confirm {by_hand}")
    when = "at once" if settings.receipts else "when they choose firms"
    words = f"buyers are mailed the link {when}, those of `matches import` too"
    return CheckResult("ok", "confirmation", f"{words}; where no mail arrives, confirm {by_hand}")


def _check_listed_firms(
    settings: Settings, dataset: Dataset, matcher: Matcher | None
) -> CheckResult:
    samples = sum(firm.sample for firm in dataset.firms)
    if matcher is None:
        words = f"none is listed ({samples} samples are not shown): no request is matched"
        return CheckResult("look", "firms", words)
    count = len(matcher.dataset.firms)
    if settings.demonstration:
        words = f"a demonstration: {count} samples are shown and introduced, and no real firm"
        return CheckResult("look", "firms", words)
    also = f"; {samples} samples are not shown" if samples else ""
    return CheckResult("ok", "firms", f"{count} listed{also}")


def _check_demonstration(settings: Settings, dataset: Dataset) -> Iterator[CheckResult]:
    """Compare what pages built in this environment show with what the backend offers."""
    if settings.demonstration != dataset.demonstration:
        samples, real = ("the backend offers", "the pages show")
        if dataset.demonstration:
            samples, real = real, samples
        words = f"{samples} sample firms, and {real} real ones"
        yield CheckResult(
            "bad", "demonstration", f"{words}: set SITE_DEMONSTRATION, and QUOTES_DEMONSTRATION not"
        )


def _check_links(settings: Settings) -> CheckResult:
    """Links in mails lead here, so people must reach it."""
    address = settings.public_address
    if not address:
        words = "the form's provider runs no private pages: set QUOTES_ADDRESS to this backend's"
        return CheckResult(
            "bad", "links", f"{words} own address; until then mails about firms wait"
        )
    parts = urlsplit(address)
    host = parts.hostname or ""
    if settings.demonstration:
        return CheckResult("ok", "links", f"lead to {address}")
    if host.endswith(".example") or is_loopback(host):
        words = f"mails would lead to {address}, which nobody reaches: set QUOTES_ADDRESS"
        return CheckResult("bad", "links", words)
    if not parts.path.endswith(settings.base_path):
        words = f"lead to {address}, but the pages are below {settings.base_path}"
        return CheckResult("look", "links", f"{words}: does your proxy pass them on?")
    safe = parts.scheme == "https"
    words = f"lead to {address}" + ("" if safe else ", in the clear: use https")
    return CheckResult("ok" if safe else "bad", "links", words)
