"""The second reader sees request and firms, has no power, and is shut out at any time."""

import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from tests.backend.conftest import ANSWERS
from tests.backend.deal import BUYER, OPERATOR, Buyer, Deal


def shared(deal: Deal) -> tuple[Buyer, str]:
    """A buyer with a link for a second reader, and its address."""
    buyer = deal.send()
    buyer.post("share")
    return buyer, buyer.reader_path()


def read(deal: Deal, path: str) -> BeautifulSoup:
    return BeautifulSoup(deal.client.get(path).text, "html.parser")


def test_a_second_reader_sees_request_and_firms(deal_per_database: Deal) -> None:
    buyer, path = shared(deal_per_database)
    names = [cell.get_text(" ", strip=True) for cell in buyer.page().select("thead th[scope=col]")]
    page = read(deal_per_database, path)
    assert [cell.get_text(" ", strip=True) for cell in page.select("thead th[scope=col]")] == names
    assert ANSWERS["notes"].splitlines()[0] in page.text


def test_a_second_reader_sees_no_person_and_no_key(deal: Deal) -> None:
    buyer, path = shared(deal)
    text = deal.client.get(path).text
    assert BUYER not in text
    assert ANSWERS["name"] not in text
    assert buyer.key not in text


def test_a_second_reader_can_press_nothing(deal: Deal) -> None:
    main = read(deal, shared(deal)[1]).select_one("main")
    assert main is not None
    assert not main.select("form, button, input, textarea, select")


@pytest.mark.parametrize(
    "act",
    ["choose", "confirm", "mail", "edit", "share", "unshare", "download", "withdraw", "erase"],
)
def test_the_key_of_a_reader_does_nothing(deal: Deal, act: str) -> None:
    buyer, path = shared(deal)
    key = path.partition("read=")[2]
    before = buyer.log()
    stranger = replace(buyer, key=key)
    firm = f"sample-{buyer.offered()[0]}"
    answer = stranger.post(act, **{**ANSWERS, "notes": "other", "firm": firm, "agree": "yes"})
    assert answer.status_code == 404
    assert buyer.log() == before
    assert deal.work() == deal.to(OPERATOR)
    assert not stranger.offered()


def test_the_key_of_the_buyer_is_none_of_a_reader(deal: Deal) -> None:
    buyer, path = shared(deal)
    known = deal.client.get(path.partition("&read=")[0]).text
    assert deal.client.get(path.partition("read=")[0] + f"read={buyer.key}").text == known


def test_a_link_that_was_taken_back_opens_nothing(deal_per_database: Deal) -> None:
    buyer, path = shared(deal_per_database)
    buyer.post("unshare")
    plain = deal_per_database.client.get(path.partition("&read=")[0])
    tried = deal_per_database.client.get(path)
    assert (tried.text, dict(tried.headers)) == (plain.text, dict(plain.headers))


def test_the_next_link_is_another(deal: Deal) -> None:
    buyer, path = shared(deal)
    buyer.post("unshare")
    buyer.post("share")
    assert buyer.reader_path() not in {"", path}
    assert read(deal, path).select("[data-offers]") == []


def test_making_the_link_twice_makes_one(deal: Deal) -> None:
    buyer, path = shared(deal)
    buyer.post("share")
    assert buyer.reader_path() == path
    assert [event for _, event, _ in buyer.log()].count("shared") == 1


def test_the_log_tells_of_the_link_and_holds_no_key(deal: Deal) -> None:
    buyer, path = shared(deal)
    buyer.post("unshare")
    buyer.post("unshare")
    events = [event for actor, event, _ in buyer.log() if actor == "buyer"]
    assert events == ["shared", "unshared"]
    assert path.partition("read=")[2] not in str(deal.trail(buyer.reference))


def test_a_reader_sees_how_each_firm_stands_but_not_what_it_got(deal: Deal) -> None:
    buyer, path = shared(deal)
    first, *_ = buyer.offered()
    buyer.choose(first)
    deal.work()
    page = read(deal, path)
    assert "no answer yet" in page.select("[data-state]")[0].text
    assert "Lovelace" not in page.text
    assert not re.search(r"\bYou\b", page.select("[data-state]")[0].text)


def test_reading_changes_nothing(deal: Deal) -> None:
    buyer, path = shared(deal)
    before = deal.trail(buyer.reference)
    deal.client.get(path)
    assert deal.trail(buyer.reference) == before


def test_a_reader_is_shut_out_by_an_erasure(deal: Deal) -> None:
    buyer, path = shared(deal)
    buyer.post("erase")
    assert read(deal, path).select("[data-offers]") == []


def test_a_reader_learns_that_the_request_was_taken_back(deal: Deal) -> None:
    buyer, path = shared(deal)
    buyer.withdraw()
    page = read(deal, path)
    assert page.select("[data-withdrawn]")
    assert page.select("[data-offers]") == []


def test_the_page_of_a_reader_tells_nobody_its_address(deal: Deal) -> None:
    answer = deal.client.get(shared(deal)[1])
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
