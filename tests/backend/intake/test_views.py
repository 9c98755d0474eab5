"""The service over HTTP, in process, on a real SQLite file."""

import asyncio
import logging
import re
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from bs4 import BeautifulSoup
from sqlalchemy import event

from backend.app import create_app
from backend.backup import move_database
from backend.config.settings import Settings
from backend.config.urls import is_backend_path
from backend.intake.request_store import RequestStore, is_reference
from backend.storage.connections import connect
from backend.storage.database import DOWN_SECONDS, Database
from model.form.definition import QuoteForm

Rows = Callable[[], list[dict[str, str]]]
Answers = dict[str, str]


def page(response: httpx.Response) -> BeautifulSoup:
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return BeautifulSoup(response.text, "html.parser")


def summary(response: httpx.Response) -> list[str]:
    box = page(response).select_one("[data-error-summary]")
    assert box is not None
    assert not box.has_attr("hidden")
    return [item.get_text() for item in box.select("li")]


def contact(form: QuoteForm) -> str:
    return form.failures.contact.replace("{email}", "operator@example.com")


@contextmanager
def locked(path: Path) -> Iterator[None]:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")
        connection.close()


def test_a_script_gets_201_and_the_reference(client: Any, answers: Answers, rows: Rows) -> None:
    response = client.post(answers, json=True)
    assert response.status_code == 201
    assert list(response.json()) == ["reference", "page"]
    assert is_reference(response.json()["reference"])
    stored = rows()
    assert [row["reference"] for row in stored] == [response.json()["reference"]]
    assert stored[0]["status"] == "received"
    assert {name: stored[0][name] for name in answers} == answers
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", stored[0]["created_at"])


def test_a_plain_post_goes_on_to_the_thanks_page(client: Any, answers: Answers, rows: Rows) -> None:
    response = client.post(answers)
    assert response.status_code == 303
    reference = rows()[0]["reference"]
    assert response.headers["location"] == f"/quotes/thanks/?reference={reference}"
    shown = page(client.get(response.headers["location"])).select_one("[data-reference]")
    assert shown is not None
    assert not shown.has_attr("hidden")
    assert reference in shown.get_text()


def test_wrong_answers_are_named_to_a_script(
    client: Any, answers: Answers, rows: Rows, form: QuoteForm
) -> None:
    del answers["framework"]
    response = client.post(answers | {"email": "nobody"}, json=True)
    assert response.status_code == 422
    messages = {field.name: field.messages for field in form.fields}
    assert response.json() == {
        "errors": {
            "framework": messages["framework"].required,
            "email": messages["email"].email,
        }
    }
    assert list(response.json()["errors"]) == ["framework", "email"]
    assert rows() == []


def test_wrong_answers_come_back_in_the_sites_own_page(
    client: Any, answers: Answers, form: QuoteForm, rows: Rows
) -> None:
    response = client.post(answers | {"email": "nobody", "framework": ""})
    assert response.status_code == 422
    assert len(summary(response)) == 2
    soup = page(response)
    for link in soup.select("[data-error-summary] a"):
        target = soup.select_one(str(link["href"]))
        assert target is not None
        assert target["aria-invalid"] == "true"
        place = soup.select_one(f"#{target['name']}-error")
        assert place is not None
        assert not place.has_attr("hidden")
        assert place.get_text() == f"{form.errors.prefix} {link.get_text()}"
    assert len(soup.select("[data-field-error]:not([hidden])")) == 2
    assert soup.title is not None
    assert soup.title.get_text() == "Error: Ask for quotes"
    assert rows() == []


def test_the_page_keeps_what_was_typed(client: Any, answers: Answers) -> None:
    typed = answers | {"email": '"><script>alert(1)</script>', "notes": "\n</textarea><b>'\"&amp;"}
    soup = page(client.post(typed))
    assert soup.select_one("#quote-email")["value"] == typed["email"]  # type: ignore[index]
    assert soup.select_one("#quote-company")["value"] == typed["company"]  # type: ignore[index]
    notes = soup.select_one("textarea")
    assert notes is not None
    # A browser drops the first line break after <textarea>.
    assert notes.get_text() == "\n" + typed["notes"]
    checked = {str(tag["name"]): tag["value"] for tag in soup.select("[checked]")}
    radios = ("framework", "report_type", "stage", "timeline")
    assert checked == {name: typed[name] for name in radios}
    selected = [tag["value"] for tag in soup.select("option[selected]")]
    # What may be left out keeps its prompt.
    assert [value for value in selected if value] == [typed["company_size"]]
    assert not soup.select("form script")
    assert not soup.select("form b")


def test_several_boxes_of_one_question_are_one_answer(
    client: Any, answers: Answers, rows: Rows
) -> None:
    ticked = [("criteria", "privacy"), ("criteria", "security")]
    client.post([*answers.items(), *ticked])
    assert rows()[0]["criteria"] == "security,privacy"
    wrong = [*(answers | {"email": "nobody"}).items(), *ticked]
    boxes = page(client.post(wrong)).select('[name="criteria"][checked]')
    assert [box["value"] for box in boxes] == ["security", "privacy"]


def test_the_returned_page_says_what_may_be_late(client: Any, answers: Answers) -> None:
    late = {"report_type": "type-2", "stage": "exploring", "timeline": "under-3-months"}
    place = page(client.post(answers | late | {"email": "nobody"})).select_one("[data-late]")
    assert place is not None
    assert not place.has_attr("hidden")
    assert place.select_one("[data-late-text]").get_text()  # type: ignore[union-attr]


def test_links_of_the_returned_page_lead_where_they_did(client: Any) -> None:
    soup = page(client.post({}))
    links = {str(tag["id"]): tag["href"] for tag in soup.select("body > a")}
    assert links == {
        "thanks-link": "/quotes/thanks/",
        "home-link": "/",
        "skip": "#main",
        "mail": "mailto:a@example.com",
    }
    assert soup.select_one('script[src="/assets/site.js"]') is not None
    assert soup.select_one('link[href="/assets/site.css"]') is not None


def test_the_same_key_and_content_is_one_request(client: Any, answers: Answers, rows: Rows) -> None:
    keyed = answers | {"idempotency_key": "key-1"}
    first, second = client.post(keyed, json=True), client.post(keyed, json=True)
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert client.post(keyed).headers["location"].endswith(first.json()["reference"])
    assert len(rows()) == 1


def test_the_same_key_with_other_content_keeps_the_first(
    client: Any, answers: Answers, rows: Rows, form: QuoteForm
) -> None:
    keyed = answers | {"idempotency_key": "key-1"}
    client.post(keyed)
    other = keyed | {"company": "Another Company"}
    response = client.post(other, json=True)
    assert response.status_code == 422
    assert response.json() == {"errors": {"idempotency_key": form.failures.conflict}}
    assert [row["company"] for row in rows()] == [answers["company"]]


def test_the_page_after_a_used_key_brings_a_new_one(
    client: Any, answers: Answers, rows: Rows, form: QuoteForm
) -> None:
    client.post(answers | {"idempotency_key": "key-1"})
    other = answers | {"company": "Another Company"}
    response = client.post(other | {"idempotency_key": "key-1"})
    assert summary(response) == [form.failures.conflict]
    key = page(response).select_one("[data-key]")["value"]  # type: ignore[index]
    assert key not in {"", "key-1"}
    assert client.post(other | {"idempotency_key": str(key)}).status_code == 303
    assert len(rows()) == 2


def test_the_page_with_errors_keeps_the_key(client: Any) -> None:
    soup = page(client.post({"idempotency_key": "key-1"}))
    assert soup.select_one("[data-key]")["value"] == "key-1"  # type: ignore[index]


def test_without_a_key_the_same_content_is_one_request(
    client: Any, answers: Answers, rows: Rows
) -> None:
    first, second = client.post(answers), client.post(answers)
    assert first.headers["location"] == second.headers["location"]
    assert len(rows()) == 1
    client.post(answers | {"notes": "something else"})
    assert len(rows()) == 2


def test_a_filled_honeypot_sets_the_request_aside_and_says_nothing(
    client: Any, answers: Answers, rows: Rows, form: QuoteForm
) -> None:
    response = client.post(answers | {form.honeypot.name: "http://spam.example"}, json=True)
    assert response.status_code == 201
    assert list(response.json()) == ["reference", "page"]
    assert [row["status"] for row in rows()] == ["quarantined"]


def test_a_person_is_not_set_aside_for_a_robot_that_sent_the_same(
    client: Any, answers: Answers, rows: Rows, form: QuoteForm
) -> None:
    client.post(answers | {form.honeypot.name: "x"})
    client.post(answers | {form.honeypot.name: ""})
    assert [row["status"] for row in rows()] == ["quarantined", "received"]


def test_unknown_fields_are_dropped(client: Any, answers: Answers, rows: Rows) -> None:
    body = [*answers.items(), ("_next", "https://evil.example"), ("x", "1"), ("x", "2")]
    response = client.post(body)
    assert response.headers["location"].startswith("/quotes/thanks/?reference=Q-")
    assert not {"_next", "x"} & set(rows()[0])


@pytest.mark.parametrize("json", [True, False])
@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "application/json",
        "text/plain",
        "application/xml",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded; charset=latin-1",
        "application/x-www-form-urlencoded-not",
    ],
)
def test_anything_but_a_form_is_415(
    client: Any, answers: Answers, content_type: str, json: bool, form: QuoteForm
) -> None:
    response = client.post(answers, content_type=content_type, json=json)
    assert response.status_code == 415
    message = form.failures.wrong_type
    assert (response.json()["error"] if json else summary(response)[0]) == message


def test_a_charset_of_utf_8_may_be_named(client: Any, answers: Answers) -> None:
    kind = "application/x-www-form-urlencoded; charset=UTF-8"
    assert client.post(answers, content_type=kind).status_code == 303


@pytest.mark.parametrize(
    "change",
    [
        b"&company=%ff",
        b"&notes=%ED%A0%80",
        b"&notes=\xff",
        b"&notes=a%00b",
        b"&email=a%40example.com%00",
        b"&name=another",
        b"&idempotency_key=a&idempotency_key=b",
        b"&idempotency_key=%C3%A9",
        b"&idempotency_key=" + b"x" * 129,
        b"&x=1" * 100,
    ],
)
def test_what_cannot_be_read_is_400(client: Any, rows: Rows, change: bytes) -> None:
    body = b"name=Ada&framework=soc-1" + change
    for json in (True, False):
        response = client.post(body, json=json)
        assert response.status_code == 400
    assert rows() == []


@pytest.mark.parametrize(
    "body", [b"", b"&&&", b"=", b"=&=", b"%", b"name", b"a=b=c", b"{}", b"%zz"]
)
def test_a_body_that_says_nothing_is_422(client: Any, body: bytes) -> None:
    assert client.post(body, json=True).status_code == 422


def test_100_fields_are_read_and_101_are_not(client: Any, answers: Answers) -> None:
    rest = [(f"x{i}", "1") for i in range(100 - len(answers))]
    assert client.post([*answers.items(), *rest]).status_code == 303
    assert client.post([*answers.items(), *rest, ("y", "1")]).status_code == 400


def test_64_kib_are_read_and_one_byte_more_is_413(client: Any, form: QuoteForm) -> None:
    assert form.body_limit == 64 * 1024
    fits = b"x=" + b"a" * (form.body_limit - 2)
    assert client.post(fits, json=True).status_code == 422
    response = client.post(fits + b"a", json=True)
    assert (response.status_code, response.json()) == (413, {"error": form.failures.too_large})
    assert client.post(b"x" * 10_000_000).status_code == 413


@pytest.mark.parametrize("length", ["10", None, "nonsense"])
def test_a_body_is_counted_whatever_its_header_says(settings: Settings, length: str | None) -> None:
    sent = 0

    async def chunks() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(10_000):
            sent += 1024
            yield b"x" * 1024

    async def ask() -> int:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if length is not None:
            headers["Content-Length"] = length
        transport = httpx.ASGITransport(app=create_app(settings))
        async with httpx.AsyncClient(transport=transport, base_url="http://site") as client:
            response = await client.post("/api/quotes", content=chunks(), headers=headers)
        return response.status_code

    assert asyncio.run(ask()) == 413
    assert sent < 2 * 1024 * 1024


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_405(client: Any, method: str, rows: Rows) -> None:
    for accept in ("application/json", "text/html"):
        response = client.request(method, "/api/quotes", headers={"Accept": accept})
        assert response.status_code == 405
        assert response.headers["allow"] == "POST"
        assert response.headers["cache-control"] == "no-store"
    assert rows() == []


def test_who_opens_the_address_of_the_api_sees_the_form(client: Any, form: QuoteForm) -> None:
    response = client.get("/api/quotes", headers={"Accept": "text/html"})
    assert summary(response) == [form.failures.method]


def test_unknown_addresses_of_the_api_are_404(client: Any) -> None:
    for path in ("/api/", "/api/other", "/api/quotes/1"):
        response = client.get(path, headers={"Accept": "application/json"})
        assert response.status_code == 404
        assert list(response.json()) == ["error"]


def test_a_locked_database_is_503_after_five_seconds_and_keeps_the_answers(
    client: Any, answers: Answers, tmp_path: Path, rows: Rows, form: QuoteForm
) -> None:
    client.post(answers | {"notes": "so that the tables exist"})
    with locked(tmp_path / "quotes.db"):
        started = time.monotonic()
        response = client.post(answers)
        assert 4.5 < time.monotonic() - started < 12
        assert response.status_code == 503
        assert int(response.headers["retry-after"]) > 0
        assert summary(response) == [form.failures.unavailable, contact(form)]
        kept = page(response).select_one("#quote-email")
        assert kept is not None
        assert kept["value"] == answers["email"]
    assert len(rows()) == 1
    time.sleep(DOWN_SECONDS)
    assert client.post(answers).status_code == 303
    assert len(rows()) == 2


def test_a_database_that_cannot_be_opened_is_503_until_it_can(
    client_with: Any, answers: Answers, tmp_path: Path, form: QuoteForm
) -> None:
    (tmp_path / "var").write_text("in the way")
    client = client_with(database_url=f"sqlite:///{tmp_path / 'var' / 'quotes.db'}")
    response = client.post(answers, json=True)
    assert response.status_code == 503
    assert response.json() == {"error": form.failures.unavailable}
    assert client.get("/api/health").status_code == 503
    (tmp_path / "var").unlink()
    time.sleep(DOWN_SECONDS)
    assert client.post(answers, json=True).status_code == 201


def test_a_database_file_that_disappears_is_missed_and_not_replaced_by_an_empty_one(
    client: Any, answers: Answers, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    client.post(answers)
    file, elsewhere = tmp_path / "quotes.db", tmp_path / "elsewhere.db"
    file.rename(elsewhere)
    assert [client.post(answers).status_code for _ in range(2)] == [503, 503]
    assert f"the file {file} is gone" in caplog.text
    assert not file.exists()
    elsewhere.rename(file)
    assert client.post(answers).status_code == 303


def test_a_full_disk_is_503_and_nothing_is_acknowledged(
    settings: Settings, answers: Answers, rows: Rows, client_with: Any
) -> None:
    client_with().post(answers)
    engine = connect(settings.database_url)

    @event.listens_for(engine, "connect")
    def shrink(connection: sqlite3.Connection, _: object) -> None:
        # No more pages than there are now: SQLite then reports a full disk.
        connection.execute("PRAGMA max_page_count=1")

    app = create_app(settings, database=Database(engine))
    client = type(client_with())(app)
    big = answers | {"notes": "x" * 2000}
    results = [client.post(big | {"name": f"Ada {n}"}, json=True).status_code for n in range(20)]
    assert 503 in results
    assert len(rows()) == 1 + results.count(201)
    assert client_with().post(big | {"name": "After"}, json=True).status_code == 201


def test_a_mistake_in_the_program_is_500_and_keeps_the_answers(
    answers: Answers, form: QuoteForm, client_with: Any,
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def fail(*_: object) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr(RequestStore, "add_soon", fail)
    response = client_with().post(answers)
    assert response.status_code == 500
    assert summary(response) == [form.failures.unexpected, contact(form)]
    assert "planted" in caplog.text


def test_health_says_ok_and_is_not_kept(client: Any) -> None:
    response = client.get("/api/health")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert response.headers["cache-control"] == "no-store"


def test_a_database_that_was_moved_takes_no_requests_and_health_says_so(
    client: Any, settings: Settings, answers: Answers, tmp_path: Path
) -> None:
    assert client.get("/api/health").status_code == 200
    old, new = connect(settings.database_url), connect(f"sqlite:///{tmp_path / 'new.db'}")
    move_database(old, new, lambda _: None)
    assert client.get("/api/health").status_code == 503
    assert client.post(answers).status_code == 503


def test_no_answer_is_kept_or_sniffed(client: Any, answers: Answers, rows: Rows) -> None:
    responses = [
        client.post(answers),
        client.post(answers, json=True),
        client.post({}),
        client.post({}, json=True),
        client.post(b"%ff&name=%ff"),
        client.post({}, content_type="text/plain", json=True),
        client.get("/api/quotes"),
        client.get("/api/nothing"),
        client.get("/api/health"),
        client.get(f"/quotes/thanks/?reference={rows()[0]['reference']}"),
    ]
    for response in responses:
        assert response.headers["cache-control"] == "no-store", response
        assert response.headers["x-content-type-options"] == "nosniff", response


@pytest.mark.parametrize(
    "reference",
    ["", "Q-0000-0000-0000", "<script>", "Q-7F3K", "Q-0000-0000-0000%0A", "%ff", "%00"],
)
def test_the_thanks_page_shows_no_reference_that_was_not_given(
    client: Any, reference: str, answers: Answers
) -> None:
    client.post(answers)
    response = client.get(f"/quotes/thanks/?reference={reference}")
    assert response.status_code == 200
    place = page(response).select_one("[data-reference]")
    assert place is not None
    assert place.has_attr("hidden")
    assert place.select_one("[data-reference-value]").get_text() == ""  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("reference", "shown"),
    [
        ("", "[data-reference-fallback]"),
        ("Q-0000-0000-0000", "[data-reference-unknown]"),
        ("nonsense", "[data-reference-unknown]"),
        (None, "[data-reference]"),
    ],
)
def test_the_thanks_page_says_which_references_are_known(
    client: Any, answers: Answers, rows: Rows, reference: str | None, shown: str
) -> None:
    client.post(answers)
    asked = rows()[0]["reference"] if reference is None else reference
    thanks = page(client.get(f"/quotes/thanks/?reference={asked}"))
    places = thanks.select("[data-reference], [data-reference-unknown], [data-reference-fallback]")
    seen = [place for place in places if not place.has_attr("hidden")]
    assert seen == thanks.select(shown)


def test_the_database_is_not_asked_for_what_is_no_reference(
    client_with: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def find(_: RequestStore, reference: str) -> None:
        asked.append(reference)

    monkeypatch.setattr(RequestStore, "find_dated", find)
    client = client_with()
    for reference in ("Q-0000-0000-0000", "Q-1", "' OR 1=1 --", "%00", "x" * 10_000):
        assert client.get(f"/quotes/thanks/?reference={reference}").status_code == 200
    assert asked == ["Q-0000-0000-0000"]


def test_nothing_personal_is_logged_or_put_in_an_address(
    client: Any, answers: Answers, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    location = client.post(answers).headers["location"]
    client.post(answers | {"email": "nobody"})
    client.post(answers | {"idempotency_key": "k"})
    client.post(answers | {"idempotency_key": "k", "company": "Other"})
    (tmp_path / "quotes.db").unlink()
    client.post(answers | {"notes": "once more"})
    assert "not available" in caplog.text
    for value in (answers["email"], answers["name"], answers["company"], answers["notes"]):
        assert value not in caplog.text
        assert value not in location


def test_a_site_below_a_path_has_its_api_below_it_too(client_with: Any, answers: Answers) -> None:
    client = client_with(base_path="/soc/")
    response = client.post(answers, path="/soc/api/quotes")
    assert response.headers["location"].startswith("/soc/quotes/thanks/?reference=Q-")
    assert client.get(response.headers["location"]).status_code == 200
    assert client.get("/soc/api/health").status_code == 200
    assert client.get("/api/health").status_code == 404
    links = page(client.post({}, path="/soc/api/quotes")).select("#thanks-link, #home-link")
    assert [link["href"] for link in links] == ["/soc/quotes/thanks/", "/soc/"]


@pytest.mark.parametrize(
    ("path", "base", "answer"),
    [
        ("/api/quotes", "/", True),
        ("/api/health", "/", True),
        ("/quotes/thanks/", "/", True),
        ("/quotes/", "/", False),
        ("/quotes/thanks", "/", False),
        ("/apiary/", "/", False),
        ("/soc/api/quotes", "/soc/", True),
        ("/api/quotes", "/soc/", False),
        ("/soc/quotes/thanks/", "/soc/", True),
    ],
)
def test_the_service_names_the_paths_it_answers(path: str, base: str, answer: bool) -> None:
    assert is_backend_path(path, base) is answer


def test_the_built_site_is_served_beside_the_api(client_with: Any, answers: Answers) -> None:
    for base in ("/", "/soc/"):
        client = client_with(with_site=True, base_path=base)
        assert "<h1>Home</h1>" in client.get(base).text
        assert "<h1>Ask for quotes</h1>" in client.get(f"{base}quotes/").text
        assert client.get(f"{base}missing/").status_code == 404
        assert client.post(answers, path=f"{base}api/quotes").status_code == 303
        assert client.get(f"{base}../quotes.db").status_code == 404
        assert client.get(f"{base}%2e%2e/quotes.db").status_code == 404


def test_without_a_built_site_errors_are_said_in_plain_text(
    client_with: Any, tmp_path: Path, form: QuoteForm, answers: Answers
) -> None:
    client = client_with(site_dir=tmp_path / "none")
    response = client.post(answers | {"name": ""})
    assert response.status_code == 422
    assert response.headers["content-type"].startswith("text/plain")
    assert response.text == next(f.messages.required for f in form.fields if f.name == "name")
    assert client.post(answers).status_code == 303
    assert client.get("/quotes/thanks/").status_code == 404
