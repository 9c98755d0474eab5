"""Firms write only to an address that its owner has confirmed: by one button behind a link."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup

from backend.backup.backup import restore_backup, write_backup
from backend.cli.doctor import check_firms
from backend.cli.request_commands import confirm, release, resend
from backend.config.settings import Settings
from tests.backend.conftest import ANSWERS
from tests.backend.deal import BUYER, OPERATOR, Buyer, Deal, database, dealing, imported

LINK = re.compile(r"http://site(/quotes/thanks/\S+&confirm=\S+)")


@pytest.fixture
def mailing(settings: Settings, url: str) -> Iterator[Deal]:
    """On SQLite and on PostgreSQL in turn; buyers are mailed the link at once."""
    with dealing(replace(settings, receipts=True), url) as made:
        yield made


def choosing(deal: Deal, **answers: str) -> tuple[Buyer, str]:
    """A buyer who has chosen a firm and confirmed nothing."""
    buyer = deal.send(confirmed=False, **answers)
    first, *_ = buyer.offered()
    buyer.choose(first)
    return buyer, first


def link_in_the_mail(deal: Deal, to: str = BUYER) -> str:
    found = [LINK.search(letter.body) for letter in deal.to(to)]
    return [each[1] for each in found if each][-1]


def press(deal: Deal, link: str) -> None:
    """Open the link of the mail and press its button."""
    page = BeautifulSoup(deal.client.get(link).text, "html.parser")
    (form,) = page.select('form[action$="requests/confirm"]')
    fields = {str(each["name"]): str(each["value"]) for each in form.select("input")}
    assert deal.client.post(fields, path=str(form["action"])).status_code == 303


@pytest.mark.locks
def test_a_firm_gets_nothing_before_the_address_is_confirmed(mailing: Deal) -> None:
    buyer, first = choosing(mailing)
    mailing.work()
    assert mailing.to(first) == []
    assert "once you have confirmed your address" in buyer.page().text
    press(mailing, link_in_the_mail(mailing))
    mailing.work()
    assert len(mailing.to(first)) == 1
    assert buyer.states() == {first: "introduced"}


def test_looking_at_the_link_confirms_nothing(mailing: Deal) -> None:
    _, first = choosing(mailing)
    mailing.work()
    for method in ("GET", "HEAD"):
        mailing.client.request(method, link_in_the_mail(mailing))
    mailing.work()
    assert mailing.to(first) == []


def test_after_one_press_firms_that_are_chosen_later_need_no_other(mailing: Deal) -> None:
    buyer = mailing.send(confirmed=False)
    mailing.work()
    press(mailing, link_in_the_mail(mailing))
    first, *_ = buyer.offered()
    buyer.choose(first)
    mailing.work()
    assert len(mailing.to(first)) == 1


def test_the_token_is_in_the_mail_alone(mailing: Deal) -> None:
    buyer, _ = choosing(mailing)
    mailing.work()
    token = parse_qs(urlsplit(link_in_the_mail(mailing)).query)["confirm"][0]
    assert token not in mailing.client.get(buyer.path).text


@pytest.mark.parametrize("wrong", ["", "0" * 64, "ä", "of another request"])
def test_a_wrong_token_confirms_nothing(mailing: Deal, wrong: str) -> None:
    buyer, first = choosing(mailing)
    if wrong == "of another request":
        mailing.send(confirmed=False, email="eve@example.com")
        mailing.work()
        query = urlsplit(link_in_the_mail(mailing, "eve@example.com")).query
        wrong = parse_qs(query)["confirm"][0]
    assert buyer.post("confirm", confirm=wrong).status_code == 303
    mailing.work()
    assert mailing.to(first) == []
    page = BeautifulSoup(mailing.client.get(f"{buyer.path}&confirm={wrong}").text, "html.parser")
    assert page.select('form[action$="requests/confirm"]') == []


def test_who_typed_the_address_of_another_cannot_confirm_it(mailing: Deal) -> None:
    buyer, first = choosing(mailing, email="victim@example.com")
    mailing.work()
    assert buyer.page().select('form[action$="requests/confirm"]') == []
    assert mailing.to(first) == []


def test_where_no_mail_was_sent_choosing_brings_one(settings: Settings, tmp_path: Path) -> None:
    with dealing(settings, database(tmp_path)) as deal:
        buyer = deal.send(confirmed=False)
        deal.work()
        assert deal.to(BUYER) == []
        first, second, _ = buyer.offered()
        buyer.choose(first)
        buyer.choose(second)
        deal.work()
        assert len(deal.to(BUYER)) == 1
        press(deal, link_in_the_mail(deal))
        deal.work()
        assert len(deal.to(first)) == len(deal.to(second)) == 1


def test_the_mail_can_be_sent_again_but_not_without_end(mailing: Deal) -> None:
    buyer = mailing.send(confirmed=False)
    for _ in range(9):
        assert buyer.post("mail").status_code == 303
        mailing.work()
    assert 1 < len(mailing.to(BUYER)) < 6


@pytest.mark.locks
def test_a_request_that_is_taken_back_is_not_introduced_by_a_late_press(mailing: Deal) -> None:
    buyer, first = choosing(mailing)
    mailing.work()
    link = link_in_the_mail(mailing)
    fields = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
    buyer.withdraw()
    mailing.client.post(fields, path="/api/requests/confirm")
    assert mailing.work() == []
    assert mailing.to(first) == []


def test_a_release_lets_nothing_go_to_a_firm_before_the_address_is_confirmed(deal: Deal) -> None:
    honeypot = deal.settings.form.honeypot.name
    buyer, first = choosing(deal, **{honeypot: "x"})
    release(deal.engine, buyer.reference, deal.clock())
    deal.work()
    assert deal.to(first) == []
    press(deal, link_in_the_mail(deal))
    deal.work()
    assert len(deal.to(first)) == 1


def test_confirming_releases_nothing_that_is_set_aside(deal: Deal) -> None:
    honeypot = deal.settings.form.honeypot.name
    buyer, first = choosing(deal, **{honeypot: "x"})
    confirm(deal.engine, buyer.reference, "they called", deal.clock())
    deal.work()
    assert deal.sent_mails == []
    release(deal.engine, buyer.reference, deal.clock())
    deal.work()
    assert len(deal.to(first)) == 1


def test_resend_lets_nothing_go_before_the_address_is_confirmed(deal: Deal) -> None:
    buyer, first = choosing(deal)
    resend(deal.engine, buyer.reference, deal.clock())
    deal.work()
    assert deal.to(first) == []


def test_an_operator_confirms_by_hand_and_the_log_says_why(deal: Deal) -> None:
    buyer, first = choosing(deal, email="zażółć@example.com")
    deal.work()
    assert "by hand" in buyer.page().text
    assert confirm(deal.engine, buyer.reference, "they called", deal.clock())
    deal.work()
    assert len(deal.to(first)) == 1
    (line,) = [each for each in deal.trail(buyer.reference) if each.event == "confirmed"]
    assert (line.actor, line.why) == ("operator", "they called")


def test_the_log_says_that_the_buyer_confirmed(mailing: Deal) -> None:
    buyer, _ = choosing(mailing)
    mailing.work()
    press(mailing, link_in_the_mail(mailing))
    assert ("buyer", "confirmed", "") in buyer.log()


def test_the_buyer_of_an_imported_request_confirms_by_the_same_mail(deal: Deal) -> None:
    imported(deal, ANSWERS)
    deal.work()
    link = link_in_the_mail(deal)
    query = parse_qs(urlsplit(link).query)
    buyer = Buyer(deal, query["reference"][0], query["key"][0])
    first, *_ = buyer.offered()
    buyer.choose(first)
    deal.work()
    assert deal.to(first) == []
    press(deal, link)
    deal.work()
    assert len(deal.to(first)) == 1


def test_a_restored_backup_knows_that_an_address_was_confirmed_later(
    mailing: Deal, tmp_path: Path
) -> None:
    buyer = mailing.send(confirmed=False)
    mailing.work()
    write_backup(mailing.settings.database_url, tmp_path / "b.db", str)
    press(mailing, link_in_the_mail(mailing))
    restore_backup(mailing.settings.database_url, tmp_path / "b.db", str, replace=True)
    assert "Your email address is confirmed" in buyer.page().text


def test_the_digest_names_buyers_who_chose_and_did_not_confirm(deal: Deal) -> None:
    choosing(deal)
    deal.tidy(deal.engine)
    digests = [letter for letter in deal.work() if letter.to == OPERATOR]
    assert any("1 buyer chose firms and did not confirm" in letter.body for letter in digests)


@pytest.mark.parametrize("mail", [True, False])
def test_doctor_says_how_addresses_are_confirmed(deal: Deal, mail: bool) -> None:
    settings = deal.settings if mail else replace(deal.settings, mail=None)
    assert deal.matcher
    found = check_firms(settings, deal.matcher.dataset, deal.matcher)
    (finding,) = [each for each in found if each.what == "confirmation"]
    assert ("mailed the link" in finding.text) == mail
    assert "requests confirm REFERENCE" in finding.text
