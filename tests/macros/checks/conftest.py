"""A copy of the pages in which a test plants mistakes."""

import shutil
from functools import cache
from pathlib import Path

import pytest
from mkdocs.config import load_config

from macros.checks.pages import PageChecks, check_nav
from model.core.problems import deduplicate
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


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory, macros, config):
    """The checks of a copy of all pages, by whether they look at nav and anchors; run once."""
    root = tmp_path_factory.mktemp("copied")
    docs = shutil.copytree(DOCS, root / "docs")

    @cache
    def checks(deep: bool) -> PageChecks:
        made = PageChecks(docs, root, macros, [], config if deep else None)
        made.check_all()
        return made

    return checks


@pytest.fixture
def problems(copied, config):
    """Replace text in a copied page and return what the checks say; put back afterwards."""
    before: dict[Path, str] = {}
    asked: set[bool] = set()

    def spoil(file: str, old: str, new: str, *, deep: bool = False) -> list[str]:
        checks = copied(deep)
        asked.add(deep)
        path = checks.docs / file
        text = path.read_text(encoding="utf-8")
        before.setdefault(path, text)
        assert old in text, f"{file} does not contain {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        checks.check_page(file)
        nav = check_nav(config, checks.root, checks.docs) if deep else ()
        return [str(problem) for problem in deduplicate([*nav, *checks.all_problems()])]

    yield spoil
    for path, text in before.items():
        path.write_text(text, encoding="utf-8")
        for deep in asked:
            copied(deep).check_page(path.relative_to(copied(deep).docs).as_posix())
