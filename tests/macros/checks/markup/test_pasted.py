"""A text that was pasted from a word processor is named, with what makes Markdown of it."""

import pytest

from macros.checks.markup.pasted import check_pasted, find_pasted
from tests.data import finished_pages

PARAGRAPH = "A vendor has sent its report, and the opinion is clean. " * 4


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("# One\n\n•\tfirst\n", 3),
        ("1.\tWhat it is\nText.\n", 1),
        ("Who\tWhat\nOne\tTwo\n", 1),
        (f"# One\n\n{PARAGRAPH}\n{PARAGRAPH}\n", 3),
    ],
)
def test_what_a_word_processor_leaves_is_found_at_its_first_line(body, line):
    assert find_pasted(body) == line


def test_the_message_names_the_command_for_the_page():
    ((line, _, what),) = check_pasted("which-report/rules.md", "•\tfirst\n")
    assert line == 1
    assert "make tidy page=which-report/rules" in what


def test_no_page_of_this_site_looks_pasted():
    pages = {page: page.read_text("utf-8") for page in finished_pages()}
    assert pages
    assert [page for page, text in pages.items() if find_pasted(text)] == []


@pytest.mark.parametrize(
    "body",
    [f"{PARAGRAPH}\n\n{PARAGRAPH}\n", "- one\n- two\n", "```\na\tb\n```\n", "1. one\n2. two\n"],
)
def test_markdown_does_not_look_pasted(body):
    assert find_pasted(body) is None
