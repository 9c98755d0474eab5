"""Thousands of requests at once, by SQL: copies of the newest one under other references."""

from sqlalchemy import Connection, Engine, Table, func, select

from backend.matching import random_token
from backend.storage.link_keys import PRIVATE_KEY, seal_link_key
from backend.storage.tables import consents, matches, notifications, offers, submissions

BATCH = 5_000
# Columns whose values must differ, and what a copy has there.
UNIQUE = {"reference", "idempotency_key", "answer_code"}


def copy_newest_request(engine: Engine, count: int) -> None:
    """Add `count` copies of the newest request with its consent, notifications and offers."""
    with engine.begin() as connection:
        newest = connection.execute(
            select(submissions).order_by(submissions.c.id.desc()).limit(1)
        ).mappings()
        row = dict(newest.one())
        owned = {
            table: _rows(connection, table, row)
            for table in (consents, matches, offers, notifications)
        }
        first = row["id"] + 1
        for start in range(0, count, BATCH):
            numbers = range(start, min(start + BATCH, count))
            copies = [{**_copy(row, number), "id": first + number} for number in numbers]
            connection.execute(submissions.insert(), copies)
            for table, rows in owned.items():
                made = [
                    _owned(each, number, first + number, f"{position}")
                    for number in numbers
                    for position, each in enumerate(rows)
                ]
                if table is matches:
                    _seal_anew(connection, made, first)
                if made:
                    connection.execute(table.insert(), made)
        if engine.dialect.name == "postgresql":  # it does not notice numbers that were given to it
            sequence = func.pg_get_serial_sequence(submissions.name, "id")
            connection.execute(select(func.setval(sequence, row["id"] + count)))


def _seal_anew(connection: Connection, rows: list[dict[str, object]], first: int) -> None:
    """Give copies keys of their own: one that is sealed opens for its own request alone."""
    for row in rows:
        reference = _reference(int(str(row["submission_id"])) - first)
        row["private_key"] = seal_link_key(connection, PRIVATE_KEY, random_token(), reference)


def _reference(number: int) -> str:
    return f"Q-{number:014d}"


def _rows(connection: Connection, table: Table, of: dict[str, object]) -> list[dict[str, object]]:
    by = "reference" if "reference" in table.c else "submission_id"
    value = of["reference" if by == "reference" else "id"]
    found = connection.execute(select(table).where(table.c[by] == value)).mappings()
    return [dict(row) for row in found]


def _copy(row: dict[str, object], number: int, more: str = "") -> dict[str, object]:
    changed = {
        name: f"{str(row[name])[: 64 - 12]}-{number}{more}"
        for name in UNIQUE - {"reference"}
        if row.get(name)
    }
    named = {"reference": _reference(number)} if "reference" in row else {}
    return {**row, **changed, **named}


def _owned(row: dict[str, object], number: int, owner: int, more: str) -> dict[str, object]:
    copied = _copy(row, number, f"-{more}")
    copied.pop("id", None)
    if "submission_id" in copied:
        copied["submission_id"] = owner
    return copied
