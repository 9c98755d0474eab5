"""What ties the decision tables to the vocabulary: a table for each decision, one rule for all."""

from collections.abc import Iterable, Iterator, Sequence

from model.core.problems import Problem, suggest
from model.core.yaml_loader import KeyPath
from model.decision import (
    DecisionTable,
    Vocabulary,
    find_gaps_and_overlaps,
    find_monotonicity_problems,
    find_unknown_constraint_names,
    find_unknown_names,
)
from model.integrity.files import DataFile


def check_decision_tables(
    vocabulary: DataFile[Vocabulary], tables: Sequence[DataFile[DecisionTable]]
) -> Iterator[Problem]:
    """Yield every problem between data/vocabulary.yml and the decision tables."""
    if vocabulary.record is None:
        return
    decisions = [decision.id for decision in vocabulary.record.decisions]
    files = {file.stem for file in tables}
    for index, decision in enumerate(decisions):
        if decision not in files:
            what = f"data/decisions/{decision}.yml is missing"
            yield vocabulary.problem(("decisions", index, "id"), what)
    first_use: dict[str, str] = {}
    for file in tables:
        if file.record is None:
            continue
        for path, what in _check_table(file.record, vocabulary.record, decisions):
            yield file.problem(path, what)
        name = f"decisions/{file.stem}.yml"
        for index, rule in enumerate(file.record.rules):
            if first_use.setdefault(rule.id, name) != name:
                what = f"“{rule.id}” is a rule of {first_use[rule.id]} already"
                yield file.problem(("rules", index, "id"), what)


def _check_table(
    table: DecisionTable, vocabulary: Vocabulary, decisions: list[str]
) -> Iterator[tuple[KeyPath, str]]:
    if table.id not in decisions:
        yield ("id",), f"unknown decision “{table.id}”{suggest(table.id, decisions)}"
        return
    for index, earlier in enumerate(table.inputs):
        # a table may look at the outcome of a table before it, never at its own or a later one
        if earlier in decisions[decisions.index(table.id) :]:
            yield ("inputs", index), f"“{earlier}” is decided later"
    dangling = [
        *find_unknown_names(table, vocabulary),
        *find_unknown_constraint_names(table, vocabulary),
    ]
    for path, what, word, known in dangling:
        yield path, what + suggest(word, known)
    if not dangling:  # a proof over unknown names would only repeat them
        # without one rule for every combination, there is nothing to compare
        found = list(find_gaps_and_overlaps(table, vocabulary)) or find_monotonicity_problems(
            table, vocabulary
        )
        yield from _first_of_each(found)


def _first_of_each(found: Iterable[tuple[KeyPath, str]]) -> Iterator[tuple[KeyPath, str]]:
    """Yield the first finding of each place: one rule too broad is wrong in many combinations."""
    places: dict[KeyPath, list[str]] = {}
    for path, what in found:
        places.setdefault(path, []).append(what)
    for path, (first, *others) in places.items():
        yield path, f"{first} – and {len(others)} more like it" if others else first
