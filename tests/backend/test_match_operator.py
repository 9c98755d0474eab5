"""The operator's commands about firms, and what a restored backup does not do again."""

import csv
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import Connection, select

from backend.__main__ import main
from backend.backup.backup import restore_backup, write_backup
from backend.backup.copy import NotCopied, copy_database
from backend.cli import overrides, provider_import
from backend.cli.doctor import check_firms
from backend.cli.overrides import NotOverridden, Order
from backend.cli.reports import stored_requests
from backend.cli.requests import NoSuchRequest, erase, resend
from backend.config.errors import BadSetting
from backend.config.settings import Settings, from_environment, public_address
from backend.intake.request_store import Store
from backend.introductions.messages import KINDS
from backend.matching.matcher import matcher
from backend.matching.queries import find
from backend.notifications import deliverers
from backend.privacy import retention
from backend.privacy.retention import DAYS_A_MONTH
from backend.storage.connections import connect
from backend.storage.tables import agreements, audit, imports
from model.content.site import FormSettings
from model.dataset import DATA, ROOT, Dataset
from model.form.definition import QuoteForm
from tests.backend.conftest import ANSWERS, ORIGIN, new_database
from tests.backend.deal import BUYER, KEEP, OPERATOR, Buyer, Deal, database, dealing, firms
from tests.data import load_data

Said = Callable[..., list[str]]
Act = Callable[[Connection], object]


@pytest.fixture
def deal(settings: Settings, tmp_path: Path) -> Iterator[Deal]:
    with dealing(settings, database(tmp_path)) as made:
        yield made


@pytest.fixture
def either(settings: Settings, url: str) -> Iterator[Deal]:
    """On SQLite and on PostgreSQL in turn."""
    with dealing(settings, url) as made:
        yield made


@pytest.fixture
def run(deal: Deal, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Said:
    """Run a command over the deal's database; give the lines it said."""
    monkeypatch.setenv("QUOTES_DATABASE_URL", deal.settings.database_url)
    monkeypatch.setenv("QUOTES_DEMONSTRATION", "on")

    def one(*arguments: str, code: int = 0) -> list[str]:
        assert main(["matches", *arguments]) == code
        return "".join(capsys.readouterr()).splitlines()

    return one


def introduced(deal: Deal) -> tuple[Buyer, str]:
    buyer = deal.send()
    first, *_ = buyer.offered()
    buyer.choose(first)
    deal.work()
    return buyer, first


def test_matches_are_listed_without_a_key(deal: Deal, run: Said) -> None:
    buyer, first = introduced(deal)
    (line,) = run("list", "--json")
    found = json.loads(line)
    assert (found["reference"], found["state"]) == (buyer.reference, "introduced")
    assert {"firm": f"sample-{first}", "state": "introduced"} in found["offers"]
    assert buyer.key not in line
    assert run("list")[0].startswith(f"{buyer.reference}  introduced")


def test_a_match_is_explained_for_every_firm(deal: Deal, run: Said) -> None:
    buyer = deal.send()
    first, *_ = buyer.offered()
    said = "\n".join(run("explain", buyer.reference.lower()))
    assert f"Sample {first.upper()} (sample-{first}): offered" in said
    assert "It takes new clients now." in said
    assert "does not fit" in said  # the samples of the data, by what they lack


def test_the_audit_log_is_shown_after_an_erasure(deal: Deal, run: Said) -> None:
    buyer, first = introduced(deal)
    buyer.post("erase")
    deal.work()
    last = run("audit", buyer.reference)[-1]
    assert last.endswith(f"service asked-to-delete sample-{first}")
    assert "no request" in run("audit", "Q-0000-0000-0000", code=1)[0]


def test_exposure_counts_erased_requests_and_no_spam(
    deal: Deal, run: Said, form: QuoteForm
) -> None:
    _, first = introduced(deal)
    deal.send(email="ben@example.com", **{form.honeypot.name: "x"})
    erase(deal.engine, BUYER, deal.clock())
    counted = {row["firm"]: row for row in map(json.loads, run("exposure", "--json"))}
    assert sum(row["offered"] for row in counted.values()) == 3
    assert counted[f"sample-{first}"]["introduced"] == 1
    assert run("exposure")[0].split()[:2] == ["firm", "offered"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_mail_can_be_looked_at(run: Said, kind: str) -> None:
    subject, *body = run("preview", kind)
    assert subject.startswith("Subject: ")
    assert "Q-0000-0000-0000" in "\n".join([subject, *body])
    assert not [line for line in body if len(line) > 200 or "{{" in line]


def order(deal: Deal, buyer: Buyer, why: str = "they know the region") -> Order:
    return Order(buyer.reference, why, deal.clock())


def test_a_firm_offered_by_hand_is_shown_with_the_reason(deal: Deal) -> None:
    buyer = deal.send()
    out, *_ = buyer.offered()
    new = next(letter for letter in "abcde" if letter not in buyer.offered())
    assert deal.settings.matcher
    firm = deal.settings.matcher.firm(f"sample-{new}")
    assert firm
    with deal.engine.begin() as connection:
        overrides.remove(connection, order(deal, buyer), f"sample-{out}")
        overrides.add(connection, order(deal, buyer), deal.settings.matcher, firm)
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
    assert deal.settings.matcher
    firm = deal.settings.matcher.firm(new)
    assert firm
    with deal.engine.begin() as connection:
        with pytest.raises(NotOverridden, match="has 3 firms already"):
            overrides.add(connection, order(deal, buyer), deal.settings.matcher, firm)
        with pytest.raises(NotOverridden, match="only the buyer can take it back"):
            overrides.remove(connection, order(deal, buyer), f"sample-{first}")


def test_an_override_names_the_firms_that_are_listed(deal: Deal, run: Said) -> None:
    reference = deal.send().reference
    (line,) = run("override", reference, "--offer", "nobody", "--why", "x", code=1)
    assert "no firm nobody is listed here" in line
    assert "sample-alder" in line


@pytest.mark.parametrize("why", ["", " \n"])
def test_an_override_without_a_reason_is_refused(deal: Deal, run: Said, why: str) -> None:
    buyer = deal.send()
    out, *_ = buyer.offered()
    command = ("override", buyer.reference, "--remove", f"sample-{out}", "--why", why)
    assert "say why" in run(*command, code=1)[0]
    assert out in buyer.offered()


def unmatched(deal: Deal) -> str:
    """The reference of a request from before there were firms."""
    plain = Deal(replace(deal.settings, matcher=None), deal.engine, deal.post)
    sent = plain.client.post(ANSWERS)
    return parse_qs(urlsplit(sent.headers["location"]).query)["reference"][0]


def offer_by_hand(deal: Deal, connection: Connection, reference: str) -> None:
    assert deal.settings.matcher
    by_hand = Order(reference, "they know the region", deal.clock())
    firm = deal.settings.matcher.data.firms[-1]
    overrides.add(connection, by_hand, deal.settings.matcher, firm)


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
    return lambda connection: retention.erase(connection, BUYER, deal.clock())


@pytest.mark.parametrize("matched", [True, False])
def test_an_override_finds_that_the_request_is_erased_meanwhile(
    either: Deal, matched: bool
) -> None:
    reference = either.send().reference if matched else unmatched(either)
    offer = partial(offer_by_hand, either, reference=reference)
    done = together(either, erased(either), offer)
    assert isinstance(done.exception(), NoSuchRequest)


def test_an_erasure_takes_a_match_that_is_made_meanwhile(either: Deal) -> None:
    reference = unmatched(either)
    offer = partial(offer_by_hand, either, reference=reference)
    assert together(either, offer, erased(either)).result() == 1
    assert stored_requests(either.settings.database_url) == []


def test_an_operators_words_go_with_the_request(deal: Deal) -> None:
    buyer = deal.send()
    out, *_ = buyer.offered()
    with deal.engine.begin() as connection:
        overrides.remove(connection, order(deal, buyer, "asked by Ada"), f"sample-{out}")
    buyer.post("erase")
    assert not any(line.why for line in deal.trail(buyer.reference))


def csv_of(file: Path, *rows: dict[str, str]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, ["Submitted at", *(name.title() for name in rows[0])])
        writer.writeheader()
        for row in rows:
            writer.writerow({name.title(): value for name, value in row.items()})
    return file


def test_a_providers_export_is_taken_once(deal: Deal, tmp_path: Path, form: QuoteForm) -> None:
    file = csv_of(tmp_path / "export.csv", ANSWERS, {**ANSWERS, "email": "ben@example.com"})
    store = Store(deal.engine, form, deal.clock, ("link",), deal.settings.matcher)
    for expected in ((2, 0, 0), (0, 2, 0)):
        rows = provider_import.rows_of(file, form)
        count = provider_import.take(store, form, rows, str)
        assert (count.new, count.known, count.wrong) == expected
    sent = deal.work()
    assert {letter.to for letter in sent} == {BUYER, "ben@example.com"}
    assert all("/quotes/thanks/?reference=" in letter.body for letter in sent)


@pytest.mark.parametrize(
    "wrap",
    [
        lambda row: [row],
        lambda row: {"submissions": [row]},
        lambda row: {"submissions": [{"id": 7, "data": row}]},
    ],
)
def test_an_export_as_json_is_read(
    tmp_path: Path, form: QuoteForm, wrap: Callable[[dict[str, str]], object]
) -> None:
    file = tmp_path / "export.json"
    file.write_text(json.dumps(wrap(ANSWERS)), encoding="utf-8")
    assert provider_import.rows_of(file, form) == [ANSWERS]


def test_a_wrong_row_is_named_and_the_others_are_taken(
    deal: Deal, tmp_path: Path, form: QuoteForm
) -> None:
    file = csv_of(tmp_path / "export.csv", {**ANSWERS, "framework": "soc-9"}, ANSWERS)
    said: list[str] = []
    rows = provider_import.rows_of(file, form)
    count = provider_import.take(deal.store, form, rows, said.append)
    assert (count.new, count.wrong) == (1, 1)
    assert said[0] == "row 1: Select one of the reports in the list"


@pytest.mark.parametrize("content", ["", "no columns\nof ours", "{", "[1, 2"])
def test_a_file_that_is_no_export_is_refused(tmp_path: Path, form: QuoteForm, content: str) -> None:
    file = tmp_path / "export.csv"
    file.write_text(content, encoding="utf-8")
    try:
        assert provider_import.rows_of(file, form) == []
    except NotCopied as error:
        assert "export.csv" in str(error)


def test_the_command_imports_and_says_how_many(run: Said, tmp_path: Path) -> None:
    file = csv_of(tmp_path / "export.csv", {**ANSWERS, "stage": "ready"})
    assert run("import", str(file))[-1] == "1 new, 0 known before, 0 not taken"
    assert run("import", str(file))[-1] == "0 new, 1 known before, 0 not taken"
    main(["requests", "erase", "--email", BUYER])
    assert run("import", str(file))[-1] == "1 erased or forgotten before, and not taken again"


def imported(deal: Deal, *rows: dict[str, str]) -> tuple[int, int, int, int]:
    """How many rows of an export were new, known, gone and wrong."""
    names = {"kinds": ("link",), "matcher": deal.settings.matcher}
    store = Store(deal.engine, deal.settings.form, deal.clock, **names)  # type: ignore[arg-type]
    count = provider_import.take(store, deal.settings.form, list(rows), str, deal.clock)
    return count.new, count.known, count.gone, count.wrong


KEYED = {**ANSWERS, "idempotency_key": "a-key-of-the-page"}


@pytest.mark.parametrize("row", [ANSWERS, KEYED])
def test_an_import_does_not_bring_back_what_a_buyer_erased(
    either: Deal, row: dict[str, str]
) -> None:
    other = {**ANSWERS, "email": "ben@example.com"}
    assert imported(either, row, other) == (2, 0, 0, 0)
    either.work()
    erase(either.engine, BUYER, either.clock())
    assert imported(either, row, other) == (0, 1, 1, 0)
    assert either.work() == []


def test_an_import_does_not_bring_back_what_was_forgotten_for_its_age(deal: Deal) -> None:
    assert imported(deal, ANSWERS) == (1, 0, 0, 0)
    deal.clock.now += timedelta(days=KEEP.open_days, minutes=1)
    deal.tidy(deal.engine)
    assert imported(deal, ANSWERS) == (0, 0, 1, 0)


def test_a_restored_backup_knows_what_must_not_be_imported_again(
    either: Deal, tmp_path: Path
) -> None:
    lost = {**ANSWERS, "email": "ben@example.com"}
    either.send(email="eve@example.com")
    write_backup(either.settings.database_url, tmp_path / "b.db", str)
    imported(either, ANSWERS, lost)
    erase(either.engine, BUYER, either.clock())
    restored(either, tmp_path / "b.db")
    assert imported(either, ANSWERS, lost) == (1, 0, 1, 0)


def test_a_hash_of_an_imported_row_goes_with_the_proof_of_consent(deal: Deal) -> None:
    imported(deal, ANSWERS)
    erase(deal.engine, BUYER, deal.clock())
    deal.clock.now += timedelta(days=KEEP.consent_months * DAYS_A_MONTH)
    deal.tidy(deal.engine)
    with deal.engine.connect() as connection:
        assert len(connection.execute(select(imports)).all()) == 1
    deal.clock.now += timedelta(days=1)
    deal.tidy(deal.engine)
    with deal.engine.connect() as connection:
        assert connection.execute(select(imports)).all() == []


# Demonstrations


def test_a_demonstration_delivers_nothing_of_a_database_with_real_requests(deal: Deal) -> None:
    deal.send(notes="for samples")
    deliverers(deal.settings, deal.engine)
    unmatched(deal)
    with pytest.raises(BadSetting, match="holds requests without sample firms"):
        deliverers(deal.settings, deal.engine)
    deliverers(replace(deal.settings, demonstration=False), deal.engine)


def test_every_mail_of_a_demonstration_says_so(deal: Deal) -> None:
    introduced(deal)
    mails = deal.letters
    assert {OPERATOR, BUYER} < {letter.to for letter in mails}
    assert [letter.subject for letter in mails if "DEMONSTRATION" not in letter.body] == []


# Forgetting


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
    deal.clock.now += timedelta(days=KEEP.consent_months * DAYS_A_MONTH)
    deal.tidy(deal.engine)
    assert buyer.log()
    deal.clock.now += timedelta(days=1)
    deal.tidy(deal.engine)
    with deal.engine.connect() as connection:
        left = [connection.execute(select(table)).all() for table in (audit, agreements)]
    assert left == [[], []]


# Backups


def restored(deal: Deal, file: Path) -> list[str]:
    said: list[str] = []
    restore_backup(deal.settings.database_url, file, said.append, replace=True)
    return said


def test_a_restored_backup_remembers_a_later_withdrawal(either: Deal, tmp_path: Path) -> None:
    buyer = either.send()
    first, *_ = buyer.offered()
    buyer.choose(first)
    write_backup(either.settings.database_url, tmp_path / "b.db", str)
    buyer.withdraw()
    restored(either, tmp_path / "b.db")
    either.clock.now += timedelta(days=1)
    either.work()
    assert either.to(first) == []
    assert buyer.states() == {first: "withdrawn"}


def test_a_restored_backup_knows_who_was_told_and_asks_them_to_delete(
    either: Deal, tmp_path: Path
) -> None:
    buyer = either.send()
    write_backup(either.settings.database_url, tmp_path / "b.db", str)
    first, *_ = buyer.offered()
    buyer.choose(first)
    either.work()
    before = buyer.log()
    restored(either, tmp_path / "b.db")
    assert buyer.states() == {first: "introduced"}
    assert sorted(buyer.log()) == sorted(before)
    buyer.withdraw(first)
    either.work()
    assert [letter.subject.split()[0] for letter in either.to(first)] == ["Introduction", "Delete"]


def subjects(deal: Deal, letter: str) -> list[str]:
    return [letter.subject.split()[0] for letter in deal.to(letter)]


def test_a_restored_backup_knows_a_firm_that_was_offered_later(
    either: Deal, tmp_path: Path
) -> None:
    buyer, first = introduced(either)
    write_backup(either.settings.database_url, tmp_path / "b.db", str)
    either.answer(either.to(first)[0].links["decline"])
    fourth = buyer.offered()[-1]
    buyer.choose(fourth)
    either.work()
    restored(either, tmp_path / "b.db")
    assert buyer.states() == {first: "declined", fourth: "introduced"}
    buyer.withdraw()
    either.work()
    assert subjects(either, fourth) == ["Introduction", "Delete"]


def test_a_restored_backup_knows_a_match_that_was_made_by_hand(
    either: Deal, tmp_path: Path
) -> None:
    reference = unmatched(either)
    write_backup(either.settings.database_url, tmp_path / "b.db", str)
    with either.engine.begin() as connection:
        offer_by_hand(either, connection, reference)
    restored(either, tmp_path / "b.db")
    with either.engine.connect() as connection:
        matched = find(connection, reference)
    assert matched
    assert (matched.state, [offer.firm for offer in matched.offers]) == ("offered", ["sample-e"])


def test_a_notice_to_delete_that_waits_outlives_a_restore(either: Deal, tmp_path: Path) -> None:
    either.send(email="ben@example.com")
    write_backup(either.settings.database_url, tmp_path / "b.db", str)
    buyer, first = introduced(either)
    buyer.post("erase")
    restored(either, tmp_path / "b.db")
    either.work()
    assert subjects(either, first) == ["Introduction", "Delete"]
    assert buyer.log()[-1] == ("service", "asked-to-delete", first)


def test_a_notice_to_delete_goes_where_the_introduction_went_after_a_restore(
    either: Deal, tmp_path: Path
) -> None:
    buyer = either.send()
    write_backup(either.settings.database_url, tmp_path / "b.db", str)
    first, *_ = buyer.offered()
    buyer.choose(first)
    either.work()
    buyer.post("erase")  # the address that it went to is now in the notice alone
    restored(either, tmp_path / "b.db")
    either.work()
    assert subjects(either, first) == ["Introduction", "Delete"]


def test_a_request_that_a_firm_has_got_outlives_the_restore_of_an_older_backup(
    either: Deal, tmp_path: Path
) -> None:
    either.send(email="ben@example.com")
    write_backup(either.settings.database_url, tmp_path / "b.db", str)
    buyer, first = introduced(either)
    lost = either.send(notes="no firm has it")
    said = restored(either, tmp_path / "b.db")
    assert [line for line in said if line.startswith(f"{buyer.reference} is later")]
    assert buyer.states() == {first: "introduced"}
    assert lost.reference not in str(stored_requests(either.settings.database_url))
    assert erase(either.engine, BUYER, either.clock()) == 1
    either.work()
    assert subjects(either, first) == ["Introduction", "Delete"]


def test_a_copy_that_waits_outlives_a_restore(either: Deal, tmp_path: Path) -> None:
    buyer = either.send()
    write_backup(either.settings.database_url, tmp_path / "b.db", str)
    first, *_ = buyer.offered()
    buyer.choose(first)
    while not either.to(first):
        either.worker.step()
    restored(either, tmp_path / "b.db")
    copies = [letter for letter in either.work() if letter.to == BUYER]
    assert [first.upper() in letter.subject for letter in copies] == [True]


def test_a_firm_that_was_chosen_after_the_backup_waits_for_resend(
    either: Deal, tmp_path: Path
) -> None:
    buyer = either.send()
    first, *_ = buyer.offered()
    write_backup(either.settings.database_url, tmp_path / "b.db", str)
    buyer.choose(first)
    said = restored(either, tmp_path / "b.db")
    assert [line for line in said if line.endswith(f"`requests resend {buyer.reference}`")]
    either.work()
    assert either.to(first) == []
    resend(either.engine, buyer.reference, either.clock())
    either.work()
    assert subjects(either, first) == ["Introduction"]
    assert buyer.states() == {first: "introduced"}


def test_a_restored_backup_knows_an_introduction_that_failed(either: Deal, tmp_path: Path) -> None:
    buyer = either.send()
    write_backup(either.settings.database_url, tmp_path / "b.db", str)
    first, *_ = buyer.offered()
    buyer.choose(first)
    either.post.answers["RCPT"] = "550 no such user"
    either.work()
    either.post.answers["RCPT"] = "250 OK"
    said = restored(either, tmp_path / "b.db")
    assert not [line for line in said if "introductions wait" in line]
    assert buyer.states() == {first: "failed"}


def test_an_agreement_is_proved_once_after_a_restore(either: Deal, tmp_path: Path) -> None:
    buyer, first = introduced(either)
    write_backup(either.settings.database_url, tmp_path / "b.db", str)
    buyer.withdraw(first)
    restored(either, tmp_path / "b.db")
    with either.engine.connect() as connection:
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
    assert [row["reference"] for row in stored_requests(deal.settings.database_url)] == [
        kept.reference
    ]


def test_matches_move_to_postgresql_with_every_row(
    deal: Deal, postgres: str, settings: Settings
) -> None:
    buyer, first = introduced(deal)
    with new_database(postgres) as url:
        target = connect(url)
        copy_database(deal.engine, target, str)
        with deal.engine.connect() as old, target.connect() as new:
            assert find(old, buyer.reference) == find(new, buyer.reference)
            assert old.execute(select(audit)).all() == new.execute(select(audit)).all()
        moved = Deal(replace(deal.settings, database_url=url), target, deal.post, deal.clock)
        replace(buyer, deal=moved).withdraw(first)
        assert [letter.to[0] for letter in moved.work() if "Delete" in letter.subject] == [first]
        target.dispose()


# The doctor


def verdicts(settings: Settings) -> dict[str, tuple[str, str]]:
    return {found.what: (found.verdict, found.text) for found in check_firms(settings, load_data())}


def test_the_doctor_says_that_samples_are_not_shown() -> None:
    verdict, words = verdicts(from_environment({}))["firms"]
    assert verdict == "look"
    assert "samples are not shown" in words


def listed(settings: Settings, **changes: str) -> Settings:
    """Settings with one firm that is no sample."""
    firm = firms().firms[0].model_copy(update={"sample": False, "checked": "2020-01-01"})
    data = replace(load_data(), firms=(firm,))
    return replace(settings, matcher=matcher(data, demonstration=False), **changes)  # type: ignore[arg-type]


def test_the_doctor_wants_mail_an_address_and_fresh_entries(settings: Settings) -> None:
    found = verdicts(listed(settings, public_address="https://soc.example/"))
    assert found["links"][0] == found["introductions"][0] == "bad"
    assert "to be checked since" in found["firms"][1]


@pytest.mark.parametrize(
    ("address", "verdict"),
    [("https://soc.test/", "ok"), ("http://soc.test/", "bad"), ("http://localhost:1/", "bad")],
)
def test_the_doctor_looks_where_links_lead(settings: Settings, address: str, verdict: str) -> None:
    assert verdicts(listed(settings, public_address=address))["links"][0] == verdict


def site_with(**changes: object) -> Dataset:
    dataset = load_data()
    return replace(dataset, settings=dataset.settings.model_copy(update=changes))


def test_links_lead_to_where_the_form_is_taken() -> None:
    elsewhere = FormSettings(address="https://api.soc.test/api/quotes")
    moved = site_with(form=elsewhere)
    assert public_address("", moved) == "https://api.soc.test/"
    assert public_address("https://other.test", moved) == "https://other.test/"
    assert public_address("", load_data()) == load_data().settings.address


HOSTED = {"form_backend": "formspree", "form": FormSettings(id="abcdwxyz")}


def test_with_a_hosted_provider_only_the_operator_knows_where_links_lead() -> None:
    assert public_address("", site_with(**HOSTED)) == ""
    assert public_address("https://quotes.soc.test", site_with(**HOSTED)) == (
        "https://quotes.soc.test/"
    )


def test_without_an_address_for_its_links_the_doctor_calls_a_deployment_bad(
    settings: Settings,
) -> None:
    verdict, words = verdicts(listed(settings, public_address=""))["links"]
    assert verdict == "bad"
    assert "QUOTES_ADDRESS" in words


def test_the_doctor_looks_below_which_path_the_pages_are(settings: Settings) -> None:
    found = listed(settings, public_address="https://quotes.soc.test/", base_path="/soc/")
    assert verdicts(found)["links"][0] == "look"
    found = replace(found, public_address="https://quotes.soc.test/soc/")
    assert verdicts(found)["links"][0] == "ok"


def hosted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Data whose form a hosted provider takes, for this process."""
    data = folder / "data"
    shutil.copytree(DATA, data)
    text = (data / "site.yml").read_text(encoding="utf-8")
    chosen = "form_backend: formspree\nform: {id: abcdwxyz}\n"
    (data / "site.yml").write_text(text.replace("form_backend: embedded\n", chosen), "utf-8")
    monkeypatch.setenv("SITE_DATA", str(data))
    return data


def test_an_import_without_an_address_for_its_links_is_refused(
    deal: Deal, run: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hosted(tmp_path, monkeypatch)
    file = csv_of(tmp_path / "export.csv", {**ANSWERS, "stage": "ready"})
    assert "QUOTES_ADDRESS is not set" in run("import", str(file), code=1)[0]
    assert stored_requests(deal.settings.database_url) == []
    monkeypatch.setenv("QUOTES_ADDRESS", ORIGIN)
    assert run("import", str(file))[-1].startswith("1 new")


def test_mails_about_firms_wait_for_an_address_that_their_links_lead_to(deal: Deal) -> None:
    imported(deal, ANSWERS)
    nowhere = replace(deal.settings, public_address="")
    assert Deal(nowhere, deal.engine, deal.post, deal.clock).work() == []
    assert [letter.to for letter in deal.work()] == [BUYER]


def test_the_link_of_an_imported_request_opens_at_the_backends_own_address(deal: Deal) -> None:
    imported(deal, ANSWERS)
    (mail,) = deal.work()
    link = next(line for line in mail.body.splitlines() if "?reference=" in line)
    assert link.startswith(deal.settings.public_address)
    page = deal.client.get(link.removeprefix(ORIGIN))
    assert page.status_code == 200
    assert page.text.count('name="firm"') >= 3


def test_the_backend_reads_the_data_that_the_pages_are_built_from(tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(DATA, data)
    text = (data / "site.yml").read_text(encoding="utf-8")
    (data / "site.yml").write_text(
        text.replace(load_data().settings.name, "Another site", 1), "utf-8"
    )
    ask = "import os; from backend.config.settings import from_environment as read"
    ask += "; print(read(os.environ).site_name)"
    environment = {**os.environ, "SITE_DATA": str(data)}
    done = subprocess.run(
        [sys.executable, "-c", ask], cwd=ROOT, env=environment, capture_output=True, check=True
    )
    assert done.stdout.decode().strip() == "Another site"
