"""Quarantine: of a suspicious request nothing is sent before a person has released it.

Such a request has the status `quarantined`, and its notifications are held in the outbox.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, update

from backend.storage.clock import timestamp
from backend.storage.tables import notifications, submissions

RECEIVED, QUARANTINED = "received", "quarantined"


def initial_status(*, suspicious: bool) -> str:
    """Return the status that a request starts with."""
    return QUARANTINED if suspicious else RECEIVED


def is_quarantined(status: str) -> bool:
    """Tell whether a request of this status waits for a person."""
    return status == QUARANTINED


def notification_state(status: str) -> str:
    """Return the state that a new notification of a request starts with."""
    return "held" if is_quarantined(status) else "pending"


def release_request(
    connection: Connection, submission_id: int, now: datetime, ready: ColumnElement[bool]
) -> None:
    """Take a request, by its id, out of quarantine; what was held and is `ready` is due now."""
    connection.execute(
        update(submissions).where(submissions.c.id == submission_id).values(status=RECEIVED)
    )
    held = (notifications.c.submission_id == submission_id, notifications.c.state == "held")
    changes = {"state": "pending", "next_at": timestamp(now)}
    connection.execute(update(notifications).where(*held, ready).values(changes))
