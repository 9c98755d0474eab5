"""The commands `python -m backend requests …` that change something."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Engine, select, true, update

from backend.delivery import NewNotification, enqueue, is_quarantined, release_request
from backend.matching import confirm_address, find_by_reference, record_event
from backend.privacy import erase_by_email
from backend.storage.clock import timestamp
from backend.storage.tables import notifications, submissions

# A notification is tried anew, as if nothing had been tried before.
RESET_ATTEMPTS = {"state": "pending", "attempts": 0, "dead_at": None, "problem": None}


class NoSuchRequestError(Exception):
    """No request has this reference; the message is one line."""

    def __init__(self, reference: str) -> None:
        super().__init__(f"there is no request {reference}")


def release(engine: Engine, reference: str, now: datetime) -> bool:
    """Release a request from quarantine; False where it was not in it."""
    with engine.begin() as connection:
        return release_in(connection, reference, now)


def release_in(connection: Connection, reference: str, now: datetime, person: str = "") -> bool:
    """Release a request in the caller's transaction: what was held back is due, once.

    `person`: who of the operator's people does it, for the log. Raises NoSuchRequestError.
    """
    submission_id, status = find_request(connection, reference, lock=True)
    if not is_quarantined(status):
        return False
    release_request(connection, submission_id, now, not_waiting_for_a_buyer(connection, reference))
    record_event(connection, now, reference, "operator", "released", person=person)
    return True


def not_waiting_for_a_buyer(connection: Connection, reference: str) -> ColumnElement[bool]:
    """Return which notifications may leave: introductions only where the address is confirmed."""
    matched = find_by_reference(connection, reference)
    if matched is None or matched.confirmed_at:
        return true()
    return notifications.c.kind != "introduction"


def confirm(engine: Engine, reference: str, why: str, now: datetime) -> bool:
    """Confirm by hand an address that no mail reaches; False where it was confirmed before.

    Raises NoSuchRequestError where there is no such request, or no firm was offered to it.
    """
    with engine.begin() as connection:
        return confirm_in(connection, reference, why, now)


def confirm_in(
    connection: Connection, reference: str, why: str, now: datetime, person: str = ""
) -> bool:
    """Confirm an address in the caller's transaction, as `confirm`."""
    matched = find_by_reference(connection, reference, lock=True)
    if matched is None:
        raise NoSuchRequestError(reference)
    if matched.confirmed_at:
        return False
    confirm_address(connection, matched, now, "operator", why=why, person=person)
    return True


def resend(engine: Engine, reference: str, now: datetime) -> int:
    """Try again, at once, what is not delivered; if all is, tell the operator once more.

    Returns how many notifications are due now. Nothing of a quarantined request is sent.
    """
    with engine.begin() as connection:
        return resend_in(connection, reference, now)


def resend_in(connection: Connection, reference: str, now: datetime, person: str = "") -> int:
    """Try again what is not delivered, in the caller's transaction, as `resend`."""
    submission_id, status = find_request(connection, reference)
    if is_quarantined(status):
        return 0
    undelivered = notifications.c.state.not_in(["sent", "cancelled"])
    ready = not_waiting_for_a_buyer(connection, reference)
    mine = (notifications.c.submission_id == submission_id, undelivered, ready)
    changes = {**RESET_ATTEMPTS, "next_at": timestamp(now)}
    count = connection.execute(update(notifications).where(*mine).values(changes)).rowcount
    if not count:
        task = NewNotification(submission_id, reference, "operator")
        enqueue(connection, task, "pending", timestamp(now))
    record_event(connection, now, reference, "operator", "resent", person=person)
    return count or 1


def resend_dead(engine: Engine, now: datetime) -> int:
    """Try everything again that was given up; return how much that is."""
    with engine.begin() as connection:
        return resend_dead_in(connection, now)


def resend_dead_in(connection: Connection, now: datetime, person: str = "") -> int:
    """Try everything again that was given up, in the caller's transaction."""
    dead = update(notifications).where(notifications.c.state == "dead")
    changes = {**RESET_ATTEMPTS, "next_at": timestamp(now)}
    count = connection.execute(dead.values(changes)).rowcount
    if count:
        record_event(connection, now, "", "operator", "resent", person=person)
    return count


def erase(engine: Engine, email: str, now: datetime) -> int:
    """Erase every request of an e-mail address; return how many."""
    with engine.begin() as connection:
        return erase_by_email(connection, email, now)


def find_request(connection: Connection, reference: str, *, lock: bool = False) -> tuple[int, str]:
    """Return id and status of a request; raises NoSuchRequestError.

    `lock`: nobody erases it before the transaction ends.
    """
    query = select(submissions.c.id, submissions.c.status)
    query = query.where(submissions.c.reference == reference)
    row = connection.execute(query.with_for_update(key_share=True) if lock else query).first()
    if row is None:
        raise NoSuchRequestError(reference)
    return row.id, row.status
