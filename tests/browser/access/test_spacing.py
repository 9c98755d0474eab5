"""Room for people: for a finger in every font, and for the spacing that a reader asks for."""

import pytest
from playwright.sync_api import expect

from tests.browser.access.test_pages import ADD_SHEET, SPACING

pytestmark = pytest.mark.nightly

# Wide and narrow; where one is not installed another stands for it.
FONTS = ["DejaVu Sans", "DejaVu Sans Condensed", "Liberation Sans Narrow", "monospace"]
SMALL = """marks => marks.map((mark) => mark.getBoundingClientRect())
  .filter(({ width, height }) => width < 24 || height < 24)
  .map(({ width, height }) => `${width} × ${height}`)"""
TORN = """parts => parts.flatMap((part) => {
  const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT), torn = [];
  while (texts.nextNode()) {
    for (const { index, 0: word } of texts.currentNode.data.matchAll(/[a-z]+/gi)) {
      const range = document.createRange();
      range.setStart(texts.currentNode, index);
      range.setEnd(texts.currentNode, index + word.length);
      if (range.getClientRects().length > 1) torn.push(word);
    }
  }
  return torn;
})"""


@pytest.mark.parametrize("font", FONTS)
@pytest.mark.parametrize("width", [1280, 390, 320])
@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("which-report/rules/", ".src__mark"),
        ("soc-1-vs-soc-2/?differences=1", ".src__mark, .soc-comparison__choice input"),
    ],
)
def test_what_is_small_is_large_enough_to_touch_in_every_font(open_page, font, width, path, parts):
    page = open_page(path, width)
    expect(page.locator(".src__mark").last).to_have_css("vertical-align", "super")  # all rules came
    page.evaluate("document.querySelectorAll('main details').forEach((part) => part.open = true)")
    page.evaluate(ADD_SHEET, f"* {{ --sans: '{font}' !important; }}")
    seen = page.locator(f"main :is({parts}):visible")
    assert seen.count() > 5
    assert seen.evaluate_all(SMALL) == []


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("", ".soc-lanes__from"),
        ("soc-1-vs-soc-2/", ".soc-six tbody th"),
        ("both/", ".soc-pairs tbody :is(th, td)"),
    ],
)
@pytest.mark.parametrize("width", [390, 320])
def test_no_word_is_torn_where_a_reader_asks_for_wide_spacing(open_page, path, parts, width):
    page = open_page(path, width)
    page.evaluate(ADD_SHEET, SPACING)
    assert page.locator(parts).evaluate_all(TORN) == []
