"""`python -m backend counts`: how often what was asked for, by day."""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Engine

from backend.counts import count_logs, read_counts
from backend.storage.connections import read_transaction

# What such counts cannot see; said below each table.
UNSEEN = (
    "Counted are requests, not people. Not seen: pages that came from a cache, answers given in the"
    " tool's script, and programs that pass for a browser."
)


class CountLine(NamedTuple):
    """One line of the report; `name` is the address below the site's, "" for home."""

    day: str
    kind: str
    name: str
    number: int


def count(logs: Sequence[Path], base: str) -> tuple[list[CountLine], str]:
    """Return what logs tell, and one line that says how much of them could not be read, or ""."""
    found = count_logs(logs, base)
    lines = [CountLine(day, *what, number) for (day, what), number in found.counts.items()]
    unread = f"{found.unread} of {found.lines} lines are no access log of Caddy or nginx"
    return sorted(lines), unread if found.unread else ""


def load(engine: Engine | None) -> list[CountLine]:
    """Return what this service counted itself; nothing where there is no database."""
    if engine is None:
        return []
    with read_transaction(engine) as connection:
        return [CountLine(day, *what, number) for day, what, number in read_counts(connection)]


def as_json(line: CountLine) -> str:
    """Return a line for programs."""
    return json.dumps(line._asdict(), ensure_ascii=False)


def as_table(lines: Iterable[CountLine]) -> Iterator[str]:
    """Yield the report as people read it."""
    found = list(lines)
    if not found:
        yield "Nothing is counted yet."
        return
    width = max(len(str(line.number)) for line in found)
    for line in found:
        yield f"{line.day}  {line.kind:<8}  {line.number:>{width}}  /{line.name}"
    yield ""
    yield UNSEEN
