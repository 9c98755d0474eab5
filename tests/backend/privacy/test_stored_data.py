"""The file that a buyer downloads holds all that is stored about the request, and nobody else's."""

import json
from typing import Any

from sqlalchemy import Connection, Select, Table, select

from backend.privacy import stored_data
from backend.privacy.stored_data import ABOUT, LEFT_OUT, WITHHELD
from backend.storage.link_keys import PRIVATE_KEY, READER_KEY, unseal_link_key
from backend.storage.tables import (
    desk_notes,
    desk_states,
    matches,
    metadata,
    offers,
    submissions,
)
from tests.backend.deal import Buyer, Deal


def downloaded(buyer: Buyer) -> dict[str, Any]:
    answer = buyer.post("download")
    assert answer.status_code == 200
    return dict(json.loads(answer.text))


def busy(deal: Deal, email: str, words: str) -> Buyer:
    """A buyer who did all that leaves a row."""
    buyer = deal.send(email=email, notes=f"{words} at first")
    buyer.edit(notes=f"{words} later")
    buyer.post("share")
    first, second, _ = buyer.offered()
    buyer.choose(first, second, edits=1)
    deal.work()
    buyer.withdraw(first)
    deal.work()
    with deal.engine.begin() as connection:
        mine = select(submissions.c.id).where(submissions.c.reference == buyer.reference)
        of = {"submission_id": connection.scalar(mine)}
        stands = {"state": "contacted", "version": 1, "changed_at": "2026-11-22T12:00:00.000Z"}
        connection.execute(desk_states.insert().values({**of, **stands}))
        note = {"at": "2026-11-22T12:00:00.000Z", "person": "op@example.com", "text": words}
        connection.execute(desk_notes.insert().values({**of, **note}))
    return buyer


def test_every_table_is_in_the_file_or_is_left_out_with_a_reason() -> None:
    assert {*ABOUT, *LEFT_OUT} == {*metadata.tables.values()}
    assert not {*ABOUT} & {*LEFT_OUT}
    assert all([*LEFT_OUT.values(), *WITHHELD.values()])


def test_the_file_holds_every_column_of_every_row_about_the_request(
    deal_per_database: Deal,
) -> None:
    buyer = busy(deal_per_database, "ada@example.com", "words of Ada")
    busy(deal_per_database, "ben@example.com", "words of Ben")
    stored = downloaded(buyer)["stored"]
    with deal_per_database.engine.connect() as connection:
        for table in metadata.sorted_tables:
            rows = [dict(row) for row in connection.execute(_in_order(table)).mappings()]
            mine = [row for row in rows if _is_about(connection, row, buyer)]
            if table in LEFT_OUT:
                assert not mine
                continue
            expected = [
                {
                    name: readable(connection, buyer, table, name, row[name])
                    for name in row
                    if (table.name, name) not in WITHHELD
                }
                for row in mine
            ]
            assert stored[table.name] == expected, table.name
            assert expected or table.name == "imports"


def readable(connection: Connection, buyer: Buyer, table: Table, name: str, value: Any) -> Any:
    """A value in clear: buyers know the keys of their own pages."""
    if table is not matches or name not in {PRIVATE_KEY, READER_KEY}:
        return value
    return unseal_link_key(connection, name, value, buyer.reference)


def test_the_file_holds_the_keys_of_the_buyers_own_pages(deal: Deal) -> None:
    buyer = deal.send()
    buyer.post("share")
    (match,) = downloaded(buyer)["stored"]["matches"]
    assert match["private_key"] == buyer.key
    assert buyer.reader_path().endswith(match["read_key"])


def _in_order(table: Table) -> Select[Any]:
    return select(table).order_by(*table.primary_key)


def _is_about(connection: Any, row: dict[str, Any], buyer: Buyer) -> bool:
    """Whether a row names the request, by its reference or by its number."""
    requests = metadata.tables["submissions"]
    number = connection.scalar(select(requests.c.id).where(requests.c.reference == buyer.reference))
    return buyer.reference in {row.get("reference")} or row.get("submission_id") == number


def test_the_file_holds_nothing_of_another_buyer(deal: Deal) -> None:
    busy(deal, "ben@example.com", "words of Ben")
    text = busy(deal, "ada@example.com", "words of Ada").post("download").text
    assert "words of Ada at first" in text
    assert "words of Ada later" in text
    assert "Ben" not in text
    assert "ben@" not in text


def test_the_file_holds_no_key_of_a_firm(deal: Deal) -> None:
    text = busy(deal, "ada@example.com", "words").post("download").text
    with deal.engine.connect() as connection:
        codes = list(connection.scalars(select(offers.c.answer_code)))
    assert codes
    assert not [code for code in codes if code in text]


def test_what_is_not_in_the_file_is_named_with_a_reason(deal: Deal) -> None:
    left_out = downloaded(deal.send())["left_out"]
    assert left_out == stored_data.explain_left_out()
    assert {table.name for table in LEFT_OUT} < {*left_out}


def test_it_is_a_file_that_nobody_caches(deal: Deal) -> None:
    buyer = deal.send()
    headers = buyer.post("download").headers
    assert headers["content-disposition"] == f'attachment; filename="{buyer.reference}.json"'
    assert headers["content-type"] == "application/json"
    assert headers["cache-control"] == "no-store"


def test_it_can_still_be_downloaded_after_the_request_was_taken_back(deal: Deal) -> None:
    buyer = deal.send()
    buyer.withdraw()
    assert downloaded(buyer)["stored"]["matches"][0]["withdrawn_at"]
