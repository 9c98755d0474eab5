"""The data, and the published pages as BeautifulSoup reads them."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from model.dataset import Dataset
from tests.data import load_data


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    return load_data()


@pytest.fixture(scope="session")
def pages(published: Path) -> dict[str, BeautifulSoup]:
    """The pages by their address below the site's."""
    return {
        file.relative_to(published).as_posix().removesuffix("index.html"): BeautifulSoup(
            file.read_text(encoding="utf-8"), "html.parser"
        )
        for file in sorted(published.rglob("*.html"))
    }


@pytest.fixture(scope="session")
def notes(pages: dict[str, BeautifulSoup]) -> dict[str, BeautifulSoup]:
    """For each page the one that has its notes: the same, or one that has nothing else."""
    apart = {
        place["data-notes-of"]: page
        for page in pages.values()
        for place in page.find_all(attrs={"data-notes-of": True})
    }
    return {path: apart.get(path, page) for path, page in pages.items()}
