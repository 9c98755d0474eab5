"""Rate limits: how many requests one network, one e-mail address and everybody may send.

Counted in the database, so that a restart forgets nothing and several processes count together.
Only new requests count: neither wrong answers nor the same request sent again.
"""

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, select

from backend.storage.secrets import find_secret, get_or_create_secret
from backend.storage.tables import rate_events

HOUR = 60 * 60
DAY = 24 * HOUR
# Rows and salts older than this are pruned; no window may be longer.
LONGEST_WINDOW = DAY


class RateLimitExceededError(Exception):
    """A limit is reached; `wait` is after how many seconds there is room again."""

    def __init__(self, wait: float) -> None:
        super().__init__(f"again in {wait:.0f} s")
        self.wait = wait


@dataclass(frozen=True)
class Limit:
    """At most `most` requests within `window` seconds."""

    most: int
    window: int


# An office of 20 people behind one address, all asking within an hour, passes with and without
# scripts. A request without a token shares the count of its network but meets the lower limit.
NETWORK = (Limit(120, HOUR), Limit(400, DAY))
NETWORK_WITHOUT_TOKEN = (Limit(60, HOUR), Limit(200, DAY))
EMAIL = (Limit(10, HOUR), Limit(20, DAY))
TOTAL = (Limit(600, HOUR), Limit(3000, DAY))


def consume(
    connection: Connection, *, network: str | None, email: str, token: bool, now: float
) -> None:
    """Count one request; `now` is in seconds since 1970.

    Raises RateLimitExceededError where a limit is reached, and counts nothing then.
    """
    buckets = [("email", email.casefold(), EMAIL), ("total", "", TOTAL)]
    if network is not None:
        buckets.append(("network", network, NETWORK if token else NETWORK_WITHOUT_TOKEN))
    salt = get_or_create_secret(connection, salt_name(now), now)
    salts = [salt, *_earlier_salt(connection, now)]
    waits = [
        _seconds_to_wait(connection, [_bucket(each, kind, name) for each in salts], limits, now)
        for kind, name, limits in buckets
    ]
    if max(waits) > 0:
        raise RateLimitExceededError(max(waits))
    rows = [{"bucket": _bucket(salt, kind, name), "at": now} for kind, name, _ in buckets]
    connection.execute(rate_events.insert(), rows)


def _seconds_to_wait(
    connection: Connection, names: list[str], limits: tuple[Limit, ...], now: float
) -> float:
    """Return after how many seconds every limit has room, 0 where it has."""
    wait = 0.0
    for limit in limits:
        query = (
            select(rate_events.c.at)
            .where(rate_events.c.bucket.in_(names), rate_events.c.at > now - limit.window)
            .order_by(rate_events.c.at.desc())
            .offset(limit.most - 1)
            .limit(1)
        )
        # The one that must leave the window before another may come in.
        oldest = connection.scalar(query)
        if oldest is not None:
            wait = max(wait, oldest + limit.window - now)
    return wait


def _bucket(salt: bytes, kind: str, name: str) -> str:
    """Return a name that tells nothing to who does not hold the salt, and nobody holds it long."""
    return hmac.new(salt, f"{kind}\0{name}".encode(), hashlib.sha256).hexdigest()


def salt_name(now: float, days_ago: int = 0) -> str:
    """Return the name of a day's salt. Yesterday's is needed as long as its rows count."""
    day = datetime.fromtimestamp(now, UTC) - timedelta(days=days_ago)
    return f"salt-{day:%Y-%m-%d}"


def _earlier_salt(connection: Connection, now: float) -> Iterator[bytes]:
    """Yesterday's salt: some of its rows still count."""
    salt = find_secret(connection, salt_name(now, days_ago=1))
    if salt is not None:
        yield salt
