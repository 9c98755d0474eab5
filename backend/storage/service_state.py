"""What the service remembers of itself between two starts, by name.

Names are written down by those who own them; a value is text, and `at` is when it was noted.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from backend.storage.clock import timestamp
from backend.storage.tables import service_state


@dataclass(frozen=True)
class Note:
    """One thing that is remembered; `at` is a time as the database keeps it."""

    value: str
    at: str


def remember(connection: Connection, name: str, value: str, now: datetime) -> None:
    """Note a value in the place of what was noted under this name."""
    forget(connection, name)
    row = {"name": name, "value": value, "at": timestamp(now)}
    connection.execute(insert(service_state).values(row))


def recall(connection: Connection, name: str) -> Note | None:
    """Return what was noted under a name, None where nothing was."""
    query = select(service_state.c.value, service_state.c.at).where(service_state.c.name == name)
    row = connection.execute(query).first()
    return Note(*row) if row else None


def forget(connection: Connection, name: str) -> None:
    """Note nothing under a name."""
    connection.execute(delete(service_state).where(service_state.c.name == name))
