"""The journal: erasures and withdrawals, written to a file in the act in which they happen.

It lies beside the database and its backups, so that who was erased stays erased where the database
itself is lost. It holds keyed hashes, references and times, never an address or an answer. Lines
from before version 11 of the database have plain hashes; they are keyed when they are used.
"""

import fcntl
import json
import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TextIO

from sqlalchemy import Connection, Engine

from backend.storage.service_key import ServiceKey

log = logging.getLogger(__name__)

FILE_NAME = "erasures.jsonl"
# Names the file where the database is no file, or where it is to lie elsewhere.
VARIABLE = "QUOTES_JOURNAL"


@dataclass(frozen=True)
class JournalEntry:
    """One erasure or withdrawal.

    `event`: "erased" or "withdrawn"; `reference`: the request, None for all of a person's;
    `email_hash`: of an erasure; `firm`: taken back alone, empty for the whole request.
    """

    at: str
    event: str
    reference: str | None = None
    email_hash: str = ""
    firm: str = ""


def keyed_entry(entry: JournalEntry, service_key: ServiceKey) -> JournalEntry:
    """Return an entry with a keyed hash. Raises KeyFileError."""
    return (
        replace(entry, email_hash=service_key.keyed(entry.email_hash))
        if entry.email_hash
        else entry
    )


def journal_file(engine: Engine) -> Path | None:
    """Return the journal of a database, None where a server holds it and no file is named."""
    if named := os.environ.get(VARIABLE):
        return Path(named)
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return None
    return Path(engine.url.database).with_name(FILE_NAME)


def append(connection: Connection, entry: JournalEntry) -> None:
    """Write an entry to the disk, before its transaction ends.

    An entry whose transaction fails stays: somebody wanted it. Where the file cannot be written the
    act goes on, since a person has asked for it; housekeeping adds what is missing.
    """
    file = journal_file(connection.engine)
    if file is None:
        return
    try:
        write_entries(file, [entry])
    except OSError as error:
        log.error("%s cannot be written: %s; see `doctor`", file, error.strerror)


def write_entries(file: Path, entries: Iterable[JournalEntry]) -> None:
    """Add entries and wait for the disk. Raises OSError."""
    with _locked(file) as opened:
        before = opened.read()
        if before and not before.endswith("\n"):
            opened.write("\n")  # after a line that is torn
        opened.writelines(json.dumps(asdict(entry)) + "\n" for entry in entries)


def read_entries(file: Path) -> list[JournalEntry]:
    """Return what a journal holds, oldest first, each once; a line that is torn is left out."""
    try:
        with file.open(encoding="utf-8") as opened:
            return sorted(set(_parsed(opened)), key=lambda entry: entry.at)
    except FileNotFoundError:
        return []


def drop_entries(file: Path, before: str) -> None:
    """Forget entries from before a time, as the database forgets its own."""
    if all(entry.at >= before for entry in read_entries(file)):
        return
    with _locked(file) as opened:
        _write_anew(opened, [entry for entry in _parsed(opened) if entry.at >= before])


def key_entries(file: Path, service_key: ServiceKey) -> None:
    """Put keyed hashes in the place of plain ones. Raises KeyFileError."""
    if all(entry == keyed_entry(entry, service_key) for entry in read_entries(file)):
        return
    with _locked(file) as opened:
        _write_anew(opened, [keyed_entry(entry, service_key) for entry in _parsed(opened)])


def _write_anew(opened: TextIO, entries: Iterable[JournalEntry]) -> None:
    opened.seek(0)
    opened.truncate()
    opened.writelines(json.dumps(asdict(entry)) + "\n" for entry in entries)


def _parsed(lines: Iterable[str]) -> Iterator[JournalEntry]:
    for line in lines:
        try:
            yield JournalEntry(**json.loads(line))
        except (ValueError, TypeError):
            log.warning("a line of the journal cannot be read")


@contextmanager
def _locked(file: Path) -> Iterator[TextIO]:
    """Open a journal for this process alone; what is written is on the disk at the end."""
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    with open(descriptor, "r+", encoding="utf-8") as opened:  # noqa: PTH123 - has no path
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield opened
        opened.flush()
        os.fsync(descriptor)
