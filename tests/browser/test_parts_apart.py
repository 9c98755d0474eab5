"""Published pages load after their first paint what it can do without; each may be late or fail."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.live import hold
from tools.browser_states import settle

PAGE = "soc-1-vs-soc-2/"
CONTROLS = ".soc-comparison__controls > summary"
Open = Callable[..., Page]


def test_a_button_that_is_pressed_before_its_script_is_there_is_heard(
    new_page: Callable[[bool], Page], address: str
) -> None:
    page = new_page(True)
    page.set_viewport_size({"width": 390, "height": 844})
    script = hold(page, "**/assets/js/header.*.js")
    page.goto(address + PAGE)
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Menu").click()
    expect(page.locator("#site-menu")).to_be_hidden()
    script().continue_()
    expect(page.locator("#site-menu")).to_be_visible()
    expect(page.get_by_role("button", name="Menu")).to_have_attribute("aria-expanded", "true")
    page.get_by_role("button", name="Menu").click()
    expect(page.locator("#site-menu")).to_be_hidden()


@pytest.mark.nightly
def test_a_header_whose_script_could_not_be_had_asks_again_when_it_is_pressed(
    new_page: Callable[[bool], Page], address: str
) -> None:
    page = new_page(True)
    page.set_viewport_size({"width": 390, "height": 844})
    script = "**/assets/js/header.*.js"
    with page.expect_event("requestfailed"):
        page.route(script, lambda route: route.abort())
        page.goto(address + PAGE)
    page.unroute(script)
    page.get_by_role("button", name="Menu").click()
    expect(page.locator("#site-menu")).to_be_visible()


def test_the_controls_of_a_comparison_come_from_a_file_of_their_own(open_page: Open) -> None:
    page = open_page(PAGE, 390)
    page.locator(CONTROLS).click()
    expect(page.get_by_role("searchbox", name="Find in the rows")).to_be_visible()


@pytest.mark.nightly
def test_where_the_controls_cannot_be_had_the_table_is_whole(
    new_page: Callable[[bool], Page], address: str
) -> None:
    page = new_page(True)
    parts = "**/assets/parts/*"
    page.route(parts, lambda route: route.fulfill(status=503))
    with page.expect_response(parts):
        page.goto(address + PAGE)
    page.locator("details.soc-rows__group > summary").first.click()
    expect(page.locator(".soc-rows__table").first).to_be_visible()
    expect(page.locator(CONTROLS)).to_be_hidden()
    assert page.locator(".soc-rows tr[hidden]").count() == 0


@pytest.mark.parametrize("javascript", [True, False])
def test_what_is_said_where_sources_disagree_is_one_tap_away(
    open_page: Open, javascript: bool
) -> None:
    page = open_page(PAGE, 390, java_script_enabled=javascript)
    group = page.locator("details.soc-rows__group:has(.soc-rows__dispute)").first
    group.locator("> summary").click()
    question = group.get_by_text("Sources disagree").first
    asked = question.inner_text()
    question.click()
    if javascript:
        said = group.locator("details.soc-rows__dispute[open]")
    else:
        said = page.locator("details.soc-rows__dispute:target")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Sources of")
    expect(said.locator("summary")).to_have_text(asked.replace("\xa0", " "), use_inner_text=False)
    expect(said.locator(".soc-statement").first).to_be_visible()
    expect(said.locator(".src").first).to_be_visible()
    settle(page)


def test_the_line_below_the_six_rows_leads_to_what_is_said(open_page: Open) -> None:
    page = open_page(PAGE, 390)
    page.locator(".soc-comparison[data-ready]").wait_for()
    page.get_by_text("Sources disagree about").locator("a").first.click()
    row = page.locator("tr:target")
    expect(row).to_be_visible()
    said = page.locator("tr:target + tr details.soc-rows__dispute[open]")
    expect(said.locator(".soc-statement").first).to_be_visible()
