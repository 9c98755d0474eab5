"""A circuit breaker: a channel that failed several times in a row is left alone for a while.

What waits for it keeps its tries, and a server in trouble is not asked for every single mail.
"""

import time
from collections.abc import Callable

# Failures in a row that open it, and seconds for which it stays open: longer each time, until one
# delivery succeeds.
FAILURES = 3
OPEN_SECONDS = (30.0, 60.0, 120.0, 300.0)


class CircuitBreaker:
    """Says whether a channel may be used. `now` is in seconds, of a clock that never jumps."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._failures = 0
        self._open_until = 0.0

    @property
    def is_open(self) -> bool:
        """Whether nothing is to be sent now."""
        return self._now() < self._open_until

    def note_success(self) -> None:
        """Close it: the channel answers."""
        self._failures = 0

    def note_failure(self) -> float:
        """Count a failure of the channel; return for how many seconds it opens, or 0."""
        self._failures += 1
        if self._failures < FAILURES:
            return 0.0
        pause = OPEN_SECONDS[min(self._failures - FAILURES, len(OPEN_SECONDS) - 1)]
        self._open_until = self._now() + pause
        return pause
