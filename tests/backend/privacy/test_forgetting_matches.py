"""What is left of a match when its request is forgotten for its age."""

from datetime import timedelta

from sqlalchemy import select

from backend.privacy.retention import DAYS_PER_MONTH
from backend.storage.tables import agreements, audit
from tests.backend.deal import KEEP, Deal, introduced


def test_what_is_merely_old_is_forgotten_without_a_word(deal: Deal) -> None:
    buyer, first = introduced(deal)
    deal.clock.now += timedelta(days=KEEP.open_days, minutes=1)
    deal.tidy(deal.engine)
    assert deal.work() == []
    assert len(deal.to(first)) == 1
    assert deal.client.get(buyer.path).text.count(buyer.reference) == 0
    assert ("service", "introduced", first) in buyer.log()


def test_log_and_agreements_go_with_the_proof_of_consent(deal: Deal) -> None:
    buyer, _ = introduced(deal)
    buyer.post("erase")
    deal.work()
    deal.clock.now += timedelta(days=KEEP.consent_months * DAYS_PER_MONTH)
    deal.tidy(deal.engine)
    assert buyer.log()
    deal.clock.now += timedelta(days=1)
    deal.tidy(deal.engine)
    with deal.engine.connect() as connection:
        left = [connection.execute(select(table)).all() for table in (audit, agreements)]
    assert left == [[], []]
