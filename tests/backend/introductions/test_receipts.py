"""The mail that brings the address of the private page, and what the page says of it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from backend.config.settings import Settings, from_environment
from tests.backend.conftest import ANSWERS
from tests.backend.deal import BUYER, OPERATOR, Buyer, Deal, database, dealing

MAIL = {"QUOTES_SMTP_URL": "smtp://mail.test", "QUOTES_MAIL_FROM": "quotes@site.test"}


@pytest.fixture
def deal(settings: Settings, tmp_path: Path) -> Iterator[Deal]:
    with dealing(replace(settings, receipts=True), database(tmp_path)) as made:
        yield made


def address_notice(buyer: Buyer) -> str:
    return buyer.page().select("[data-address]")[0].text


@pytest.mark.parametrize(
    ("environ", "on"),
    [
        ({**MAIL, "QUOTES_DEMONSTRATION": "on"}, True),
        ({**MAIL, "QUOTES_DEMONSTRATION": "on", "QUOTES_RECEIPTS": "off"}, False),
        ({"QUOTES_DEMONSTRATION": "on"}, False),
        (MAIL, True),
        ({**MAIL, "QUOTES_RECEIPTS": "on"}, True),
    ],
)
def test_with_a_mail_server_a_receipt_is_sent_unless_it_is_switched_off(
    environ: dict[str, str], on: bool
) -> None:
    assert from_environment(environ).receipts == on


def test_the_page_says_that_its_address_was_mailed(deal: Deal) -> None:
    buyer = deal.send()
    assert "We are sending you the address" in address_notice(buyer)
    deal.work()
    assert "We have sent you the address" in address_notice(buyer)


def test_the_page_says_to_save_its_address_where_nobody_mails_it(
    settings: Settings, tmp_path: Path
) -> None:
    with dealing(settings, database(tmp_path)) as deal:
        buyer = deal.send()
        deal.work()
        assert "Save the address of this page" in address_notice(buyer)


def test_an_address_that_no_server_takes_is_not_said_to_be_mailed(deal: Deal) -> None:
    buyer = deal.send(email="zażółć@example.com")
    deal.work()
    assert "Save the address of this page" in address_notice(buyer)


def test_no_limit_withholds_the_link_of_a_request(deal: Deal) -> None:
    buyers = [deal.send(notes=f"number {number}") for number in range(8)]
    deal.work()
    bodies = "".join(letter.body for letter in deal.to(BUYER))
    assert all(buyer.path in bodies for buyer in buyers)


def test_one_mailbox_gets_one_receipt_a_day_however_it_is_spelled(
    settings: Settings, tmp_path: Path
) -> None:
    with dealing(replace(settings, receipts=True), database(tmp_path)) as deal:
        plain = replace(deal, matcher=None)
        for spelled in ("ann@bücher-example.de", "Ann@xn--bcher-example-wob.de"):
            plain.client.post({**ANSWERS, "email": spelled, "notes": spelled})
        plain.work()
        assert len([letter for letter in plain.sent_mails if letter.to != OPERATOR]) == 1
