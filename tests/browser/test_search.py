"""The search as visitors use it: by keys, paste and voice, with storage or without."""

import pytest
from playwright.sync_api import Page, expect

from tests.data import load_shown

pytestmark = pytest.mark.nightly

HITS = ".soc-search__hit"
TERM = next(term.name for term in load_shown().terms.values() if " " in term.name)


def opened(page: Page) -> Page:
    page.locator("[data-toggles=__search]:visible").first.click()
    return page


def test_text_that_arrives_without_a_key_is_searched_for(open_page):
    page = opened(open_page("soc-1/"))
    page.locator("[name=query]").evaluate(
        """(field, text) => {
          field.value = text;
          field.dispatchEvent(new InputEvent("input", { bubbles: true }));
        }""",
        TERM,
    )
    expect(page.locator(HITS).first).to_contain_text(TERM, ignore_case=True)


def test_the_search_works_where_the_browser_stores_nothing(open_context, address):
    page = open_context(390).new_page()
    page.add_init_script(
        """for (const name of ["localStorage", "sessionStorage"]) {
          Object.defineProperty(window, name, {
            get() { throw new DOMException("", "SecurityError"); },
          });
        }"""
    )
    page.goto(address + "soc-1/?q=type2")
    expect(page.locator(HITS).first).to_contain_text(load_shown().types["type-2"].name)


def test_a_result_says_which_page_it_is_on_and_leads_there(open_page, address):
    term = max(load_shown().terms.values(), key=lambda term: len(term.name.split()))
    page = opened(open_page("glossary/"))
    name = page.locator("h1").first.evaluate("head => head.firstChild.textContent")
    page.locator("[name=query]").fill(term.name)
    first = page.locator(HITS).first
    expect(first.locator(".soc-search__title")).to_contain_text(term.name, ignore_case=True)
    expect(first.locator(".soc-search__page")).to_contain_text(name)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{address}glossary/#{term.id}")


def test_what_is_not_found_is_said_and_the_field_can_be_emptied(open_page):
    page = opened(open_page("soc-1/"))
    page.locator("[name=query]").fill("xylophone")
    status = page.locator("#site-search [role=status]")
    expect(status).to_have_text("Nothing found")
    page.get_by_role("button", name="Clear").click()
    expect(status).to_have_text("")
    expect(page.locator("[name=query]")).to_be_focused()


def test_the_search_asks_for_nothing_until_it_is_opened(open_page):
    page = open_page("soc-1/", 390)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload(wait_until="networkidle")
    assert [url for url in asked if "search" in url] == []
