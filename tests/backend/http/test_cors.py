"""Whose page may send the form, and whose script may read the answers."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from backend.config.origins import loopback_origins, parse_origin, parse_origins
from backend.http.cors import classify_origin
from model.form.definition import QuoteForm
from tests.backend.conftest import ORIGIN

Rows = Callable[[], list[dict[str, str]]]
Answers = dict[str, str]

PREFLIGHT = {"Access-Control-Request-Method": "POST"}


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://soc.example/", "https://soc.example"),
        ("https://soc.example:443/sub/", "https://soc.example"),
        ("http://SOC.example:80", "http://soc.example"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000"),
        ("http://[::1]:8000/", "http://[::1]:8000"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
    ],
)
def test_an_origin_is_written_as_browsers_write_it(address: str, origin: str) -> None:
    assert parse_origin(address) == origin


@pytest.mark.parametrize(
    "address",
    ["*", "https://*.example", "soc.example", "ftp://soc.example", "https://a@b.example", "null",
     "https://soc.example/page", "https://soc.example/?x", "http://host:port"],
)  # fmt: skip
def test_what_is_no_exact_origin_cannot_be_allowed(address: str) -> None:
    with pytest.raises(ValueError):
        parse_origins([address])


def test_this_machine_is_known_by_each_of_its_names() -> None:
    names = {"http://127.0.0.1:8080", "http://localhost:8080", "http://[::1]:8080"}
    for address in sorted(names):
        assert loopback_origins(f"{address}/") == names
    assert loopback_origins("http://0.0.0.0:8080/") == names | {"http://0.0.0.0:8080"}
    assert loopback_origins("http://soc.example/") == {"http://soc.example"}


@pytest.mark.parametrize(
    "origin",
    ["http://site.evil.example", "http://evil.example", "https://site", "http://site:8080",
     "http://www.site", "http://SITE", "http://site/", "http://site, http://site", "file://"],
)  # fmt: skip
def test_nothing_but_the_exact_origin_is_our_own(origin: str) -> None:
    assert classify_origin(origin, frozenset({ORIGIN})) == "foreign"


def test_a_foreign_page_is_refused_and_the_answers_are_kept(
    client: Any, answers: Answers, rows: Rows, form: QuoteForm
) -> None:
    foreign = {"Origin": "https://evil.example"}
    scripted = client.post(answers, json=True, headers=foreign)
    assert (scripted.status_code, scripted.json()) == (403, {"error": form.failures.foreign})
    page = client.post(answers, headers=foreign)
    assert page.status_code == 403
    assert form.failures.foreign in page.text
    assert answers["email"] in page.text
    assert rows() == []


def test_a_refused_origin_is_named_to_the_operator_in_one_short_line(
    client: Any, answers: Answers, caplog: pytest.LogCaptureFixture
) -> None:
    client.post(answers, headers={"Origin": "https://evil.example" + "x" * 5000})
    [line] = [
        record.getMessage() for record in caplog.records if "origin" in record.getMessage().lower()
    ]
    assert "https://evil.example" in line
    assert len(line) < 250


@pytest.mark.parametrize("origin", [None, "null", ""])
def test_who_names_no_origin_is_set_aside_and_answered_as_everybody(
    client: Any, answers: Answers, rows: Rows, origin: str | None
) -> None:
    response = client.post(answers, json=True, headers={"Origin": origin})
    assert response.status_code == 201
    assert [(row["reference"], row["status"]) for row in rows()] == [
        (response.json()["reference"], "quarantined")
    ]


def test_who_names_no_origin_twice_is_one_request(
    client: Any, answers: Answers, rows: Rows
) -> None:
    for _ in range(2):
        client.post(answers, headers={"Origin": None})
    assert len(rows()) == 1


def every_answer(client: Any, answers: Answers, origin: str | None) -> list[httpx.Response]:
    headers = {"Origin": origin}
    named = {name: value for name, value in headers.items() if value is not None}
    return [
        client.post(answers, json=True, headers=headers),
        client.post(answers, headers=headers),
        client.post({}, json=True, headers=headers),
        client.post(b"%ff&name=%ff", json=True, headers=headers),
        client.post({}, json=True, content_type="text/plain", headers=headers),
        client.post(b"x" * 100_000, json=True, headers=headers),
        client.get("/api/token", headers=named),
        client.get("/api/nothing", headers=named),
        client.request("PUT", "/api/quotes", headers=named),
    ]


def test_scripts_of_allowed_pages_may_read_every_answer(client_with: Any, answers: Answers) -> None:
    other = "https://www.soc.example:8443"
    client = client_with(allowed_origins=frozenset({ORIGIN, other}))
    for response in every_answer(client, answers, other):
        assert response.headers["access-control-allow-origin"] == other
        assert "Origin" in response.headers["vary"]
        assert "access-control-allow-credentials" not in response.headers


@pytest.mark.parametrize("origin", ["https://evil.example", "null", None])
def test_scripts_of_other_pages_may_read_none(
    client: Any, answers: Answers, origin: str | None
) -> None:
    for response in every_answer(client, answers, origin):
        assert "access-control-allow-origin" not in response.headers
        assert "Origin" in response.headers["vary"]


def test_a_mistake_in_the_program_can_be_read_by_scripts_too(
    client_with: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.intake.spam_guard.SpamGuard.token", lambda _: 1 / 0)
    response = client_with().get("/api/token", headers={"Origin": ORIGIN})
    assert response.status_code == 500
    assert response.headers["access-control-allow-origin"] == ORIGIN


def test_a_preflight_of_an_allowed_page_is_answered(client: Any, rows: Rows) -> None:
    headers = {"Origin": ORIGIN, **PREFLIGHT}
    response = client.request("OPTIONS", "/api/quotes", headers=headers)
    assert response.status_code == 204
    assert response.headers["access-control-allow-origin"] == ORIGIN
    assert "POST" in response.headers["access-control-allow-methods"]
    assert rows() == []


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_a_preflight_of_another_page_is_refused(client: Any, origin: str) -> None:
    response = client.request("OPTIONS", "/api/quotes", headers={"Origin": origin, **PREFLIGHT})
    assert response.status_code == 403
    assert "access-control-allow-origin" not in response.headers
