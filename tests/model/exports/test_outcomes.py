"""The list of all outcomes in the repository is what the tables give."""

import difflib
import subprocess
import sys
from pathlib import Path

from model.decision.engine import DecisionModel
from model.exports.outcomes import format_outcomes

GOLDEN = Path(__file__).parents[2] / "golden" / "outcomes.txt"


def test_the_kept_list_of_outcomes_is_the_one_the_tables_give(dataset):
    now = format_outcomes(DecisionModel(dataset.vocabulary, dataset.decisions))
    kept = GOLDEN.read_text(encoding="utf-8").splitlines()
    changed = list(difflib.unified_diff(kept, now, "kept", "now", n=0, lineterm=""))
    assert not changed, "look at the changes, then run `make outcomes`:\n" + "\n".join(changed)


def test_the_list_has_one_line_for_each_combination(dataset):
    lines = format_outcomes(DecisionModel(dataset.vocabulary, dataset.decisions))
    assert len(lines) == 1 + 3 * 2 * 5 * 3 * 3 * 2
    assert len(set(lines)) == len(lines)


def test_a_line_says_answers_outcomes_and_rules(dataset):
    lines = format_outcomes(DecisionModel(dataset.vocabulary, dataset.decisions))
    assert [line.split() for line in lines if line.split()[:6] == [
        "yes", "yes", "finance", "unknown", "none", "no"]] == [[
        "yes", "yes", "finance", "unknown", "none", "no", "|",
        "soc-1", "type-1-then-type-2", "no", "free", "|",
        "finance-reads,", "type-not-named,", "no-soc-3-without-soc-2,", "no-date"]]  # fmt: skip


def test_a_changed_rule_changes_its_own_lines_only(dataset):
    before = format_outcomes(DecisionModel(dataset.vocabulary, dataset.decisions))
    table = dataset.decisions["type"]
    rules = [rule.model_copy(update={"then": "type-2"}) if rule.id == "type-not-named" else rule
             for rule in table.rules]  # fmt: skip
    tables = {**dataset.decisions, "type": table.model_copy(update={"rules": rules})}
    after = format_outcomes(DecisionModel(dataset.vocabulary, tables))
    differing = [old for old, new in zip(before, after, strict=True) if old != new]
    assert differing
    assert all("type-not-named" in line for line in differing)
    assert len(differing) == sum("type-not-named" in line for line in before)


def test_the_command_prints_the_list_or_writes_it(tmp_path):
    command = [sys.executable, "-m", "model", "outcomes"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    file = tmp_path / "outcomes.txt"
    subprocess.run([*command, str(file)], check=True, timeout=60)
    assert printed.stdout == file.read_text(encoding="utf-8")
    assert printed.stdout.splitlines() == GOLDEN.read_text(encoding="utf-8").splitlines()
