"""New pages, sources and reports: files where they belong, and a list of what is to be written."""

import os
import shutil
import subprocess
import sys

import pytest

from model.load import ROOT, load
from model.problems import DataProblems


@pytest.fixture
def project(tmp_path):
    for name in ("docs", "data"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    return tmp_path


def scaffold(project, kind, *answers, typed=""):
    return subprocess.run(
        [sys.executable, "-m", "tools.scaffold", kind, "--root", str(project), *answers],
        cwd=ROOT,
        env=os.environ,
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_new_source_gets_the_next_id_and_can_be_cited(project):
    done = scaffold(
        project, "source", "tier=2", "title=A “title”: with a colon", "publisher=A firm",
        "url=https://example.com/a", "extent=whole",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    before, after = load(ROOT / "data").sources, load(project / "data").sources
    (added,) = set(after) - set(before)
    assert added.startswith("F")
    assert after[added].title == "A “title”: with a colon"
    assert f"Cite it as {added}." in done.stdout


def test_a_new_page_is_in_the_nav_and_says_what_is_to_be_written(project):
    done = scaffold(
        project, "page", "name=bridge-letters", "title=Bridge letters", f"description={'x' * 60}"
    )
    assert done.returncode == 0, done.stderr
    assert "  - Bridge letters: bridge-letters.md\n" in (project / "mkdocs.yml").read_text("utf-8")
    page = (project / "docs" / "bridge-letters.md").read_text("utf-8")
    assert "# Bridge letters" in page
    assert "TODO" in page


def test_a_page_that_is_there_already_is_not_overwritten(project):
    before = (project / "docs" / "both.md").read_text("utf-8")
    done = scaffold(project, "page", "name=both", "title=Both", f"description={'x' * 60}")
    assert done.returncode == 1
    assert "is there already" in done.stderr
    assert (project / "docs" / "both.md").read_text("utf-8") == before


def test_a_new_report_has_a_place_for_every_row_and_the_check_names_each(project):
    done = scaffold(
        project, "report", "name=soc-9", "title=SOC 9", "long_name=A report", "types=type-2",
        "source=S10",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    with pytest.raises(DataProblems) as error:
        load(project / "data")
    problems = [str(problem) for problem in error.value.problems]
    assert all("data/reports/soc-9.yml:" in line for line in problems), problems
    for row in load(ROOT / "data").attributes:
        assert any(f"values.{row}.text: still to be written" in line for line in problems), row


def test_answers_can_be_typed(project):
    done = scaffold(project, "page", typed=f"typed-page\nTyped page\n{'y' * 60}\n")
    assert done.returncode == 0, done.stderr
    assert (project / "docs" / "typed-page.md").is_file()


@pytest.mark.parametrize(
    ("answers", "said"),
    [(["name=Not A Name"], "name: “Not A Name” does not have the form"), ([], "missing")],
)
def test_an_unusable_answer_is_one_line(project, answers, said):
    done = scaffold(project, "page", *answers)
    assert done.returncode == 1
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
