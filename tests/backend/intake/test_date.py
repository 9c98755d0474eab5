"""The date by which a report is needed: checked, stored, and shown wherever answers are."""

import csv
import json
from datetime import UTC, date, datetime, timedelta

import pytest

from backend.cli.csv_format import create_csv, write_csv
from backend.cli.request_reports import load_requests, to_json
from model.form.definition import QuoteForm
from model.timeline import add_months, range_of
from tests.backend.deal import Deal


def today() -> date:
    return datetime.now(UTC).date()


@pytest.mark.parametrize("months", [1, 5, 9, 20])
def test_the_date_is_stored_and_the_range_follows_from_it(client, answers, rows, months) -> None:
    day = add_months(today(), months) + timedelta(days=2)
    sent = client.post(answers | {"needed_by": str(day), "timeline": "unsure"}, json=True)
    assert sent.status_code == 201
    assert rows()[0]["needed_by"] == str(day)
    assert rows()[0]["timeline"] == range_of(day, today())


def test_a_date_alone_answers_the_question_of_the_range(client, answers, rows) -> None:
    del answers["timeline"]
    assert client.post(answers | {"needed_by": "2091-03-31"}, json=True).status_code == 201
    assert rows()[0]["timeline"] == "over-12-months"


def test_without_a_date_the_range_stays(client, answers, rows) -> None:
    client.post(answers, json=True)
    assert (rows()[0]["needed_by"], rows()[0]["timeline"]) == ("", answers["timeline"])


@pytest.mark.parametrize(("given", "code"), [("soon", "date"), ("2020-02-02", "past")])
def test_a_wrong_date_is_named_and_nothing_is_stored(
    client, answers, rows, form: QuoteForm, given: str, code
) -> None:
    [field] = [field for field in form.fields if field.name == "needed_by"]
    sent = client.post(answers | {"needed_by": given}, json=True)
    assert sent.status_code == 422
    assert sent.json()["errors"] == {"needed_by": field.messages.get(code)}
    assert rows() == []


def test_the_date_is_in_json_csv_mails_and_on_the_private_page(deal: Deal, tmp_path) -> None:
    buyer = deal.send(needed_by="2091-03-31")
    requests = load_requests(deal.settings.database_url)
    assert json.loads(to_json(requests[0]))["needed_by"] == "2091-03-31"
    with create_csv(tmp_path / "all.csv") as file:
        write_csv(file, lambda: requests)
    with (tmp_path / "all.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.DictReader(file))["needed_by"] == "2091-03-31"
    assert any("31 March 2091" in letter.body for letter in deal.work())
    assert "31 March 2091" in buyer.page().get_text()
    firm = buyer.offered()[0]
    buyer.choose(firm)
    deal.work()
    assert "31 March 2091" in deal.to(firm)[0].body
