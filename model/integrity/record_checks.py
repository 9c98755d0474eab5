"""Checks of one record without any other: markup in its texts, words still to be written, ids.

Texts of the data are plain: pages print Markdown, HTML and calls in them as they stand.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from model.core.record import Record
from model.core.unpublishable import find_unpublishable
from model.core.yaml_loader import KeyPath

PLACEHOLDERS = frozenset({"TODO", "…", "..."})
MARKUP = {
    "HTML": re.compile(r"</?[a-z][\w-]*(?:\s[^<>]*)?/?>", re.I),
    "a Markdown link": re.compile(r"\[[^\]]*\]\([^)]*\)"),
    "a call": re.compile(r"\{\{|\{%"),
    "bold Markdown": re.compile(r"\*\*\S|(?<!\w)__\w"),
    "Markdown code": re.compile(r"`[^`]+`"),
}


@dataclass(frozen=True)
class Citation:
    """Where sources are cited, which, and whether for a claim of ours.

    A disagreement, a quoted figure, or a reason marked as reported tells what others say, and may
    rest on tier 3.
    """

    path: KeyPath
    sources: list[str]
    is_claim: bool


def check_record(record: Record) -> Iterator[tuple[KeyPath, str]]:
    """Yield (path, what is wrong) for everything that is wrong with a record by itself."""
    yield from record.problems()
    for path, value in walk(record):
        if isinstance(value, str):
            yield from ((path, what) for what in _check_text(value))
        elif isinstance(value, list):
            yield from _find_repeated_ids(path, value)


def find_citations(record: Record) -> Iterator[Citation]:
    """Yield a citation for each statement of a record that names sources."""
    for path, value in walk(record):
        if isinstance(value, Record) and (sources := value.cites()):
            yield Citation(path, sources, value.is_claim and path[-1:] != ("disagreement",))


def _check_text(text: str) -> Iterator[str]:
    """Yield what is wrong with a text.

    One that says TODO was left by tools/scaffold.py, one that says “…” by an example.
    """
    if text in PLACEHOLDERS:
        yield "still to be written"
        return
    yield from (what for _, what in find_unpublishable(text))
    for name, pattern in MARKUP.items():
        if found := pattern.search(text):
            yield f"“{found[0]}” is {name} and would be printed: write plain words"


def _find_repeated_ids(path: KeyPath, items: list[object]) -> Iterator[tuple[KeyPath, str]]:
    seen: set[str] = set()
    for index, item in enumerate(items):
        label = getattr(item, "id", None)
        if label in seen:
            yield (*path, index, "id"), f"“{label}” stands twice"
        elif label:
            seen.add(label)


def walk(value: object) -> Iterator[tuple[KeyPath, object]]:
    """Yield every value of a record with its path, depth first."""
    waiting: list[tuple[KeyPath, object]] = [((), value)]
    while waiting:  # a list in place of recursion, which is five times as slow here
        here, item = waiting.pop()
        yield here, item
        children: Iterable[tuple[str | int, object]] = ()
        if isinstance(item, Record):
            children = [(name, getattr(item, name)) for name in type(item).model_fields]
        elif isinstance(item, dict):
            children = item.items()
        elif isinstance(item, list):
            children = enumerate(item)
        waiting += [((*here, step), child) for step, child in children][::-1]
