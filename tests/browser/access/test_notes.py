"""The note of a source lies over nothing that has the focus."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.nightly


@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_a_note_closes_where_the_focus_goes_on(open_page, key):
    page = open_page("soc-1/", 390)
    mark = page.locator(".src__mark:visible").first
    mark.focus()
    page.keyboard.press("Enter")
    note = page.locator(":popover-open")
    links = note.locator("a").count()
    expect(note).to_be_visible()
    for _ in range(links if key == "Tab" else 0):
        page.keyboard.press(key)
        expect(note).to_be_visible()
    page.keyboard.press(key)
    expect(note).to_have_count(0)


def test_a_mark_closes_the_note_that_it_opened(open_page):
    page = open_page("soc-1/", 1280)
    mark, note = page.locator(".src__mark:visible").first, page.locator(":popover-open")
    mark.click()
    note.locator("a").first.focus()
    expect(note).to_be_visible()
    mark.click()
    expect(note).to_have_count(0)
