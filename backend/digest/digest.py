"""One digest a day while something waits for the operator."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from backend.config.templates import render
from backend.delivery import NewNotification, enqueue
from backend.digest.stats import DigestStats, Reviews, collect_stats
from backend.storage.clock import format_time, timestamp
from backend.storage.tables import notifications

# By mail and by webhook.
KINDS = ("digest", "webhook-digest")
# A little less than a day, so that it does not wander around the clock.
A_DAY = timedelta(hours=23, minutes=30)
# Who is told so long before can still look.
TIME_TO_LOOK = timedelta(days=2)


def enqueue_digest(
    connection: Connection,
    kinds: Collection[str],
    quarantine_days: int,
    now: datetime,
    reviews: Reviews | None = None,
) -> bool:
    """Enqueue a digest by each of `kinds` if one is due; return whether it was.

    One that waits to be sent is as good as a new one: it is filled in when it is sent.
    """
    if not collect_stats(connection, quarantine_days, now, reviews).worth_telling:
        return False
    due = [kind for kind in kinds if not _told_lately(connection, kind, now)]
    for kind in due:
        task = NewNotification(None, f"digest-{now:%Y-%m-%d}", kind)
        enqueue(connection, task, "pending", timestamp(now))
    return bool(due)


def render_digest(stats: DigestStats, context: dict[str, object]) -> tuple[str, str]:
    """Return the subject and the body of a digest."""
    moments = {name: format_time(getattr(stats, name)) for name in ("first_erased_at", "backup_at")}
    subject, _, body = render(
        "mail/digest.txt.j2", {**vars(stats), **moments, **context}
    ).partition("\n")
    return subject.removeprefix("Subject:").strip(), body.strip() + "\n"


def quarantine_reported_until(connection: Connection, now: datetime) -> str:
    """Return up to when the operator was told of all that was set aside, with time left to look.

    Empty where no digest was ever sent.
    """
    sent = (
        notifications.c.kind.in_(KINDS),
        notifications.c.sent_at <= timestamp(now - TIME_TO_LOOK),
    )
    return connection.scalar(select(func.max(notifications.c.created_at)).where(*sent)) or ""


def _told_lately(connection: Connection, kind: str, now: datetime) -> bool:
    mine = select(notifications.c.id).where(notifications.c.kind == kind)
    waiting = mine.where(notifications.c.state == "pending")
    # Not one of a clock that was ahead.
    lately = mine.where(notifications.c.created_at.between(timestamp(now - A_DAY), timestamp(now)))
    return any(connection.execute(query.limit(1)).first() for query in (waiting, lately))
