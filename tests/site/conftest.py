"""The site, built once, strictly, as `make build` builds it."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from model.dataset import ROOT, Dataset
from tests.conftest import GENERATOR
from tests.data import load_data


@dataclass(frozen=True)
class Built:
    """A built site: its folder, what the build printed, and its pages by path."""

    folder: Path
    printed: str
    pages: dict[str, BeautifulSoup]

    def page(self, path: str) -> BeautifulSoup:
        return self.pages[path]


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
    pages = {
        str(path.relative_to(folder)).removesuffix("index.html"): BeautifulSoup(
            path.read_text(encoding="utf-8"), "html.parser"
        )
        for path in sorted(folder.rglob("*.html"))
    }
    return Built(folder, printed, pages)
