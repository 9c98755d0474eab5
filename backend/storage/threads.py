"""A thread pool with a deadline, for blocking work on a database.

A database that is locked or frozen then keeps these threads busy, and no others: pages are read by
other threads, and buyers get an answer in time.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextvars import ContextVar, copy_context
from functools import partial
from threading import Condition, Thread
from typing import Any, TypeVar

from backend.storage.connections import UnavailableError

T = TypeVar("T")
# The time of time.monotonic() after which nobody waits any more for what this thread is doing.
expires_at: ContextVar[float] = ContextVar("expires_at")
# Seconds after which a thread without work ends.
IDLE_SECONDS = 10.0


def remaining(most: float) -> float:
    """Return for how many seconds somebody still waits, at most `most`. Raises UnavailableError."""
    left = expires_at.get(float("inf")) - time.monotonic()
    if left <= 0:
        raise UnavailableError("nobody waits for it any more")
    return min(left, most)


def check_deadline() -> None:
    """Raise UnavailableError where whoever asked for this work has been told that it failed."""
    remaining(0)


class DeadlineThreads:
    """At most `count` threads; work that has not ended after `seconds` is given up.

    They are daemons: one that hangs does not keep the program from ending.
    """

    def __init__(self, count: int, seconds: float) -> None:
        self._count = count
        self._seconds = seconds
        self._waiting: deque[tuple[Future[Any], Callable[[], Any]]] = deque()
        self._changed = Condition()
        self._threads = 0
        self._idle = 0
        self._overdue = 0

    async def run(self, work: Callable[..., T], *arguments: object) -> T:
        """Return what `work` returns. Raises UnavailableError where it takes too long.

        What is given up goes on in its thread; a transaction of it is rolled back.
        """
        if self._overdue >= self._count:
            raise UnavailableError("every thread waits for it")
        future = self._submit(partial(work, *arguments))
        try:
            async with asyncio.timeout(self._seconds):
                return await asyncio.wrap_future(future)
        except TimeoutError:
            if future.running():
                self._overdue += 1
                future.add_done_callback(self._caught_up)
            raise UnavailableError("it does not answer in time") from None

    def _caught_up(self, _: Future[Any]) -> None:
        self._overdue -= 1

    def _submit(self, work: Callable[[], T]) -> Future[T]:
        future: Future[T] = Future()
        context = copy_context()
        context.run(expires_at.set, time.monotonic() + self._seconds)
        with self._changed:
            self._waiting.append((future, partial(context.run, work)))
            if self._idle < len(self._waiting) and self._threads < self._count:
                self._threads += 1
                Thread(target=self._serve, name="database", daemon=True).start()
            self._changed.notify()
        return future

    def _serve(self) -> None:
        while (task := self._next()) is not None:
            future, work = task
            if not future.set_running_or_notify_cancel():  # given up before its turn
                continue
            try:
                outcome = work()
            except BaseException as error:
                future.set_exception(error)
            else:
                future.set_result(outcome)
            del task, future, work  # keeps no request alive until the next one

    def _next(self) -> tuple[Future[Any], Callable[[], Any]] | None:
        """Return what is to be done, None where there has been nothing for a while."""
        with self._changed:
            self._idle += 1
            self._changed.wait_for(lambda: self._waiting, IDLE_SECONDS)
            self._idle -= 1
            if self._waiting:
                return self._waiting.popleft()
            self._threads -= 1
            return None
