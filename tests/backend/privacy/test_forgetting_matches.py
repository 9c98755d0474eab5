"""What is left of a match when its request is forgotten for its age."""

from sqlalchemy import select

from backend.privacy.retention import DAYS_PER_MONTH
from backend.storage.tables import agreements, audit
from tests.backend.deal import KEEP, Deal, introduced


def test_what_is_merely_old_is_forgotten_without_a_word(deal: Deal) -> None:
    buyer, first = introduced(deal)
    deal.pass_days(KEEP.open_days + 0.01)
    assert deal.work() == []
    assert len(deal.to(first)) == 1
    assert deal.client.get(buyer.path).text.count(buyer.reference) == 0
    assert ("service", "introduced", first) in buyer.log()


def test_log_and_agreements_go_with_the_proof_of_consent(deal: Deal) -> None:
    buyer, _ = introduced(deal)
    buyer.post("erase")
    deal.work()
    deal.pass_days(KEEP.consent_months * DAYS_PER_MONTH)
    assert buyer.log()
    deal.pass_days(1)
    with deal.engine.connect() as connection:
        left = [connection.execute(select(table)).all() for table in (audit, agreements)]
    assert left == [[], []]
