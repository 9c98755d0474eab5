"""A copy of the pages in which a test plants mistakes."""

import shutil
from pathlib import Path

import pytest
from mkdocs.config import load_config

from macros.checks import pages
from model.dataset import ROOT

DOCS = ROOT / "docs"
# The first heading below that of the first page: where mistakes are planted.
HEADING = next(
    line for line in (DOCS / "index.md").read_text("utf-8").splitlines() if line.startswith("## ")
)
DATES = "reviewed: '2026-11-22'\nnext_review: '2027-05-22'\n"
PAGE = f"---\ntitle: x\ndescription: {'x' * 60}\n{DATES}---\n\n# A page\n"


@pytest.fixture(scope="module")
def config():
    return load_config(str(ROOT / "mkdocs.yml"))


@pytest.fixture
def problems(tmp_path: Path, macros, config):
    """Replace text in a copied page and return what the check says."""

    def spoil(file: str, old: str, new: str, *, deep: bool = False) -> list[str]:
        docs = tmp_path / "docs"
        if not docs.exists():
            shutil.copytree(DOCS, docs)
        path = docs / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file} does not contain {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return [
            str(problem)
            for problem in pages.check_pages(docs, macros, tmp_path, config if deep else None)
        ]

    return spoil
