"""The five edits of CONTRIBUTING, each done as it says, show what it shows."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from macros.checks.markup import front_matter
from model.core.problems import InvalidDataError
from model.dataset import ROOT
from tests.data import load_data
from tools.scaffold import new_page, new_source

pytestmark = pytest.mark.nightly

GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
Edit = Callable[[str, str, str], None]


def example(language: str, holds: str) -> str:
    """The code sample of the guide in which some text stands."""
    samples = re.findall(rf"^```{language}\n(.*?)^```", GUIDE, re.M | re.S)
    (found,) = [sample for sample in samples if holds in sample]
    return str(found)


def shown(line: str) -> bool:
    """Whether the guide shows a line, whatever its number or the next free id."""
    plain = re.compile(r"(?<=:)\d+(?=:)|\bF\d{2,3}\b")
    return plain.sub("N", line) in plain.sub("N", GUIDE)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    (tmp_path / "docs").mkdir()
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    return tmp_path


@pytest.fixture
def edit(project: Path) -> Edit:
    """Put new text in the place of what a pattern finds first in a file."""

    def replace(file: str, pattern: str, new: str) -> None:
        path = project / file
        text, times = re.subn(
            pattern, lambda _: new, path.read_text("utf-8"), count=1, flags=re.M | re.S
        )
        assert times == 1, f"{file} has no {pattern}"
        path.write_text(text, encoding="utf-8")

    return replace


def find_problems(project: Path) -> list[str]:
    try:
        load_data(project / "data")
    except InvalidDataError as error:
        return [str(problem) for problem in error.problems]
    return []


@pytest.mark.parametrize("row", ["who-may-issue", "observation-period"])
def test_a_fact_can_be_mended_as_the_guide_shows(project, edit, row):
    sample = example("yaml", f"  {row}:\n")
    edit("data/reports/soc-1.yml", rf"^  {row}:\n.*?(?=^  [a-z-]+:$)", f"{sample}\n")
    assert find_problems(project) == []
    value = load_data(project / "data").reports["soc-1"].values[row]
    assert value.statement("type-1").sources == (["S11", "F11"] if row[0] == "w" else ["F24"])


def test_a_source_can_be_added_and_cited_as_the_guide_shows(project, edit, capsys):
    answers = {"tier": "2", "title": "A", "publisher": "B", "url": "https://example.com/",
               "extent": "whole"}  # fmt: skip
    new_source(project, lambda name, *_: answers[name])
    cite = capsys.readouterr().out.strip()
    assert shown(f"{cite}\n")
    new = re.findall(r"F\d+", cite)[0]
    edit("data/reports/soc-1.yml", r"(?<=sources: \[S11, )F11", new)
    assert find_problems(project) == []


def test_a_mark_without_a_record_says_what_the_guide_shows(project, edit):
    edit("data/reports/soc-1.yml", r"(?<=sources: \[S11, )F11", "S999")
    (problem,) = find_problems(project)
    assert shown(problem)


def test_a_row_can_be_added_as_the_guide_shows_with_a_message_at_each_step(project, edit):
    edit(
        "data/attributes.yml", r"^- id: scope\n", example("yaml", "id: who-signs") + "- id: scope\n"
    )
    (problem,) = find_problems(project)
    assert shown(problem)
    value = "  who-signs:\n    text: The firm.\n    sources: [S11]\n\n  scope:\n"
    reports = [*(name for name in load_data().reports if name != "soc-2"), "soc-2"]
    for missing, report in reversed([*enumerate(reversed(reports))]):
        edit(f"data/reports/{report}.yml", r"^  scope:\n", value)
        assert len(find_problems(project)) == missing
        if missing == 1:
            assert shown(find_problems(project)[0])


def test_a_page_can_be_added_and_the_guide_names_every_file_that_is_written(project):
    answers = {"name": "bridge-letters", "title": "Bridge letters", "description": "x" * 60}
    for path in new_page(project, lambda name, *_: answers[name]):
        assert shown(f"wrote {path.relative_to(project)}\n")
    lines = (project / "docs" / "bridge-letters.md").read_text("utf-8").splitlines()
    place = next(number for number, line in enumerate(lines, 1) if line.startswith("TODO"))
    assert f"docs/bridge-letters.md:{place}: still to be written\n" in GUIDE


def python(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a module of the copy in the copy; nothing of the original is on the path."""
    environ = {key: value for key, value in os.environ.items() if not key.startswith("SITE_")}
    return subprocess.run(
        [sys.executable, "-m", *arguments], cwd=project, env={**environ, "GITHUB_ACTIONS": ""},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A copy of everything that the check and the build read."""
    for name in ("backend", "data", "docs", "macros", "model", "overrides", "publish", "tools"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in [ROOT / "mkdocs.yml", ROOT / "pyproject.toml", *ROOT.glob("*.md")]:
        shutil.copy(path, tmp_path)
    return tmp_path


def test_a_page_written_as_the_guide_says_passes_the_check_and_ends_with_its_trust_line(whole):
    answers = ["name=bridge-letters", "title=A “Bridge: letter” – and why",
               "description=What a bridge letter is, who signs it and when it counts."]  # fmt: skip
    done = python(whole, "tools.scaffold", "page", *answers)
    assert done.returncode == 0, done.stderr
    assert shown(done.stdout.splitlines()[-1])
    checked = python(whole, "macros", "check")
    assert checked.stderr.splitlines() == done.stdout.splitlines()[-1:]
    page = whole / "docs" / "bridge-letters.md"
    text = re.sub(
        r"^TODO.*",
        'A SOC 1 covers a period. {{ cite("S09") }}',
        page.read_text("utf-8"),
        flags=re.M,
    )
    page.write_text(text, encoding="utf-8")
    checked = python(whole, "macros", "check")
    assert checked.returncode == 0, checked.stderr
    built = python(whole, os.environ.get("GENERATOR", "mkdocs"), "build", "--strict")
    assert built.returncode == 0, built.stderr
    html = BeautifulSoup(
        (whole / "site/bridge-letters/index.html").read_text("utf-8"), "html.parser"
    )
    assert html.select_one("time[data-reviewed]")["datetime"] == date.today().isoformat()
    assert html.select_one("nav a[href$='bridge-letters/'], nav a[href='./']")


def test_a_page_by_hand_begins_as_the_guide_shows():
    front = example("yaml", "title: Bridge letters")
    assert list(front_matter.check_front_matter("bridge-letters.md", front)) == []


def test_the_words_of_the_form_can_be_changed_and_a_missing_message_is_named(project, edit):
    edit("data/quote_form.yml", r"(?<=label: )[^,}\n]+(?=\}\n)", "I do not know yet")
    assert find_problems(project) == []
    edit("data/quote_form.yml", r"^      required: [^\n]*\n", "")
    (problem,) = find_problems(project)
    assert shown(problem)
