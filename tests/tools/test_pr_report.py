"""Reviewers are told what a change does to facts and outcomes, from two real data folders."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from model.core.problems import InvalidDataError
from model.dataset import DATA, ROOT, load
from model.diff.data import read_documents
from model.diff.outcomes import PlainTables, compare_outcomes, read_tables
from tests.data import load_data
from tools.pr_report import plain, summary

Edit = Callable[..., None]


# Long files that add seconds and nothing else.
LEFT_OUT = shutil.ignore_patterns("schemas", "sources.yml", "glossary.yml", "durations.yml",
                                  "providers.yml", "soc-2.yml", "soc-3.yml")  # fmt: skip


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """Most of the real data, with one source."""
    folder = shutil.copytree(DATA, tmp_path / "base", ignore=LEFT_OUT)
    (folder / "sources.yml").write_text("sources:\n- {id: S10, title: First}\n", "utf-8")
    return folder


@pytest.fixture
def head(tmp_path: Path, base: Path) -> Path:
    return shutil.copytree(base, tmp_path / "data")


@pytest.fixture
def edit(head: Path) -> Edit:
    """Replace text once in a file of the changed folder."""

    def replace(file: str, old: str, new: str) -> None:
        path = head / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file} does not contain {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace


def tables(folder: Path) -> PlainTables:
    found = read_tables(read_documents(folder))
    assert found
    return found


def changed(head: Path) -> list[str]:
    """The lines of the summary that say something, without their indent."""
    text = summary(head.parent / "base", head)
    return [line.strip() for line in text.splitlines() if line.strip()]


def test_a_change_without_data_says_so(head):
    assert changed(head) == [
        "## Facts and outcomes",
        "Nothing in `data/` changed, so no fact in the tables and no outcome did.",
    ]


def test_a_changed_fact_is_shown_before_and_after(head, edit):
    edit("reports/soc-1.yml", "name: SOC 1\n", "name: SOC I\n")
    said = changed(head)
    assert "`data/reports/soc-1.yml`" in said
    place = said.index("- name: changed")
    assert said[place + 1 : place + 3] == ["- before: SOC 1", "- now: SOC I"]


def test_the_fact_is_named_by_its_row_and_type(head):
    path = head / "reports" / "soc-1.yml"
    report = yaml.safe_load(path.read_text("utf-8"))
    report["values"]["observation-period"]["by_type"]["type-2"]["text"] = "Another period."
    path.write_text(yaml.safe_dump(report), "utf-8")
    said = changed(head)
    assert "- values › observation-period › by\\_type › type-2 › text: changed" in said


def test_of_sources_only_those_are_named_that_came_or_went(head, edit):
    edit("reports/soc-1.yml", "sources: [S03, S12", "sources: [S03, F27")
    said = changed(head)
    place = next(number for number, line in enumerate(said) if line.endswith("sources: changed"))
    assert said[place + 1 : place + 3] == ["- before: S12", "- now: F27"]


def test_a_new_source_is_shown_whole(head):
    with (head / "sources.yml").open("a", encoding="utf-8") as file:
        file.write("- {id: F98, title: A title, publisher: A firm, tier: 2}\n")
    said = changed(head)
    assert "- sources › F98: added" in said
    assert "- title: A title" in said


def test_a_row_that_moved_is_said_once(head):
    path = head / "attributes.yml"
    rows = yaml.safe_load(path.read_text("utf-8"))
    rows["attributes"].reverse()
    path.write_text(yaml.safe_dump(rows), "utf-8")
    said = [line for line in changed(head) if line.startswith("- attributes")]
    assert said == ["- attributes › order: put into another order"]


def test_true_and_false_are_written_as_in_the_data(head, edit):
    edit("quote_form.yml", "prefill: true", "prefill: false")
    said = changed(head)
    assert "- before: true" in said
    assert "- now: false" in said


def test_a_file_that_is_gone_is_told_record_by_record(head):
    (head / "myths.yml").unlink()
    assert "- myths: removed" in changed(head)


@pytest.mark.parametrize(
    ("file", "heading"),
    [
        ("prices.yml", "### Prices and times"),
        ("myths.yml", "### Myths and glossary"),
        ("scenarios.yml", "### Scenarios"),
        ("quote_form.yml", "### Quote form"),
        ("site.yml", "### Other data"),
    ],
)
def test_a_change_stands_under_the_heading_of_its_file(head, file, heading):
    path = head / file
    data = yaml.safe_load(path.read_text("utf-8"))
    path.write_text(yaml.safe_dump({**data, "extra": "something new"}), "utf-8")
    assert [line for line in changed(head) if line.startswith("### ")] == [heading]


def test_an_outcome_that_changed_is_counted_over_every_combination(base, head, edit):
    edit("decisions/report.yml", "asked_by: [nobody]\n  then: none",
         "asked_by: [nobody]\n  then: ask")  # fmt: skip
    changes = compare_outcomes(tables(base), tables(head))
    every = [one for table in tables(base).values() for one in table.combinations()]
    report = tables(base)["report"]
    assert changes.moved == sum(report.fire(one)["then"] == "none" for one in report.combinations())
    assert changes.compared == len(every)
    for group in changes.groups:
        assert ("report", "none", "ask") in group.steps
        assert group.example["asked_by"] == "nobody"


def test_the_table_of_outcomes_gives_count_change_and_an_example(head, edit):
    edit("decisions/report.yml", "asked_by: [nobody]\n  then: none",
         "asked_by: [nobody]\n  then: ask")  # fmt: skip
    rows = [line for line in changed(head) if re.match(r"\| \d", line)]
    assert rows
    assert all("report: none → **ask**" in row and "asked_by=nobody" in row for row in rows)


def test_a_rule_with_another_name_only_leaves_the_results_alone(head, edit):
    edit("decisions/report.yml", "- id: nobody-asked\n", "- id: nobody-yet\n")
    said = changed(head)
    assert any(
        re.search(r" 0 of \d+ combinations of answers lead elsewhere", line) for line in said
    )
    assert any("the same result, by another rule" in line for line in said)
    assert "- rules › nobody-asked: removed" in said
    assert "- rules › nobody-yet: added" in said


def test_a_new_answer_makes_combinations_that_could_not_be_given_before(base, head, edit):
    path = head / "decisions" / "type.yml"
    path.write_text(path.read_text("utf-8").replace("[design]", "[design, audit]"), "utf-8")
    edit("vocabulary.yml", "  - id: design\n", "  - id: audit\n    label: Audit\n  - id: design\n")
    changes = compare_outcomes(tables(base), tables(head))
    audits = [one for one in tables(head)["type"].combinations() if one["evidence"] == "audit"]
    assert changes.new == len(audits)
    assert changes.compared == sum(len(list(one.combinations())) for one in tables(base).values())
    assert "could not be given before" in summary(base, head)


def test_a_base_that_todays_rules_refuse_is_compared_all_the_same(base, head):
    table, report = base / "decisions" / "report.yml", base / "reports" / "soc-1.yml"
    table.write_text(table.read_text("utf-8").replace("unique", "first"), "utf-8")
    report.write_text(report.read_text("utf-8").replace("name: SOC 1\n", "name: 1\n"), "utf-8")
    with pytest.raises(InvalidDataError):
        load(base)
    said = changed(head)
    assert any(
        re.search(r" 0 of \d+ combinations of answers lead elsewhere", line) for line in said
    )
    assert "- now: SOC 1" in said


def test_tables_that_cannot_be_read_are_said_and_the_facts_compared(head, edit):
    edit("vocabulary.yml", "questions:", "asked:")
    edit("reports/soc-1.yml", "name: SOC 1\n", "name: SOC I\n")
    said = "\n".join(changed(head))
    assert "The outcomes are not compared: the decision tables of one side cannot be read." in said
    assert "- now: SOC I" in said


def test_a_file_that_is_no_yaml_is_named_and_the_rest_compared(head, edit):
    edit("types.yml", "types:", "types: : [")
    edit("reports/soc-1.yml", "name: SOC 1\n", "name: SOC I\n")
    said = "\n".join(changed(head))
    assert "Not compared, because one side is no valid YAML: `types.yml`" in said
    assert "- now: SOC I" in said


def test_a_table_that_is_missing_is_said(base, head):
    (head / "decisions" / "type.yml").unlink()
    assert "cannot be read" in summary(base, head)


def test_the_plain_tables_decide_as_the_model_does():
    dataset = load_data()
    for name, table in tables(DATA).items():
        for inputs in table.combinations():
            assert table.fire(inputs)["id"] == dataset.decisions[name].rule_for(inputs).id


def test_markup_in_a_change_stays_text(base, head, edit):
    edit("reports/soc-1.yml", "name: SOC 1\n", 'name: "<img src=x> **b** | @somebody"\n')
    text = summary(base, head)
    assert "<img" not in text
    assert plain("<img src=x> **b** | @somebody") in text
    assert "@somebody" not in text


def test_the_command_prints_the_summary_and_refuses_what_is_no_folder(base, head):
    def run(folder: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "tools.pr_report", str(folder), str(head)],
            cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip

    done = run(base)
    assert done.returncode == 0
    assert done.stdout.strip() == summary(base, head).strip()
    done = run(base / "nowhere")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_nothing_of_a_pull_request_runs_beside_a_token_that_writes():
    workflow = yaml.safe_load((ROOT / ".github/workflows/changes.yml").read_text("utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    writing = [job for job in workflow["jobs"].values() if "write" in str(job.get("permissions"))]
    assert [job["permissions"] for job in writing] == [{"pull-requests": "write"}]
    assert not [step for job in writing for step in job["steps"] if "checkout" in str(step)]
    assert "head.repo.full_name == github.repository" in writing[0]["if"]


def test_the_workflow_runs_the_command_and_shows_it_to_everybody():
    text = (ROOT / ".github/workflows/changes.yml").read_text("utf-8")
    assert "python -m tools.pr_report base/data data" in text
    assert "GITHUB_STEP_SUMMARY" in text


def test_a_reader_that_has_read_enough_sees_no_traceback():
    command = f"{sys.executable} -m tools.pr_report {DATA} {DATA} | true"
    done = subprocess.run(
        command, shell=True, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.stderr == ""
