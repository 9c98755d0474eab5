"""Durable submissions a second, beside the limit of the disk itself, in one run.

`python -m benchmarks.durable` measures the store with 1 and 8 threads, on SQLite and PostgreSQL.
Beside it stands the least that a database of the same kind can do for one commit: insert a row of
the same size, alone, with the same settings. The ratio says what our own code costs; the seconds
say how good the disk is, and differ from machine to machine.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from uuid import uuid4

from sqlalchemy import Engine, text

from backend.intake import RequestStore, validate
from backend.storage.connections import connect
from backend.storage.database import Database
from model.dataset import DATA, load
from tests.backend.conftest import ANSWERS
from tools.testenv.postgres import running

# Bytes of the answers and the consent of a usual request.
ROW = "x" * 900
THREADS = (1, 8)


@dataclass(frozen=True)
class Measured:
    """Seconds that each single call took, and all of them together."""

    each: list[float]
    seconds: float

    @property
    def per_second(self) -> float:
        """Calls a second."""
        return len(self.each) / self.seconds

    def milliseconds(self, percentile: int) -> float:
        """Return a percentile of the single calls."""
        return quantiles(self.each, n=100)[percentile - 1] * 1000


def measure(call: Callable[[], object], threads: int, seconds: float) -> Measured:
    """Call again and again for `seconds` in each of the threads."""
    begun = time.perf_counter()

    def go(_: int) -> list[float]:
        each: list[float] = []
        while time.perf_counter() - begun < seconds:
            start = time.perf_counter()
            call()
            each.append(time.perf_counter() - start)
        return each

    with ThreadPoolExecutor(threads) as pool:
        each = [one for some in pool.map(go, range(threads)) for one in some]
    return Measured(each, time.perf_counter() - begun)


def bare(engine: Engine) -> Callable[[], None]:
    """Return a call that commits one row and does nothing else."""
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE bare (id VARCHAR(32) PRIMARY KEY, row TEXT)"))

    def insert() -> None:
        with engine.begin() as connection:
            values = {"id": uuid4().hex, "row": ROW}
            connection.execute(text("INSERT INTO bare VALUES (:id, :row)"), values)

    return insert


def storing(engine: Engine) -> Callable[[], None]:
    """Return a call that stores one request, as the service does after checking it."""
    form = load(DATA).quote_form
    store = RequestStore(Database(engine), form)
    store.database.prepare()

    def add() -> None:
        key = uuid4().hex
        answers = {**ANSWERS, "email": f"{key}@example.com", "idempotency_key": key}
        store.add(validate(answers, form))

    return add


def run(name: str, url: str, seconds: float) -> list[str]:
    """Measure one database; return the lines of the table."""
    engine = connect(url, pooled=True)
    calls = (("one bare commit", bare(engine)), ("one request", storing(engine)))
    lines = []
    for threads in THREADS:
        limit = None
        for what, call in calls:
            found = measure(call, threads, seconds)
            limit = limit or found.per_second
            lines.append(
                f"{name:11} {threads:7} {what:16} {found.per_second:9.0f}"
                f" {found.per_second / limit:6.0%} {found.milliseconds(50):8.2f}"
                f" {found.milliseconds(95):8.2f} {found.milliseconds(99):8.2f}"
            )
    engine.dispose()
    return lines


def main() -> int:
    """Measure both databases and print one table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.durable", description=__doc__)
    parser.add_argument("--seconds", type=float, default=4, help="for each of the 8 measurements")
    parser.add_argument("--folder", type=Path, help="on the disk to be measured (SQLite)")
    options = parser.parse_args()
    say = sys.stdout.write
    say("database    threads what             a second  ratio   p50 ms   p95 ms   p99 ms\n")
    with ExitStack() as stack:
        made = tempfile.TemporaryDirectory(prefix="benchmark-", dir=options.folder)
        folder = stack.enter_context(made)
        for name, url in (
            ("SQLite", f"sqlite:///{folder}/quotes.db"),
            ("PostgreSQL", stack.enter_context(running())),
        ):
            for line in run(name, url, options.seconds):
                say(f"{line}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
