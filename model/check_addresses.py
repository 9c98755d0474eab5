"""Checks of the dated changes and of the addresses that are kept."""

from collections.abc import Iterator, Mapping

from model.changes import Changes, change_problems
from model.problems import Problem
from model.record import Record
from model.redirects import Redirects, redirect_problems
from model.yaml_lines import Document


def address_problems(
    records: Mapping[str, Record], documents: Mapping[str, Document]
) -> Iterator[Problem]:
    """Yield every problem in data/changes.yml and data/redirects.yml."""
    changes, redirects = records.get("changes.yml"), records.get("redirects.yml")
    if isinstance(changes, Changes):
        for path, what in change_problems(changes):
            yield documents["changes.yml"].problem(path, what)
    if isinstance(redirects, Redirects):
        for path, what in redirect_problems(redirects):
            yield documents["redirects.yml"].problem(path, what)
