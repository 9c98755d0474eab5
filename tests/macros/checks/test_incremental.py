"""Pages that were looked at once are looked at again one by one, as somebody edits them."""

import shutil
from pathlib import Path

import pytest
from mkdocs.config import load_config

from macros.checks.pages import PageChecks
from macros.views.registry import build_macros
from macros.views.render import Links
from model.core.problems import Problem
from model.dataset import ROOT, load


@pytest.fixture
def checks(tmp_path: Path) -> PageChecks:
    site, docs = load(), shutil.copytree(ROOT / "docs", tmp_path / "docs")
    config = load_config(str(ROOT / "mkdocs.yml"))
    macros = build_macros(site, Links())
    checks = PageChecks(docs, tmp_path, macros, list(site.terms.values()), config)
    checks.check_all()
    return checks


def said(checks: PageChecks, page: str, old: str, new: str) -> list[str]:
    path = checks.docs / page
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    checks.check_page(page)
    return [str(problem) for found in checks.problems().values() for problem in found]


def test_a_link_to_a_part_that_a_page_lacks_is_named(checks):
    (problem,) = said(
        checks, "index.md", "(cost-and-time.md)", "(cost-and-time.md#published-price)"
    )
    assert problem.endswith(
        "link “cost-and-time.md#published-price”: the page has no such anchor – "
        "did you mean “published-prices”?"
    )
    assert said(checks, "index.md", "#published-price)", "#published-prices)") == []


def test_a_heading_that_changes_is_named_at_the_links_to_it(checks):
    found = said(checks, "cost-and-time.md", "## Published prices", "## Prices")
    assert found
    assert all("docs/cost-and-time.md:" in row and "#published-prices”" in row for row in found)
    found = said(checks, "index.md", "(cost-and-time.md)", "(cost-and-time.md#published-prices)")
    assert any(row.startswith("docs/index.md:") for row in found)
    assert said(checks, "cost-and-time.md", "## Prices", "## Published prices") == []


def afresh(checks: PageChecks) -> dict[str, list[Problem]]:
    """Return the problems of the same pages, checked for the first time."""
    fresh = PageChecks(checks.docs, checks.root, checks.macros, checks.terms, checks.config)
    fresh.check_all()
    return fresh.problems()


def test_one_by_one_finds_what_a_look_at_all_finds(checks):
    assert said(checks, "both.md", "](soc-1.md)", "](soc-one.md#x)")
    assert checks.problems() == afresh(checks)


def test_pages_that_are_checked_in_a_fork_lose_no_mistake(checks):
    names = [f"plain-{number}.md" for number in range(10)]
    for name in names:
        (checks.docs / name).write_text(f"# {name}\n\nTODO\n", "utf-8")
    checks.check_all()
    found = checks.problems()
    assert all(any(one.what == "still to be written" for one in found[name]) for name in names)
