"""Firms that an operator puts before a buyer or takes off the page, and erasures meanwhile."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

import pytest
from sqlalchemy import Connection

from backend.cli import overrides
from backend.cli.overrides import Override, OverrideError
from backend.cli.request_commands import NoSuchRequestError
from backend.cli.request_reports import load_requests
from backend.privacy import retention
from tests.backend.deal import BUYER, Buyer, Deal, introduced, offer_by_hand, unmatched

Act = Callable[[Connection], object]


def order(deal: Deal, buyer: Buyer, why: str = "they know the region") -> Override:
    return Override(buyer.reference, why, deal.clock())


def test_a_firm_offered_by_hand_is_shown_with_the_reason(deal: Deal) -> None:
    buyer = deal.send()
    out, *_ = buyer.offered()
    new = next(letter for letter in "abcde" if letter not in buyer.offered())
    assert deal.matcher
    firm = deal.matcher.firm(f"sample-{new}")
    assert firm
    with deal.engine.begin() as connection:
        overrides.remove_firm(connection, order(deal, buyer), f"sample-{out}")
        overrides.offer_firm(connection, order(deal, buyer), deal.matcher, firm)
    assert out not in buyer.offered()
    assert new in buyer.offered()
    assert "they know the region" in buyer.page().text
    told = [letter.to for letter in deal.work() if "firms that fit" in letter.subject]
    assert told == [BUYER]
    by_hand = [line for line in deal.trail(buyer.reference) if line.actor == "operator"]
    assert [(line.event, line.why) for line in by_hand] == [
        ("removed", "they know the region"),
        ("offered", "they know the region"),
    ]


def test_an_override_never_makes_four_and_never_takes_back(deal: Deal) -> None:
    buyer, first = introduced(deal)
    new = next(f"sample-{each}" for each in "abcde" if each not in [first, *buyer.offered()])
    assert deal.matcher
    firm = deal.matcher.firm(new)
    assert firm
    with deal.engine.begin() as connection:
        with pytest.raises(OverrideError, match="has 3 firms already"):
            overrides.offer_firm(connection, order(deal, buyer), deal.matcher, firm)
        with pytest.raises(OverrideError, match="only the buyer can take it back"):
            overrides.remove_firm(connection, order(deal, buyer), f"sample-{first}")


def together(deal: Deal, first: Act, second: Act) -> Future[object]:
    """Begin the second act while the first one, which is done, is not committed yet."""
    with ThreadPoolExecutor() as pool:
        with deal.engine.begin() as connection:
            first(connection)
            started = pool.submit(in_its_own, deal, second)
            time.sleep(0.5)  # it waits for a lock that only the end of the first one gives
        started.exception()
    return started


def in_its_own(deal: Deal, act: Act) -> object:
    with deal.engine.begin() as connection:
        return act(connection)


def erased(deal: Deal) -> Act:
    return lambda connection: retention.erase_by_email(connection, BUYER, deal.clock())


@pytest.mark.parametrize("matched", [True, False])
def test_an_override_finds_that_the_request_is_erased_meanwhile(
    deal_per_database: Deal, matched: bool
) -> None:
    reference = deal_per_database.send().reference if matched else unmatched(deal_per_database)
    offer = partial(offer_by_hand, deal_per_database, reference=reference)
    done = together(deal_per_database, erased(deal_per_database), offer)
    assert isinstance(done.exception(), NoSuchRequestError)


def test_an_erasure_takes_a_match_that_is_made_meanwhile(deal_per_database: Deal) -> None:
    reference = unmatched(deal_per_database)
    offer = partial(offer_by_hand, deal_per_database, reference=reference)
    assert together(deal_per_database, offer, erased(deal_per_database)).result() == 1
    assert load_requests(deal_per_database.settings.database_url) == []


def test_an_operators_words_go_with_the_request(deal: Deal) -> None:
    buyer = deal.send()
    out, *_ = buyer.offered()
    with deal.engine.begin() as connection:
        overrides.remove_firm(connection, order(deal, buyer, "asked by Ada"), f"sample-{out}")
    buyer.post("erase")
    assert not any(line.why for line in deal.trail(buyer.reference))
