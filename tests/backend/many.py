"""Thousands of requests at once, by SQL: copies of the newest one under other references."""

from sqlalchemy import Connection, Engine, Table, func, select

from backend.storage.tables import consents, matches, notifications, offers, submissions

BATCH = 5_000
# Columns whose values must differ, and what a copy has there.
UNIQUE = {"reference", "idempotency_key", "private_key", "answer_code"}


def multiply(engine: Engine, count: int) -> None:
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
                if made:
                    connection.execute(table.insert(), made)
        if engine.dialect.name == "postgresql":  # it does not notice numbers that were given to it
            sequence = func.pg_get_serial_sequence(submissions.name, "id")
            connection.execute(select(func.setval(sequence, row["id"] + count)))


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
    named = {"reference": f"Q-{number:014d}"} if "reference" in row else {}
    return {**row, **changed, **named}


def _owned(row: dict[str, object], number: int, owner: int, more: str) -> dict[str, object]:
    copied = _copy(row, number, f"-{more}")
    copied.pop("id", None)
    if "submission_id" in copied:
        copied["submission_id"] = owner
    return copied
