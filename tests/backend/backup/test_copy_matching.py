"""Matches that move to another database."""

from dataclasses import replace

from sqlalchemy import select

from backend.backup.copy import copy_database
from backend.config.settings import Settings
from backend.matching.queries import find_by_reference
from backend.storage.connections import connect
from backend.storage.tables import audit
from tests.backend.conftest import new_database
from tests.backend.deal import Deal, introduced


def test_matches_move_to_postgresql_with_every_row(
    deal: Deal, postgres: str, settings: Settings
) -> None:
    buyer, first = introduced(deal)
    with new_database(postgres) as url:
        target = connect(url)
        copy_database(deal.engine, target, str)
        with deal.engine.connect() as old, target.connect() as new:
            assert find_by_reference(old, buyer.reference) == find_by_reference(
                new, buyer.reference
            )
            assert old.execute(select(audit)).all() == new.execute(select(audit)).all()
        moved = replace(deal, settings=replace(deal.settings, database_url=url), engine=target)
        replace(buyer, deal=moved).withdraw(first)
        assert [letter.to[0] for letter in moved.work() if "Delete" in letter.subject] == [first]
        target.dispose()
