"""A copy of the real data that a test may spoil."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from model.__main__ import main
from model.core.problems import InvalidDataError
from model.dataset import DATA, Dataset
from tests.data import load_data

Spoil = Callable[..., list[str]]
Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """The real data, loaded once."""
    return load_data()


@pytest.fixture
def spoiled(tmp_path: Path) -> Spoil:
    """Replace text in one copied data file and return the problems that loading reports."""

    def spoil(file: str, old: str, new: str) -> list[str]:
        data = tmp_path / "data"
        if not data.exists():
            shutil.copytree(DATA, data)
        path = data / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file} does not contain {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
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
