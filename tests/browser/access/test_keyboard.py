"""The keyboard: every stop, the menu, the search, the colours. Docstrings: see test_access.py."""

import pytest
from playwright.sync_api import Page, expect

from tests.data import menu_names
from tools.browser_states import RESULT, ZOOMED, settle

pytestmark = pytest.mark.nightly

IS_DRAWN = "parts => parts.every((part) => getComputedStyle(part).display !== 'none')"
# What the keyboard should stop at: all that can be used and seen. Of radio buttons, one a group.
STOPS = """() => {
  const groups = new Set();
  window.stops = [...document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [tabindex='0']")].filter((part) => {
      const style = getComputedStyle(part);
      if (part.matches(":disabled, [tabindex='-1']") || part.closest("[inert]")
          || style.visibility !== "visible" || !part.getClientRects().length
          || !part.checkVisibility()) return false; // nothing in closed details
      if (part.type !== "radio") return true;
      const first = !groups.has(part.name);
      groups.add(part.name);
      return first;
    });
  window.met = new Set();
}"""
# The element with the focus: where it is, and whether it is what lies topmost there. Null once the
# keyboard is round; "outside" between the last stop and the first.
FOCUSED = """() => {
  const part = document.activeElement;
  if (part === document.body) return (window.lastStop = null, "outside");
  if (part === window.lastStop) return "inside"; // a date has a stop for each of its parts
  if (window.met.has(part)) return null;
  window.met.add(part);
  const box = part.getClientRects()[0] || new DOMRect(-1, -1, 0, 0);
  const style = getComputedStyle(part);
  const x = box.left + Math.min(box.width, 20) / 2;
  // What is higher than the window cannot be seen as a whole.
  const y = box.height > innerHeight / 2
    ? (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2
    : box.top + Math.min(box.height, 20) / 2;
  const top = document.elementFromPoint(x, y);
  const after = !window.lastStop
    || part.compareDocumentPosition(window.lastStop) & Node.DOCUMENT_POSITION_PRECEDING;
  window.lastStop = part;
  return {
    name: `${part.tagName} ${part.className} ${part.textContent.trim().slice(0, 30)}`,
    "in sight": x >= 0 && x <= innerWidth && y >= 0 && y <= innerHeight
      && box.bottom > 0 && box.top < innerHeight,
    "on top": top !== null && (part.contains(top) || top.contains(part)),
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0,
    "in order": Boolean(after),
  };
}"""
MISSED = """() => window.stops.filter((part) => !window.met.has(part))
  .map((part) => `${part.tagName} ${part.className} ${part.textContent.trim().slice(0, 30)}`)"""


def search_button(page: Page):
    return page.locator(".soc-header-button[data-toggles=__search]")


@pytest.mark.parametrize("path", ["", "soc-1-vs-soc-2/", "quotes/", RESULT])
@pytest.mark.parametrize(
    "size",
    [
        (1280, 900),
        pytest.param((320, 640), marks=pytest.mark.nightly),
        pytest.param(tuple(ZOOMED.values()), marks=pytest.mark.nightly),
    ],
)
def test_the_keyboard_meets_every_stop(open_page, path, size):
    """The keyboard reaches every link, button and field of four pages, in order and in sight."""
    page, wrong, stops = open_page(path, size[0]), [], 0
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.evaluate(STOPS)
    for _ in range(500):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None:
            break
        if isinstance(stop, str):
            continue
        stops += 1
        wrong += [f"{stop['name']}: not {rule}" for rule, kept in stop.items() if kept is False]
    assert stops > 20
    assert wrong == []
    assert page.evaluate(MISSED) == []


def test_the_menu_is_a_button_that_returns_the_focus(open_page):
    """The menu is a real button; Escape closes it and returns the focus."""
    page = open_page("soc-1/", 390)
    button = page.get_by_role("button", name="Menu")
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(page.locator("#site-menu")).not_to_be_visible()
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Tab")
    expect(page.locator("#site-menu a").first).to_be_focused()
    assert page.locator(".md-content").evaluate("part => part.inert")
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(page.locator("#site-menu")).not_to_be_visible()
    assert not page.locator(".md-content").evaluate("part => part.inert")


def test_a_link_of_the_menu_to_a_part_of_the_page_closes_it(open_page):
    """A link of the menu to a part of the same page closes the menu and goes there."""
    page = open_page("soc-1/", 390)
    page.get_by_role("button", name="Menu").click()
    page.locator(".soc-menu__here a").first.click()
    expect(page.locator("#site-menu")).not_to_be_visible()
    expect(page.locator("details[open]:has(> :target) > summary")).to_be_in_viewport()


def test_the_menu_opens_without_a_script(open_page):
    """Without JavaScript the menu opens as well, and it lists every page."""
    page = open_page("soc-1/", 390, java_script_enabled=False)
    expect(page.locator("#site-menu")).not_to_be_visible()
    page.get_by_role("link", name="Menu").click()
    expect(page.locator("#site-menu")).to_be_visible()
    expect(page.locator("#site-menu a[aria-current=page]")).to_have_text(menu_names()["soc-1.md"])
    links = page.locator("#site-menu > ul > li a[href]")
    assert links.count() == page.locator("#site-menu > ul > li a[href]:visible").count() > 1


def test_search_returns_the_focus(open_page):
    """Search opens by a button, takes the focus, and Escape returns it."""
    page = open_page("soc-1/", 1280)
    button = search_button(page)
    button.focus()
    page.keyboard.press("Space")
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("dialog", name="Search").get_by_role("textbox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(page.locator(".soc-search__input")).not_to_be_visible()


def test_on_a_phone_the_menu_has_the_search_and_takes_the_focus_back(open_page):
    """On a phone the search opens from the menu, takes the focus, and Escape returns it there."""
    page = open_page("soc-1/", 390)
    expect(search_button(page)).not_to_be_visible()
    page.get_by_role("button", name="Menu").click()
    search_button(page).focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("dialog", name="Search").get_by_role("textbox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Menu")).to_be_focused()
    expect(page.locator(".soc-search__input")).not_to_be_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_source_mark_opens_its_note_by_keyboard(open_page, javascript):
    """A source mark is a button that opens its note, without a script too; Escape closes it."""
    page = open_page("soc-1/", java_script_enabled=javascript)
    mark = page.locator(".src__mark").first
    note = page.locator(f"#{mark.get_attribute('popovertarget')}")
    expect(note).not_to_be_visible()
    mark.focus()
    page.keyboard.press("Enter")
    expect(note).to_be_visible()
    page.keyboard.press("Tab")
    expect(note.locator("a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(note).not_to_be_visible()


def test_on_paper_the_notes_stand_open_at_the_end(open_page):
    """On paper the notes are footnotes: all of them are open, with their numbers."""
    page = open_page("soc-1/")
    page.emulate_media(media="print")
    notes = page.locator(".soc-notes__one")
    expect(notes.last).to_be_visible()
    assert notes.count() == page.locator(".soc-notes__one:visible").count()


@pytest.mark.parametrize("known", [True, False])
def test_on_paper_all_that_is_closed_is_open(open_context, address, known):
    """What is closed is printed, also by browsers that know no style for it."""
    page = open_context(1280).new_page()
    if not known:
        page.add_init_script("CSS.supports = () => false")
    page.goto(f"{address}soc-1/")
    settle(page)
    closed = page.locator("article details:not([open]) > :not(summary)").first
    expect(closed).to_be_attached()
    if not known:
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.locator("article details:not([open])").count() == 0
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        expect(closed).to_be_attached()
    else:
        page.emulate_media(media="print")
        part = page.locator("article details").first
        assert part.evaluate("part => getComputedStyle(part, '::details-content').display") == (
            "block"
        )


@pytest.mark.parametrize("key", ["Space", "Enter"])
def test_the_colours_switch_by_keyboard(open_page, key):
    """Light and dark can be switched by keyboard, and the choice is kept."""
    page = open_page("soc-1/")
    for scheme in ("slate", "default", "slate"):
        page.locator("[data-palette]:visible").focus()
        page.keyboard.press(key)
        expect(page.locator("body")).to_have_attribute("data-md-color-scheme", scheme)
        button = page.locator("[data-palette]:visible")
        expect(button).to_be_focused()
        assert button.locator("svg > *").evaluate_all(IS_DRAWN)
    page.reload()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")


@pytest.mark.parametrize("chosen", [False, True])
def test_an_open_page_follows_the_colours_of_the_system_until_others_are_chosen(open_page, chosen):
    """Light and dark follow the system, also on an open page, until others are chosen."""
    page = open_page("soc-1/", scheme="dark")
    if chosen:
        for _ in range(2):
            page.locator("[data-palette]:visible").click()
    page.emulate_media(color_scheme="light")
    scheme = "slate" if chosen else "default"
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", scheme)


def test_the_missing_page_leads_home_and_to_search(open_page):
    """A page that does not exist says so, and leads home and to the search."""
    page = open_page("no/such/page/", 390)
    expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")
    page.get_by_role("button", name="Search the site").click()
    expect(page.locator(".soc-search__input")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Search the site")).to_be_focused()
    page.get_by_role("link", name="Go to the first page").click()
    expect(page.locator(".soc-first__option").first).to_be_visible()


def test_the_results_of_a_search_are_reached_by_tab_and_leaving_closes_it(open_page):
    """The results of a search are reached by Tab, and leaving them closes the search."""
    page = open_page("soc-1/")
    search_button(page).click()
    page.keyboard.type("period")
    page.locator(".soc-search__hit a").first.wait_for()
    stops = []
    for _ in range(60):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """() => {
              const part = document.activeElement;
              const [result, inside] = ["a.soc-search__link", "#site-search"];
              return part.matches(result) ? "result" : part.closest(inside) ? "inside" : "outside";
            }"""
        )
        stops.append(stop)
        if stop == "outside":
            break
    assert stops[0] == "inside"  # a button
    assert stops.count("result") > 3
    expect(page.locator("#__search")).not_to_be_checked()
