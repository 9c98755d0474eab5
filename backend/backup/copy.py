"""Copying a database into another one, of the same kind or not, and comparing every row."""

import hashlib
import json
from collections.abc import Callable, Iterator

from sqlalchemy import Connection, Engine, Table, func, insert, select, text

from backend.storage.connections import read_transaction
from backend.storage.migrations import migrate
from backend.storage.retired_database import retire_database
from backend.storage.service_key import service_key_of
from backend.storage.tables import (
    agreements,
    applications,
    audit,
    consents,
    daily_counts,
    desk_notes,
    desk_states,
    erasures,
    guard_secrets,
    imports,
    matches,
    notifications,
    offers,
    rate_events,
    request_versions,
    submissions,
    used_tokens,
)

Report = Callable[[str], None]

# A table after those that it refers to. Rate limits start anew; the key of the tokens goes along.
COPIED_TABLES = (
    submissions,
    request_versions,
    desk_states,
    desk_notes,
    consents,
    matches,
    offers,
    agreements,
    audit,
    imports,
    notifications,
    erasures,
    guard_secrets,
    used_tokens,
    applications,
    daily_counts,
)
ALL_TABLES = (*COPIED_TABLES, rate_events)
BATCH_SIZE = 500


class CopyError(Exception):
    """The copy was given up, and the target is as it was; the message is one line."""


class TargetNotEmptyError(CopyError):
    """The database to write to holds requests."""


def copy_database(source: Engine, target: Engine, say: Report, *, replace: bool = False) -> int:
    """Copy everything that is kept, in one transaction, and compare; return how many requests.

    Both get the newest version. Raises CopyError if the target holds requests, unless they are to
    be replaced, or if one row of the copy differs, or if they have different keys.
    """
    _prepare(source, target)
    with read_transaction(source) as old, target.begin() as new:
        if old.dialect.name == "postgresql":  # one moment for all tables
            old.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        return _copy_tables(old, new, say, replace=replace)


def move_database(source: Engine, target: Engine, say: Report) -> int:
    """Copy everything to the database that takes the place of this one; return how many requests.

    Nobody writes to the source meanwhile, and nobody ever again: what a server answered with a
    reference is in the copy, and from then on it answers 503. Raises CopyError as `copy_database`.
    """
    _prepare(source, target)
    with source.begin() as old:  # SQLite's own lock
        if old.dialect.name == "postgresql":
            names = ", ".join(table.name for table in ALL_TABLES)
            old.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))
        with target.begin() as new:
            count = _copy_tables(old, new, say, replace=False)
        # Only after the copy is on disk. A crash in between leaves two, and the command failed.
        retire_database(old)
    say("the old database is marked as moved: whoever still uses it is refused")
    return count


def _prepare(source: Engine, target: Engine) -> None:
    """Bring both to the newest version. What is sealed is copied as it is: by one key for both."""
    migrate(source)
    migrate(target)
    ours, theirs = service_key_of(source), service_key_of(target)
    if ours.id != theirs.id:
        raise CopyError(f"{ours.file} and {theirs.file} hold different keys")


def _copy_tables(old: Connection, new: Connection, say: Report, *, replace: bool) -> int:
    _empty_tables(new, replace)
    for table in COPIED_TABLES:
        count = _copy_table(old, new, table)
        if _digest(old, table) != _digest(new, table):
            raise CopyError(f"the rows of {table.name} differ after copying")
        say(f"{table.name:15} {count:8} rows, equal")
    _advance_sequences(new)
    return new.scalar(select(func.count()).select_from(submissions)) or 0


def _empty_tables(connection: Connection, replace: bool) -> None:
    count = connection.scalar(select(func.count()).select_from(submissions))
    if count and not replace:
        raise TargetNotEmptyError(f"the target holds {count} requests already")
    for table in reversed(ALL_TABLES):
        connection.execute(table.delete())


def _copy_table(old: Connection, new: Connection, table: Table) -> int:
    count = 0
    for rows in _batches(old, table):
        new.execute(insert(table), rows)
        count += len(rows)
    return count


def _batches(connection: Connection, table: Table) -> Iterator[list[dict[str, object]]]:
    key = next(iter(table.primary_key.columns))
    result = connection.execute(select(table).order_by(key))
    for rows in result.mappings().partitions(BATCH_SIZE):
        yield [dict(row) for row in rows]


def _digest(connection: Connection, table: Table) -> str:
    """Return one hash of all rows, whatever the order in which the database sorts text."""
    hashes = sorted(
        hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()
        for rows in _batches(connection, table)
        for row in rows
    )
    return hashlib.sha256("".join(hashes).encode()).hexdigest()


def _advance_sequences(connection: Connection) -> None:
    """PostgreSQL does not notice numbers that were given to it; SQLite does."""
    if connection.dialect.name != "postgresql":
        return
    for table in ALL_TABLES:
        if "id" in table.c:
            sequence = func.pg_get_serial_sequence(table.name, "id")
            following = select(func.coalesce(func.max(table.c.id), 0) + 1).scalar_subquery()
            connection.execute(select(func.setval(sequence, following, text("false"))))
