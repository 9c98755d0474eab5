"""How long a match takes with many firms, beside SQLite answering the same question.

Run `.venv/bin/python -m benchmarks.matching`. It makes firms of random tags, matches a request and
prints the median time. The peer is the SQLite of this Python with the firms in indexed tables of a
database in memory: one query, the same rules and preferences, the same firms in the same order, but
without a reason for any of them. Both run in a process of their own, and what they answer is
compared. Memory is what a process grows by, as the system counts it: ours beside the firms
themselves, since a query of SQLite needs next to none. Figures depend on the machine; the ratios
hardly do.
"""

import argparse
import random
import resource
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from hashlib import sha256
from multiprocessing import get_context

from model.dataset import DATA, Dataset, load
from model.matching import ANY, Firm, match

SIZES = (100, 1_000, 10_000)
TAGS = ("offers", "stages", "company_sizes", "usual_sizes", "regions")
ANSWERS = {
    "framework": "soc-2",
    "report_type": "type-2",
    "stage": "preparing",
    "timeline": "3-to-6-months",
    "company_size": "11-50",
    "region": "united-states",
}
ROTATION = "benchmark"
# The rules and preferences of data/matching.yml for these answers, in SQL.
QUERY = """
SELECT firm.id FROM firm
WHERE accepting AND weeks <= 8
  AND EXISTS (SELECT 1 FROM tag WHERE f = id AND field = 'offers' AND value = 'soc-2.type-2')
  AND EXISTS (SELECT 1 FROM tag WHERE f = id AND field = 'stages' AND value = 'preparing')
  AND EXISTS (SELECT 1 FROM tag WHERE f = id AND field = 'company_sizes' AND value = '11-50')
  AND EXISTS (SELECT 1 FROM tag WHERE f = id AND field = 'regions' AND value = 'united-states')
ORDER BY 2 * readiness + 2 * EXISTS (
  SELECT 1 FROM tag WHERE f = id AND field = 'usual_sizes' AND value = '11-50') DESC, turn(id)
"""


@dataclass(frozen=True)
class Measured:
    """Median milliseconds of one match, the firms in order, and kilobytes."""

    milliseconds: float
    firms: list[str]
    kilobytes: int  # that the matches needed
    loaded: int  # that the firms need, before any match


def made(dataset: Dataset, size: int) -> tuple[Firm, ...]:
    """Return firms with random tags, the same on every run."""
    chance, words = random.Random(size), dataset.firm_tags  # noqa: S311 - no secret
    tags = {name: [tag for tag in words[name] if ANY not in tag] for name in TAGS}

    def firm(number: int) -> Firm:
        given = {
            name: chance.sample(known, chance.randint(1, len(known)))
            for name, known in tags.items()
        }
        changes = {
            **given,
            "id": f"firm-{number}",
            "weeks_to_start": chance.randint(0, 20),
            "accepting": chance.random() < 0.9,
            "readiness": chance.random() < 0.5,
        }
        return dataset.firms[0].model_copy(update=changes)

    return tuple(firm(number) for number in range(size))


def filled(firms: tuple[Firm, ...]) -> sqlite3.Connection:
    """Return a database in memory with the firms, indexed for the query."""
    database = sqlite3.connect(":memory:")
    database.executescript(
        "CREATE TABLE firm (id TEXT PRIMARY KEY, accepting, weeks, readiness);"
        "CREATE TABLE tag (f TEXT, field TEXT, value TEXT, PRIMARY KEY (f, field, value))"
        " WITHOUT ROWID;"
    )
    rows = ((f.id, f.accepting, f.weeks_to_start, f.readiness) for f in firms)
    database.executemany("INSERT INTO firm VALUES (?, ?, ?, ?)", rows)
    tags = ((f.id, name, tag) for f in firms for name in TAGS for tag in getattr(f, name))
    database.executemany("INSERT INTO tag VALUES (?, ?, ?)", tags)
    turn = sha256(f"{ROTATION}\0".encode())

    def digest(firm: str) -> bytes:
        hashed = turn.copy()
        hashed.update(firm.encode())
        return hashed.digest()

    database.create_function("turn", 1, digest, deterministic=True)
    return database


def ours(size: int, rounds: int) -> Measured:
    """Measure our own match."""
    site, before = load(DATA), grown()
    site = replace(site, firms=made(site, size), demonstration=True)
    loaded = grown() - before
    return measured(
        lambda: [item.firm.id for item in match(ANSWERS, site.firm_catalog, ROTATION).fitting],
        rounds,
        loaded,
    )


def peer(size: int, rounds: int) -> Measured:
    """Measure SQLite."""
    site, before = load(DATA), grown()
    database = filled(made(site, size))
    loaded = grown() - before
    return measured(lambda: [row[0] for row in database.execute(QUERY)], rounds, loaded)


def grown() -> int:
    """Return the most kilobytes that this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def measured(work: Callable[[], list[str]], rounds: int, loaded: int) -> Measured:
    """Run it `rounds` times."""
    before = grown()
    times, found = [], []
    for _ in range(rounds):
        start = time.perf_counter()
        found = work()
        times.append(time.perf_counter() - start)
    return Measured(statistics.median(times) * 1000, found, grown() - before, loaded)


def alone(work: Callable[[int, int], Measured], size: int, rounds: int) -> Measured:
    """Measure in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, size, rounds).result()


def row(size: int, rounds: int) -> str:
    """Measure one size; return a line of the table. Raises ValueError where the two disagree."""
    mine, other = alone(ours, size, rounds), alone(peer, size, rounds)
    if mine.firms != other.firms:
        raise ValueError(f"with {size} firms SQLite does not answer the same")
    return (
        f"{size:6} {len(mine.firms):8} {mine.milliseconds:9.2f} {other.milliseconds:10.2f}"
        f" {mine.milliseconds / other.milliseconds:6.1f} {mine.kilobytes:9} {mine.loaded:9}"
        f" {mine.kilobytes / max(mine.loaded, 1):6.2f}"
    )


def main() -> int:
    """Measure each size and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.matching", description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="matches to take the median of")
    rounds = parser.parse_args().rounds
    say = sys.stdout.write
    say(f"one match; SQLite {sqlite3.sqlite_version} gives no reasons\n")
    say(" firms  fitting   ours ms  SQLite ms  ratio  match KB  firms KB  ratio\n")
    for size in SIZES:
        say(f"{row(size, rounds)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
