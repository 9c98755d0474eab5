"""A limit on wrong forms: how many one network may send in a minute.

Counted in memory, since what stores nothing must cost nothing either. Right forms are not touched.
"""

from collections import Counter
from threading import Lock

# Seconds, and wrong forms within them. An office behind one address makes far fewer mistakes.
WINDOW = 60
MAX_REFUSALS = 60


class RefusalLimit:
    """Counts the wrong forms of each network, anew every minute."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._window = 0
        self._lock = Lock()

    def seconds_to_wait(self, network: str, now: float) -> float:
        """Count one wrong form; return 0, or after how many seconds the next may be answered.

        `now`: seconds since 1970.
        """
        with self._lock:
            window = int(now // WINDOW)
            if window != self._window:
                self._window, self._counts = window, Counter()
            self._counts[network] += 1
            left = (window + 1) * WINDOW - now
            return left if self._counts[network] > MAX_REFUSALS else 0.0
