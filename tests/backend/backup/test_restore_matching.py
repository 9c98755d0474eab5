"""What a restored backup knows of matches and introductions, and does not do again."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from backend.backup.backup import restore_backup, write_backup
from backend.cli.request_commands import erase, resend
from backend.cli.request_reports import load_requests
from backend.matching.queries import find_by_reference
from backend.storage.tables import agreements
from tests.backend.conftest import ANSWERS
from tests.backend.deal import BUYER, Deal, imported, introduced, offer_by_hand, subjects, unmatched


def test_a_restored_backup_knows_what_must_not_be_imported_again(
    deal_per_database: Deal, tmp_path: Path
) -> None:
    lost = {**ANSWERS, "email": "ben@example.com"}
    deal_per_database.send(email="eve@example.com")
    write_backup(deal_per_database.settings.database_url, tmp_path / "b.db", str)
    imported(deal_per_database, ANSWERS, lost)
    erase(deal_per_database.engine, BUYER, deal_per_database.clock())
    restored(deal_per_database, tmp_path / "b.db")
    assert imported(deal_per_database, ANSWERS, lost) == (1, 0, 1, 0)


def restored(deal: Deal, file: Path) -> list[str]:
    said: list[str] = []
    restore_backup(deal.settings.database_url, file, said.append, replace=True)
    return said


def test_a_restored_backup_remembers_a_later_withdrawal(
    deal_per_database: Deal, tmp_path: Path
) -> None:
    buyer = deal_per_database.send()
    first, *_ = buyer.offered()
    buyer.choose(first)
    write_backup(deal_per_database.settings.database_url, tmp_path / "b.db", str)
    buyer.withdraw()
    restored(deal_per_database, tmp_path / "b.db")
    deal_per_database.clock.now += timedelta(days=1)
    deal_per_database.work()
    assert deal_per_database.to(first) == []
    assert buyer.states() == {first: "withdrawn"}


def test_a_restored_backup_knows_who_was_told_and_asks_them_to_delete(
    deal_per_database: Deal, tmp_path: Path
) -> None:
    buyer = deal_per_database.send()
    write_backup(deal_per_database.settings.database_url, tmp_path / "b.db", str)
    first, *_ = buyer.offered()
    buyer.choose(first)
    deal_per_database.work()
    before = buyer.log()
    restored(deal_per_database, tmp_path / "b.db")
    assert buyer.states() == {first: "introduced"}
    assert sorted(buyer.log()) == sorted(before)
    buyer.withdraw(first)
    deal_per_database.work()
    assert [letter.subject.split()[0] for letter in deal_per_database.to(first)] == [
        "Introduction",
        "Delete",
    ]


def test_a_restored_backup_knows_a_firm_that_was_offered_later(
    deal_per_database: Deal, tmp_path: Path
) -> None:
    buyer, first = introduced(deal_per_database)
    write_backup(deal_per_database.settings.database_url, tmp_path / "b.db", str)
    deal_per_database.answer(deal_per_database.to(first)[0].links["decline"])
    fourth = buyer.offered()[-1]
    buyer.choose(fourth)
    deal_per_database.work()
    restored(deal_per_database, tmp_path / "b.db")
    assert buyer.states() == {first: "declined", fourth: "introduced"}
    buyer.withdraw()
    deal_per_database.work()
    assert subjects(deal_per_database, fourth) == ["Introduction", "Delete"]


def test_a_restored_backup_knows_a_match_that_was_made_by_hand(
    deal_per_database: Deal, tmp_path: Path
) -> None:
    reference = unmatched(deal_per_database)
    write_backup(deal_per_database.settings.database_url, tmp_path / "b.db", str)
    with deal_per_database.engine.begin() as connection:
        offer_by_hand(deal_per_database, connection, reference)
    restored(deal_per_database, tmp_path / "b.db")
    with deal_per_database.engine.connect() as connection:
        matched = find_by_reference(connection, reference)
    assert matched
    assert (matched.state, [offer.firm for offer in matched.offers]) == ("offered", ["sample-e"])


def test_a_notice_to_delete_that_waits_outlives_a_restore(
    deal_per_database: Deal, tmp_path: Path
) -> None:
    deal_per_database.send(email="ben@example.com")
    write_backup(deal_per_database.settings.database_url, tmp_path / "b.db", str)
    buyer, first = introduced(deal_per_database)
    buyer.post("erase")
    restored(deal_per_database, tmp_path / "b.db")
    deal_per_database.work()
    assert subjects(deal_per_database, first) == ["Introduction", "Delete"]
    assert buyer.log()[-1] == ("service", "asked-to-delete", first)


def test_a_notice_to_delete_goes_where_the_introduction_went_after_a_restore(
    deal_per_database: Deal, tmp_path: Path
) -> None:
    buyer = deal_per_database.send()
    write_backup(deal_per_database.settings.database_url, tmp_path / "b.db", str)
    first, *_ = buyer.offered()
    buyer.choose(first)
    deal_per_database.work()
    buyer.post("erase")  # the address that it went to is now in the notice alone
    restored(deal_per_database, tmp_path / "b.db")
    deal_per_database.work()
    assert subjects(deal_per_database, first) == ["Introduction", "Delete"]


def test_a_request_that_a_firm_has_got_outlives_the_restore_of_an_older_backup(
    deal_per_database: Deal, tmp_path: Path
) -> None:
    deal_per_database.send(email="ben@example.com")
    write_backup(deal_per_database.settings.database_url, tmp_path / "b.db", str)
    buyer, first = introduced(deal_per_database)
    lost = deal_per_database.send(notes="no firm has it")
    said = restored(deal_per_database, tmp_path / "b.db")
    assert [line for line in said if line.startswith(f"{buyer.reference} is later")]
    assert buyer.states() == {first: "introduced"}
    assert lost.reference not in str(load_requests(deal_per_database.settings.database_url))
    assert erase(deal_per_database.engine, BUYER, deal_per_database.clock()) == 1
    deal_per_database.work()
    assert subjects(deal_per_database, first) == ["Introduction", "Delete"]


def test_a_copy_that_waits_outlives_a_restore(deal_per_database: Deal, tmp_path: Path) -> None:
    buyer = deal_per_database.send()
    write_backup(deal_per_database.settings.database_url, tmp_path / "b.db", str)
    first, *_ = buyer.offered()
    buyer.choose(first)
    while not deal_per_database.to(first):
        deal_per_database.worker.step()
    restored(deal_per_database, tmp_path / "b.db")
    copies = [letter for letter in deal_per_database.work() if letter.to == BUYER]
    assert [first.upper() in letter.subject for letter in copies] == [True]


def test_a_firm_that_was_chosen_after_the_backup_waits_for_resend(
    deal_per_database: Deal, tmp_path: Path
) -> None:
    buyer = deal_per_database.send()
    first, *_ = buyer.offered()
    write_backup(deal_per_database.settings.database_url, tmp_path / "b.db", str)
    buyer.choose(first)
    said = restored(deal_per_database, tmp_path / "b.db")
    assert [line for line in said if line.endswith(f"`requests resend {buyer.reference}`")]
    deal_per_database.work()
    assert deal_per_database.to(first) == []
    resend(deal_per_database.engine, buyer.reference, deal_per_database.clock())
    deal_per_database.work()
    assert subjects(deal_per_database, first) == ["Introduction"]
    assert buyer.states() == {first: "introduced"}


def test_a_restored_backup_knows_an_introduction_that_failed(
    deal_per_database: Deal, tmp_path: Path
) -> None:
    buyer = deal_per_database.send()
    write_backup(deal_per_database.settings.database_url, tmp_path / "b.db", str)
    first, *_ = buyer.offered()
    buyer.choose(first)
    deal_per_database.post.answers["RCPT"] = "550 no such user"
    deal_per_database.work()
    deal_per_database.post.answers["RCPT"] = "250 OK"
    said = restored(deal_per_database, tmp_path / "b.db")
    assert not [line for line in said if "introductions wait" in line]
    assert buyer.states() == {first: "failed"}


def test_an_agreement_is_proved_once_after_a_restore(
    deal_per_database: Deal, tmp_path: Path
) -> None:
    buyer, first = introduced(deal_per_database)
    write_backup(deal_per_database.settings.database_url, tmp_path / "b.db", str)
    buyer.withdraw(first)
    restored(deal_per_database, tmp_path / "b.db")
    with deal_per_database.engine.connect() as connection:
        [proof] = connection.execute(select(agreements)).mappings()
    assert (proof["firm"], bool(proof["withdrawn_at"])) == (f"sample-{first}", True)


def test_a_restored_backup_sends_no_introduction_by_itself(deal: Deal, tmp_path: Path) -> None:
    buyer = deal.send()
    first, *_ = buyer.offered()
    buyer.choose(first)
    write_backup(deal.settings.database_url, tmp_path / "b.db", str)
    said = restored(deal, tmp_path / "b.db")
    assert [line for line in said if "introductions wait" in line]
    deal.work()
    assert deal.to(first) == []


def test_what_one_buyer_erased_is_erased_again_and_nothing_else(deal: Deal, tmp_path: Path) -> None:
    gone, kept = deal.send(), deal.send(notes="another")
    write_backup(deal.settings.database_url, tmp_path / "b.db", str)
    gone.post("erase")
    restored(deal, tmp_path / "b.db")
    assert [row["reference"] for row in load_requests(deal.settings.database_url)] == [
        kept.reference
    ]


def test_a_restored_backup_has_the_answers_that_were_changed_later(
    deal_per_database: Deal, tmp_path: Path
) -> None:
    """And a firm that was chosen by them gets those, once its buyer was asked."""
    buyer = deal_per_database.send()
    write_backup(deal_per_database.settings.database_url, tmp_path / "b.db", str)
    buyer.edit(notes="the second words")
    first, *_ = buyer.offered()
    buyer.choose(first, edits=1)
    stored = buyer.stored()
    restored(deal_per_database, tmp_path / "b.db")
    assert buyer.stored() == stored
    assert buyer.post("download").json()["stored"]["request_versions"]
    resend(deal_per_database.engine, buyer.reference, deal_per_database.clock())
    deal_per_database.work()
    assert "the second words" in deal_per_database.to(first)[0].body


def test_a_restored_backup_has_the_firms_that_fit_the_changed_answers(
    deal_per_database: Deal, tmp_path: Path
) -> None:
    assert deal_per_database.matcher
    small = ["1-10", "11-50"]
    for firm in deal_per_database.matcher.dataset.firms[:3]:
        object.__setattr__(firm, "company_sizes", small)
    buyer = deal_per_database.send(company_size="11-50")
    write_backup(deal_per_database.settings.database_url, tmp_path / "b.db", str)
    buyer.edit(company_size="over-1000")
    buyer.edit(1, company_size="1-10")
    before = buyer.offered()
    buyer.edit(2, company_size="over-1000")
    fitting = buyer.offered()
    assert fitting != before
    restored(deal_per_database, tmp_path / "b.db")
    assert buyer.offered() == fitting


def test_a_link_to_read_that_was_taken_back_stays_shut_after_a_restore(
    deal_per_database: Deal, tmp_path: Path
) -> None:
    buyer = deal_per_database.send()
    buyer.post("share")
    path = buyer.reader_path()
    write_backup(deal_per_database.settings.database_url, tmp_path / "b.db", str)
    buyer.post("unshare")
    restored(deal_per_database, tmp_path / "b.db")
    assert "data-offers" not in deal_per_database.client.get(path).text
    buyer.post("share")
    assert "data-offers" in deal_per_database.client.get(buyer.reader_path()).text
