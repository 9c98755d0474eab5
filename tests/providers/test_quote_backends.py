"""The script makes each provider's request and reads its answers as the record says."""

import json
from typing import Any
from urllib.parse import parse_qsl

import pytest

from macros.views.quotes.forms import hosted_rules
from model.dataset import Dataset
from model.exports.form_target import resolve_form_target
from model.form.definition import CONTRACT
from tests.data import load_data
from tests.model.node import run

from .choices import HOSTED, choose

HOSTED_PROVIDER = "quotes/hosted-provider.mjs"
ENTRIES = [*((name, f"{name} ü & 株") for name in CONTRACT), ("idempotency_key", "k")]
REDIRECTS = {"redirect", "_next", "_redirect", "redirectTo"}


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load_data()


@pytest.fixture(scope="module")
def records(dataset: Dataset) -> dict[str, Any]:
    """What the page gives the script about each provider."""
    targets = {name: resolve_form_target(choose(dataset, name), "/") for name in HOSTED}
    return {
        name: hosted_rules(target, dataset.provider_words)["provider"]
        for name, target in targets.items()
    }


@pytest.fixture(scope="module")
def requests(dataset: Dataset, records: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The request for each provider, from the same answers and its own hidden fields."""
    hidden = {
        name: [
            [field.name, field.value]
            for field in resolve_form_target(choose(dataset, name), "/").hidden
        ]
        for name in HOSTED
    }
    code = """({records, hidden, entries}) => Object.fromEntries(Object.entries(records).map(
        ([name, record]) => [name, module.buildRequest(record, [...hidden[name], ...entries])]))"""
    made: dict[str, dict[str, Any]] = run(
        HOSTED_PROVIDER, code, {"records": records, "hidden": hidden, "entries": ENTRIES}
    )
    return made


def sent(request: dict[str, Any]) -> dict[str, Any]:
    """The fields of a request, decoded as its content type says."""
    if request["headers"]["Content-Type"] == "application/json":
        fields: dict[str, Any] = json.loads(request["body"])
        return fields
    assert request["headers"]["Content-Type"].startswith("application/x-www-form-urlencoded")
    return dict(parse_qsl(request["body"], keep_blank_values=True))


def read(records: dict[str, Any], cases: list[tuple[str, int, str]]) -> list[dict[str, Any]]:
    code = """({records, cases, names}) => cases.map(([name, status, text]) =>
        module.readProviderAnswer(records[name], status, text, names))"""
    given = {"records": records, "cases": cases, "names": CONTRACT}
    answers: list[dict[str, Any]] = run(HOSTED_PROVIDER, code, given)
    return answers


@pytest.mark.parametrize("provider", HOSTED)
def test_every_answer_is_sent_unchanged(requests: dict[str, Any], provider: str) -> None:
    fields = sent(requests[provider])
    assert {name: fields[name] for name, _ in ENTRIES} == dict(ENTRIES)


@pytest.mark.parametrize("provider", HOSTED)
def test_no_redirect_is_asked_for(requests: dict[str, Any], provider: str) -> None:
    assert not REDIRECTS & set(sent(requests[provider]))


@pytest.mark.parametrize("provider", HOSTED)
def test_headers_need_no_preflight_but_for_json(requests: dict[str, Any], provider: str) -> None:
    assert set(requests[provider]["headers"]) <= {"Accept", "Content-Type"}


def test_json_goes_with_both_headers_and_a_nested_subject(requests: dict[str, Any]) -> None:
    request = requests["formspark"]
    assert request["headers"] == {"Accept": "application/json", "Content-Type": "application/json"}
    assert sent(request)["_email"] == {"subject": "Quote request"}


def test_answers_are_never_appended_to_the_thanks_page(requests: dict[str, Any]) -> None:
    assert sent(requests["formspark"])["_append"] == "false"


TAKEN = [
    ("formspree", 200, '{"next": "/thanks", "ok": true}'),
    ("formspark", 200, "{}"),
    ("formspark", 204, ""),
    ("web3forms", 200, '{"success": true, "message": "Email sent"}'),
    ("staticforms", 200, '{"success": true, "message": "Received"}'),
    ("formcarry", 200, '{"code": 200, "status": "success"}'),
    ("basin", 200, "<p>Thank you</p>"),
    ("netlify", 200, "<!doctype html><p>Thank you</p>"),
    ("custom", 201, '{"id": 7}'),
]


def test_each_documented_success_is_one(records: dict[str, Any]) -> None:
    assert {name for name, _, _ in TAKEN} == set(HOSTED)
    assert [answer["kind"] for answer in read(records, TAKEN)] == ["success"] * len(TAKEN)


def test_no_status_but_2xx_is_success(records: dict[str, Any]) -> None:
    cases = [
        (name, status, text)
        for name, _, text in TAKEN
        for status in (0, 100, 199, 300, 302, 304, 400, 403, 404, 422, 429, 500, 503)
    ]
    assert not [case for case, answer in zip(cases, read(records, cases), strict=True)
                if answer["kind"] == "success"]  # fmt: skip


def test_a_mark_of_refusal_is_never_success(records: dict[str, Any]) -> None:
    cases = [
        ("formspree", 200, '{"next": "/thanks", "errors": [{"message": "x"}]}'),
        ("formspree", 200, '{"ok": true, "error": "x"}'),
        ("formspark", 200, '{"error": "x"}'),
        ("web3forms", 200, '{"success": false, "message": "x"}'),
        ("staticforms", 200, '{"success": false, "message": "x"}'),
        ("formcarry", 200, '{"code": 422, "message": "x"}'),
        ("basin", 200, '{"error": "x"}'),
        ("custom", 200, '{"ok": false, "message": "x"}'),
    ]
    assert [answer["kind"] for answer in read(records, cases)] == ["failed"] * len(cases)
    assert all(answer["said"] == ["x"] for answer in read(records, cases)[1:])


@pytest.mark.parametrize(
    "text", ["", "<p>Back soon</p>", "null", "[]", '"fine"', "1", "{", "[true]"]
)
def test_what_cannot_be_read_is_unknown_where_json_is_promised(
    records: dict[str, Any], text: str
) -> None:
    promised = [name for name in HOSTED if records[name]["answer"]["body"] == "json"]
    assert len(promised) == 5
    cases = [(name, 200, text) for name in promised]
    assert [answer["kind"] for answer in read(records, cases)] == ["unknown"] * len(cases)


def test_a_success_without_its_mark_is_unknown(records: dict[str, Any]) -> None:
    marked = [name for name in HOSTED if records[name]["answer"]["accepted"]]
    cases = [(name, 200, text) for name in marked for text in ("{}", '{"success": "true"}')]
    assert [answer["kind"] for answer in read(records, cases)] == ["unknown"] * len(cases)


def test_errors_in_a_list_land_at_their_fields_and_the_rest_is_said(
    records: dict[str, Any],
) -> None:
    errors = [
        {"code": "TYPE_EMAIL", "field": "email", "message": "should be an email"},
        {"code": "BLOCKED", "message": "Form is blocked"},
        {"code": "X", "field": "_subject", "message": "is odd"},
    ]
    [answer] = read(records, [("formspree", 422, json.dumps({"errors": errors}))])
    assert answer == {
        "kind": "invalid",
        "errors": {"email": "should be an email"},
        "said": ["Form is blocked", "is odd"],
    }


def test_errors_by_field_land_at_their_fields(records: dict[str, Any]) -> None:
    text = '{"code": 422, "errors": {"email": {"message": "must be an email", "rule": "email"}}}'
    own = '{"errors": {"name": "Too short", "__proto__": "x"}}'
    first, second = read(records, [("formcarry", 422, text), ("custom", 422, own)])
    assert (first["kind"], first["errors"]) == ("invalid", {"email": "must be an email"})
    assert (second["kind"], second["errors"]) == ("invalid", {"name": "Too short"})


def test_a_refusal_without_words_is_one(records: dict[str, Any]) -> None:
    cases = [(name, 429, "<h1>Too many</h1>") for name in HOSTED]
    assert [answer["kind"] for answer in read(records, cases)] == ["failed"] * len(cases)


def test_a_broken_server_leaves_it_open_whether_the_request_was_taken(
    records: dict[str, Any],
) -> None:
    cases = [(name, 502, "<h1>Bad gateway</h1>") for name in HOSTED]
    assert [answer["kind"] for answer in read(records, cases)] == ["unknown"] * len(cases)
