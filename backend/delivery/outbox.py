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


@dataclass(frozen=True)
class NewNotification:
    """What a notification is about. `offer`: its id, for one that is about a firm.

    `recipient` is for what must reach somebody after the request is gone.
    """

    owner: int | None
    reference: str
    kind: str
    offer: int | None = None
    firm: str = ""
    recipient: str | None = None


def enqueue(
    connection: Connection, task: NewNotification, state: str, now: str, due: str | None = None
) -> None:
    """Insert one notification; if it is pending, it is due at `due` or at once."""
    connection.execute(
        notifications.insert().values(
            submission_id=task.owner,
            reference=task.reference,
            offer_id=task.offer,
            firm=task.firm,
            recipient=task.recipient,
            kind=task.kind,
            state=state,
            created_at=now,
            attempts=0,
            next_at=due or now,
        )
    )


log = logging.getLogger(__name__)
# Longer than any try may take; see `backend.delivery.deadline`.
LEASE_TIME = timedelta(minutes=10)
# Minutes to wait after each failed try: 72 hours in all. After the last one it is given up.
RETRY_MINUTES = (1, 4, 10, 15, 30, 60, 120, 240, 480, 840, 840, 840, 840)


@dataclass(frozen=True)
class LeasedNotification:
    """A leased notification with the request it is about. `attempts` counts this try, too.

    Where the request is erased by now, `owner` is None and the answers are empty.
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
    owner: int | None = None
    offer: int | None = None
    firm: str = ""
    recipient: str | None = None


NOTIFICATION_COLUMNS = (
    notifications.c.kind,
    notifications.c.attempts,
    notifications.c.reference,
    notifications.c.submission_id.label("owner"),
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


def lease_next(engine: Engine, now: datetime, kinds: Collection[str]) -> LeasedNotification | None:
    """Take the notification that has waited longest, or None where nothing is due."""
    due = _is_due(now, kinds)
    query = select(notifications.c.id).where(due).order_by(notifications.c.next_at).limit(1)
    with read_transaction(
        engine
    ) as connection:  # most looks find nothing, and need no writer's lock
        if connection.execute(query).first() is None:
            return None
    with engine.begin() as connection:
        # SQLite has one writer at a time and needs no lock on a row.
        found = connection.scalar(query.with_for_update(skip_locked=True))
        return None if found is None else _take(connection, found, now)


def mark_sent(engine: Engine, due: LeasedNotification, now: datetime) -> None:
    """Note that a notification is delivered."""
    _finish(engine, due, state="sent", sent_at=timestamp(now), problem=None)


def is_last_attempt(due: LeasedNotification, *, for_good: bool) -> bool:
    """Tell whether there is no try after this one, if it fails."""
    return for_good or due.attempts > len(RETRY_MINUTES)


def mark_failed(
    engine: Engine, due: LeasedNotification, now: datetime, problem: str, *, for_good: bool
) -> None:
    """Note a failed try: try again later, or never if it failed for good or too often."""
    if is_last_attempt(due, for_good=for_good):
        _finish(engine, due, state="dead", dead_at=timestamp(now), problem=problem[:100])
        log.error("%s: gave up after %d tries: %s", describe(due), due.attempts, problem)
        return
    wait = timedelta(minutes=RETRY_MINUTES[due.attempts - 1])
    _finish(engine, due, state="pending", next_at=timestamp(now + wait), problem=problem[:100])
    log.warning("%s: try %d failed, next in %s: %s", describe(due), due.attempts, wait, problem)


def describe(due: LeasedNotification) -> str:
    """Return how the log names a notification."""
    return f"notification {due.id} ({due.kind}) of {due.reference}"


def _is_due(now: datetime, kinds: Collection[str]) -> ColumnElement[bool]:
    moment = timestamp(now)
    return and_(
        notifications.c.state == "pending",
        notifications.c.kind.in_(sorted(kinds)),
        notifications.c.next_at <= moment,
        or_(notifications.c.leased_until.is_(None), notifications.c.leased_until <= moment),
    )


def _take(connection: Connection, number: int, now: datetime) -> LeasedNotification:
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


def mark_cancelled(engine: Engine, due: LeasedNotification) -> None:
    """Note that a notification was not to be sent any more."""
    _finish(engine, due, state="cancelled", problem=None)


def _finish(engine: Engine, due: LeasedNotification, **changes: str | None) -> None:
    """Write how a try ended, unless the lease has gone to somebody else by now."""
    mine = and_(notifications.c.id == due.id, notifications.c.lease == due.lease)
    with engine.begin() as connection:
        connection.execute(
            update(notifications).where(mine).values(lease=None, leased_until=None, **changes)
        )
