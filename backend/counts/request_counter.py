"""Counts of the requests that this service answers itself, kept by day."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from threading import Lock

from sqlalchemy import Connection, insert, select, update
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.counts.hits import Count, Hit, classify
from backend.storage.clock import Clock
from backend.storage.connections import UnavailableError
from backend.storage.database import Database
from backend.storage.tables import daily_counts

# Seconds between two writes; a server that is killed loses what it counted since the last.
INTERVAL = 60.0


class RequestCounter:
    """Counts in memory, added to those of the database once a minute; safe for threads."""

    def __init__(
        self, database: Database, clock: Clock, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._database = database
        self._clock = clock
        self._now = now
        self._lock = Lock()
        self._waiting: Counter[tuple[str, Count]] = Counter()
        self._written_at = now()

    def add(self, count: Count) -> bool:
        """Count one request; return whether it is time to write."""
        day = self._clock().date().isoformat()
        with self._lock:
            self._waiting[day, count] += 1
            due = self._now() - self._written_at >= INTERVAL
            if due:
                self._written_at = self._now()
            return due

    def write(self) -> None:
        """Add what was counted to the database; where that is away it is kept for later."""
        with self._lock:
            counted, self._waiting = self._waiting, Counter()
        if not counted:
            return
        try:
            self._database.write_or_retry(lambda connection: _add_all(connection, counted))
        except UnavailableError:
            with self._lock:
                self._waiting.update(counted)


def _add_all(connection: Connection, counted: Counter[tuple[str, Count]]) -> None:
    for (day, count), number in sorted(counted.items()):
        _add(connection, day, count, number)


def _add(connection: Connection, day: str, count: Count, number: int) -> None:
    row = {"day": day, "kind": count.kind, "name": count.name}
    mine = [daily_counts.c[name] == value for name, value in row.items()]
    more = update(daily_counts).where(*mine).values(number=daily_counts.c.number + number)
    if not connection.execute(more).rowcount:
        connection.execute(insert(daily_counts).values(**row, number=number))


def read_counts(connection: Connection) -> Iterator[tuple[str, Count, int]]:
    """Yield day, what was asked for, and how often, in the order of days."""
    key = (daily_counts.c.day, daily_counts.c.kind, daily_counts.c.name)
    for row in connection.execute(select(daily_counts).order_by(*key)):
        yield row.day, Count(row.kind, row.name), row.number


class CountingMiddleware:
    """Counts what was answered, as a proxy's log would tell it."""

    def __init__(self, app: ASGIApp, counts: RequestCounter, base: str) -> None:
        self._app = app
        self._counts = counts
        self._base = base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, then count."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        statuses: list[int] = []

        async def note(message: Message) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])
            await send(message)

        await self._app(scope, receive, note)
        headers = Headers(scope=scope)
        hit = Hit(
            method=scope["method"],
            path=scope["path"].replace("%", "%25").replace("?", "%3F").replace("#", "%23"),
            status=statuses[0] if statuses else 0,
            agent=headers.get("user-agent", ""),
            purpose=headers.get("sec-purpose", ""),
        )
        if (count := classify(hit, self._base)) and self._counts.add(count):
            await run_in_threadpool(self._counts.write)
