"""Requests that a hosted provider has taken, and that come in by its export."""

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from backend.backup.copy import CopyError
from backend.cli import provider_import
from backend.cli.csv_format import escape_formula, unescape_formula
from backend.cli.request_commands import erase
from backend.intake.request_store import RequestStore
from backend.privacy.retention import DAYS_PER_MONTH
from backend.storage.database import Database
from backend.storage.tables import imports
from model.form.definition import QuoteForm
from tests.backend.conftest import ANSWERS, ORIGIN
from tests.backend.deal import BUYER, KEEP, Deal, csv_of, imported


def test_a_providers_export_is_taken_once(deal: Deal, tmp_path: Path, form: QuoteForm) -> None:
    file = csv_of(tmp_path / "export.csv", ANSWERS, {**ANSWERS, "email": "ben@example.com"})
    store = RequestStore(Database(deal.engine), form, deal.clock, ("link",), deal.matcher)
    for expected in ((2, 0, 0), (0, 2, 0)):
        rows = provider_import.read_rows(file, form)
        count = provider_import.import_rows(store, form, rows, str)
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
    assert provider_import.read_rows(file, form) == [ANSWERS]


def test_a_wrong_row_is_named_and_the_others_are_taken(
    deal: Deal, tmp_path: Path, form: QuoteForm
) -> None:
    file = csv_of(tmp_path / "export.csv", {**ANSWERS, "framework": "soc-9"}, ANSWERS)
    said: list[str] = []
    rows = provider_import.read_rows(file, form)
    count = provider_import.import_rows(deal.store, form, rows, said.append)
    assert (count.new, count.wrong) == (1, 1)
    assert said[0] == "row 1: Select one of the reports in the list"


@pytest.mark.parametrize("content", ["", "no columns\nof ours", "{", "[1, 2"])
def test_a_file_that_is_no_export_is_refused(tmp_path: Path, form: QuoteForm, content: str) -> None:
    file = tmp_path / "export.csv"
    file.write_text(content, encoding="utf-8")
    try:
        assert provider_import.read_rows(file, form) == []
    except CopyError as error:
        assert "export.csv" in str(error)


KEYED = {**ANSWERS, "idempotency_key": "a-key-of-the-page"}


@pytest.mark.parametrize("row", [ANSWERS, KEYED])
def test_an_import_does_not_bring_back_what_a_buyer_erased(
    deal_per_database: Deal, row: dict[str, str]
) -> None:
    other = {**ANSWERS, "email": "ben@example.com"}
    assert imported(deal_per_database, row, other) == (2, 0, 0, 0)
    deal_per_database.work()
    erase(deal_per_database.engine, BUYER, deal_per_database.clock())
    assert imported(deal_per_database, row, other) == (0, 1, 1, 0)
    assert deal_per_database.work() == []


def test_an_import_does_not_bring_back_what_was_forgotten_for_its_age(deal: Deal) -> None:
    assert imported(deal, ANSWERS) == (1, 0, 0, 0)
    deal.pass_days(KEEP.open_days + 0.01)
    assert imported(deal, ANSWERS) == (0, 0, 1, 0)


def test_a_hash_of_an_imported_row_goes_with_the_proof_of_consent(deal: Deal) -> None:
    imported(deal, ANSWERS)
    erase(deal.engine, BUYER, deal.clock())
    deal.pass_days(KEEP.consent_months * DAYS_PER_MONTH)
    with deal.engine.connect() as connection:
        assert len(connection.execute(select(imports)).all()) == 1
    deal.pass_days(1)
    with deal.engine.connect() as connection:
        assert connection.execute(select(imports)).all() == []


def test_mails_about_firms_wait_for_an_address_that_their_links_lead_to(deal: Deal) -> None:
    imported(deal, ANSWERS)
    nowhere = replace(deal.settings, public_address="")
    assert replace(deal, settings=nowhere).work() == []
    assert [letter.to for letter in deal.work()] == [BUYER]


def test_the_link_of_an_imported_request_opens_at_the_backends_own_address(deal: Deal) -> None:
    imported(deal, ANSWERS)
    (mail,) = deal.work()
    link = next(line for line in mail.body.splitlines() if "?reference=" in line)
    assert link.startswith(deal.settings.public_address)
    page = deal.client.get(link.removeprefix(ORIGIN))
    assert page.status_code == 200
    assert page.text.count('name="firm"') >= 3


@pytest.mark.parametrize("inside", ["\u2028", "\u2029", "\x85", "\v", "\f", "\r\n", "\n"])
def test_a_break_within_a_cell_ends_no_row(tmp_path: Path, form: QuoteForm, inside: str) -> None:
    row = {**ANSWERS, "notes": f"before{inside}after"}
    file = csv_of(tmp_path / "export.csv", row, ANSWERS)
    assert provider_import.read_rows(file, form) == [row, ANSWERS]


@pytest.mark.parametrize("company", ["'t Hart B.V.", "'", "''", "O'Neill", "'=1+1", "=1+1", "-"])
def test_an_apostrophe_of_the_value_itself_stays(company: str) -> None:
    assert unescape_formula(escape_formula(company)) == company


def test_a_providers_own_apostrophe_stays(tmp_path: Path, form: QuoteForm) -> None:
    file = csv_of(tmp_path / "export.csv", {**ANSWERS, "company": "'t Hart B.V."})
    assert provider_import.read_rows(file, form)[0]["company"] == "'t Hart B.V."


@pytest.mark.parametrize("delimiter", [";", "\t", ","])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_exports_of_other_spreadsheets_are_read(
    tmp_path: Path, form: QuoteForm, delimiter: str, encoding: str
) -> None:
    row = {**ANSWERS, "company": "Müller, Söhne; & Co"}
    file = tmp_path / "export.csv"
    with file.open("w", encoding=encoding, newline="") as target:
        writer = csv.DictWriter(target, [*row], delimiter=delimiter)
        writer.writeheader()
        writer.writerow(row)
    assert provider_import.read_rows(file, form) == [row]


def test_an_object_a_line_is_read(tmp_path: Path, form: QuoteForm) -> None:
    file = tmp_path / "export.jsonl"
    other = {**ANSWERS, "email": "ben@example.com", "notes": "a\u2028b"}
    lines = [json.dumps(row, ensure_ascii=False) for row in (ANSWERS, other)]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert provider_import.read_rows(file, form) == [ANSWERS, other]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"Name,Mail\nAda,ada@example.com\n", "not name, mail"),
        (b'[{"email": "ada@example.com"}', "looks like JSON, and line 1 is none"),
        (b'{"email": "a@b.com"}\n{"email": \n', "looks like JSON"),
        (b"email\nada\x81\n", "save it as UTF-8"),
    ],
)
def test_what_is_wrong_with_a_file_is_named_rightly(
    tmp_path: Path, form: QuoteForm, content: bytes, said: str
) -> None:
    file = tmp_path / "export"
    file.write_bytes(content)
    with pytest.raises(CopyError, match=said):
        provider_import.read_rows(file, form)
