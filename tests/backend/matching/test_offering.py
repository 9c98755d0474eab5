"""How a match is made, and how often the database is asked for that."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, event

from backend.matching import find_by_reference, renew, withdraw_offer
from model.matching.engine import OFFERED
from tests.backend.deal import Deal


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """The statements that an engine runs meanwhile."""
    found: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        found.append(" ".join(statement.split()))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


def readings(run: list[str], table: str) -> list[str]:
    return [each for each in run if each.startswith("SELECT") and f" FROM {table}" in each]


def inserts(run: list[str], table: str) -> list[str]:
    return [each for each in run if each.startswith(f"INSERT INTO {table} ")]


def joined(run: list[str]) -> list[str]:
    return [
        each for each in run if each.startswith("SELECT") and " submissions JOIN matches " in each
    ]


def test_the_first_offers_are_stored_together_and_not_read_back(deal: Deal) -> None:
    with statements(deal.engine) as run:
        deal.send()
    assert len(inserts(run, "offers")) == 1
    assert joined(run) == readings(run, "offers") == []


def test_a_request_is_offered_once_its_offers_are_stored(deal: Deal) -> None:
    buyer = deal.send()
    with deal.engine.connect() as connection:
        matched = find_by_reference(connection, buyer.reference)
    assert matched is not None
    assert matched.state == "offered"


def test_firms_that_are_taken_back_together_are_replaced_with_two_readings(deal: Deal) -> None:
    buyer = deal.send()
    with deal.engine.begin() as connection:
        taken_back(connection, buyer.reference, 2, deal.clock())
    with statements(deal.engine) as run, deal.engine.begin() as connection:
        matched = find_by_reference(connection, buyer.reference)
        assert matched is not None
        before = len(joined(run))
        matched = renew(connection, deal.matcher, matched, deal.clock())
    assert matched.open_offers == OFFERED
    assert len(inserts(run, "offers")) == 1
    assert len(joined(run)) - before == 2  # after the change, and what is returned


def taken_back(connection: Connection, reference: str, count: int, now: datetime) -> None:
    """The buyer takes firms back, and nobody has put others in their place yet."""
    matched = find_by_reference(connection, reference)
    assert matched is not None
    for offer in matched.offers[:count]:
        matched = withdraw_offer(connection, matched, offer, now)
