"""The benchmarks measure what this project does: its pages, its match."""

from pathlib import Path

from benchmarks.build_pages import write_pages
from benchmarks.matching import ours, peer
from macros.checks.pages import check_pages
from macros.views.registry import build_macros
from macros.views.render import Links
from tests.data import load_data


def test_the_check_lets_sample_pages_through(tmp_path: Path) -> None:
    write_pages(tmp_path / "docs", 2)
    (tmp_path / "docs" / "index.md").write_text("", encoding="utf-8")
    found = check_pages(tmp_path / "docs", build_macros(load_data(), Links()), tmp_path)
    assert [problem for problem in found if "sample/" in str(problem)] == []


def test_a_database_asked_in_its_own_words_names_the_same_firms_in_the_same_order() -> None:
    assert ours(500, 1).firms == peer(500, 1).firms != []
