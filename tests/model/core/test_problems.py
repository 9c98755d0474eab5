"""What is wrong with a file is said on one line, the same at a terminal and in GitHub."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from model.__main__ import main
from model.core.problems import InvalidDataError, Problem, github_annotations
from model.dataset import DATA

GITHUB = {"GITHUB_ACTIONS": "true"}


Check = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Check:
    """Run the command over a data folder, without a process of its own."""

    def run(data: Path, **environment: str) -> subprocess.CompletedProcess[str]:
        for name, value in {"GITHUB_ACTIONS": "", **environment}.items():
            monkeypatch.setenv(name, value)
        code = main(["--data", str(data), "check"])
        return subprocess.CompletedProcess(["check"], code, *capsys.readouterr())

    return run


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = shutil.copytree(DATA, tmp_path_factory.mktemp("broken") / "data")
    path = data / "types.yml"
    path.write_text(path.read_text("utf-8").replace("name: Type 1", "nam: Type 1"), "utf-8")
    return data


def test_mistakes_are_lines_of_file_line_and_message_and_the_exit_is_1(broken, check):
    done = check(broken)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        "data/types.yml:3: type-1.name: field required",
        "data/types.yml:4: type-1.nam: unknown key – did you mean “name”?",
    ]


def test_github_is_told_the_same_words_at_the_same_place(broken, check):
    done = check(broken, **GITHUB)
    assert done.stdout.splitlines() == [
        "::error file=data/types.yml,line=3::type-1.name: field required",
        "::error file=data/types.yml,line=4::type-1.nam: unknown key – did you mean “name”?",
    ]


def test_a_problem_of_a_whole_file_is_no_empty_name_to_github():
    problem = Problem("data/a.yml", 0, "", "100% wrong")
    assert github_annotations([problem], GITHUB) == ["::error file=data/a.yml,line=1::100%25 wrong"]
    assert github_annotations([problem], {}) == []


def test_the_same_mistake_in_many_places_is_one_line_with_their_number():
    places = [Problem(f"{file}.yml", 1, "x", "unknown source “S1”") for file in "dcba"]
    assert str(InvalidDataError(places)) == (
        "a.yml:1: x: unknown source “S1” – and in 3 more places: b.yml:1, c.yml:1, d.yml:1"
    )
    assert len(InvalidDataError(places[:2]).problems) == 2


def test_of_very_many_places_the_first_are_named():
    places = [Problem("a.yml", line, "x", "unknown source “S1”") for line in range(1, 40)]
    (said,) = InvalidDataError(places).problems
    assert "and in 38 more places: a.yml:2, a.yml:3," in str(said)
    assert str(said).endswith(" and so on")
    assert len(str(said)) < 160


def test_two_mistakes_on_one_line_are_two_lines():
    wrong = [Problem("a.md", 1, "", f"link “{name}.md” leads nowhere") for name in "ab"]
    assert InvalidDataError([*wrong, wrong[0]]).problems == wrong
