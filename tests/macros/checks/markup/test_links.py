"""A broken link names the page, the line and the nearest page."""

import re
import shutil

import pytest

from macros.checks.markup.links import check_links, no_anchors
from macros.checks.pages import check_pages
from tests.macros.checks.conftest import DOCS, HEADING


def line_of(file: str, text: str) -> int:
    lines = (DOCS / file).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_a_broken_link_names_page_line_and_the_nearest_page(problems):
    found = problems("index.md", "](soc-1-vs-soc-2.md", "](soc-1-vs-soc2.md")
    line = line_of("index.md", "](soc-1-vs-soc-2.md")
    assert found == [
        f"docs/index.md:{line}: link “soc-1-vs-soc2.md” leads nowhere – "
        "did you mean “soc-1-vs-soc-2.md”?"
    ]


def test_a_link_to_a_built_address_is_refused(problems):
    found = problems("index.md", "](soc-1-vs-soc-2.md", "](soc-1-vs-soc-2/")
    assert len(found) == 1
    assert "must lead to a .md file" in found[0]


def test_code_blocks_are_not_searched_for_links(problems):
    found = problems("index.md", HEADING, f"```\n[x](nowhere.md)\n```\n\n{HEADING}")
    assert found == []


def test_a_renamed_page_is_said_in_three_lines_though_many_link_to_it(tmp_path, macros, config):
    docs = shutil.copytree(DOCS, tmp_path / "docs")
    (docs / "soc-1.md").rename(docs / "soc-one.md")
    found = [str(problem) for problem in check_pages(docs, macros, tmp_path, config)]
    links = [row for row in found if "link “soc-1.md” leads nowhere" in row]
    assert len(links) == 1
    assert re.search(r" – and in \d+ more places: docs/[\w/-]+\.md:\d+, ", links[0])
    assert len(found) <= 3, found


@pytest.mark.parametrize("link", ["![A](a b.png)", "![A](a%20b.png)", "![A](<a b.png>)"])
def test_a_path_with_spaces_is_found(link):
    assert list(check_links("x.md", link, {"a b.png"}, no_anchors)) == []


def test_a_title_in_quotes_is_no_part_of_the_path():
    assert list(check_links("x.md", '![A](a.png "A title")', {"a.png"}, no_anchors)) == []


def test_a_path_with_spaces_that_leads_nowhere_is_named_whole():
    ((_, _, what),) = check_links("x.md", "![A](a c.png)", {"a b.png"}, no_anchors)
    assert what == "link “a c.png” leads nowhere – did you mean “a b.png”?"
