"""Copying a mail to the customer, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.live import Visit
from tests.data import load_data

REPLIES = load_data().replies


@pytest.mark.of_page("ask-your-customer/")
def test_a_mail_is_copied_as_it_stands_and_the_page_says_so(visit: Visit) -> None:
    visitor = visit("ask-your-customer/")
    page = visitor.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    words = load_data().reply_words
    for name, reply in REPLIES.items():
        root = page.locator("[data-module=reply]").filter(has=page.locator(f"[data-reply={name}]"))
        root.evaluate(
            "root => { const fold = root.closest('details'); if (fold) fold.open = true; }"
        )
        root.get_by_role("button", name=f"{words.button}: {reply.situation}").click()
        expect(root.get_by_role("status")).to_have_text(words.copied)
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.replace("\r\n", "\n") == root.locator("[data-reply]").text_content()
    assert not visitor.complaints
