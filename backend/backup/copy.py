"""A database copied into another one, of the same kind or not, and compared row by row."""

import hashlib
import json
from collections.abc import Callable, Iterator

from sqlalchemy import Connection, Engine, Table, func, insert, select, text

from backend.storage.connections import reading
from backend.storage.migrations import migrate
from backend.storage.tables import (
    agreements,
    audit,
    consents,
    erasures,
    guard_secrets,
    imports,
    matches,
    notifications,
    offers,
    rate_events,
    submissions,
    used_tokens,
)

Say = Callable[[str], None]

# A table after those that it refers to. Rate limits start anew; the key of the tokens goes along.
KEPT = (
    submissions,
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
)
ALL = (*KEPT, rate_events)
BATCH = 500


class NotCopied(Exception):  # noqa: N818 - said to a person
    """The copy was given up, and the target is as it was; the message is one line."""


def copy_database(source: Engine, target: Engine, say: Say, *, replace: bool = False) -> int:
    """Copy everything that is kept, in one transaction, and compare; return how many requests.

    Both get the newest version. Raises NotCopied if the target holds requests, unless they are to
    be replaced, or if one row of the copy differs.
    """
    migrate(source)
    migrate(target)
    with reading(source) as old, target.begin() as new:
        if old.dialect.name == "postgresql":  # one moment for all tables
            old.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        _make_room(new, replace)
        for table in KEPT:
            count = _copy_table(old, new, table)
            if _digest(old, table) != _digest(new, table):
                raise NotCopied(f"the rows of {table.name} differ after copying")
            say(f"{table.name:15} {count:8} rows, equal")
        _continue_numbering(new)
        return new.scalar(select(func.count()).select_from(submissions)) or 0


def _make_room(connection: Connection, replace: bool) -> None:
    count = connection.scalar(select(func.count()).select_from(submissions))
    if count and not replace:
        raise NotCopied(f"the target holds {count} requests already")
    for table in reversed(ALL):
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
    for rows in result.mappings().partitions(BATCH):
        yield [dict(row) for row in rows]


def _digest(connection: Connection, table: Table) -> str:
    """Return one hash of all rows, whatever the order in which the database sorts text."""
    hashes = sorted(
        hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()
        for rows in _batches(connection, table)
        for row in rows
    )
    return hashlib.sha256("".join(hashes).encode()).hexdigest()


def _continue_numbering(connection: Connection) -> None:
    """PostgreSQL does not notice numbers that were given to it; SQLite does."""
    if connection.dialect.name != "postgresql":
        return
    for table in ALL:
        if "id" in table.c:
            sequence = func.pg_get_serial_sequence(table.name, "id")
            following = select(func.coalesce(func.max(table.c.id), 0) + 1).scalar_subquery()
            connection.execute(select(func.setval(sequence, following, text("false"))))
