"""What waits for the operator, counted."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Column, Connection, Select, func, select

from backend.delivery import QUARANTINED
from backend.matching import Matcher
from backend.privacy import read_clock
from backend.storage import tables
from backend.storage.clock import timestamp
from backend.storage.service_state import read_state
from model.matching import find_due_checks

# Names of notes: the newest backup, and why one after it failed.
BACKUP = "backup"
BACKUP_FAILED = "backup-failed"
# Backups are made every hour; a machine may be off for a night.
OLD_BACKUP = timedelta(days=2)
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Reviews:
    """How many checks of firms are due; `fresh`: one of them since today."""

    due: int
    fresh: bool


@dataclass(frozen=True)
class BackupRecord:
    """The one record of backups: when the newest was made, and why one after it failed.

    `made_at` is a time as the database keeps it; both are empty where there is nothing to say.
    """

    made_at: str
    problem: str


@dataclass(frozen=True)
class DigestStats:
    """What waits. Times are as the database keeps them, empty where there is none.

    `set_aside`: requests in quarantine; `first_erased_at`: when the first of them goes;
    `unconfirmed`: buyers who chose firms and have not confirmed their address; `dead`:
    notifications that were given up; `applications`: of firms that ask to be listed, within a day;
    `backup_at`: of the newest backup; `backup_old`: it is older than two days; `backup_problem`:
    why one after it failed; `clock_doubted`: nothing is forgotten at present; `new`: requests taken
    within a day; `silent`: firms of which their buyers were told within a day that they do not
    answer; `reviews`: checks of firms.
    """

    set_aside: int
    first_erased_at: str
    unconfirmed: int
    dead: int
    backup_at: str
    backup_old: bool
    backup_problem: str
    clock_doubted: bool
    new: int = 0
    applications: int = 0
    silent: int = 0
    reviews: Reviews = Reviews(0, fresh=False)

    @property
    def worth_telling(self) -> bool:
        """Whether there is something to do."""
        news = self.new or self.applications or self.silent or self.reviews.fresh
        waiting = self.set_aside or self.unconfirmed or self.dead or news
        return bool(waiting or self.backup_old or self.backup_problem or self.clock_doubted)


def count_reviews(matcher: Matcher | None, today: date) -> Reviews:
    """Count the checks of listed firms that are due."""
    if matcher is None:
        return Reviews(0, fresh=False)
    days = matcher.dataset.matching.recheck_days
    found = find_due_checks(matcher.dataset.firms, days, today)
    return Reviews(len(found), fresh=any(check.due == today for check in found))


def collect_stats(
    connection: Connection, quarantine_days: int, now: datetime, reviews: Reviews | None = None
) -> DigestStats:
    """Count what waits; requests set aside are erased after `quarantine_days`."""
    submissions, notifications = tables.submissions, tables.notifications
    quarantined = submissions.c.status == QUARANTINED
    oldest = connection.scalar(select(func.min(submissions.c.created_at)).where(quarantined))
    backups = read_backup_record(connection)
    clock = read_clock(connection)
    return DigestStats(
        set_aside=_count(
            connection, select(func.count()).select_from(submissions).where(quarantined)
        ),
        first_erased_at=_days_after(oldest, quarantine_days) if oldest else "",
        unconfirmed=_count(connection, _unconfirmed()),
        dead=_count(
            connection,
            select(func.count()).select_from(notifications).where(notifications.c.state == "dead"),
        ),
        backup_at=backups.made_at,
        backup_old=bool(backups.made_at) and backups.made_at < timestamp(now - OLD_BACKUP),
        backup_problem=backups.problem,
        clock_doubted=bool(clock and clock.doubted_since),
        new=_count(connection, _new(timestamp(now - A_DAY))),
        applications=_count(connection, _applications(timestamp(now - A_DAY))),
        silent=_count(connection, _silent(timestamp(now - A_DAY))),
        reviews=reviews or Reviews(0, fresh=False),
    )


def read_backup_record(connection: Connection) -> BackupRecord:
    """Return how backups stand, whichever way they are made."""
    made, failed = read_state(connection, BACKUP), read_state(connection, BACKUP_FAILED)
    return BackupRecord(
        made_at=made.at if made else "",
        problem=failed.value if failed and (not made or failed.at > made.at) else "",
    )


def count_by(connection: Connection, column: Column[str]) -> Counter[str]:
    """Return how often each value stands in a column."""
    rows = connection.execute(select(column, func.count()).group_by(column))
    return Counter({value: count for value, count in rows.all()})  # noqa: C416 - typed rows


def _unconfirmed() -> Select[int]:
    matches, offers = tables.matches, tables.offers
    query = select(func.count(matches.c.submission_id.distinct())).join(
        offers, offers.c.submission_id == matches.c.submission_id
    )
    return query.where(
        offers.c.state == "chosen",
        matches.c.confirmed_at.is_(None),
        matches.c.withdrawn_at.is_(None),
    )


def _new(since: str) -> Select[int]:
    submissions = tables.submissions
    taken = (submissions.c.status != QUARANTINED, submissions.c.created_at > since)
    return select(func.count()).select_from(submissions).where(*taken)


def _applications(since: str) -> Select[int]:
    mine = tables.applications
    return select(func.count()).select_from(mine).where(mine.c.created_at > since)


def _silent(since: str) -> Select[int]:
    offers = tables.offers
    still = (offers.c.state == "introduced", offers.c.silence_noted_at > since)
    return select(func.count()).select_from(offers).where(*still)


def _count(connection: Connection, query: Select[int]) -> int:
    return connection.scalar(query) or 0


def _days_after(moment: str, days: int) -> str:
    return timestamp(datetime.fromisoformat(moment) + timedelta(days=days))
