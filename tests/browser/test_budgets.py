"""The answer comes first: how high a page is on a phone, and what stands before its end."""

from datetime import date, timedelta

import pytest

from tests.budget_allowances import BY_PAGE, leave_what_is_stated
from tests.data import is_removed, load_shown, standing

PLANNER = "can-i-make-the-date/"
PLANNED = f"{PLANNER}?deadline={date.today() + timedelta(weeks=30)}&stage=ready"
TOOL = "which-report/"
STEP = f"{TOOL}?named=soc-unspecified"
RESULT = f"{TOOL}?named=soc-2&customer_data=yes&evidence=operating&deadline=6-to-12-months"

# Path, pixels of the closed page, words up to the end of the answer, source marks in sight.
BUDGETS = [
    ("", 2000, 60, 8),
    ("soc-1-vs-soc-2/", 3000, 60, 30),
    ("type-1-vs-type-2/", 2600, 60, 25),
    ("renewal/", 2600, 60, 25),
    ("both/", 2400, 60, 20),
    ("compare-quotes/", 3500, 60, 0),
    ("soc-1/", 3500, 60, 30),
    ("soc-2/", 3500, 60, 30),
    ("soc-3/", 3500, 60, 30),
    ("scenarios/", 4000, 60, 0),
    ("choosing-a-firm/", 3500, 60, 30),
    ("other-evidence/", 4500, 60, 30),
    ("ask-your-customer/", 2500, 60, 10),
    ("cost-and-time/", 4000, 80, 15),
    (PLANNER, 2100, 40, 5),
    (PLANNED, 2100, 40, 5),
    (TOOL, 1450, 40, 0),
    (STEP, 1200, 40, 0),
    (RESULT, 1900, 40, 0),
    ("quotes/", 3000, 60, 10),
]
STANDING = [budget for budget in BUDGETS if not is_removed(budget[0])]
ASKED = {TOOL: "named", STEP: "financial_impact"}
MAX_EMPTY = 200
WORDS = """() => {
  const main = document.querySelector("main");
  const before = document.createRange();
  before.setStart(main, 0);
  before.setEndAfter(main.querySelector("[data-answer]"));
  const texts = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  const seen = [];
  while (texts.nextNode() && before.intersectsNode(texts.currentNode)) {
    const part = texts.currentNode.parentElement;
    if (part.checkVisibility() && !part.closest("script, style, .headerlink"))
      seen.push(texts.currentNode.textContent);
  }
  return seen.join(" ").split(/\\s+/).filter((word) => /\\w/.test(word)).length;
}"""
# The widest strip of the page's box in which the first screen has neither a line of text nor a
# control or picture.
EMPTY = """() => {
  const box = document.querySelector(".md-content__inner").getBoundingClientRect();
  const controls = "article :is(button, input, label, select, svg, table)";
  const parts = [...document.querySelectorAll(controls)];
  const texts = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    if (!texts.currentNode.parentElement.checkVisibility()) continue;
    parts.push(document.createRange());
    parts.at(-1).selectNodeContents(texts.currentNode);
  }
  const covered = parts.flatMap((part) => [...part.getClientRects()])
    .filter(({ top, width, height }) => top < innerHeight && width > 1 && height > 1)
    .map(({ left, right }) => [left, right]);
  let [end, widest] = [box.left, 0];
  for (const [left, right] of [...covered, [box.right, box.right]].sort(([a], [b]) => a - b)) {
    widest = Math.max(widest, left - end);
    end = Math.max(end, right);
  }
  return widest;
}"""


@pytest.mark.parametrize(("path", "height", "words", "marks"), STANDING)
def test_a_page_keeps_within_its_budgets_on_a_phone(open_page, path, height, words, marks):
    """The figures hold for so many records as there were; see tests/budget_allowances.py."""
    page = open_page(path, 390)
    page.locator("main [data-answer]").first.wait_for()
    leave_what_is_stated(page, path, ASKED.get(path))
    assert page.evaluate("document.documentElement.scrollHeight") <= height
    assert page.evaluate(WORDS) <= words
    assert page.locator(":is(.src__mark, .src__link):visible").count() <= marks


@pytest.mark.nightly
@pytest.mark.parametrize("path", standing(BY_PAGE))
def test_each_record_that_a_budget_is_stated_for_has_its_element(open_page, path):
    page = open_page(path, 390)
    for kind in BY_PAGE[path]:
        assert page.locator(kind.rows).count() >= min(kind.there, kind.stated) > 0, kind.rows


@pytest.mark.nightly  # by day the words up to its end are counted
@pytest.mark.parametrize("path", [path for path, *_ in STANDING])
def test_the_answer_begins_in_the_first_screen(open_page, path):
    page = open_page(path, 390)
    answer = page.locator("main [data-answer]").first
    answer.wait_for()
    assert answer.bounding_box()["y"] < page.viewport_size["height"]
    assert answer.locator(".src__mark").count() == 0


WIDE_BY_DAY = ("", "type-1-vs-type-2/", PLANNER)
WIDE_AT_NIGHT = (PLANNED, TOOL, STEP, RESULT, "soc-1-vs-soc-2/", "cost-and-time/", "quotes/")


@pytest.mark.parametrize(
    "path",
    [
        *standing(WIDE_BY_DAY),
        *(pytest.param(path, marks=pytest.mark.nightly) for path in standing(WIDE_AT_NIGHT)),
    ],
)
def test_no_wide_first_screen_is_empty_beside_its_content(open_page, path):
    page = open_page(path, 1280)
    page.set_viewport_size({"width": 1280, "height": 800})
    assert page.evaluate(EMPTY) <= MAX_EMPTY


@pytest.mark.of_page("renewal/")
@pytest.mark.parametrize("javascript", [True, False])
def test_a_link_to_a_section_opens_what_it_stands_in(open_page, javascript):
    page = open_page("renewal/#wrong-scope", 390, java_script_enabled=javascript)
    heading = page.locator("#wrong-scope")
    assert heading.is_visible()
    assert heading.locator("xpath=ancestor::details").get_attribute("open") is not None


@pytest.mark.nightly
def test_what_opens_has_the_name_of_the_heading_inside(open_page):
    for path, *_ in STANDING:
        for part in open_page(path, 390).locator(".soc-fold").all():
            name = part.locator("> summary").text_content()
            heading = part.locator("> :is(h2, h3)").first.evaluate(
                "head => head.firstChild.textContent"
            )
            assert name.startswith(heading.strip()), path


def test_the_options_of_home_lead_to_the_tool_without_a_script(open_page):
    page = open_page("", 390, java_script_enabled=False)
    links = page.locator(".soc-first__option")
    hrefs = [link.get_attribute("href") for link in links.all()]
    assert any("which-report/ask-" in href for href in hrefs)
    assert all("which-report/" in href and "?" not in href for href in hrefs)


@pytest.mark.of_page("type-1-vs-type-2/")
def test_the_answer_is_copied_with_the_address_of_its_page(open_page):
    page = open_page("type-1-vs-type-2/", 1280)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("[data-module=reply] [data-copy]").first.click()
    page.get_by_text(load_shown().reply_words.copied).first.wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.splitlines()[-1] == page.url
    assert copied.split()[:-1] == page.locator("[data-answer]").inner_text().split()
