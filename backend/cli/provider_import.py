"""`matches import`: requests from a form provider's export, each row once.

Rows that were imported before are remembered by a keyed hash of their idempotency key, also when
their requests are gone by now.
"""

import codecs
import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, insert, select, update

from backend.backup import CopyError, Report
from backend.cli.csv_format import unescape_formula
from backend.http.form_body import RequestRejectedError
from backend.intake import (
    IdempotencyConflictError,
    RequestStore,
    StoredRequest,
    Submission,
    ValidationFailedError,
    validate,
)
from backend.storage.clock import Clock, timestamp, utc_now
from backend.storage.hashing import keyed_hash, sha256
from backend.storage.tables import imports
from model.form import IDEMPOTENCY_KEY, QuoteForm

Row = dict[str, str]

# The first that gives the most columns.
DELIMITERS = (",", ";", "\t")


class AlreadyDeletedError(Exception):
    """The request of this row was erased, or forgotten because it was too old."""


@dataclass
class ImportCounts:
    """What became of the rows."""

    new: int = 0
    known: int = 0
    gone: int = 0  # erased since, or forgotten because it was too old
    wrong: int = 0


def read_rows(file: Path, form: QuoteForm) -> list[Row]:
    """Return the rows of an export, with the fields of the form. Raises CopyError.

    Columns are found by the names of our fields, in any case; providers add others.
    """
    text = _decode(file)
    try:
        found = list(_json_rows(text) if text.lstrip()[:1] in {"[", "{"} else _csv_rows(text))
    except json.JSONDecodeError as error:
        raise CopyError(f"{file} looks like JSON, and line {error.lineno} is none") from None
    except (ValueError, csv.Error) as error:
        raise CopyError(f"{file} is neither CSV nor JSON: {type(error).__name__}") from None
    known = {field.name for field in form.fields} | {form.honeypot.name, IDEMPOTENCY_KEY}
    rows = [{name: row[name] for name in row if name in known} for row in found]
    if rows and not any("email" in row for row in rows):
        columns = ", ".join(list(dict.fromkeys(name for row in found for name in row))[:8])
        raise CopyError(
            f"{file} has no column “email”: columns are named as the form's fields, not {columns}"
        )
    return rows


def _decode(file: Path) -> str:
    """Return the text of a file in UTF-8, UTF-16 or Windows-1252. Raises CopyError for others."""
    data = file.read_bytes()
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif b"\0" in data[:2]:  # no text begins with NUL: a letter of two bytes does
        encodings = ["utf-16-be" if data[:1] == b"\0" else "utf-16-le"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CopyError(f"{file} is text in no encoding that is known here: save it as UTF-8")


def import_rows(
    store: RequestStore, form: QuoteForm, rows: list[Row], say: Report, now: Clock = utc_now
) -> ImportCounts:
    """Store each row as a request and have its buyer sent the private link; once, if repeated.

    What was taken once and is gone by now stays away.
    """
    count = ImportCounts()
    for number, row in enumerate(rows, start=1):
        try:
            stored = _import_row(store, form, row, now)
        except AlreadyDeletedError:
            count.gone += 1
        except ValidationFailedError as invalid:
            count.wrong += 1
            say(f"row {number}: " + "; ".join(invalid.errors.values()))
        except (RequestRejectedError, IdempotencyConflictError) as error:
            count.wrong += 1
            say(f"row {number}: {error or 'its key came before, with other answers'}")
        else:
            count.new += stored.created
            count.known += not stored.created
            if stored.created:
                say(f"row {number}: {stored.reference}")
    return count


def _import_row(store: RequestStore, form: QuoteForm, row: Row, now: Clock) -> StoredRequest:
    submission = validate({**row, IDEMPOTENCY_KEY: _idempotency_key(row)}, form)
    key = submission.key or ""

    def admit(connection: Connection, new: Submission) -> Submission:
        insert_new_row(connection, key, now())
        return new

    try:
        stored = store.add(replace(submission, method="unknown"), admit)
    except AlreadyDeletedError:
        with store.database.write() as connection:
            mark_seen(connection, key, "", now())
        raise
    with store.database.write() as connection:
        mark_seen(connection, key, stored.reference, now())
    return stored


def _idempotency_key(row: Mapping[str, str]) -> str:
    """Return the key that the page sent; without one, the same row has the same key."""
    text = json.dumps(row, sort_keys=True)
    return row.get(IDEMPOTENCY_KEY) or f"row-{sha256(text)}"


def insert_new_row(connection: Connection, key: str, now: datetime) -> None:
    """Note a row in the transaction that stores it as a new request; raises AlreadyDeletedError."""
    key_hash = keyed_hash(connection, key)
    before = select(imports.c.key_hash).where(imports.c.key_hash == key_hash)
    if connection.execute(before).first() is not None:
        raise AlreadyDeletedError
    _insert(connection, key_hash, "", now)  # it has no reference yet


def mark_seen(connection: Connection, key: str, reference: str, now: datetime) -> None:
    """Note that an export still holds a row; `reference` is empty where it stays as it is."""
    key_hash = keyed_hash(connection, key)
    changes = {"seen_at": timestamp(now)} | ({"reference": reference} if reference else {})
    mine = update(imports).where(imports.c.key_hash == key_hash)
    if not connection.execute(mine.values(changes)).rowcount:
        _insert(connection, key_hash, reference, now)  # the form's own backend had stored it


def _insert(connection: Connection, key_hash: str, reference: str, now: datetime) -> None:
    row = {"key_hash": key_hash, "reference": reference, "seen_at": timestamp(now)}
    connection.execute(insert(imports).values(row))


def _csv_rows(text: str) -> Iterator[Row]:
    """Read CSV. Only CR and LF end a row: text from a word processor has other breaks within."""
    for row in csv.DictReader(io.StringIO(text, newline=""), delimiter=_delimiter(text)):
        yield {
            name.strip().lower(): unescape_formula(value)
            for name, value in row.items()
            if isinstance(name, str) and isinstance(value, str)
        }


def _delimiter(text: str) -> str:
    """Return what stands between the names of the first line: spreadsheets differ by country."""
    first = io.StringIO(text, newline="").readline()
    return max(DELIMITERS, key=lambda each: len(next(csv.reader([first], delimiter=each), [])))


def _json_rows(text: str) -> Iterator[Row]:
    """Read a list of objects, however deep a provider has put it, with the fields in `data`."""
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        if error.msg != "Extra data":
            raise
        # An object a line.
        found = [json.loads(line) for line in io.StringIO(text, newline="") if line.strip()]
    while isinstance(found, dict):
        lists = [value for value in found.values() if isinstance(value, list)]
        found = lists[0] if lists else [found]
    for each in found if isinstance(found, list) else []:
        inner = each.get("data") if isinstance(each, dict) else None
        row = inner if isinstance(inner, dict) else each
        if isinstance(row, dict):
            yield {
                str(name).lower(): str(value) for name, value in row.items() if value is not None
            }
