"""Counts from the access logs of Caddy (JSON) and nginx (combined); plain, or gzipped."""

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import Any, TextIO

from backend.counts.hits import Count, Hit, classify

COMBINED = re.compile(
    r'\S+ \S+ .*?\[(?P<time>[^\]]+)\] "(?P<method>[A-Z]+) (?P<path>\S+)[^"]*" (?P<status>\d{3}) \S+'
    r' "(?:[^"\\]|\\.)*" "(?P<agent>(?:[^"\\]|\\.)*)"'
)
NGINX_TIME = "%d/%b/%Y:%H:%M:%S %z"


@dataclass
class LogCounts:
    """How often what was asked for on which day (UTC); `unread`: lines that are no such log."""

    counts: Counter[tuple[str, Count]] = field(default_factory=Counter)
    lines: int = 0
    unread: int = 0


def count_logs(files: Iterable[Path], base: str) -> LogCounts:
    """Count what logs of a site at `base` tell. Raises OSError for a file that cannot be read."""
    found = LogCounts()
    for file in files:
        with _opened(file) as lines:
            for line in lines:
                _count_line(found, line, base)
    return found


def _count_line(found: LogCounts, line: str, base: str) -> None:
    if not line.strip():
        return
    found.lines += 1
    try:
        day, hit = _parse_json(line) if line.startswith("{") else _parse_combined(line)
    except (ValueError, LookupError, TypeError, AttributeError):
        found.unread += 1
        return
    if count := classify(hit, base):
        found.counts[day, count] += 1


def _parse_json(line: str) -> tuple[str, Hit]:
    entry: dict[str, Any] = json.loads(line)
    request = entry["request"]
    headers = {name.lower(): values for name, values in request.get("headers", {}).items()}
    hit = Hit(
        method=request["method"],
        path=request["uri"],
        status=int(entry["status"]),
        agent=" ".join(headers.get("user-agent", [])),
        purpose=" ".join(headers.get("sec-purpose", [])),
    )
    return _day(entry["ts"]), hit


def _day(at: object) -> str:
    """Return the day of Caddy's time: seconds since 1970, or one of its formats with a zone."""
    if isinstance(at, int | float):
        return datetime.fromtimestamp(at, UTC).date().isoformat()
    return datetime.fromisoformat(str(at)).astimezone(UTC).date().isoformat()


def _parse_combined(line: str) -> tuple[str, Hit]:
    found = COMBINED.match(line)
    if found is None:
        raise ValueError("no line of a combined log")
    moment = datetime.strptime(found["time"], NGINX_TIME)
    hit = Hit(found["method"], found["path"], int(found["status"]), found["agent"])
    return moment.astimezone(UTC).date().isoformat(), hit


@contextmanager
def _opened(file: Path) -> Iterator[TextIO]:
    """Give the lines of a log; the bytes of a gzipped one say so themselves."""
    with file.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        plain: Any = gzip.GzipFile(fileobj=raw) if packed else raw
        with TextIOWrapper(plain, encoding="utf-8", errors="replace") as lines:
            yield lines
