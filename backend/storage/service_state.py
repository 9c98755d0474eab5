"""A key-value store in the database: what the service keeps of itself between two starts.

Whoever owns a key defines it; a value is text, and `at` is when it was written.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from backend.storage.clock import timestamp
from backend.storage.tables import service_state


@dataclass(frozen=True)
class StateEntry:
    """The value of a key; `at`: when it was written, as the database keeps times."""

    value: str
    at: str


def write_state(connection: Connection, name: str, value: str, now: datetime) -> None:
    """Set the value of a key."""
    delete_state(connection, name)
    row = {"name": name, "value": value, "at": timestamp(now)}
    connection.execute(insert(service_state).values(row))


def read_state(connection: Connection, name: str) -> StateEntry | None:
    """Return the entry of a key, None where there is none."""
    query = select(service_state.c.value, service_state.c.at).where(service_state.c.name == name)
    row = connection.execute(query).first()
    return StateEntry(*row) if row else None


def delete_state(connection: Connection, name: str) -> None:
    """Delete the entry of a key."""
    connection.execute(delete(service_state).where(service_state.c.name == name))
