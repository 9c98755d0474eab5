"""Which rows of a provider's export were taken before, also when their requests are gone by now."""

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from backend.clock import timestamp
from backend.match_schema import imports


class Gone(Exception):  # noqa: N818 - what became of a row
    """The request of this row was erased, or forgotten because it was too old."""


def take(connection: Connection, key_hash: str, now: datetime) -> None:
    """Note a row in the transaction that stores it as a new request; raises Gone."""
    before = select(imports.c.key_hash).where(imports.c.key_hash == key_hash)
    if connection.execute(before).first() is not None:
        raise Gone
    _insert(connection, key_hash, "", now)  # it has no reference yet


def seen(connection: Connection, key_hash: str, reference: str, now: datetime) -> None:
    """Note that an export still holds a row; `reference` is empty where it stays as it is."""
    changes = {"seen_at": timestamp(now)} | ({"reference": reference} if reference else {})
    mine = update(imports).where(imports.c.key_hash == key_hash)
    if not connection.execute(mine.values(changes)).rowcount:
        _insert(connection, key_hash, reference, now)  # the form's own backend had stored it


def _insert(connection: Connection, key_hash: str, reference: str, now: datetime) -> None:
    row = {"key_hash": key_hash, "reference": reference, "seen_at": timestamp(now)}
    connection.execute(insert(imports).values(row))
