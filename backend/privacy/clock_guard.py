"""Whether the clock may be believed when something is to be forgotten by it.

A wrong clock looks like time that has passed. The service therefore notes each hour what the clock
shows. After a gap it forgets nothing until the clock has gone on for a day: a clock that was set
wrong is noticed and mended within that, and a service that was switched off loses nothing by it.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from backend.storage.clock import timestamp
from backend.storage.service_state import read_state, write_state
from backend.storage.tables import audit, notifications, submissions

log = logging.getLogger(__name__)

# The name of the note; its value is since when the clock is in doubt, or empty.
CLOCK = "clock"
# Between two looks an hour passes; more is a gap.
GAP = timedelta(hours=2)
# After a gap of this length doubt begins anew, and so long a clock must go on to be believed again.
DOUBT = timedelta(days=1)


@dataclass(frozen=True)
class ClockState:
    """What the clock showed when it was last looked at, and since when it is in doubt, if it is."""

    seen: datetime
    doubted_since: datetime | None


def observe_clock(connection: Connection, now: datetime) -> bool:
    """Note that the clock shows `now`; return whether something may be forgotten by it."""
    before = read_clock(connection) or _from_rows(connection)
    doubted = _doubt(before, now)
    if doubted and not (before and before.doubted_since):
        log.warning("the clock has jumped: nothing is forgotten before it has gone on for a day")
    write_state(connection, CLOCK, timestamp(doubted) if doubted else "", now)
    return doubted is None


def read_clock(connection: Connection) -> ClockState | None:
    """Return what was noted of the clock, None where nothing was yet."""
    note = read_state(connection, CLOCK)
    if note is None:
        return None
    since = datetime.fromisoformat(note.value) if note.value else None
    return ClockState(datetime.fromisoformat(note.at), since)


def _from_rows(connection: Connection) -> ClockState | None:
    """Return the newest time that any row has: so far the clock had come without notes."""
    columns = (submissions.c.created_at, notifications.c.created_at, audit.c.at)
    found = [connection.scalar(select(func.max(column))) for column in columns]
    newest = max(filter(None, found), default=None)
    return ClockState(datetime.fromisoformat(newest), None) if newest else None


def _doubt(before: ClockState | None, now: datetime) -> datetime | None:
    """Return since when the clock is in doubt. One that went back forgets nothing early."""
    if before is None or now < before.seen:
        return None
    since, gap = before.doubted_since, now - before.seen
    if gap > DOUBT:
        since = now
    elif gap > GAP:
        since = since or now
    return None if since is None or now - since >= DOUBT else since
