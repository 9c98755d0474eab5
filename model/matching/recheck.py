"""Which entries of firms have to be checked again."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from model.core.problems import Problem
from model.core.yaml_loader import KeyPath, read
from model.matching.firms import Firm

FILE = "firms.yml"


@dataclass(frozen=True, order=True)
class DueCheck:
    """Something about a firm that was last checked too long ago."""

    due: date
    firm: str
    path: KeyPath  # below the firm, such as ("peer_review", "checked")


def find_due_checks(firms: Iterable[Firm], days: int, today: date) -> list[DueCheck]:
    """Return what was checked `days` days ago or before, the oldest first; never a sample."""
    return sorted(
        check for firm in firms if not firm.sample for check in _checks(firm, days)
        if check.due <= today
    )  # fmt: skip


def to_problems(checks: Iterable[DueCheck], data: Path) -> Iterator[Problem]:
    """Yield what to tell the operator of each check, with its place in data/firms.yml."""
    document = read(data / FILE, data.parent)
    firms = document.data["firms"] if isinstance(document.data, dict) else []
    places = {firm["id"]: index for index, firm in enumerate(firms)}
    for check in checks:
        path: KeyPath = ("firms", places[check.firm], *check.path)
        yield document.problem(path, f"to be checked again since {check.due}")


def _checks(firm: Firm, days: int) -> Iterator[DueCheck]:
    for path, text in firm.dates:
        if path[-1] == "checked":
            yield DueCheck(date.fromisoformat(text) + timedelta(days=days), firm.id, path)
