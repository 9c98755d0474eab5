"""Who is put before a buyer when firms go; what the page and the operator are told then."""

from dataclasses import replace
from pathlib import Path

from backend.cli import overrides
from backend.cli.overrides import Override
from backend.config.settings import Settings
from backend.matching.matcher import Matcher
from tests.backend.deal import OPERATOR, Buyer, Deal, database, dealing, firms

TOLD = "We have been told"


def listing(buyer: Buyer, letters: str) -> Buyer:
    """The buyer at a service that lists these firms only."""
    data = firms(7)
    left = tuple(firm for firm in data.firms if firm.id[-1] in letters)
    listed = Matcher(replace(data, firms=left))
    return replace(buyer, deal=replace(buyer.deal, matcher=listed))


def told(deal: Deal) -> list[str]:
    """What the operator was told about missing firms."""
    return [each.body for each in deal.to(OPERATOR) if "No firm fits" in each.subject]


def test_others_come_in_the_place_of_firms_that_are_not_listed_any_more(deal: Deal) -> None:
    buyer = listing(deal.send(), "fg")
    assert sorted(buyer.offered()) == ["f", "g"]
    buyer.deal.work()
    assert TOLD not in buyer.page().text
    assert told(deal) == []
    removed = [event for actor, event, _ in buyer.log() if actor == "service"].count("removed")
    assert removed == 3


def test_where_no_other_is_left_the_operator_is_told_and_the_page_says_why(deal: Deal) -> None:
    first = deal.send()
    gone = set("abcdefg") - {*first.offered()}
    data = firms(7)
    closed = tuple(
        firm.model_copy(update={"accepting": False}) if firm.id[-1] not in gone else firm
        for firm in data.firms
    )
    closed = tuple(firm for firm in closed if not firm.accepting)
    listed = Matcher(replace(data, firms=closed))
    buyer = replace(first, deal=replace(deal, matcher=listed))
    assert buyer.offered() == []
    assert TOLD in buyer.page().text
    assert "None of the 3 firms" in buyer.page().select("[data-why-fewer]")[0].text
    buyer.deal.work()
    assert len(told(deal)) == 1
    buyer.page()
    buyer.deal.work()
    assert len(told(deal)) == 1


def test_after_an_operator_has_taken_all_off_others_are_offered(deal: Deal) -> None:
    buyer = deal.send()
    first = buyer.offered()
    with deal.engine.begin() as connection:
        for letter in first:
            order = Override(buyer.reference, "they asked", deal.clock())
            overrides.remove_firm(connection, order, f"sample-{letter}")
    assert len(buyer.offered()) == 2
    assert not set(buyer.offered()) & {*first}


def test_where_the_wrong_firms_are_listed_no_offer_is_lost(deal: Deal) -> None:
    buyer = deal.send()
    offered = buyer.offered()
    data = firms()
    real = tuple(firm.model_copy(update={"sample": False}) for firm in data.firms)
    for matcher in (None, Matcher(replace(data, firms=real[:1], demonstration=False))):
        settings = replace(deal.settings, demonstration=False)
        wrong = replace(buyer, deal=replace(deal, settings=settings, matcher=matcher))
        page = wrong.page()
        assert TOLD not in page.text
        assert page.select("[data-why-fewer]")[0].text
        wrong.deal.work()
    assert told(deal) == []
    assert buyer.offered() == offered


def test_a_firm_taken_back_makes_room_for_the_next_one(deal: Deal) -> None:
    buyer = deal.send()
    buyer.choose(*(ticked := buyer.offered()))
    deal.work()
    seen = {*ticked}
    for letter in ticked[:2]:
        buyer.withdraw(letter)
        (following,) = set(buyer.offered()) - seen
        seen.add(following)
    assert seen == set("abcde")
    buyer.withdraw(ticked[2])
    assert len(buyer.offered()) == 2


def test_nobody_follows_when_all_is_taken_back(deal: Deal) -> None:
    buyer = deal.send()
    buyer.choose(*buyer.offered())
    buyer.withdraw()
    assert buyer.offered() == []
    deal.work()
    assert told(deal) == []


def test_the_page_says_that_we_know_only_after_we_were_told(
    settings: Settings, tmp_path: Path
) -> None:
    with dealing(settings, database(tmp_path), firms(1)) as deal:
        buyer = deal.send()
        buyer.choose("a")
        deal.work()
        assert TOLD not in buyer.page().text
        deal.answer(deal.to("a")[0].links["decline"])
        assert TOLD in buyer.page().text
        deal.work()
        (mail,) = told(deal)
        assert "No other firm that is listed fits" in mail
