"""The check of all pages names each mistake with its page and line."""

import re
import shutil
from collections.abc import Iterator

import pytest
from mkdocs.config import load_config

from macros.checks import pages
from macros.checks.pages import PageChecks
from macros.views.registry import build_macros
from macros.views.render import Links
from model.core.problems import Problem
from model.dataset import ROOT
from tests.data import load_data
from tests.macros.checks.conftest import DOCS, HEADING, PAGE

(TITLE,) = re.findall(r"^title: .*", (DOCS / "about.md").read_text("utf-8"), re.M)


def test_the_real_pages_have_no_problem(macros, config):
    assert pages.check_pages(DOCS, macros, ROOT, config) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (HEADING, f"{HEADING} {{#decide}}", "“{#” starts a comment"),
        (HEADING, f"{{# gone #}}\n{HEADING}", "“{#” starts a comment"),
        (HEADING, "    {{ promises() }}\n", "alone on its line, at the very left"),
        (HEADING, "See {{ promises() }}\n", "alone on its line, at the very left"),
        (HEADING, HEADING[1:], "one heading with a single #, this one has 2"),
        ("](soc-1.md)", "](soc-1.md#nowhere)", "the page has no such anchor"),
        ("](soc-1.md)", "](soc-1)", "must lead to a .md file"),
        ("](soc-1.md)", "](/soc-1/)", "starts with a slash"),
        ("](soc-1.md)", "][soc-one]", "“[soc-one]” is not defined"),
        (HEADING, '<a href="soc-1.md">x</a>\n', "in HTML is not rewritten"),
        (HEADING, '<a href="gone.png">x</a>\n', "leads nowhere"),
        (HEADING, "![](assets/favicon.svg)\n", "has no text"),
        (HEADING, '<img src="assets/favicon.svg">\n', "an image has no alt text"),
        ("description: ", "description: short\nx: ", "has 5 characters; 50 to 160 are right"),
        (HEADING, "{{ 1 / 0 }}", "only calls such as"),
        (HEADING, '{{ site("name").foo }}', "only calls such as"),
        (HEADING, "{% if x %}a{% endif %}", "only calls such as"),
        (HEADING, '{% include "a.md" %}', "only calls such as"),
        (HEADING, '{{ site("name") | upper }}', "only calls such as"),
        (HEADING, f"##{HEADING}", "a heading with 4 # follows one with"),
        (HEADING, "## A { #x }\n\n## B { #x }", "the id “x” stands in line"),
        (HEADING, "[u]: gone.md\n", "link “gone.md” leads nowhere"),
        (HEADING, "![a](https://example.com/a.png)", "from another site"),
        (HEADING, "<img src=gone.png alt=x>", "leads nowhere"),
        (HEADING, '{ cite("S10") }', "a call has two braces: {{ cite(…) }}"),
        (HEADING, '{cite("S10")}', "a call has two braces: {{ cite(…) }}"),
        (HEADING, f"<<<<<<< HEAD\n{HEADING}", "a merge was not finished"),
        ("title: ", f"{TITLE}\nx: ", "title: is that of docs/about.md"),
    ],
)
def test_a_planted_mistake_in_a_page_names_page_and_line(problems, old, new, said):
    found = problems("index.md", old, new, deep="anchor" in said)
    assert any(said in row and row.startswith("docs/index.md:") for row in found), found
    assert len(found) <= 3, found


@pytest.mark.parametrize(
    ("planted", "said"),
    [
        ("[a](gone.md) and [b](lost.md) and ![](assets/favicon.svg)",
         ["“gone.md” leads nowhere", "“lost.md” leads nowhere", "has no text"]),
        ('We know. {{ cite("X1") }} {{ cite("X2") }}', ["source “X1”", "source “X2”"]),
        ("{{ term_of() }}, {{ promise() }}", ["name “term_of”", "name “promise”"]),
    ],
)  # fmt: skip
def test_each_of_several_mistakes_on_one_line_is_said(problems, planted, said):
    found = problems("index.md", HEADING, f"{planted}\n\n{HEADING}")
    assert [sum(one in row for row in found) for one in said] == [1] * len(said), found


def test_a_page_that_is_not_in_the_nav_is_named(tmp_path, macros, config):
    docs = shutil.copytree(DOCS, tmp_path / "docs")
    (docs / "bridge.md").write_text(PAGE, encoding="utf-8")
    found = [str(problem) for problem in pages.check_pages(docs, macros, tmp_path, config)]
    assert len(found) == 1, found
    assert found[0].endswith("nav: the page docs/bridge.md is not in the nav")
    assert "mkdocs.yml:" in found[0]


def test_a_page_that_is_not_text_is_named(tmp_path, macros):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_bytes(b"\xff\xfe")
    found = pages.check_pages(tmp_path / "docs", macros, tmp_path)
    assert [str(problem) for problem in found] == [
        "docs/a.md:1: the file is not UTF-8 text (byte 0)"
    ]


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> PageChecks:
    """The checks of a copy of all pages, run once."""
    root = tmp_path_factory.mktemp("checked")
    site, docs = load_data(), shutil.copytree(ROOT / "docs", root / "docs")
    config = load_config(str(ROOT / "mkdocs.yml"))
    macros = build_macros(site, Links())
    checks = PageChecks(docs, root, macros, list(site.terms.values()), config)
    checks.check_all()
    return checks


@pytest.fixture
def checks(checked: PageChecks) -> Iterator[PageChecks]:
    """The same; what a test changes in a page is put back afterwards."""
    before = {path: path.read_text("utf-8") for path in checked.docs.rglob("*.md")}
    yield checked
    for path in checked.docs.rglob("*.md"):
        if path not in before:
            path.unlink()  # and was seen by checks of its own alone
        elif path.read_text("utf-8") != before[path]:
            path.write_text(before[path], "utf-8")
            checked.check_page(path.relative_to(checked.docs).as_posix())


def problems_after_edit(checks: PageChecks, page: str, old: str, new: str) -> list[str]:
    path = checks.docs / page
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    checks.check_page(page)
    finished = {
        name: found for name, found in checks.problems().items() if name not in checks.drafts
    }
    return [str(problem) for found in finished.values() for problem in found]


PART = "## A planted part"


def test_a_link_to_a_part_that_a_page_lacks_is_named(checks):
    assert problems_after_edit(checks, "index.md", HEADING, f"{PART}\n\n{HEADING}") == []
    found = problems_after_edit(checks, "soc-2.md", "](soc-1.md)", "](index.md#a-planted-par)")
    assert found
    assert all(
        problem.endswith(
            "link “index.md#a-planted-par”: the page has no such anchor – "
            "did you mean “a-planted-part”?"
        )
        for problem in found
    )
    assert problems_after_edit(checks, "soc-2.md", "#a-planted-par)", "#a-planted-part)") == []


def test_a_heading_that_changes_is_named_at_the_links_to_it(checks):
    assert problems_after_edit(checks, "index.md", HEADING, f"{PART}\n\n{HEADING}") == []
    assert (
        problems_after_edit(checks, "soc-2.md", "](soc-1.md)", "](index.md#a-planted-part)") == []
    )
    found = problems_after_edit(checks, "index.md", PART, "## Deciding")
    assert any(row.startswith("docs/soc-2.md:") for row in found)
    assert all("#a-planted-part”" in row for row in found)
    assert problems_after_edit(checks, "index.md", "## Deciding", PART) == []


def afresh(checks: PageChecks) -> dict[str, list[Problem]]:
    """Return the problems of the same pages, checked for the first time."""
    fresh = PageChecks(checks.docs, checks.root, checks.macros, checks.terms, checks.config)
    fresh.check_all()
    return fresh.problems()


def test_one_by_one_finds_what_a_look_at_all_finds(checks):
    assert problems_after_edit(checks, "soc-2.md", "](soc-1.md)", "](soc-one.md#x)")
    assert checks.problems() == afresh(checks)


def test_pages_that_are_checked_in_a_fork_lose_no_mistake(checks):
    names = [f"plain-{number}.md" for number in range(10)]
    for name in names:
        (checks.docs / name).write_text(f"# {name}\n\nTODO\n", "utf-8")
    found = afresh(checks)
    assert all(any(one.what == "still to be written" for one in found[name]) for name in names)


def test_words_of_another_language_are_not_measured_by_those_of_the_site(problems):
    sentence = f"\n\nIt was {'very ' * 60}long three months ago. {{{{ cite('S08') }}}}\n\n## "
    assert problems("soc-2.md", "\n\n## ", sentence)
    assert problems("soc-2.md", "title:", "language: de\ntitle:") == []
