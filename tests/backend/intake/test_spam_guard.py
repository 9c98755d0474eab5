"""Attacks on the form over HTTP, one test each. What is not tested says docs-dev/not-tested.md."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
import pytest
from bs4 import BeautifulSoup

from backend.intake.request_store import new_reference
from model.form.definition import FORM_TOKEN, QuoteForm

Rows = Callable[[], list[dict[str, str]]]
Answers = dict[str, str]

# Everything that str.splitlines takes for the end of a line.
SEPARATORS = ["\n", "\r", "\r\n", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
ELSEWHERE = [
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "https://site@evil.example",
    "https://site.evil.example",
    "/%0d%0aLocation: https://evil.example",
]
REDIRECTS = ["_next", "_redirect", "redirect", "redirectTo", "next", "returnUrl", "url"]
SQL = ["' OR '1'='1", "'; DROP TABLE submissions; --", "%27%3B--", "1; SELECT pg_sleep(9)", "\\'"]
SCRIPTS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "' autofocus onfocus=alert(1) x='",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:alert(1)",
]


@pytest.mark.parametrize("separator", SEPARATORS, ids=ascii)
def test_no_line_of_an_answer_can_become_a_header(
    client: Any, answers: Answers, rows: Rows, separator: str
) -> None:
    attack = f"Ada{separator}Bcc: everybody@evil.example"
    assert client.post(answers | {"name": attack, "company": attack}).status_code == 303
    for field in ("name", "company"):
        assert rows()[0][field] == "Ada Bcc: everybody@evil.example"
        assert len(rows()[0][field].splitlines()) == 1


@pytest.mark.parametrize("separator", [*SEPARATORS, ",", ";", "%0a", "\0", "<", " "], ids=ascii)
def test_an_email_address_is_one_address(
    client: Any, answers: Answers, rows: Rows, separator: str
) -> None:
    attack = f"ada@example.com{separator}eve@evil.example"
    response = client.post(answers | {"email": attack}, json=True)
    assert response.status_code in (400, 422)
    assert rows() == []


@pytest.mark.parametrize(
    "body",
    [b"name=%ED%A0%80", b"name=%ED%BF%BF", b"name=%ff", b"name=\xff", b"name=%C0%80", b"name=%00"],
)
def test_what_is_no_text_is_400_and_never_500(client: Any, rows: Rows, body: bytes) -> None:
    for json in (True, False):
        assert client.post(body, json=json).status_code == 400
    assert rows() == []


def test_a_lone_surrogate_in_json_is_415(client: Any, rows: Rows) -> None:
    body = b'{"name": "\\ud800"}'
    assert client.post(body, json=True, content_type="application/json").status_code == 415
    assert rows() == []


def test_2000_fields_are_400(client: Any, answers: Answers, rows: Rows) -> None:
    many = [*answers.items(), *((f"x{number}", "1") for number in range(2000))]
    assert client.post(many, json=True).status_code == 400
    same = [*answers.items(), *[("notes", "again")] * 50]
    assert client.post(same, json=True).status_code == 400
    assert rows() == []


@pytest.mark.parametrize("target", ELSEWHERE)
def test_nobody_is_sent_to_another_site(client: Any, answers: Answers, target: str) -> None:
    body = answers | dict.fromkeys(REDIRECTS, target)
    spoofed = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Referer": target}
    path = f"/api/quotes?{'&'.join(f'{name}={target}' for name in REDIRECTS)}"
    response = client.post(body, headers=spoofed, path=path)
    assert response.status_code == 303
    location = urlsplit(response.headers["location"])
    assert (location.scheme, location.netloc, location.path) == ("", "", "/quotes/thanks/")
    assert "evil" not in response.headers["location"]


@pytest.mark.parametrize("attack", SQL)
def test_sql_is_an_answer_like_any_other(
    client: Any, answers: Answers, rows: Rows, attack: str
) -> None:
    keyed = {"notes": attack, "company": attack, "idempotency_key": attack.replace(" ", "")}
    assert client.post(answers | keyed).status_code == 303
    assert client.get(f"/quotes/thanks/?reference={attack}").status_code == 200
    assert [(row["notes"], row["company"]) for row in rows()] == [(attack, attack)]


@pytest.mark.parametrize("attack", SCRIPTS)
def test_what_comes_back_in_a_page_is_text(
    client: Any, answers: Answers, form: QuoteForm, attack: str
) -> None:
    body = dict.fromkeys(answers, attack) | {form.honeypot.name: attack, "email": attack}
    html = client.post(body | {"idempotency_key": attack.replace(" ", "")}).text
    soup = BeautifulSoup(html, "html.parser")
    plain = BeautifulSoup(client.post({}).text, "html.parser")
    assert [tag.get("src") for tag in soup.select("script")] == [
        tag.get("src") for tag in plain.select("script")
    ]
    assert not soup.select("img, [onerror], [onfocus], [autofocus]")
    assert soup.select_one("textarea").get_text() == attack  # type: ignore[union-attr]


def test_a_reference_cannot_be_guessed_from_another(client: Any, answers: Answers) -> None:
    given = client.post(answers).headers["location"].rpartition("=")[2]
    for guess in {given[:-1] + letter for letter in "0123456789"} - {given}:
        assert guess not in client.get(f"/quotes/thanks/?reference={guess}").text
    assert not {new_reference() for _ in range(100)} & {given}


def test_the_thanks_page_says_nothing_but_the_reference(client: Any, answers: Answers) -> None:
    page = client.get(client.post(answers).headers["location"]).text
    for value in (answers["email"], answers["name"], "Zażółć", answers["notes"]):
        assert value not in page


def test_an_answer_does_not_tell_whether_an_email_address_is_known(
    client: Any, answers: Answers
) -> None:
    first = client.post(answers, json=True)
    known = client.post(answers | {"notes": "another"}, json=True)
    unknown = client.post(answers | {"email": "grace@example.com"}, json=True)
    assert first.status_code == known.status_code == unknown.status_code == 201
    assert {len(answer.text) for answer in (first, known, unknown)} == {len(first.text)}
    assert known.headers.keys() == unknown.headers.keys()


def test_set_aside_looks_like_success(client: Any, answers: Answers, form: QuoteForm) -> None:
    def shape(response: httpx.Response) -> tuple[object, ...]:
        return response.status_code, sorted(response.headers), len(response.text)

    fine = client.post(answers, json=True)
    traps = [{form.honeypot.name: "x"}, {FORM_TOKEN: "forged"}]
    for number, trap in enumerate(traps):
        caught = client.post(answers | trap | {"notes": f"{number}"}, json=True)
        assert shape(caught) == shape(fine)
    unnamed = client.post(answers | {"notes": "no origin"}, json=True, headers={"Origin": None})
    assert unnamed.status_code == 201
    assert len(unnamed.text) == len(fine.text)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_looking_stores_nothing(client: Any, rows: Rows, answers: Answers, method: str) -> None:
    query = urlencode(answers)
    for path in (f"/api/quotes?{query}", "/api/token", "/api/health", "/quotes/thanks/"):
        client.request(method, path)
    assert rows() == []


def test_a_log_holds_one_line_for_an_origin_with_line_breaks(
    client: Any, answers: Answers, caplog: pytest.LogCaptureFixture
) -> None:
    origin = b"https://evil.example\x85INFO everything is fine"
    client.post(answers, headers={"Origin": origin})
    assert "evil.example" in caplog.text
    assert not [record for record in caplog.records if len(record.getMessage().splitlines()) > 1]


def test_no_personal_value_is_logged_whatever_happens(
    client: Any, client_with: Any, answers: Answers, form: QuoteForm, tmp_path: Path,
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    secret = {
        "company": "Xylophone Works",
        "name": "Quentin Quagmire",
        "email": "quentin@quagmire.example.com",
        "notes": "zanzibar",
        "idempotency_key": "umbrella",
        form.honeypot.name: "vexillology",
        FORM_TOKEN: "wolverine",
    }
    marks = ("ylophone", "uagmire", "zanzibar", "umbrella", "vexillology", "wolverine", "203.0.113")
    forwarded = {"X-Forwarded-For": "203.0.113.77", "User-Agent": "zanzibar"}
    sent = answers | secret
    client.post(sent, headers=forwarded)
    client.post(sent | {"notes": "zanzibar 2"}, headers=forwarded)  # the same key, a conflict
    client.post(sent | {"stage": "zanzibar"}, json=True)
    client.post(sent, headers={"Origin": "https://evil.example"})
    client.post(sent, headers={"Origin": None})
    client.post(sent, content_type="text/plain")
    client.get("/quotes/?name=Quagmire&email=zanzibar")
    client.get("/quotes/thanks/?reference=zanzibar")

    def fail(*_: object) -> None:
        raise ValueError(f"planted {sent}")

    monkeypatch.setattr("backend.intake.views.validate", fail)
    assert client.post(sent).status_code == 500
    (tmp_path / "var").write_text("in the way")
    client_with(database_url=f"sqlite:///{tmp_path / 'var' / 'quotes.db'}").post(sent)
    # The test's own client logs too.
    logged = [
        record for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))
    ]
    text = "\n".join(f"{record.getMessage()} {record.exc_text}" for record in logged)
    assert "could not be answered" in text
    assert "not available" in text
    assert not [mark for mark in marks if mark in text]


def test_no_address_that_the_service_gives_holds_a_personal_value(
    client: Any, answers: Answers
) -> None:
    location = client.post(answers).headers["location"]
    assert urlsplit(location).query.startswith("reference=Q-")
    assert len(location) == len("/quotes/thanks/?reference=Q-0000-0000-0000")
    failed = BeautifulSoup(client.post(answers | {"email": "nobody"}).text, "html.parser")
    links = [str(tag.get("href") or tag.get("action")) for tag in failed.select("[href], [action]")]
    assert links
    assert not [link for link in links if "Ada" in link or "nobody" in link or "reference" in link]
