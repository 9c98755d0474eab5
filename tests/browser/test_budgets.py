"""What a page may take before its answer is read: height, words and marks, everything closed."""

from typing import NamedTuple

import pytest
from playwright.sync_api import Page

from .live import Visit

PHONE = {"width": 390, "height": 844}
# Words of the page's own text, from its heading to the end of what answers.
WORDS = r"""() => {
  const range = document.createRange();
  range.setStart(document.querySelector("h1"), 0);
  range.setEndAfter(document.querySelector("[data-answer]"));
  return range.toString().trim().split(/\s+/).length;
}"""
MARKS = """() => [...document.querySelectorAll(".src__mark, .src__link")]
  .filter((mark) => mark.checkVisibility()).length"""


class Budget(NamedTuple):
    """A page, and the most it may take: pixels high, words to the answer's end, marks in sight."""

    path: str
    height: int
    words: int
    marks: int


BUDGETS = [
    Budget("soc-1-vs-soc-2/", 3000, 60, 30),
]


@pytest.fixture(params=BUDGETS, ids=lambda budget: budget.path)
def budget(request: pytest.FixtureRequest) -> Budget:
    chosen: Budget = request.param
    return chosen


@pytest.fixture
def page(visit: Visit, budget: Budget) -> Page:
    shown = visit(budget.path).page
    shown.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    shown.evaluate("document.fonts.ready.then(() => null)")
    return shown


def test_a_page_is_no_higher_than_its_budget(page: Page, budget: Budget) -> None:
    assert page.evaluate("document.documentElement.scrollHeight") <= budget.height


def test_the_answer_ends_within_its_words(page: Page, budget: Budget) -> None:
    assert 0 < page.evaluate(WORDS) <= budget.words


def test_few_source_marks_are_in_sight(page: Page, budget: Budget) -> None:
    assert page.evaluate(MARKS) <= budget.marks


def test_the_answer_begins_in_the_first_screen(page: Page) -> None:
    box = page.locator("[data-answer]").first.bounding_box()
    assert box is not None
    assert box["y"] < PHONE["height"]
