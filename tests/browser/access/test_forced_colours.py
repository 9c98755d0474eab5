"""With the colours of a system nothing is told by a colour of ours."""

from datetime import date, timedelta

import pytest

from tools.browser_states import STATES

pytestmark = pytest.mark.nightly

PLAN = f"can-i-make-the-date/?deadline={date.today() + timedelta(weeks=30)}&stage=preparing"
# How far the inside of a part of a plan lies from that of the part before it (WCAG 1.4.11).
CONTRASTS = """bars => bars.flatMap((bar) => {
  const light = (text) => {
    const [red, green, blue] = text.match(/[\\d.]+/g).map((part) => part / 255)
      .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
  };
  const parts = [...bar.querySelectorAll("rect")].map((part) => light(getComputedStyle(part).fill));
  return parts.slice(1).map((part, at) => Math.max(part / parts[at], parts[at] / part));
})"""
STYLE = "(part, name) => getComputedStyle(part)[name]"


@pytest.mark.parametrize("forced", ["none", "active"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("switched", [False, True])
def test_the_parts_of_a_plan_are_told_apart(open_page, forced, scheme, switched):
    page = open_page(PLAN, 1280, scheme, forced_colors=forced)
    if switched:  # the colours chosen here need not be those of the system
        page.locator("[data-palette]:visible").click()
    bars = page.locator("[data-plan-result^=type-2] .soc-plan__bar")
    contrasts = bars.evaluate_all(CONTRASTS)
    assert contrasts
    assert min(contrasts) >= 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_answer_that_was_given_before_is_marked(open_page, scheme):
    page = open_page(
        "which-report/?named=nothing&change=named", 390, scheme, forced_colors="active"
    )
    given = page.locator("[data-stage] [aria-current]")
    other = page.locator("[data-stage] button[name]:not([aria-current])").first
    assert given.evaluate(STYLE, "borderTopWidth") != other.evaluate(STYLE, "borderTopWidth")


def test_only_the_way_that_a_page_belongs_to_has_a_line_below(open_page):
    page = open_page("soc-1-vs-soc-2/", 1280, forced_colors="active")
    ways = page.locator(".soc-ways-in__link")
    lines = ways.evaluate_all("ways => ways.map((way) => getComputedStyle(way).borderBottomWidth)")
    assert sum(float(line[:-2]) > 0 for line in lines) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_a_search_found_is_read_as_the_words_around_it(open_page, scheme):
    [state] = [state for state in STATES if state.name == "search-open"]
    page = open_page(state.path, 390, scheme, forced_colors="active")
    state.enter(page)
    found = page.locator(".soc-search__text:has(mark)").first
    assert found.locator("mark").first.evaluate(STYLE, "color") == found.evaluate(STYLE, "color")
