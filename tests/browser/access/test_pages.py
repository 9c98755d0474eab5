"""Everyone can use every page: axe-core, narrow windows, spacing, zoom, colours.

Here, in test_keyboard.py and in test_reading.py the first line of each docstring stands on the
accessibility page, so it is a sentence for readers.
"""

from collections.abc import Callable
from itertools import product

import pytest
from playwright.sync_api import Page, expect

from tests.browser.live import wait_until
from tools.browser_states import RESULT, SCHEMES, SIZES, STATES, ZOOMED, list_paths, settle
from tools.testenv import axe

pytestmark = pytest.mark.nightly

# WCAG 1.4.12: the spacing that a reader may ask for.
SPACING = """
  * { line-height: 1.5 !important; letter-spacing: 0.12em !important;
      word-spacing: 0.16em !important; }
  p { margin-bottom: 2em !important; }
"""
# What lies outside the window to the right, apart from what scrolls or is cut off on purpose.
TOO_WIDE = """() => document.documentElement.scrollWidth > innerWidth
  ? [...document.querySelectorAll("body *")]
      .filter((part) => part.getBoundingClientRect().right > innerWidth + 1)
      .map((part) => part.tagName + "." + part.className).slice(0, 5)
  : []"""


def test_axe_finds_a_planted_mistake(open_page):
    """The checker finds a mistake that we plant, so its silence means something."""
    page = open_page("about/")
    page.evaluate("document.querySelector('article').insertAdjacentHTML('beforeend', '<input>')")
    assert any(found.startswith("label") for found in axe.violations(page))


# The policy of a page refuses a style element; what a script constructs it lets through.
ADD_SHEET = """(rules) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  document.adoptedStyleSheets = [sheet];
}"""


@pytest.fixture
def windows(open_context) -> Callable[..., dict[str, Page]]:
    """Open a page for every width and scheme: they load and are checked beside each other."""
    engine = axe.AXE.path().read_text(encoding="utf-8")

    def opened(*schemes: str) -> dict[str, Page]:
        contexts = {
            f"{width} {scheme}": open_context(width, scheme)
            for width, scheme in product(SIZES, schemes)
        }
        for context in contexts.values():
            context.add_init_script(engine)
        return {name: context.new_page() for name, context in contexts.items()}

    return opened


def check(pages: dict[str, Page], *rules: list[str]) -> list[str]:
    for page in pages.values():
        axe.start(page, *rules)
    return [f"{name}: {said}" for name, page in pages.items() for said in axe.found(page)]


def darken(pages: dict[str, Page]) -> bool:
    """Switch to dark as the theme's own switch does; False for a page that has no switch."""
    dark = "part => part.querySelector('[data-palette]') && (part.dataset.mdColorScheme = 'slate')"
    return all(page.locator("body").evaluate(dark) for page in pages.values())


@pytest.mark.nightly
def test_axe_finds_nothing_on_any_page(windows, address, published, chromium, record_property):
    """axe-core finds nothing on any page, at three widths, in light and dark."""
    record_property("chromium", chromium.version)
    record_property("pages", len(list_paths(published)))
    pages, found = windows("light"), {}
    for path in list_paths(published):
        for page in pages.values():
            page.goto(address + path, wait_until="commit")
        for page in pages.values():
            settle(page)
        found[path] = check(pages)
        found[f"{path} dark"] = check(pages, axe.COLOUR_RULES) if darken(pages) else []
    assert {path: said for path, said in found.items() if said} == {}


@pytest.mark.nightly
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_axe_finds_nothing_in_any_state(windows, address, state):
    """axe-core finds nothing after visitors have acted: errors, a result, search or menu open."""
    fitting = {
        name: page
        for name, page in windows(*SCHEMES).items()
        if state.exists_at(page.viewport_size["width"])
    }
    for page in fitting.values():
        page.goto(address + state.path, wait_until="commit")
    for page in fitting.values():
        settle(page)
        state.enter(page)
    assert fitting
    assert check(fitting) == []


def test_no_page_scrolls_sideways(open_context, address, published):
    """No page scrolls sideways at 320 pixels, also with the text spacing of WCAG 1.4.12."""
    page, found = open_context(320).new_page(), {}
    for path in [*list_paths(published), RESULT]:
        page.goto(address + path)
        settle(page)
        found[path] = page.evaluate(TOO_WIDE)
        page.evaluate(ADD_SHEET, SPACING)
        found[f"{path} with wide spacing"] = page.evaluate(TOO_WIDE)
    assert {path: wide for path, wide in found.items() if wide} == {}


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_no_state_scrolls_sideways(open_page, state):
    """Nothing that visitors open or fill in scrolls sideways, also with wide text spacing."""
    page = open_page(state.path, 320)
    page.evaluate(ADD_SHEET, SPACING)
    state.enter(page)
    assert page.evaluate(TOO_WIDE) == []


def test_nothing_sticky_eats_a_zoomed_window(open_page):
    """At 400% zoom nothing stays in place over the text of a long page."""
    page = open_page("soc-1-vs-soc-2/", 320)
    page.set_viewport_size(ZOOMED)
    page.mouse.wheel(0, 1500)
    wait_until(page, "scrollY > 500")
    staying = """() => [...document.querySelectorAll("body *")].filter((part) =>
      ["fixed", "sticky"].includes(getComputedStyle(part).position)
      && part.checkVisibility({ visibilityProperty: true, opacityProperty: true })
      && part.getBoundingClientRect().bottom > 0 && part.getBoundingClientRect().height > 1
      && part.getBoundingClientRect().top < innerHeight).map((part) => part.className)"""
    assert page.evaluate(staying) == []


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_every_state_can_be_used_zoomed(open_page, state):
    """At 400% zoom the form, the tool, the search and the menu can be used."""
    page = open_page(state.path, 320)
    page.set_viewport_size(ZOOMED)
    state.enter(page)
    first = page.locator(
        {
            "form-errors": "[data-error-summary] a",
            "result": "[data-result][data-report] a",
            "request-read": "[data-module=request-text] select",
            "search-open": ".soc-search__link",
            "note-open": ".soc-notes__one:popover-open a",
            "menu-open": ".soc-menu__link",
        }[state.name]
    ).first
    first.scroll_into_view_if_needed()
    expect(first).to_be_in_viewport()
    first.click(trial=True)
    assert page.evaluate(TOO_WIDE) == []


def test_nothing_moves_where_less_motion_is_asked_for(open_page):
    """Nothing moves for readers who ask for less motion."""
    longest = """() => Math.max(...[...document.querySelectorAll("*")].flatMap((part) => {
      const { transitionDuration, animationDuration } = getComputedStyle(part);
      return `${transitionDuration},${animationDuration}`.split(",").map(parseFloat);
    }))"""
    page = open_page("soc-1/", 390)
    assert page.evaluate(longest) < 0.001
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(longest) > 0.1


def test_forced_colours_keep_outlines_and_words(open_page):
    """With forced colors, words tell the reports apart, and the focus keeps its outline."""
    page = open_page("", 1280, forced_colors="active")
    body, lane = page.locator("body"), page.locator(".soc-lane--soc-1")
    style = "(part, name) => getComputedStyle(part)[name]"
    assert lane.evaluate(style, "color") == body.evaluate(style, "color")
    assert lane.evaluate(style, "backgroundColor") == body.evaluate(style, "backgroundColor")
    assert float(lane.evaluate(style, "borderTopWidth")[:-2]) > 0
    expect(lane.locator(".soc-lane__report")).to_have_text("SOC 1")
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
