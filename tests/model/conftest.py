"""A copy of the real data that a test may spoil."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from model.__main__ import main
from model.core.problems import InvalidDataError
from model.dataset import DATA, ROOT, Dataset
from model.matching import Firm
from tests.data import load_data

# A source of the lowest tier.
LEAST = next(name for name, source in load_data().sources.items() if source.tier == 3)
CASES = ROOT / "tests" / "cases"
RECORD = re.compile(r"^- id: (.+)\n(?:(?!- id: ).*\n)*", re.M)
# Data file, what stands there, what in its place: problems.
Spoil = Callable[[str, str | re.Pattern[str], str], list[str]]
Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """The real data, loaded once."""
    return load_data()


def copy_data(folder: Path) -> Path:
    """Copy the data, with the records of the tests' own first in their lists."""
    shutil.copytree(DATA, folder)
    for name in ("firms", "scenarios"):
        path = folder / f"{name}.yml"
        head, rest = path.read_text("utf-8").split(f"\n{name}:\n")
        own = (CASES / f"{name}.yml").read_text("utf-8").partition(f"\n{name}:\n")[2]
        ids = {record[1] for record in RECORD.finditer(own)}
        others = [record[0] for record in RECORD.finditer(rest) if record[1] not in ids]
        path.write_text(f"{head}\n{name}:\n{own}{''.join(others)}", "utf-8")
    return folder


@pytest.fixture(scope="session")
def sample_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data in which the first firms and scenarios are those of the tests; nothing changes it."""
    return copy_data(tmp_path_factory.mktemp("sample") / "data")


@pytest.fixture(scope="session")
def samples(sample_data: Path) -> tuple[Firm, ...]:
    """The sample firms of the tests."""
    ids = set(re.findall(r"^- id: (.+)$", (CASES / "firms.yml").read_text("utf-8"), re.M))
    return tuple(firm for firm in load_data(sample_data).firms if firm.id in ids)


@pytest.fixture
def spoiled(tmp_path: Path) -> Spoil:
    """Replace text in one copied data file and return the problems that loading reports.

    A pattern stands for words that an editor may change; its first match is replaced.
    """

    def spoil(file: str, old: str | re.Pattern[str], new: str) -> list[str]:
        data = tmp_path / "data"
        if not data.exists():
            copy_data(data)
        path = data / file
        text = path.read_text(encoding="utf-8")
        pattern = re.compile(re.escape(old)) if isinstance(old, str) else old
        found = pattern.search(text)
        assert found, f"{file} does not contain {old!r}"
        put = new if isinstance(old, str) else found.expand(new)
        path.write_text(f"{text[: found.start()]}{put}{text[found.end() :]}", encoding="utf-8")
        try:
            load_data(data)
        except InvalidDataError as error:
            return str(error).splitlines()
        return []

    return spoil


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    """Run `python -m model` with arguments, without a process of its own."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        code = main(list(arguments))
        return subprocess.CompletedProcess(arguments, code, *capsys.readouterr())

    return run
