"""The clock, and timestamps as the database keeps them."""

from collections.abc import Callable
from datetime import UTC, datetime

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
    return f"{read.day} {read:%B %Y, %H:%M} UTC"
