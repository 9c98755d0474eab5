"""What this process counts of itself: events by name, and the seconds of each step."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class ProcessMetrics:
    """Counts and sums since the process began; safe for threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._refused: Counter[int] = Counter()
        self._times: dict[str, tuple[int, float]] = {}

    def note_refused(self, status: int) -> None:
        """Count a form that was not taken, by the status of its answer."""
        with self._lock:
            self._refused[status] += 1

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        """Add the seconds of what happens within to a step, also where it fails."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            taken = time.perf_counter() - begun
            with self._lock:
                count, seconds = self._times.get(step, (0, 0.0))
                self._times[step] = (count + 1, seconds + taken)

    def refused(self) -> dict[int, int]:
        """Return how many forms were not taken, by status."""
        with self._lock:
            return dict(self._refused)

    def steps(self) -> dict[str, tuple[int, float]]:
        """Return how often each step was done, and in how many seconds altogether."""
        with self._lock:
            return dict(self._times)


# One for the process, as the logs are.
measures = ProcessMetrics()
