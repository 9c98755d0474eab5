"""CSV export that a spreadsheet shows and never runs (formula injection is escaped)."""

import csv
import os
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import TextIO

# What a spreadsheet takes for the beginning of a formula, also in the wide forms that some fold;
# and the apostrophe itself, so that taking one away always gives the value back.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠", "'")
ESCAPE = "'"


def escape_formula(value: str) -> str:
    """Return `value` with an apostrophe before it where a spreadsheet might run it."""
    return ESCAPE + value if value.startswith(FORMULA_STARTS) else value


def unescape_formula(value: str) -> str:
    """Return what was given to `escape_formula`; an apostrophe of the value's own stays."""
    put_there = value.startswith(ESCAPE) and value[1:].startswith(FORMULA_STARTS)
    return value[1:] if put_there else value


def create_csv(path: Path) -> TextIO:
    """Open a new file that only its owner may read. Raises FileExistsError."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    # The mark at the beginning tells spreadsheets that it is UTF-8.
    return open(descriptor, "w", encoding="utf-8-sig", newline="")  # noqa: PTH123 - has no path


def write_csv(file: TextIO, requests: Callable[[], Iterable[dict[str, str]]]) -> int:
    """Write a line of names and one for each request, as RFC 4180 has it; return how many.

    A column for everything that any request has, so `requests` is called twice: it gives them
    anew, and need not hold them. A request that comes in between is left for the next export.
    `file` must not translate line ends.
    """
    columns: dict[str, None] = {}
    total = 0
    for request in requests():
        columns |= dict.fromkeys(request)
        total += 1
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(columns)
    written = 0
    for request in islice(requests(), total):
        writer.writerow([_cell(request.get(name, "")) for name in columns])
        written += 1
    return written


def _cell(value: str) -> str:
    """Return what stands in a cell; NUL has no place in a file of text."""
    return escape_formula(value.replace("\0", "\ufffd"))
