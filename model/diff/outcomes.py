"""Which combinations of inputs lead elsewhere after a change of the decision tables.

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
    """Combinations of one table's inputs whose outcomes changed in the same way."""

    steps: tuple[Step, ...]  # empty: the same outcome, by another rule
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
class PlainTable:
    """One table: each of its inputs with the values that it can have, and the rules."""

    inputs: dict[str, list[str]]
    rules: list[dict[str, Any]]

    def combinations(self) -> Iterator[dict[str, str]]:
        """Yield every combination of the inputs."""
        for values in product(*self.inputs.values()):
            yield dict(zip(self.inputs, values, strict=True))

    def fire(self, known: Mapping[str, str]) -> dict[str, Any]:
        """Return the rule that applies to a combination."""
        return next((rule for rule in self.rules if _applies(rule, known)), NO_RULE)


PlainTables = dict[str, PlainTable]


def _applies(rule: Mapping[str, Any], known: Mapping[str, str]) -> bool:
    return all(known.get(name) in allowed for name, allowed in rule["when"].items())


def read_tables(documents: Mapping[str, Document]) -> PlainTables | None:
    """Return the tables of a data folder; None if they do not look like tables at all."""
    try:
        words: Any = documents["vocabulary.yml"].data
        known = {one["id"]: _ids(one["options"]) for one in words["questions"]}
        known |= {one["id"]: _ids(one["outcomes"]) for one in words["decisions"]}
        known["fits"] = _ids(words.get("fits", {}).get("options", []))
        return {
            one["id"]: _read_table(documents[f"decisions/{one['id']}.yml"].data, known)
            for one in words["decisions"]
        }
    except (AttributeError, KeyError, TypeError):
        return None


def _read_table(table: Any, known: Mapping[str, list[str]]) -> PlainTable:
    return PlainTable(
        {name: known[name] for name in table["inputs"]},
        [{"id": rule["id"], "when": {**rule["when"]}, "then": rule["then"]}
         for rule in table["rules"]],
    )  # fmt: skip


def _ids(records: Any) -> list[str]:
    return [record["id"] for record in records]


def compare_outcomes(base: PlainTables, head: PlainTables) -> OutcomeChanges:
    """Compare each table over every combination of its inputs that the head has."""
    changes, groups = OutcomeChanges(), dict[tuple[str, tuple[Step, ...]], Group]()
    for name, table in head.items():
        before = base.get(name, PlainTable({"": []}, []))
        for inputs in table.combinations():
            if any(inputs.get(key) not in values for key, values in before.inputs.items()):
                changes.new += 1
                continue
            changes.compared += 1
            was, now = before.fire(inputs), table.fire(inputs)
            steps = ((name, was["then"], now["then"]),) if was["then"] != now["then"] else ()
            if steps or was["id"] != now["id"]:
                groups.setdefault((name, steps), Group(steps, inputs)).count += 1
    changes.groups = sorted(groups.values(), key=lambda one: (not one.steps, -one.count))
    return changes
