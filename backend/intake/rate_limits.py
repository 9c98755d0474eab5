"""Rate limits: how many requests one network, one e-mail address and everybody may send.

Counted in the database, so that a restart forgets nothing and several processes count together.
Only new requests count: neither wrong answers nor the same request sent again. Requests that are
set aside count by themselves.
"""

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, select

from backend.storage.email_addresses import canonical_email
from backend.storage.secrets import find_secret, get_or_create_secret
from backend.storage.tables import rate_events

HOUR = 60 * 60
DAY = 24 * HOUR
# Rows and salts older than this are pruned; no window may be longer.
MAX_WINDOW = DAY


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
# A /48 of IPv6 has 65,536 networks, and one sender may hold all of them.
SITE = (Limit(240, HOUR), Limit(800, DAY))
SITE_WITHOUT_TOKEN = (Limit(120, HOUR), Limit(400, DAY))
# Beyond these a request is set aside, not refused: who is counted here may be the victim.
EMAIL = (Limit(10, HOUR), Limit(20, DAY))
TOTAL = (Limit(600, HOUR), Limit(3000, DAY))
# Of requests set aside, so that they fill neither the limits of others nor the disk.
TOTAL_QUARANTINED = (Limit(3000, HOUR), Limit(10_000, DAY))


@dataclass(frozen=True)
class _Bucket:
    """What is counted together: `kind` of count, `name` of who is counted."""

    kind: str
    name: str
    limits: tuple[Limit, ...]


def consume(  # noqa: PLR0913 - what is known of a request
    connection: Connection,
    *,
    networks: Sequence[str],
    email: str,
    token: bool,
    quarantined: bool,
    now: float,
) -> bool:
    """Count one request; return whether it is to be set aside, if only for how many there are.

    `networks`: of the sender, the smallest first; `quarantined`: it is to be set aside anyway;
    `now`: in seconds since 1970. Requests set aside count by themselves, so that whoever sends them
    takes no place from buyers. Raises RateLimitExceededError where a limit of a network, or of all
    that is set aside, is reached, and counts nothing then.
    """
    salt = get_or_create_secret(connection, salt_name(now), now)
    salts = [salt, *_earlier_salt(connection, now)]
    origin = _networks(networks, token=token)
    if not quarantined:
        ours = [_Bucket("email", canonical_email(email), EMAIL), _Bucket("total", "", TOTAL)]
        quarantined = _longest_wait(connection, salts, ours, now) > 0
    if quarantined:
        origin = [replace(bucket, kind=f"{bucket.kind}-aside") for bucket in origin]
        # Not by address: whoever fills the count of another person would lock that person out.
        ours = [_Bucket("total-aside", "", TOTAL_QUARANTINED)]
    wait = _longest_wait(connection, salts, [*ours, *origin] if quarantined else origin, now)
    if wait > 0:
        raise RateLimitExceededError(wait)
    rows = [{"bucket": _hash(salt, each.kind, each.name), "at": now} for each in [*ours, *origin]]
    connection.execute(rate_events.insert(), rows)
    return quarantined


def consume_each(
    connection: Connection, named: Sequence[tuple[str, str, tuple[Limit, ...]]], now: float
) -> float:
    """Count one act in each of several buckets: kind, name and limits.

    Returns 0, or after how many seconds there is room in all; then nothing is counted.
    """
    salt = get_or_create_secret(connection, salt_name(now), now)
    buckets = [_Bucket(*each) for each in named]
    wait = _longest_wait(connection, [salt, *_earlier_salt(connection, now)], buckets, now)
    if wait <= 0:
        rows = [{"bucket": _hash(salt, each.kind, each.name), "at": now} for each in buckets]
        connection.execute(rate_events.insert(), rows)
    return wait


def _networks(networks: Sequence[str], *, token: bool) -> list[_Bucket]:
    limits = (NETWORK, SITE) if token else (NETWORK_WITHOUT_TOKEN, SITE_WITHOUT_TOKEN)
    kinds = ("network", "site")
    return [_Bucket(*each) for each in zip(kinds, networks, limits, strict=False)]


def _longest_wait(
    connection: Connection, salts: list[bytes], buckets: list[_Bucket], now: float
) -> float:
    waits = (
        _seconds_to_wait(
            connection, [_hash(salt, each.kind, each.name) for salt in salts], each.limits, now
        )
        for each in buckets
    )
    return max(waits, default=0.0)


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


def _hash(salt: bytes, kind: str, name: str) -> str:
    """Return the HMAC of a name under a day's salt."""
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
