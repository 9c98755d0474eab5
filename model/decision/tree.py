"""A decision table as questions that follow one another, for readers without a script.

A question that can no longer alter which rule applies is not asked, and answers that lead on in the
same way share the questions that follow.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from model.decision.table import DecisionTable, Rule, combinations
from model.decision.vocabulary import Vocabulary

# Inputs that are still open, each with a value, and the rule that applies to them.
Rows = list[tuple[dict[str, str], Rule]]


@dataclass(frozen=True)
class Choice:
    """One answer to a question, and where it leads: to another question, or to a rule."""

    answer: str
    question: str | None
    rule: Rule | None


@dataclass(frozen=True)
class TreeQuestion:
    """One place at which an input is asked for; `known` holds the answers that lead here."""

    id: str
    input: str
    known: dict[str, list[str]]
    choices: list[Choice]


@dataclass(frozen=True)
class DecisionTree:
    """The questions in the order they are met, and where each earlier outcome enters.

    `entries` has one entry, "", for a table that looks at no earlier decision.
    """

    questions: list[TreeQuestion]
    entries: dict[str, Choice]


def build_decision_tree(table: DecisionTable, vocabulary: Vocabulary) -> DecisionTree:
    """Return the tree of one table."""
    earlier = find_entry_input(table, vocabulary)
    rows: Rows = [(full, table.rule_for(full)) for full in combinations(table, vocabulary)]
    questions: list[TreeQuestion] = []
    if earlier is None:
        start = _grow(f"ask-{table.id}", "", rows, {}, questions)
        return DecisionTree(questions, {"": start})
    entries: dict[str, Choice] = {}
    for outcomes, part in _alike(earlier, rows, vocabulary.choices(earlier)):
        name = f"ask-{table.id}-{outcomes[0]}"
        start = _grow(name, outcomes[0], part, {earlier: outcomes}, questions)
        entries |= dict.fromkeys(outcomes, start)
    return DecisionTree(questions, entries)


def find_entry_input(table: DecisionTable, vocabulary: Vocabulary) -> str | None:
    """Return the latest earlier decision that the table looks at, if it looks at any."""
    decisions = [decision.id for decision in vocabulary.decisions if decision.id in table.inputs]
    return decisions[-1] if decisions else None


def _alike(name: str, rows: Rows, values: Sequence[str]) -> Iterator[tuple[list[str], Rows]]:
    """Yield the values of an input that lead on in the same way, with their rows."""
    parts = {value: _given(rows, name, value) for value in values}
    while parts:
        part = next(iter(parts.values()))
        same = [value for value, other in parts.items() if other == part]
        yield same, part
        parts = {value: other for value, other in parts.items() if value not in same}


def _given(rows: Rows, name: str, value: str) -> Rows:
    """Return the rows with this value, without it."""
    return [
        ({key: held for key, held in inputs.items() if key != name}, rule)
        for inputs, rule in rows
        if inputs[name] == value
    ]


def _grow(
    place: str, answer: str, rows: Rows, known: dict[str, list[str]], grown: list[TreeQuestion]
) -> Choice:
    """Return the choice that leads to these rows; its questions are added to `grown`."""
    rules = {rule.id: rule for _, rule in rows}
    if len(rules) == 1:
        return Choice(answer, None, next(iter(rules.values())))
    name = next(name for name in rows[0][0] if _matters(name, rows))
    question = TreeQuestion(place, name, known, [])
    grown.append(question)
    values = list(dict.fromkeys(inputs[name] for inputs, _ in rows))
    ends: dict[str, Choice] = {}
    for alike, part in _alike(name, rows, values):
        path = {**known, name: alike}
        end = _grow(f"{place}-{alike[0]}", alike[0], part, path, grown)
        ends |= {value: replace(end, answer=value) for value in alike}
    question.choices.extend(ends[value] for value in values)
    return Choice(answer, place, None)


def _matters(name: str, rows: Rows) -> bool:
    seen: dict[tuple[str, ...], str] = {}
    for inputs, rule in rows:
        others = tuple(value for key, value in inputs.items() if key != name)
        if seen.setdefault(others, rule.id) != rule.id:
            return True
    return False
