"""The site, built once, strictly, as `make build` builds it."""

import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from model.dataset import ROOT, Dataset
from tests.conftest import GENERATOR
from tests.data import load_data


@dataclass(frozen=True)
class Built:
    """A built site: its folder, what the build printed, and its pages' HTML by path."""

    folder: Path
    printed: str
    texts: dict[str, str]

    @cached_property
    def pages(self) -> dict[str, BeautifulSoup]:
        return {path: self.page(path) for path in self.texts}

    def page(self, path: str) -> BeautifulSoup:
        """One page, read when it is first asked for. Nobody may change it: all tests share it."""
        if path not in self._read:
            self._read[path] = BeautifulSoup(self.texts[path], "html.parser")
        return self._read[path]

    def ids(self, path: str) -> set[str]:
        """The ids of a page: where a link to a part of it can lead."""
        if path not in self._ids:
            self._ids[path] = {str(tag["id"]) for tag in self.page(path).select("[id]")}
        return self._ids[path]

    @cached_property
    def _read(self) -> dict[str, BeautifulSoup]:
        return {}

    @cached_property
    def _ids(self) -> dict[str, set[str]]:
        return {}


def build(target: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", GENERATOR, "build", "--strict", "--site-dir", str(target)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
        | environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    return load_data()


@pytest.fixture(scope="session")
def built(rendering: tuple[Path, str]) -> Built:
    folder, printed = rendering
    texts = {
        str(path.relative_to(folder)).removesuffix("index.html"): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*.html"))
    }
    return Built(folder, printed, texts)
