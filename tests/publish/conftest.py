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
