"""Which combinations of answers lead elsewhere after a change of the decision tables.

Like model/diff/data.py this reads plain YAML and not today's records, so that tables of an older
project can be compared.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from model.core.yaml_loader import Document

# A decision, its outcome before, its outcome now.
Step = tuple[str, str, str]
NO_RULE = {"id": "–", "then": "–"}  # what is taken where no rule of a table applies


@dataclass
class Group:
    """Combinations of answers whose outcomes changed in the same way."""

    steps: tuple[Step, ...]  # empty: the same outcomes, by other rules
    example: Mapping[str, str]
    count: int = 0


@dataclass
class OutcomeChanges:
    """What a change of the tables does; `groups` has the largest first."""

    compared: int = 0
    new: int = 0  # combinations that the base could not have: a new question or answer
    groups: list[Group] = field(default_factory=list)

    @property
    def moved(self) -> int:
        """How many combinations have another outcome."""
        return sum(group.count for group in self.groups if group.steps)


@dataclass(frozen=True)
class PlainTables:
    """Questions with their answers, and the rules of each table, in the order of deciding."""

    questions: dict[str, list[str]]
    rules: dict[str, list[dict[str, Any]]]

    def combinations(self) -> Iterator[dict[str, str]]:
        """Yield every complete set of answers."""
        for values in product(*self.questions.values()):
            yield dict(zip(self.questions, values, strict=True))

    def fire(self, answers: Mapping[str, str]) -> dict[str, dict[str, Any]]:
        """Return the rule that applies in each table; a table may look at those before it."""
        known, fired = dict(answers), {}
        for name, rules in self.rules.items():
            fired[name] = next((rule for rule in rules if _applies(rule, known)), NO_RULE)
            known[name] = fired[name]["then"]
        return fired


def _applies(rule: Mapping[str, Any], known: Mapping[str, str]) -> bool:
    return all(known.get(name) in allowed for name, allowed in rule["when"].items())


def read_tables(documents: Mapping[str, Document]) -> PlainTables | None:
    """Return the tables of a data folder; None if they do not look like tables at all."""
    try:
        words: Any = documents["vocabulary.yml"].data
        tables: dict[str, Any] = {
            one["id"]: documents[f"decisions/{one['id']}.yml"].data for one in words["decisions"]
        }
        return PlainTables(
            {one["id"]: [option["id"] for option in one["options"]] for one in words["questions"]},
            {
                name: [{"id": rule["id"], "when": {**rule["when"]}, "then": rule["then"]}
                       for rule in table["rules"]]
                for name, table in tables.items()
            },
        )  # fmt: skip
    except (KeyError, TypeError):
        return None


def compare_outcomes(base: PlainTables, head: PlainTables) -> OutcomeChanges:
    """Compare the outcomes over every combination that the head has."""
    changes, groups = OutcomeChanges(), dict[tuple[Step, ...], Group]()
    for answers in head.combinations():
        known = {name: answers[name] for name in base.questions if name in answers}
        if any(known.get(name) not in options for name, options in base.questions.items()):
            changes.new += 1
            continue
        changes.compared += 1
        before, after = base.fire(known), head.fire(answers)
        steps = tuple(_steps(before, after))
        if steps or _ids(before) != _ids(after):
            groups.setdefault(steps, Group(steps, answers)).count += 1
    changes.groups = sorted(groups.values(), key=lambda one: (not one.steps, -one.count))
    return changes


def _ids(fired: Mapping[str, Mapping[str, Any]]) -> list[str]:
    return [rule["id"] for rule in fired.values()]


def _steps(
    before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]
) -> Iterator[Step]:
    for name in [*before, *(name for name in after if name not in before)]:
        was, now = (side.get(name, NO_RULE)["then"] for side in (before, after))
        if was != now:
            yield name, was, now
