"""The preview lists what is wrong in reading order, each with a link to its place in the page."""

import re

import pytest
from markdown import Markdown

from macros.preview.problem_marks import SHOWN, show_problems

pytestmark = pytest.mark.nightly

FIRST = 5  # the line of the file on which the text begins
MARK = '<a class="preview-mark" id="problem-1" href="#preview-problems"[^>]*>1</a>'


def shown(text: str, *problems: str) -> str:
    found = show_problems(text, problems, heading="Mistakes", advice="Mend it.", first_line=FIRST)
    return Markdown(extensions=["tables", "toc", "attr_list"]).convert(found)


def at(row: int, what: str = "wrong") -> str:
    return f"docs/a.md:{row + FIRST}: {what}"


@pytest.mark.parametrize(
    ("text", "row", "marked"),
    [
        ("One.\n\nTwo.", 2, r"<p>MARK Two\."),
        ("- one\n- two", 1, r"<li>MARK two"),
        ("1. one\n2. two", 1, r"<li>MARK two"),
        ("| a | b |\n|---|---|\n| c | d |", 2, r"<td>MARK c"),
        ("## A heading\n\nText.", 0, r'<p>MARK</p>\s*<h2 id="a-heading">'),
        ("> quoted", 0, r"<p>MARK quoted"),
        ("One line\n{{ call() }}", 1, r"<p>MARK One line"),
    ],
)
def test_a_mark_stands_at_the_place_of_the_mistake(text, row, marked):
    html = shown(text, at(row))
    assert re.search(marked.replace("MARK", MARK), html), html
    assert 'href="#problem-1"' in html


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("Text.\n\n```\ncode\n```", 3),
        ("Text.\n\n<div>\n</div>", 2),
        ("Text.\n\n{{ call() }}", 2),
        ("Text.", -3),
    ],
)
def test_where_a_mark_would_break_the_page_there_is_none(text, row):
    html = shown(text, at(row))
    assert "id=&quot;problem-" not in html
    assert 'id="problem-' not in html
    assert "docs/a.md" in html


def test_mistakes_are_listed_in_the_order_of_the_page():
    html = shown("One.\n\nTwo.\n\nThree.", at(4, "third"), at(0, "first"), at(2, "second"))
    assert html.index("first") < html.index("second") < html.index("third")


def test_the_mistakes_of_a_paragraph_share_a_mark():
    html = shown("One.\n\nTwo.", at(2, "first"), at(2, "second"))
    assert html.count('id="problem-') == 1
    assert html.count('href="#problem-1"') == 2


def test_after_the_first_the_rest_is_counted():
    html = shown("One.", *(at(0, f"wrong {number}") for number in range(SHOWN + 7)))
    assert html.count("wrong ") == SHOWN
    assert "And 7 more." in html


def test_nothing_in_a_message_is_a_call_or_markup():
    html = show_problems(
        "One.", [at(0, '<b> {{ cite("S10") }}')], heading="x", advice="x", first_line=FIRST
    )
    assert "{{" not in html
    assert "<b>" not in html
