"""Single letters do nothing: a slip types them, and speech control a word (WCAG 2.1.4)."""

import string

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.nightly


def test_no_single_letter_or_sign_does_anything(open_page):
    page = open_page("privacy/")
    # The theme's script comes with the contents beside the text.
    expect(page.locator("body > script[src*='/late.']")).to_be_attached()
    page.wait_for_load_state("networkidle")
    page.evaluate("window.stays = true")
    for key in string.ascii_letters + string.digits + string.punctuation:
        page.keyboard.press(key)
        expect(page.locator("#__search"), key).not_to_be_checked()
    page.wait_for_timeout(500)
    assert page.evaluate("window.stays")
