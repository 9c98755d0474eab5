"""How much stands before an answer on a phone: height closed, words up to it, marks of sources."""

import pytest
from playwright.sync_api import Browser, expect

from .live import LiveSite

TOOL = "which-report/"
STEP = f"{TOOL}?named=soc-unspecified"
SOC_2 = f"{TOOL}?named=soc-2&customer_data=yes&evidence=operating&deadline=6-to-12-months"

# path, height in CSS pixels at 390 by 844, words up to the end of [data-answer], visible marks
BUDGETS = [
    (TOOL, 1450, 40, 0),
    (STEP, 1200, 40, 0),
    (SOC_2, 1900, 40, 0),
]

WORDS = """() => {
  const main = document.querySelector("main");
  const range = document.createRange();
  range.setStart(main, 0);
  range.setEndAfter(main.querySelector("[data-answer]"));
  const texts = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  let words = 0;
  while (texts.nextNode() && range.intersectsNode(texts.currentNode)) {
    const { data, parentElement } = texts.currentNode;
    if (parentElement.checkVisibility()) words += data.split(/\\s+/).filter(Boolean).length;
  }
  return words;
}"""


@pytest.mark.parametrize(("path", "height", "words", "marks"), BUDGETS)
def test_a_page_keeps_its_budget(
    chromium: Browser, live_site: LiveSite, path: str, height: int, words: int, marks: int
) -> None:
    with chromium.new_context(viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        page.goto(live_site.address + path)
        answer = page.locator("main [data-answer]")
        expect(answer).to_be_visible()
        top = answer.bounding_box()
        assert top
        assert top["y"] < 844
        assert page.evaluate("document.documentElement.scrollHeight") <= height
        assert page.evaluate(WORDS) <= words
        assert page.locator(".src__mark:visible").count() <= marks
