"""What readers come for, walked on a phone from the home page: taps, and words up to the answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.data import load_shown, menu_names
from tools.browser_states import settle

SITE = load_shown()
MENU = menu_names()
PHONE = 390
STAGE = "[data-stage]"
RESULT = "[data-result][data-report]"
# Visible words from the start of the page's content to the end of an element.
READ = """(last) => {
  const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const seen = [];
  while (texts.nextNode()) {
    const { currentNode } = texts, part = currentNode.parentElement;
    const after = last.compareDocumentPosition(currentNode) & Node.DOCUMENT_POSITION_FOLLOWING;
    if (after && !last.contains(currentNode)) break;
    if (part.checkVisibility({ contentVisibilityAuto: false }) &&
        !part.closest("script, style, .headerlink, .soc-visually-hidden, .soc-checked"))
      seen.push(currentNode.textContent);
  }
  return seen.join(" ").split(/\\s+/).filter((word) => /\\w/.test(word)).length;
}"""


@dataclass
class Walk:
    """A reader with a phone: counts what they tap and what they read."""

    page: Page
    taps: int = 0
    words: int = 0

    def tap(self, target: Locator) -> None:
        target.click()
        self.taps += 1
        settle(self.page)

    def open_from_menu(self, page: str) -> None:
        """Open a page by its file, under the name that the menu gives it."""
        self.tap(self.page.get_by_role("button", name="Menu", exact=True))
        links = self.page.locator("#site-menu").get_by_role("link", name=MENU[page], exact=True)
        self.tap(links)

    def read_to(self, answer: Locator) -> None:
        answer.wait_for()
        self.words += answer.evaluate(READ)

    def sees(self, answer: Locator) -> bool:
        """Whether the element ends in the first screen, without scrolling.

        A banner that an editor puts up takes some of that screen for a while.
        """
        banners = [each.bounding_box() for each in self.page.locator(".md-banner").all()]
        screen = self.page.viewport_size["height"] + sum(each["height"] for each in banners)
        box = answer.bounding_box()
        return box is not None and box["y"] + box["height"] <= screen


@pytest.fixture
def walk(open_page: Callable[..., Page]) -> Walk:
    return Walk(open_page("", PHONE))


def test_which_report_takes_six_taps_and_a_short_result(walk: Walk) -> None:
    walk.tap(walk.page.locator(".soc-first__option[data-tool*='named=soc-unspecified&']"))
    while not walk.page.locator(RESULT).is_visible():
        options = walk.page.locator(f"{STAGE} .soc-decision-tool__options").last
        walk.read_to(options)
        walk.tap(options.get_by_role("button").first)
        assert walk.taps <= 6
    assert walk.words <= 180
    shown = walk.page.locator(RESULT)
    assert walk.sees(shown.locator("[data-answer]"))
    result = Walk(walk.page)
    result.read_to(shown)
    assert result.words <= 140


@pytest.mark.of_page("type-1-vs-type-2/")
def test_the_types_can_be_handed_to_a_boss_after_two_taps_and_a_third_copies(walk: Walk) -> None:
    walk.open_from_menu("type-1-vs-type-2.md")
    answer = walk.page.locator("[data-answer]")
    walk.read_to(answer)
    assert walk.taps <= 2
    assert walk.words <= 60
    assert walk.sees(answer)
    walk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    walk.tap(walk.page.locator("[data-module=reply] [data-copy]").first)
    expect(walk.page.get_by_text(SITE.reply_words.copied).first).to_be_visible()


def test_who_may_read_each_report_is_in_the_first_screen_after_two_taps(walk: Walk) -> None:
    walk.open_from_menu("soc-1-vs-soc-2.md")
    label = SITE.short_rows["use-and-distribution"].label
    row = walk.page.locator(".soc-six tr", has_text=label)
    assert walk.sees(row)
    assert walk.taps <= 2
    lead = Walk(walk.page)
    lead.read_to(walk.page.locator("[data-answer]"))
    assert lead.words + len(row.inner_text().split()) <= 60


@pytest.mark.of_page("cost-and-time/")
def test_what_it_costs_is_in_the_first_screen_after_two_taps(walk: Walk) -> None:
    walk.open_from_menu("cost-and-time.md")
    answer = walk.page.locator("[data-answer]")
    walk.read_to(answer)
    assert walk.taps <= 2
    assert walk.words <= 80
    assert walk.sees(answer)
    assert "$" in answer.inner_text()


@pytest.mark.of_page("can-i-make-the-date/")
def test_a_date_is_answered_in_one_line_after_a_tap_a_date_and_a_stage(walk: Walk) -> None:
    walk.tap(walk.page.locator("article a[href$='can-i-make-the-date/']").first)
    walk.page.locator("#plan-needed").fill((date.today() + timedelta(days=150)).isoformat())
    walk.page.locator("#plan-stage").select_option("ready")
    walk.taps += 4  # each field is touched, and a day and a stage are chosen
    answer = walk.page.locator("main [data-answer]").first
    expect(answer).not_to_have_text("")
    walk.read_to(answer)
    assert walk.taps <= 5
    assert walk.words <= 40
    assert walk.sees(answer)


def test_the_form_begins_in_the_first_screen_after_one_tap_from_the_result(open_page) -> None:
    """How many taps it then takes to send: test_form_steps.py."""
    answers = "named=soc-2&customer_data=yes&evidence=operating&deadline=6-to-12-months"
    walk = Walk(open_page(f"which-report/?{answers}", PHONE))
    walk.tap(walk.page.locator(f"{RESULT} .md-button--primary").first)
    field = walk.page.locator("form[data-quote-form] :is(input, select):visible").first
    field.wait_for()
    assert walk.taps <= 1
    assert walk.sees(field)
