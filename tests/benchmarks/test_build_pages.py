"""The made-up pages of the benchmarks are pages that this project builds."""

from pathlib import Path

from benchmarks.build_pages import write_pages
from macros.checks.pages import check_pages
from macros.views.registry import build_macros
from macros.views.render import Links
from model.dataset import load


def test_the_check_lets_sample_pages_through(tmp_path: Path) -> None:
    write_pages(tmp_path / "docs", 2)
    (tmp_path / "docs" / "index.md").write_text("", encoding="utf-8")
    found = check_pages(tmp_path / "docs", build_macros(load(), Links()), tmp_path)
    assert [problem for problem in found if "sample/" in str(problem)] == []
