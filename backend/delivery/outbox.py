"""The outbox: notifications are enqueued with what they are about, leased, retried, and finished.

A lease belongs to one attempt of one worker. Delivery is at least once: a worker that dies between
sending and `mark_sent` has its lease expire, and the notification is sent again.
"""

import logging
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Engine, and_, or_, select, update

from backend.storage.clock import timestamp
from backend.storage.connections import read_transaction
from backend.storage.tables import notifications, submissions

log = logging.getLogger(__name__)

# Longer than any attempt may take; see `backend.delivery.deadline`.
LEASE_TIME = timedelta(minutes=10)

# The retry policy: the delay after each failed attempt, up to 14 hours and 72 in all. When the
# attempt after the last delay fails, it is given up.
RETRY_DELAYS = tuple(
    timedelta(minutes=minutes)
    for minutes in (1, 4, 10, 15, 30, 60, 120, 240, 480, 840, 840, 840, 840)
)
MAX_ATTEMPTS = len(RETRY_DELAYS) + 1

# Whoever was told by the first kind is asked to delete that by the second, which must not overtake
# a try of the first: it waits until the lease of that try would end, or is due when the try ends.
NOTICES = {"introduction": "deletion", "operator": "erased", "webhook": "webhook-erased"}

# Nothing is ever due later than this from now on, unless the clock was ahead when it was written.
MAX_WAIT = max(RETRY_DELAYS) + LEASE_TIME

INSERT_NOTIFICATION = notifications.insert()

NOTIFICATION_COLUMNS = (
    notifications.c.kind,
    notifications.c.attempts,
    notifications.c.reference,
    notifications.c.submission_id,
    notifications.c.offer_id.label("offer"),
    notifications.c.firm,
    notifications.c.recipient,
)

REQUEST_COLUMNS = (
    submissions.c.status,
    submissions.c.created_at,
    submissions.c.answers,
    submissions.c.signals,
)

ERASED_REQUEST = {"status": "erased", "created_at": "", "answers": {}, "signals": ""}


@dataclass(frozen=True)
class NewNotification:
    """What a notification is about. `offer`: its id, for one that is about a firm.

    `recipient` is for what must reach somebody after the request is gone.
    """

    submission_id: int | None
    reference: str
    kind: str
    offer: int | None = None
    firm: str = ""
    recipient: str | None = None


@dataclass(frozen=True)
class LeasedNotification:
    """A leased notification with the request it is about. `attempts` counts this one, too.

    Where the request is erased by now, `submission_id` is None and the answers are empty.
    """

    id: int
    kind: str
    lease: str
    attempts: int
    reference: str
    status: str
    created_at: str
    answers: dict[str, str]
    signals: str
    submission_id: int | None = None
    offer: int | None = None
    firm: str = ""
    recipient: str | None = None


def enqueue(
    connection: Connection, new: NewNotification, state: str, now: str, due: str | None = None
) -> None:
    """Insert one notification; if it is pending, it is due at `due` or at once."""
    row = {
        "submission_id": new.submission_id,
        "reference": new.reference,
        "offer_id": new.offer,
        "firm": new.firm,
        "recipient": new.recipient,
        "kind": new.kind,
        "state": state,
        "created_at": now,
        "attempts": 0,
        "next_at": due or now,
    }
    connection.execute(INSERT_NOTIFICATION, row)


def lease_next(engine: Engine, now: datetime, kinds: Collection[str]) -> LeasedNotification | None:
    """Lease the notification that has waited longest; None where nothing is due.

    `kinds`: those that this worker can deliver. The lease ends after LEASE_TIME.
    """
    due = _is_due(now, kinds)
    query = select(notifications.c.id).where(due).order_by(notifications.c.next_at).limit(1)
    # Most polls find nothing, and need no writer's lock.
    with read_transaction(engine) as connection:
        if connection.execute(query).first() is None:
            return None
    with engine.begin() as connection:
        # SQLite has one writer at a time and needs no lock on a row.
        found = connection.scalar(query.with_for_update(skip_locked=True))
        return None if found is None else _lease(connection, found, now)


def clamp_schedule(connection: Connection, now: datetime) -> int:
    """Make due now what a clock that was ahead has put off, and end its leases; return how many."""
    pending = notifications.c.state == "pending"
    put_off = update(notifications).where(
        pending, notifications.c.next_at > timestamp(now + MAX_WAIT)
    )
    count = connection.execute(put_off.values(next_at=timestamp(now))).rowcount
    # A worker that is at it has LEASE_TIME left, as ever.
    leased = update(notifications).where(
        pending, notifications.c.leased_until > timestamp(now + 2 * LEASE_TIME)
    )
    connection.execute(leased.values(leased_until=timestamp(now + LEASE_TIME)))
    if count:
        log.warning("%d notifications were put off by a clock that was ahead: due now", count)
    return count


def mark_sent(engine: Engine, leased: LeasedNotification, now: datetime) -> None:
    """Note that a notification is delivered."""
    _finish(engine, leased, now, state="sent", sent_at=timestamp(now), problem=None)


def mark_failed(
    engine: Engine, leased: LeasedNotification, now: datetime, problem: str, *, permanent: bool
) -> None:
    """Note a failed attempt; retry later, or never if the failure is permanent or one too many."""
    if is_last_attempt(leased, permanent=permanent):
        _finish(engine, leased, now, state="dead", dead_at=timestamp(now), problem=problem[:100])
        log.error("%s: gave up after %d tries: %s", describe(leased), leased.attempts, problem)
        return
    delay = RETRY_DELAYS[leased.attempts - 1]
    next_at = timestamp(now + delay)
    _finish(engine, leased, now, state="pending", next_at=next_at, problem=problem[:100])
    log.warning(
        "%s: try %d failed, next in %s: %s", describe(leased), leased.attempts, delay, problem
    )


def mark_cancelled(engine: Engine, leased: LeasedNotification, now: datetime) -> None:
    """Note that a notification was not to be sent any more."""
    _finish(engine, leased, now, state="cancelled", problem=None)


def is_last_attempt(leased: LeasedNotification, *, permanent: bool) -> bool:
    """Tell whether there is no retry after this attempt, if it fails."""
    return permanent or leased.attempts >= MAX_ATTEMPTS


def describe(leased: LeasedNotification) -> str:
    """Return how the log names a notification."""
    return f"notification {leased.id} ({leased.kind}) of {leased.reference}"


def _is_due(now: datetime, kinds: Collection[str]) -> ColumnElement[bool]:
    moment = timestamp(now)
    return and_(
        notifications.c.state == "pending",
        notifications.c.kind.in_(sorted(kinds)),
        notifications.c.next_at <= moment,
        or_(notifications.c.leased_until.is_(None), notifications.c.leased_until <= moment),
    )


def _lease(connection: Connection, number: int, now: datetime) -> LeasedNotification:
    token = secrets.token_hex(16)
    connection.execute(
        update(notifications)
        .where(notifications.c.id == number)
        .values(
            lease=token,
            leased_until=timestamp(now + LEASE_TIME),
            attempts=notifications.c.attempts + 1,
        )
    )
    query = select(*NOTIFICATION_COLUMNS, *REQUEST_COLUMNS).outerjoin(submissions)
    row = connection.execute(query.where(notifications.c.id == number)).mappings().one()
    given = {name: value for name, value in row.items() if value is not None}
    return LeasedNotification(**{"id": number, "lease": token, **ERASED_REQUEST, **given})


def _finish(
    engine: Engine, leased: LeasedNotification, now: datetime, **changes: str | None
) -> None:
    """Write how an attempt ended, unless the lease is lost to another worker.

    The notice that waited for this end is due then. Who enqueues one has locked the row that is
    changed here, so that it is either seen here, or sees that there is no lease any more.
    """
    this = notifications.c.id == leased.id
    with engine.begin() as connection:
        ended = update(notifications).where(this, notifications.c.lease == leased.lease)
        ended = ended.values(lease=None, leased_until=None, **changes)
        if connection.execute(ended).rowcount or not _is_there(connection, leased):
            _make_notice_due(connection, leased, timestamp(now))


def _is_there(connection: Connection, leased: LeasedNotification) -> bool:
    """Tell whether it is not erased by now."""
    query = select(notifications.c.id).where(notifications.c.id == leased.id)
    return connection.scalar(query) is not None


def _make_notice_due(connection: Connection, leased: LeasedNotification, moment: str) -> None:
    if leased.kind not in NOTICES:
        return
    waiting = (
        notifications.c.reference == leased.reference,
        notifications.c.firm == leased.firm,
        notifications.c.kind == NOTICES[leased.kind],
        notifications.c.state == "pending",
        notifications.c.attempts == 0,
        notifications.c.next_at > moment,
    )
    connection.execute(update(notifications).where(*waiting).values(next_at=moment))
