"""The lists of outcomes in the repository are what the tables give."""

import difflib
from pathlib import Path

import pytest

from model.__main__ import main
from model.decision import combinations
from model.exports import format_outcomes, write_outcomes
from tests.data import load_data

GOLDEN = Path(__file__).parents[2] / "golden" / "outcomes"
TABLES = list(load_data().decisions)


@pytest.mark.parametrize("name", TABLES)
def test_the_kept_list_of_a_table_is_the_one_it_gives(dataset, name):
    now = format_outcomes(dataset.decisions[name], dataset.vocabulary)
    kept = (GOLDEN / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    changed = list(difflib.unified_diff(kept, now, "kept", "now", n=0, lineterm=""))
    assert not changed, "look at the changes, then run `make outcomes`:\n" + "\n".join(changed)


def test_no_list_of_another_table_is_kept():
    assert {path.stem for path in GOLDEN.iterdir()} == set(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_a_list_has_one_line_for_each_combination_with_outcome_and_rule(dataset, name):
    table = dataset.decisions[name]
    heading, *lines = format_outcomes(table, dataset.vocabulary)
    assert heading.split() == [*table.inputs, "|", "then", "|", "rule"]
    rows = list(combinations(table, dataset.vocabulary))
    for inputs, line in zip(rows, lines, strict=True):
        rule = table.rule_for(inputs)
        assert line.split() == [*inputs.values(), "|", rule.then, "|", rule.id]


def test_a_changed_rule_changes_its_own_lines_only(dataset):
    table = dataset.decisions["type"]
    before = format_outcomes(table, dataset.vocabulary)
    rules = [rule.model_copy(update={"then": "type-1"}) if rule.id == "type-not-named" else rule
             for rule in table.rules]  # fmt: skip
    after = format_outcomes(table.model_copy(update={"rules": rules}), dataset.vocabulary)
    differing = [old for old, new in zip(before, after, strict=True) if old != new]
    assert differing
    assert differing == [line for line in before if "type-not-named" in line]


def test_the_list_of_a_table_that_is_no_more_is_removed(dataset, tmp_path):
    (tmp_path / "timing.txt").write_text("old")
    write_outcomes(dataset.decisions, dataset.vocabulary, tmp_path)
    assert {path.stem for path in tmp_path.iterdir()} == set(TABLES)


def test_the_command_prints_the_lists_or_writes_them(tmp_path, capsys):
    assert main(["outcomes"]) == 0
    printed = capsys.readouterr().out
    assert main(["outcomes", str(tmp_path)]) == 0
    for name in TABLES:
        text = (tmp_path / f"{name}.txt").read_text(encoding="utf-8")
        assert text == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")
        assert f"{name}\n{text}" in printed
