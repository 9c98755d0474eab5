"""Asking for more must not get less: the order that a decision table states, checked."""

from collections.abc import Iterator

from model.decision_table import DecisionTable, combinations
from model.vocabulary import Vocabulary
from model.yaml_lines import KeyPath


def order_references(
    table: DecisionTable, vocabulary: Vocabulary
) -> Iterator[tuple[KeyPath, str, str, list[str]]]:
    """Yield (path, sentence, unknown word, known words) for each name that is not known."""
    known = vocabulary.inputs()
    for number, pair in enumerate(table.order):
        if pair.input not in table.inputs:
            where = ("order", number, "input")
            yield where, f"“{pair.input}” is not an input", pair.input, table.inputs
        elif pair.input in known:
            choices = vocabulary.choices(pair.input)
            for side, answer in (("weaker", pair.weaker), ("stronger", pair.stronger)):
                if answer not in choices:
                    yield ("order", number, side), f"unknown answer “{answer}”", answer, choices


def order_problems(table: DecisionTable, vocabulary: Vocabulary) -> Iterator[tuple[KeyPath, str]]:
    """Yield (path, sentence) for each combination in which asking for more gets less.

    The table must have exactly one rule for every combination.
    """
    outcomes = vocabulary.choices(table.id)
    for number, pair in enumerate(table.order):
        for answers in combinations(table, vocabulary):
            if answers[pair.input] != pair.weaker:
                continue
            before = table.rule_for(answers).then
            after = table.rule_for({**answers, pair.input: pair.stronger}).then
            if outcomes.index(after) < outcomes.index(before):
                others = (f"{key}={value}" for key, value in answers.items() if key != pair.input)
                yield (
                    ("order", number),
                    f"{pair.input}={pair.stronger} gets less than {pair.weaker} "
                    f"({after} instead of {before}) for {', '.join(others)}",
                )
