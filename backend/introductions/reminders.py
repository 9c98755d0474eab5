"""Firms that have not answered in time: the buyer is told once."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from backend.delivery import NewNotification, enqueue
from backend.matching import audit, queries
from backend.storage.clock import timestamp
from backend.storage.tables import matches
from backend.storage.tables import offers as rows


def note_silence(connection: Connection, answer_days: int, now: datetime) -> int:
    """Have the buyers told whose firm was silent for too long; return how many."""
    late = timestamp(now - timedelta(days=answer_days))
    query = (
        select(rows.c.id)
        .join(matches, matches.c.submission_id == rows.c.submission_id)
        .where(
            rows.c.state == "introduced",
            rows.c.introduced_at < late,
            rows.c.silence_noted_at.is_(None),
            matches.c.withdrawn_at.is_(None),
        )
    )
    found = list(connection.scalars(query))
    for offer in found:
        _note(connection, offer, now)
    return len(found)


def _note(connection: Connection, number: int, now: datetime) -> None:
    moment = timestamp(now)
    connection.execute(update(rows).where(rows.c.id == number).values(silence_noted_at=moment))
    matched = queries.find_by_offer(connection, number)
    offer = next((each for each in matched.offers if each.id == number), None) if matched else None
    if matched is None or offer is None:
        return
    audit.note(connection, now, matched.reference, "service", "silent", firm=offer.firm)
    task = NewNotification(matched.owner, matched.reference, "silent", number, offer.firm)
    enqueue(connection, task, "pending", moment)
