"""What visitors read has the marks of a printer; code and what they copy is left alone."""

import json

import pytest
from bs4 import NavigableString

from publish.pages.typography import DOCUMENTS, set_document, set_page, set_text

LEFT_ALONE = ("code", "kbd", "pre", "samp", "script", "style", "textarea")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("<p>The customer's year-end</p>", "<p>The customer’s year-end</p>"),
        ("<p>their customers' books</p>", "<p>their customers’ books</p>"),
        ("<p>the <b>CPA</b>'s opinion</p>", "<p>the <b>CPA</b>’s opinion</p>"),
        ("<p>the <code>x</code>'s value</p>", "<p>the <code>x</code>’s value</p>"),
        ("<p>Only &quot;SOC report&quot;.</p>", "<p>Only “SOC report”.</p>"),
        ("<p>It&#39;s (&#34;so&#34;)</p>", "<p>It’s (“so”)</p>"),
        ('<p>no <b>"must select"</b> work</p>', "<p>no <b>“must select”</b> work</p>"),
        ('<p>end</p><p>"begin"</p>', "<p>end</p><p>“begin”</p>"),
        ("<p>'Direct examination' is new</p>", "<p>‘Direct examination’ is new</p>"),
        ("<p>\"he said 'no'\"</p>", "<p>“he said ‘no’”</p>"),
        ("<p>SOC it to 'em</p>", "<p>SOC it to ’em</p>"),
        ("<a title=\"it's\">it's</a>", '<a title="it\'s">it’s</a>'),
        (
            '<script type="application/json">{"a": "it\\u0027s <", "pattern": "\'"}</script>',
            '<script type="application/json">{"a": "it’s \\u003c", "pattern": "\'"}</script>',
        ),
        ("<h2>A SOC 1 of Type 2</h2>", "<h2>A SOC\xa01 of Type\xa02</h2>"),
        ("<p>A SOC 1 of Type 2</p>", "<p>A SOC\xa01 of Type\xa02</p>"),
        ("<td>SOC 2</td><td>A SOC report</td>", "<td>SOC\xa02</td><td>A SOC report</td>"),
        ("<title>SOC 2</title><p>SOC 2</p>", "<title>SOC 2</title><p>SOC\xa02</p>"),
        ("<option>Type 2</option><p>Type 2</p>", "<option>Type 2</option><p>Type\xa02</p>"),
        ('<a title="SOC 2"><code>SOC 2</code></a>', '<a title="SOC 2"><code>SOC 2</code></a>'),
    ],
)
def test_straight_marks_become_typographic_in_text(typed, shown):
    assert set_page(typed) == shown


@pytest.mark.parametrize("name", LEFT_ALONE)
def test_code_and_what_is_copied_keeps_its_marks(name):
    page = f"<{name} id='x'>it's \"so\" in SOC 2</{name}>"
    assert set_page(page) == page


def test_what_is_set_once_is_not_changed_again():
    once = set_text("\"It's 'so',\" they say")
    assert set_text(once) == once


def test_no_page_shows_a_straight_mark(pages):
    for path, page in pages.items():
        for text in page.find_all(string=True):
            if type(text) is NavigableString and not text.find_parent(LEFT_ALONE):
                assert not set("'\"") & set(text), (path, text)


def test_no_document_for_scripts_shows_a_straight_mark(published):
    for name in DOCUMENTS:
        stem, _, ending = name.rpartition(".")
        (file,) = (published / "assets/js").glob(f"{stem}.*.{ending}")
        document = json.loads(file.read_text(encoding="utf-8"))
        assert set_document(document) == document
