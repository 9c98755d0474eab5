"""Backup and restore: one SQLite file each, whatever the database is.

A restore first brings a copy of the backup up to date: the log is replayed, erasures are repeated,
and rows that must not be lost are carried over.
"""

import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from subprocess import PIPE, Popen
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, Engine, Table, insert, inspect, select

from backend.backup import block_copy, replay
from backend.backup.carry_over import ReplacedDatabase
from backend.backup.copy import CopyError, Report, copy_database
from backend.backup.salvage import is_damaged, salvage
from backend.privacy import journal_entries, repeat_erasures
from backend.storage import journal, tables
from backend.storage.clock import utc_now
from backend.storage.connections import connect, read_transaction, sqlite_file
from backend.storage.journal import JournalEntry
from backend.storage.migrations import NEWEST, migrate, version_of
from backend.storage.service_key import (
    KEY_NOTE,
    KeyFileError,
    ServiceKey,
    recall_key,
    service_key_of,
)
from backend.storage.service_state import write_state
from backend.storage.tables import consents, erasures

# Said where nothing tells who was erased since the backup was made.
NO_JOURNAL = (
    "WARNING: nothing tells who was erased or has withdrawn since this backup was made: the old"
    " database is empty, and there is no {name} beside it or beside {file}. Whoever wrote to be"
    " erased since has to be erased again: `requests erase --email …`"
)

# Said of erasures that nobody can be found by any more.
LOST_KEY = (
    "WARNING: {count} erasures of people were noted with a key that was lost: whoever wrote to be"
    " erased has to be erased again: `requests erase --email …`"
)

# For which a backup waits for a writer.
LOCK_MILLISECONDS = 10_000


def write_backup(url: str, file: Path, say: Report) -> int:
    """Write everything that is kept to a new file, also while the service runs.

    Returns how many requests it holds. Raises CopyError, SettingError or UnavailableError.
    """
    source = sqlite_file(url)
    if source is not None and not source.exists():
        raise CopyError(f"there is no database {source}")
    if file.exists():
        raise CopyError(f"{file} is there already; a backup never replaces a file")
    if not file.parent.is_dir():
        raise CopyError(f"there is no folder {file.parent}")
    with _temporary_file(file) as made:
        if source is None:
            engine = connect(url)
            copy_database(engine, _connect_file(made, service_key_of(engine)), say)
        else:
            copy_while_written(source, made)
        count = _check_backup(made)
        say(f"{count} requests, checked")
        with made.open("rb") as written:
            os.fsync(written.fileno())
        os.link(made, file)  # unlike a rename, it replaces nothing
    _copy_journal(url, file)
    return count


def _copy_journal(url: str, file: Path) -> None:
    """Bring the journal beside a backup up to date, so that both can be carried away together."""
    engine, beside = connect(url), file.with_name(journal.FILE_NAME)
    with read_transaction(engine) as connection:
        there = set(inspect(connection).get_table_names())
        if not {erasures.name, tables.audit.name} <= there:
            return  # of an early program, which kept neither
        entries = journal_entries(connection)
        noted = recall_key(connection) if tables.service_state.name in there else None
    if noted is not None:
        with suppress(KeyFileError):  # a backup can be made without the key, too
            service_key_of(engine).require(noted)
            journal.key_entries(beside, service_key_of(engine))
    known = set(journal.read_entries(beside))
    journal.write_entries(beside, [entry for entry in entries if entry not in known])


def restore_backup(
    url: str, file: Path, say: Report, *, replace: bool, service_key: ServiceKey | None = None
) -> tuple[int, int]:
    """Put a backup in the place of what the database holds.

    Whoever was erased or has withdrawn since the backup is erased or withdrawn in it, and no firm
    that was told is forgotten, as far as the database that it replaces still says so. Returns how
    many requests are there now, and how many were erased again.

    `service_key`: where it is not that of `url`. Raises KeyFileError, before a change, where
    the key is not the one of the backup.
    """
    if not file.is_file():
        raise CopyError(f"there is no backup {file}")
    _check_backup(file)
    target = connect(url, service_key=service_key)
    service_key = service_key_of(target)
    if noted := _key_of(file):
        service_key.require(noted)
        _adopt_unused(url, target)
    read = _read_journals(target, file)
    # The backup itself stays as it is, also if it has an older version.
    with TemporaryDirectory() as folder:
        replaced = _open_replaced(url, Path(folder), say, service_key, replace=replace)
        migrate(target)
        work = Path(folder) / "restore.db"
        _copy_file(file, work)
        prepared = _connect_file(work, service_key)
        migrate(prepared)
        entries = [journal.keyed_entry(entry, service_key) for entry in read]
        with read_transaction(replaced or target) as current, prepared.begin() as connection:
            if not entries and not _knows_anything(current):
                say(NO_JOURNAL.format(name=journal.FILE_NAME, file=file))
            forgotten = _update_backup(current, connection, entries, say)
        return copy_database(prepared, target, say, replace=replace), forgotten


def _adopt_unused(url: str, target: Engine) -> None:
    """Let a database that has never held anybody take the key of the backup for its own.

    Such as one that a first start made on another machine, before the key was brought there.
    """
    file = sqlite_file(url)
    if file is not None and (not file.exists() or is_damaged(file)):
        return
    service_key = service_key_of(target)
    with target.begin() as connection:
        if version_of(connection) != NEWEST or recall_key(connection) == service_key.id:
            return
        if any(_has_rows(connection, each) for each in (consents, erasures, tables.applications)):
            return
        connection.execute(tables.guard_secrets.delete())
        write_state(connection, KEY_NOTE, service_key.id, utc_now())


def _key_of(file: Path) -> str | None:
    """Return which key a SQLite file was written with, None where it does not say."""
    query = "SELECT value FROM service_state WHERE name = ?"
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        try:
            found = connection.execute(query, [KEY_NOTE]).fetchone()
        except sqlite3.DatabaseError:  # it is older than keys are, or damaged
            return None
    return str(found[0]) if found else None


def _read_journals(target: Engine, file: Path) -> list[JournalEntry]:
    """Return the entries of the journals beside the database and beside the backup."""
    files = {journal.journal_file(target), file.with_name(journal.FILE_NAME)} - {None}
    found = {entry for each in files if each for entry in journal.read_entries(each)}
    return sorted(found, key=lambda entry: entry.at)


def _knows_anything(current: Connection) -> bool:
    """Tell whether a database has ever held a request: consents outlive requests."""
    return _has_rows(current, consents) or _has_rows(current, erasures)


def _has_rows(connection: Connection, table: Table) -> bool:
    """Tell whether a table has a row."""
    return connection.execute(select(table.c.id).limit(1)).first() is not None


def _open_replaced(
    url: str, folder: Path, say: Report, service_key: ServiceKey, *, replace: bool
) -> Engine | None:
    """Put a damaged SQLite file aside and return what can be read of it; None for a sound one.

    Raises CopyError where it may not be replaced.
    """
    damaged = sqlite_file(url)
    if damaged is None or not is_damaged(damaged):
        return None
    if not replace:
        raise CopyError(
            f"{damaged} is damaged: `restore --replace` puts it aside and takes what can be read"
        )
    if noted := _key_of(damaged):
        service_key.require(noted)
    aside = damaged.with_name(f"{damaged.name}.damaged-{utc_now():%Y%m%dT%H%M%SZ}")
    damaged.rename(aside)
    made = folder / "salvaged.db"
    try:
        count = salvage(aside, made, service_key)
    except KeyFileError:
        aside.rename(damaged)
        raise
    say(f"{damaged} was damaged: it is {aside.name} now, and {count} rows of it could be read")
    return _connect_file(made, service_key)


def _update_backup(
    current: Connection, restored: Connection, entries: list[JournalEntry], say: Report
) -> int:
    """Bring a backup up to what firms, buyers and the current database know of each other.

    `entries`: of the journals, which know what is lost with a database.

    Nothing is introduced to a firm by it. Returns how many requests were erased again.
    """
    repeated = replay.replay_log(current, restored)
    if repeated:
        say(f"{repeated} lines of the log are later than the backup, and are followed")
    withdrawn = replay.repeat_withdrawals(restored, entries)
    if withdrawn:
        say(f"{withdrawn} withdrawals of the journal are later than the backup, and are repeated")
    forgotten = _repeat_erasures(current, restored, entries, say)
    replaced = ReplacedDatabase(current)
    for reference in replaced.carry_introduced(restored):
        say(f"{reference} is later than the backup, and kept: a firm has got it")
    replaced.carry_reader_keys(restored)
    replaced.carry_unsent(restored)
    replaced.carry_imports(restored)
    for reference in replay.hold_introductions(restored):
        say(f"introductions wait: ask the buyer, then `requests resend {reference}`")
    return forgotten


def _repeat_erasures(
    current: Connection, restored: Connection, entries: list[JournalEntry], say: Report
) -> int:
    """Add the erasures that only the current database or the journal knows, and repeat all."""
    columns = (erasures.c.email_hash, erasures.c.erased_at, erasures.c.reference)
    known = {tuple(row) for row in current.execute(select(*columns))}
    known |= {
        (each.email_hash, each.at, each.reference) for each in entries if each.event == "erased"
    }
    known -= {tuple(row) for row in restored.execute(select(*columns))}
    is_foreign = service_key_of(restored).is_foreign
    if lost := sum(reference is None and is_foreign(hashed) for hashed, _, reference in known):
        say(LOST_KEY.format(count=lost))
    for hashed, moment, reference in sorted(known, key=lambda row: str(row[1])):
        values = {"email_hash": hashed, "erased_at": moment, "reference": reference}
        restored.execute(insert(erasures).values(values))
    return repeat_erasures(restored)


@contextmanager
def _temporary_file(file: Path) -> Iterator[Path]:
    """Give a place on the same disk for a file that is not finished yet."""
    with TemporaryDirectory(prefix=".backup-", dir=file.parent) as folder:
        yield Path(folder) / file.name


def _connect_file(file: Path, service_key: ServiceKey) -> Engine:
    return connect(f"sqlite:///{file}", service_key=service_key)


def copy_while_written(
    source: Path, made: Path, between: Callable[[], None] = lambda: None
) -> None:
    """Copy a consistent snapshot of a SQLite database; writers wait for a fraction of the time.

    `between` is called after most is copied, before the lock is taken. Raises CopyError.
    """
    made.touch(mode=0o600)
    try:
        with closing(sqlite3.connect(source, isolation_level=None)) as lock:
            if lock.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
                _copy_file(source, made)  # its newest pages are in another file
                return
            command = [sys.executable, "-I", block_copy.__file__, str(source), str(made)]
            with Popen(  # noqa: S603 - our own program
                command, stdin=PIPE, stdout=PIPE, stderr=PIPE, text=True
            ) as child:
                _settle(child, lock, between)
    except sqlite3.Error as error:
        raise CopyError(f"{source} cannot be copied: {error}") from None


def _settle(child: Popen[str], lock: sqlite3.Connection, between: Callable[[], None]) -> None:
    """Have the child finish the copy under a reader's lock."""
    assert child.stdout is not None and child.stdin is not None  # noqa: S101 - they are pipes
    assert child.stderr is not None  # noqa: S101
    said = child.stdout.readline()
    if said:
        between()
        lock.execute(f"PRAGMA busy_timeout={LOCK_MILLISECONDS}")
        lock.execute("BEGIN")
        lock.execute("SELECT count(*) FROM sqlite_master").fetchone()  # takes the lock
        child.stdin.write("settle\n")
        child.stdin.flush()
        said = child.stdout.readline()
        lock.execute("COMMIT")
    problem = child.stderr.read().strip()
    if child.wait() or not said:
        raise CopyError(f"the copy failed: {problem}")


def _copy_file(source: Path, made: Path) -> None:
    """Copy a SQLite database that nobody writes to. Raises CopyError."""
    made.touch(mode=0o600)
    try:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(made)) as new:
            old.backup(new)
    except sqlite3.Error as error:
        raise CopyError(f"{source} cannot be copied: {error}") from None


def _check_backup(file: Path) -> int:
    """Return how many requests a backup holds."""
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            found = connection.execute("PRAGMA integrity_check").fetchone()[0]
            count: int = connection.execute("SELECT count(*) FROM submissions").fetchone()[0]
    except sqlite3.Error as error:
        raise CopyError(f"{file} is no backup: {error}") from None
    if found != "ok":
        raise CopyError(f"{file} is damaged: {found}")
    return count
