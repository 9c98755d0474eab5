"""What the desk shows of the counts by day."""

from collections import Counter
from datetime import date, timedelta

from sqlalchemy import Connection

from backend.cli.count_reports import UNSEEN, CountLine
from backend.counts import read_counts

DAYS = 30
MAX_ROWS = 50
KINDS = {
    "page": "Pages",
    "question": "Questions",
    "outcome": "Outcomes",
    "form": "Forms sent",
}


def counts_context(connection: Connection, today: date) -> dict[str, object]:
    """Return what the page of counts shows: the last days, and what was asked for most."""
    since = (today - timedelta(days=DAYS - 1)).isoformat()
    found = [
        CountLine(day, *what, number)
        for day, what, number in read_counts(connection)
        if day >= since
    ]
    days: dict[str, Counter[str]] = {}
    names: Counter[tuple[str, str]] = Counter()
    for line in found:
        days.setdefault(line.day, Counter())[line.kind] += line.number
        names[line.kind, line.name] += line.number
    return {
        "kinds": KINDS,
        "days": [{"day": day, "counts": days[day]} for day in sorted(days, reverse=True)],
        "names": [
            {"kind": kind, "name": name, "number": number}
            for (kind, name), number in names.most_common(MAX_ROWS)
        ],
        "unseen": UNSEEN,
    }
