"""Decision tables in the sense of the DMN standard: inputs, rules, a hit policy.

The only hit policy is "unique": for every combination of inputs exactly one rule applies. That is
proved over all combinations whenever the data is loaded (`find_gaps_and_overlaps`), so a table has
no order to get wrong and each row can be read on its own.
"""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Literal

from pydantic import Field

from model.core.record import Id, Record, Statement, Text
from model.core.yaml_loader import KeyPath
from model.decision.vocabulary import Vocabulary

Answers = Mapping[str, str]


class Rule(Record):
    """One row of a decision table."""

    id: Id = Field(description="Short name, unique over all tables; becomes an anchor.")
    when: dict[Text, list[Text]] = Field(
        description="Allowed answers by input. An input that is left out may have any."
    )
    then: Id = Field(description="The outcome.")
    case: Text | None = Field(
        default=None, description="A few words for the case, in the title of its result's page."
    )
    because: Statement = Field(description="The reason, said to the reader.")
    steps: list[Id] = Field(default=[], description="Next steps, ids of data/vocabulary.yml.")

    def applies(self, answers: Answers) -> bool:
        """Tell whether the rule applies to a complete set of inputs."""
        return all(answers[name] in allowed for name, allowed in self.when.items())


class MonotonicityConstraint(Record):
    """Two answers to one input; with the stronger one the outcome must not get weaker."""

    input: Text = Field(description="One of the table's inputs.")
    weaker: Text = Field(description="The answer that asks for less.")
    stronger: Text = Field(description="The answer that asks for more.")


class DecisionTable(Record):
    """One file in data/decisions/."""

    id: Id = Field(description="The decision it makes; the name of the file.")
    title: Text = Field(description="Caption of the table.")
    hit_policy: Literal["unique"] = Field(
        description="unique: exactly one rule applies to every combination."
    )
    inputs: list[Text] = Field(
        min_length=1, description="Questions, or earlier decisions, that the rules look at."
    )
    rules: list[Rule] = Field(min_length=1, description="The rows; their order has no meaning.")
    order: list[MonotonicityConstraint] = Field(
        default=[],
        description="Answers that ask for more and so never get an outcome that stands earlier in "
        "the vocabulary. Checked over every combination.",
    )

    def rule_for(self, answers: Answers) -> Rule:
        """Return the one rule that applies to a complete set of inputs."""
        return next(rule for rule in self.rules if rule.applies(answers))


def combinations(table: DecisionTable, vocabulary: Vocabulary) -> Iterator[dict[str, str]]:
    """Yield every combination of the table's inputs."""
    for values in product(*(vocabulary.choices(name) for name in table.inputs)):
        yield dict(zip(table.inputs, values, strict=True))


def find_unknown_names(
    table: DecisionTable, vocabulary: Vocabulary
) -> Iterator[tuple[KeyPath, str, str, list[str]]]:
    """Yield (path, sentence, unknown word, known words) for each name the vocabulary lacks."""
    known = vocabulary.inputs()
    for index, name in enumerate(table.inputs):
        if name not in known:
            yield ("inputs", index), f"unknown input “{name}”", name, known
    outcomes = vocabulary.choices(table.id)
    steps = [step.id for step in vocabulary.steps]
    for number, rule in enumerate(table.rules):
        path: KeyPath = ("rules", number)
        if rule.then not in outcomes:
            yield (*path, "then"), f"unknown outcome “{rule.then}”", rule.then, outcomes
        for index, step in enumerate(rule.steps):
            if step not in steps:
                yield (*path, "steps", index), f"unknown step “{step}”", step, steps
        for name, allowed in rule.when.items():
            if name not in table.inputs:
                yield (*path, "when", name), f"“{name}” is not an input", name, table.inputs
            elif name in known:
                choices = vocabulary.choices(name)
                for index, answer in enumerate(allowed):
                    if answer not in choices:
                        where = (*path, "when", name, index)
                        yield where, f"unknown answer “{answer}”", answer, choices


def find_gaps_and_overlaps(
    table: DecisionTable, vocabulary: Vocabulary
) -> Iterator[tuple[KeyPath, str]]:
    """Yield (path, sentence) for each combination of inputs without a rule, or with several."""
    for answers in combinations(table, vocabulary):
        hits = [index for index, rule in enumerate(table.rules) if rule.applies(answers)]
        if len(hits) == 1:
            continue
        said = ", ".join(f"{name}={value}" for name, value in answers.items())
        if not hits:
            yield ("rules",), f"no rule for {said}"
        else:
            names = " and ".join(table.rules[index].id for index in hits)
            yield ("rules", hits[1]), f"rules {names} both apply to {said}"


def find_unknown_constraint_names(
    table: DecisionTable, vocabulary: Vocabulary
) -> Iterator[tuple[KeyPath, str, str, list[str]]]:
    """Yield (path, sentence, unknown word, known words) for each name that is not known."""
    known = vocabulary.inputs()
    for number, constraint in enumerate(table.order):
        if constraint.input not in table.inputs:
            where = ("order", number, "input")
            yield where, f"“{constraint.input}” is not an input", constraint.input, table.inputs
        elif constraint.input in known:
            choices = vocabulary.choices(constraint.input)
            for side, answer in (("weaker", constraint.weaker), ("stronger", constraint.stronger)):
                if answer not in choices:
                    yield ("order", number, side), f"unknown answer “{answer}”", answer, choices


def find_monotonicity_problems(
    table: DecisionTable, vocabulary: Vocabulary
) -> Iterator[tuple[KeyPath, str]]:
    """Yield (path, sentence) for each combination that breaks a monotonicity constraint.

    The table must have exactly one rule for every combination.
    """
    outcomes = vocabulary.choices(table.id)
    for number, constraint in enumerate(table.order):
        for answers in combinations(table, vocabulary):
            if answers[constraint.input] != constraint.weaker:
                continue
            before = table.rule_for(answers).then
            after = table.rule_for({**answers, constraint.input: constraint.stronger}).then
            if outcomes.index(after) < outcomes.index(before):
                others = (
                    f"{key}={value}" for key, value in answers.items() if key != constraint.input
                )
                yield (
                    ("order", number),
                    f"{constraint.input}={constraint.stronger} gets less than {constraint.weaker} "
                    f"({after} instead of {before}) for {', '.join(others)}",
                )
