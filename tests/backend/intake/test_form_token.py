"""What a form token says, and what becomes of a request that carries one."""

import sqlite3
from collections.abc import Callable
from typing import Any

import pytest

from backend.intake.form_token import MAX_AGE, MIN_AGE, new_token, verify_token
from model.form.definition import FORM_TOKEN, QuoteForm
from tests.backend.conftest import Clock

Rows = Callable[[], list[dict[str, str]]]
Answers = dict[str, str]

KEY = b"k" * 32
NOW = 1_795_000_000.5


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def client(client_with: Any, clock: Clock) -> Any:
    return client_with(now=clock)


@pytest.fixture
def whole(answers: Answers, form: QuoteForm) -> Answers:
    """What the page's script sends: every field, the honeypot too, and a key."""
    return answers | {form.honeypot.name: "", "idempotency_key": "key-1"}


@pytest.fixture
def post(client: Any, whole: Answers) -> Callable[..., str]:
    """Post with a token; returns the reference."""

    def send(token: str, **changes: str) -> str:
        response = client.post(whole | {FORM_TOKEN: token} | changes, json=True)
        assert response.status_code == 201, response.text
        reference: str = response.json()["reference"]
        return reference

    return send


def statuses(rows: Rows) -> list[str]:
    return [row["status"] for row in rows()]


def fetch(client: Any) -> str:
    response = client.get("/api/token")
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    token: str = response.json()["token"]
    return token


@pytest.mark.parametrize(
    ("age", "signal"),
    [
        (0, "token-early"),
        (MIN_AGE - 1, "token-early"),
        (MIN_AGE, None),
        (MAX_AGE - 1, None),
        (MAX_AGE + 1, "token-late"),
        (-60, "token-early"),
    ],
)
def test_a_token_is_good_from_3_seconds_to_24_hours(age: int, signal: str | None) -> None:
    assert (MIN_AGE, MAX_AGE) == (3, 24 * 60 * 60)
    assert verify_token(new_token(KEY, NOW), KEY, NOW + age).signal == signal


def test_a_changed_or_foreign_token_is_bad() -> None:
    token = new_token(KEY, NOW)
    version, made, nonce, signature = token.split(".")
    forged = [
        "",
        "x" * 10_000,
        token + "\n",
        token[:-1],
        token.upper(),
        f"{version}.{int(made) - 60}.{nonce}.{signature}",
        f"{version}.{made}.{'0' * 32}.{signature}",
        f"v2.{made}.{nonce}.{signature}",
        new_token(b"another key", NOW),
    ]
    assert {verify_token(one, KEY, NOW + 10).signal for one in forged} == {"token-bad"}
    assert {verify_token(one, KEY, NOW + 10).nonce for one in forged} == {None}


def test_no_two_tokens_are_the_same() -> None:
    assert len({new_token(KEY, NOW) for _ in range(1000)}) == 1000


def test_a_person_with_a_token_is_received(
    client: Any, post: Callable[..., str], clock: Clock, rows: Rows
) -> None:
    token = fetch(client)
    clock.now += MIN_AGE
    post(token)
    assert statuses(rows) == ["received"]


@pytest.mark.parametrize("age", [0, MIN_AGE - 1, MAX_AGE + 1])
def test_too_early_and_too_late_is_set_aside_and_answered_as_usual(
    client: Any, post: Callable[..., str], clock: Clock, rows: Rows, age: int
) -> None:
    token = fetch(client)
    clock.now += age
    post(token)
    assert statuses(rows) == ["quarantined"]


def test_a_forged_token_is_set_aside(post: Callable[..., str], rows: Rows) -> None:
    post(new_token(b"not our key", NOW - 60))
    post("nonsense", idempotency_key="key-2", notes="another")
    assert statuses(rows) == ["quarantined", "quarantined"]


def test_a_token_is_good_for_one_request(
    client: Any, post: Callable[..., str], clock: Clock, rows: Rows
) -> None:
    token = fetch(client)
    clock.now += MIN_AGE
    first = post(token)
    assert post(token) == first
    post(token, idempotency_key="key-2", company="Another Company")
    assert statuses(rows) == ["received", "quarantined"]


def test_wrong_answers_do_not_use_up_a_token(
    client: Any, post: Callable[..., str], clock: Clock, rows: Rows, whole: Answers
) -> None:
    token = fetch(client)
    clock.now += MIN_AGE
    assert client.post(whole | {FORM_TOKEN: token, "name": ""}, json=True).status_code == 422
    post(token)
    assert statuses(rows) == ["received"]


def test_a_script_that_leaves_the_honeypot_out_is_set_aside(
    client: Any, answers: Answers, clock: Clock, rows: Rows
) -> None:
    token = fetch(client)
    clock.now += MIN_AGE
    client.post(answers | {FORM_TOKEN: token}, json=True)
    assert statuses(rows) == ["quarantined"]


def test_without_a_token_a_request_is_received_all_the_same(
    client: Any, answers: Answers, whole: Answers, rows: Rows
) -> None:
    client.post(answers)
    client.post(whole | {"company": "Another Company"})
    assert statuses(rows) == ["received", "received"]


def test_two_processes_know_each_others_tokens(
    client: Any, client_with: Any, whole: Answers, clock: Clock, rows: Rows
) -> None:
    token = fetch(client)
    clock.now += MIN_AGE
    client_with(now=clock).post(whole | {FORM_TOKEN: token}, json=True)
    assert statuses(rows) == ["received"]


def test_a_configured_secret_signs_without_the_database(
    client_with: Any, clock: Clock, tmp_path: Any
) -> None:
    (tmp_path / "quotes.db").unlink()
    token = fetch(client_with(now=clock, secret="s" * 32))
    assert verify_token(token, b"s" * 32, NOW + MIN_AGE).signal is None
    assert not (tmp_path / "quotes.db").exists()


def test_no_token_is_503_where_the_database_is_down(client_with: Any, tmp_path: Any) -> None:
    (tmp_path / "var").write_text("in the way")
    client = client_with(database_url=f"sqlite:///{tmp_path / 'var' / 'quotes.db'}")
    response = client.get("/api/token", headers={"Accept": "application/json"})
    assert response.status_code == 503
    assert int(response.headers["retry-after"]) > 0


def test_why_a_request_was_set_aside_is_stored(
    post: Callable[..., str], settings: Any, rows: Rows, form: QuoteForm
) -> None:
    post("nonsense", **{form.honeypot.name: "x"})
    path = settings.database_url.removeprefix("sqlite:///")
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT signals FROM submissions").fetchall() == [
        ("honeypot,token-bad",)
    ]
    connection.close()
