"""The sentences that the site promises, each proved here; data/site.yml names these tests."""

from collections.abc import Iterator

import pytest
from sqlalchemy import MetaData, select

from backend.config.settings import Settings
from tests.backend.deal import BUYER, OPERATOR, Deal, dealing


@pytest.fixture
def deal(settings: Settings, url: str) -> Iterator[Deal]:
    """On SQLite and on PostgreSQL in turn."""
    with dealing(settings, url) as made:
        yield made


def told(deal: Deal) -> set[str]:
    """The letters of all firms that got any mail at all."""
    return {letter.to[0] for letter in deal.sent_mails if letter.to.endswith("firm.example")}


def test_a_firm_gets_nothing_before_the_buyer_chose_it(deal: Deal) -> None:
    buyer = deal.send()
    deal.work()
    assert told(deal) == set()
    first, *_ = buyer.offered()
    buyer.choose(first)
    deal.work()
    assert told(deal) == {first}


def test_nothing_is_chosen_for_a_buyer(deal: Deal) -> None:
    boxes = deal.send().page().select("input[type=checkbox]")
    answers = [box for box in boxes if str(box["id"]).startswith("edit-")]
    chosen = [box for box in boxes if box not in answers]
    assert len(chosen) == 4  # three firms, and the agreement
    assert not [box for box in chosen if box.has_attr("checked")]
    # The boxes of the form that corrects the answers show what the buyer said: nothing more.
    assert {box["name"] for box in answers} == {"criteria"}
    assert not [box for box in answers if box.has_attr("checked")]


def test_no_more_than_three_firms_are_offered(deal: Deal) -> None:
    buyer = deal.send()
    assert len(buyer.offered()) == 3
    buyer.choose(*buyer.offered())
    deal.work()
    assert buyer.offered() == []


def test_chance_orders_equal_firms_anew_for_each_request(deal: Deal) -> None:
    buyers = [deal.send(notes=f"number {number}") for number in range(12)]
    orders = {tuple(buyer.offered()) for buyer in buyers}
    assert len(orders) > 3  # of 60 orders
    assert {letter for order in orders for letter in order} == set("abcde")
    again = {tuple(buyer.offered()) for buyer in buyers}
    assert again == orders  # looking once more draws nothing


def test_nothing_but_a_deletion_notice_follows_a_withdrawal(deal: Deal) -> None:
    buyer = deal.send()
    sent, waiting, _ = buyer.offered()
    buyer.choose(sent)
    deal.work()
    buyer.choose(waiting)
    buyer.withdraw()
    before = len(deal.sent_mails)
    deal.work()
    after = [(letter.to[0], letter.subject) for letter in deal.sent_mails[before:]]
    assert after == [(sent, f"Delete introduction {buyer.reference}")]
    assert buyer.offered() == []
    buyer.choose(waiting)
    assert deal.work() == []


def test_a_deletion_notice_says_nothing_of_the_buyer(deal: Deal) -> None:
    buyer = deal.send()
    first, *_ = buyer.offered()
    buyer.choose(first)
    deal.work()
    buyer.withdraw(first)
    (notice,) = deal.work()
    assert BUYER not in notice.body
    assert "Lovelace" not in notice.body


def test_a_declined_introduction_tells_the_next_firm_nothing(deal: Deal) -> None:
    buyer = deal.send()
    first, *others = buyer.offered()
    buyer.choose(first)
    deal.work()
    deal.answer(deal.to(first)[0].links["decline"])
    (news,) = deal.work()
    assert news.to == BUYER
    (fourth,) = set(buyer.offered()) - {*others}
    assert f"Sample {fourth.upper()}" in news.body
    assert told(deal) == {first}


def test_the_buyer_gets_a_copy_of_all_that_was_sent(deal: Deal) -> None:
    buyer = deal.send()
    ticked = buyer.offered()[:2]
    buyer.choose(*ticked)
    deal.work()
    for firm in ticked:
        sent = deal.to(firm)[0].body.splitlines()
        (copy,) = [each for each in deal.to(BUYER) if f"Sample {firm.upper()}" in each.subject]
        got = {line.strip() for line in copy.body.splitlines()}
        missing = [line for line in sent if line.strip() not in got]
        assert all("/api/introductions?answer=" in line for line in missing)
        assert len(missing) == 2  # the firm's own links, which are no buyer's to use
        assert not copy.links


def test_erasing_leaves_only_the_minimal_proof(deal: Deal) -> None:
    buyer = deal.send(notes="distinctive notes")
    first, *_ = buyer.offered()
    buyer.choose(first)
    deal.work()
    assert buyer.post("erase").status_code == 303
    notices = {letter.to[0]: letter.subject for letter in deal.work()}
    assert notices == {
        first: f"Delete introduction {buyer.reference}",
        OPERATOR[0]: f"Delete request {buyer.reference}",
    }
    assert deal.client.get(buyer.path).text.count(buyer.reference) == 0
    left = everything(deal)
    assert {name for name, rows in left.items() if rows} == {
        "agreements",
        "audit",
        "consents",
        "erasures",
        "guard_secrets",
        "notifications",
        "service_state",
        "alembic_version",
        "schema_version",
    }
    kept = str(left)
    for word in ("distinctive", BUYER, "Lovelace", "Zażółć", buyer.key):
        assert word not in kept
    assert sorted(str(row["kind"]) for row in left["notifications"]) == ["deletion", "erased"]
    assert all(row["withdrawn_at"] for row in left["agreements"])


def test_the_log_tells_who_got_what_and_when(deal: Deal) -> None:
    buyer = deal.send()
    first, second, third = buyer.offered()
    buyer.choose(first, second)
    deal.work()
    deal.answer(deal.to(first)[0].links["decline"])
    deal.work()
    (fourth,) = set(buyer.offered()) - {third}
    buyer.withdraw(second)
    deal.work()
    (fifth,) = set(buyer.offered()) - {third, fourth}
    assert buyer.log() == [
        *[("service", "offered", firm) for firm in (first, second, third)],
        *[("buyer", "chosen", firm) for firm in (first, second)],
        ("service", "sending", first),
        ("service", "introduced", first),
        ("service", "sending", second),
        ("service", "introduced", second),
        ("service", "copied", first),
        ("service", "copied", second),
        ("firm", "declined", first),
        ("service", "offered", fourth),
        ("buyer", "withdrawn", second),
        ("service", "offered", fifth),
        ("service", "asked-to-delete", second),
    ]
    introduced = [line for line in deal.trail(buyer.reference) if line.event == "introduced"]
    assert {"name", "company", "email"} <= set(introduced[0].fields.split(","))


def test_the_operator_and_the_buyer_are_the_only_others_who_get_mail(deal: Deal) -> None:
    buyer = deal.send()
    buyer.choose(*buyer.offered())
    deal.work()
    others = {letter.to for letter in deal.sent_mails if not letter.to.endswith("firm.example")}
    assert others == {BUYER, OPERATOR}


def everything(deal: Deal) -> dict[str, list[dict[str, object]]]:
    """Every row of every table."""
    found = MetaData()
    with deal.engine.connect() as connection:
        found.reflect(connection)
        return {
            name: [dict(row) for row in connection.execute(select(table)).mappings()]
            for name, table in found.tables.items()
        }
