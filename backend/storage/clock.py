"""The clock, and timestamps as the database keeps them."""

from collections.abc import Callable
from datetime import UTC, date, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the time in UTC."""
    return datetime.now(UTC)


def timestamp(moment: datetime) -> str:
    """Return ISO 8601 in UTC with milliseconds; as text it sorts by time."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def format_time(moment: str) -> str:
    """Return a time of the database as people read it; "" for none."""
    if not moment:
        return ""
    read = datetime.fromisoformat(moment)
    return f"{format_day(read)}, {read:%H:%M} UTC"


def format_day(day: date) -> str:
    """Return a day as people read it."""
    return f"{day.day} {day:%B %Y}"
