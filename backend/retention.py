"""Forgetting: what is too old, and what somebody asked to have erased."""

import logging
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, delete, func, or_, select, update

from backend.clock import timestamp
from backend.fingerprint import email_hash
from backend.mail_settings import Keep
from backend.schema import consents, erasures, notifications, submissions

log = logging.getLogger(__name__)

# A month of a retention period; what counts is that it is never shorter than promised to keep.
DAYS_A_MONTH = 31


def forget_old(connection: Connection, keep: Keep, now: datetime) -> int:
    """Delete requests and proofs of consent that are too old; return how many requests."""
    limits = {"received": keep.open_days, "quarantined": keep.aside_days}
    old = or_(
        *(
            and_(submissions.c.status == status, submissions.c.created_at < _before(now, days))
            for status, days in limits.items()
        )
    )
    count = _delete(connection, old)
    proofs = _before(now, keep.consent_months * DAYS_A_MONTH)
    kept = select(submissions.c.reference)
    connection.execute(
        delete(consents).where(consents.c.given_at < proofs, consents.c.reference.not_in(kept))
    )
    connection.execute(delete(erasures).where(erasures.c.erased_at < proofs))
    if count:
        log.info("forgot %d requests that were too old", count)
    return count


def erase(connection: Connection, email: str, now: datetime) -> int:
    """Delete every request of an e-mail address; return how many there were.

    The proof of consent stays, as withdrawn. The erasure is written down, whether or not there was
    a request: a backup that is restored later may hold one.
    """
    hashed, moment = email_hash(email), timestamp(now)
    connection.execute(erasures.insert().values(email_hash=hashed, erased_at=moment))
    return _forget_person(connection, hashed, moment)


def erase_again(connection: Connection) -> int:
    """Repeat every erasure that is written down, as after a restore; return how many requests."""
    found = connection.execute(select(erasures.c.email_hash, erasures.c.erased_at)).all()
    return sum(_forget_person(connection, hashed, moment) for hashed, moment in found)


def _forget_person(connection: Connection, hashed: str, moment: str) -> int:
    """Delete what this person sent up to `moment`; the consents know whose request is whose."""
    theirs = and_(consents.c.email_hash == hashed, consents.c.given_at <= moment)
    references = select(consents.c.reference).where(theirs)
    count = _delete(connection, submissions.c.reference.in_(references))
    connection.execute(
        update(consents)
        .where(theirs, consents.c.withdrawn_at.is_(None))
        .values(withdrawn_at=moment)
    )
    return count


def _delete(connection: Connection, which: ColumnElement[bool]) -> int:
    count = connection.scalar(select(func.count()).select_from(submissions).where(which)) or 0
    if count:
        ids = select(submissions.c.id).where(which)
        connection.execute(delete(notifications).where(notifications.c.submission_id.in_(ids)))
        connection.execute(delete(submissions).where(which))
    return count


def _before(now: datetime, days: int) -> str:
    return timestamp(now - timedelta(days=days))
