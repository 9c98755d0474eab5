"""A firm's record that changes after a buyer has seen it."""

from dataclasses import replace

import pytest

from backend.cli import overrides
from backend.cli.overrides import Override
from backend.matching.matcher import Matcher
from tests.backend.deal import Deal


def changed(deal: Deal, letter: str, **changes: object) -> Deal:
    """The same deal, after somebody has changed the record of one firm."""
    data = deal.matcher.dataset  # type: ignore[union-attr]
    listed = [
        firm.model_copy(update=changes) if firm.id == f"sample-{letter}" else firm
        for firm in data.firms
    ]
    return replace(deal, matcher=Matcher(replace(data, firms=tuple(listed))))


CHANGES = [
    {"name": "Another Sample", "introductions": "z@firm.example"},
    {"site": "https://another.example/"},
    {"accepting": False},
    {"stages": ["renewing"]},
]


@pytest.mark.parametrize("changes", CHANGES)
def test_a_firm_that_is_another_one_by_now_cannot_be_chosen(
    deal: Deal, changes: dict[str, object]
) -> None:
    buyer = deal.send()
    first, *_ = buyer.offered()
    later = replace(buyer, deal=changed(deal, first, **changes))
    assert first not in later.offered()
    later.choose(first)
    later.deal.work()
    assert [letter for letter in deal.sent_mails if letter.to.endswith("firm.example")] == []


@pytest.mark.parametrize("changes", CHANGES)
def test_a_firm_that_is_another_one_by_now_gets_nothing(
    deal: Deal, changes: dict[str, object]
) -> None:
    buyer = deal.send()
    first, *_ = buyer.offered()
    buyer.choose(first)
    changed(deal, first, **changes).work()
    assert [letter for letter in deal.sent_mails if letter.to.endswith("firm.example")] == []


def test_a_firm_is_introduced_whose_record_says_the_same(deal: Deal) -> None:
    buyer = deal.send()
    first, *_ = buyer.offered()
    buyer.choose(first)
    changed(deal, first, introductions="new@firm.example", languages=["en", "fr"]).work()
    assert len(deal.to("new@firm.example")) == 1


def test_a_firm_that_an_operator_added_need_not_meet_what_it_never_met(deal: Deal) -> None:
    buyer = deal.send()
    first, *_ = buyer.offered()
    hidden = next(letter for letter in "abcde" if letter not in buyer.offered())
    full = changed(deal, hidden, accepting=False)
    matcher = full.matcher
    assert matcher is not None
    firm = matcher.firm(f"sample-{hidden}")
    assert firm is not None
    with deal.engine.begin() as connection:
        order = Override(buyer.reference, "the buyer knows it", deal.clock())
        overrides.remove_firm(connection, order, f"sample-{first}")
        overrides.offer_firm(connection, order, matcher, firm)
    assert hidden in replace(buyer, deal=full).offered()
    buyer.choose(hidden)
    full.work()
    assert len(deal.to(hidden)) == 1
