"""Lists of ids that a page gives to a macro."""

from collections.abc import Iterable

from macros.views.citations import UnknownNameError, check_known
from model.content import Report
from model.dataset import Dataset


def find_reports(dataset: Dataset, ids: object) -> list[Report]:
    """Return the reports of a list of ids; raises UnknownNameError."""
    return [dataset.reports[name] for name in check_ids("report", ids, dataset.reports)]


def check_ids(kind: str, ids: object, allowed: Iterable[str]) -> list[str]:
    """Return a list of known ids without repetition; raises UnknownNameError."""
    if not isinstance(ids, list) or not ids:
        raise UnknownNameError(f"expected a list of {kind} ids such as {list(allowed)[:2]}")
    checked = [check_known(kind, name, allowed) for name in ids]
    if len(set(checked)) < len(checked):
        raise UnknownNameError(f"a {kind} is named twice")
    return checked
