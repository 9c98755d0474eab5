"""How many requests are taken, from whom, and what is kept to know it."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from bs4 import BeautifulSoup

from backend.config.networks import parse_networks
from backend.intake import rate_limits
from backend.intake.form_token import MIN_AGE
from backend.intake.spam_guard import prune_guard_data
from backend.storage.connections import connect
from model.form.definition import FORM_TOKEN, QuoteForm
from tests.backend.conftest import Clock

Rows = Callable[[], list[dict[str, str]]]
Answers = dict[str, str]
Ask = Callable[..., httpx.Response]

HOUR, DAY = rate_limits.HOUR, rate_limits.DAY
# Half an hour before midnight, so that an hour later the salt is another one.
NOW = 1_795_046_400.0 + 23.5 * HOUR
# Of one network and one e-mail address within an hour, where a test has few.
NETWORK, EMAIL = 4, 3


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def client(client_with: Any, clock: Clock) -> Any:
    return client_with(now=clock, trusted_proxies=parse_networks("127.0.0.1"))


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Smaller limits: each request is a commit on disk."""
    monkeypatch.setattr(rate_limits, "NETWORK", (rate_limits.Limit(NETWORK + 2, HOUR),))
    monkeypatch.setattr(rate_limits, "NETWORK_WITHOUT_TOKEN", (rate_limits.Limit(NETWORK, HOUR),))
    monkeypatch.setattr(rate_limits, "EMAIL", (rate_limits.Limit(EMAIL, HOUR),))


@pytest.fixture
def ask(client: Any, answers: Answers, few: None) -> Ask:
    """Send the request of person `number` from an address."""

    def send(number: int, address: str = "203.0.113.9", **changes: str) -> httpx.Response:
        body = answers | {"email": f"person{number}@example.com"} | changes
        found: httpx.Response = client.post(body, json=True, headers={"X-Forwarded-For": address})
        return found

    return send


@pytest.fixture
def table(tmp_path: Path) -> Callable[[str], list[Any]]:
    def look(query: str) -> list[Any]:
        connection = sqlite3.connect(tmp_path / "quotes.db")
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()

    return look


def test_an_office_of_20_people_an_hour_passes(client: Any, answers: Answers, clock: Clock) -> None:
    for hour in range(2):
        for number in range(20):
            body = answers | {"email": f"person{number}@example.com", "notes": f"Hour {hour}"}
            assert client.post(body).status_code == 303
        clock.now += HOUR


def test_an_office_of_20_people_passes_on_each_hour_of_a_working_day() -> None:
    for hourly, daily in (rate_limits.NETWORK, rate_limits.NETWORK_WITHOUT_TOKEN):
        assert (hourly.window, daily.window) == (HOUR, DAY)
        assert hourly.most >= 20
        assert daily.most >= 20 * 8


def test_one_network_is_limited_and_another_is_not(ask: Ask, form: QuoteForm, rows: Rows) -> None:
    taken = [ask(number, f"203.0.113.{number}").status_code for number in range(NETWORK + 1)]
    assert taken == [201] * NETWORK + [429]
    assert len(rows()) == NETWORK
    assert ask(NETWORK + 1, "198.51.100.1").status_code == 201


def test_made_up_forwarded_addresses_do_not_widen_a_limit(ask: Ask) -> None:
    taken = [
        ask(number, f"198.51.{number}.1, 203.0.113.9").status_code for number in range(NETWORK + 1)
    ]
    assert taken[-1] == 429


def test_without_named_proxies_a_forwarded_address_changes_nothing(
    client_with: Any, answers: Answers, few: None
) -> None:
    client = client_with()
    for number in range(NETWORK + 1):
        body = answers | {"email": f"person{number}@example.com"}
        last = client.post(body, headers={"X-Forwarded-For": f"198.51.{number}.1"})
    assert last.status_code == 429


def test_429_says_when_to_come_back_and_keeps_the_answers(
    ask: Ask, client: Any, clock: Clock, answers: Answers, form: QuoteForm
) -> None:
    for number in range(NETWORK):
        ask(number)
    clock.now += 600
    scripted = ask(NETWORK)
    assert scripted.status_code == 429
    assert scripted.headers["retry-after"] == "3000"
    assert scripted.json() == {"error": form.failures.too_many.replace("{minutes}", "50")}
    page = client.post(answers, headers={"X-Forwarded-For": "203.0.113.9"})
    assert (page.status_code, page.headers["retry-after"]) == (429, "3000")
    soup = BeautifulSoup(page.text, "html.parser")
    assert soup.select_one("#quote-email")["value"] == answers["email"]  # type: ignore[index]
    mail = soup.select_one('[data-error-summary] a[href^="mailto:"]')
    assert mail is not None
    assert mail["href"] == "mailto:operator@example.com"
    clock.now += 3000
    assert ask(NETWORK).status_code == 201


def test_limits_survive_a_restart_and_count_all_processes(
    ask: Ask, client_with: Any, answers: Answers, clock: Clock
) -> None:
    for number in range(NETWORK):
        ask(number, "127.0.0.1")
    restarted = client_with(now=clock)
    assert restarted.post(answers).status_code == 429


def test_a_limit_holds_when_the_salt_changes_at_midnight(
    ask: Ask, clock: Clock, table: Callable[[str], list[Any]]
) -> None:
    for number in range(NETWORK):
        ask(number)
    clock.now += HOUR - 60  # midnight is over
    assert ask(NETWORK).status_code == 429
    clock.now += 120
    assert ask(NETWORK).status_code == 201
    salts = table("SELECT name FROM guard_secrets WHERE name LIKE 'salt%'")
    assert len(salts) == 2


def test_too_many_for_one_address_of_mail_are_set_aside_wherever_they_come_from(
    ask: Ask, rows: Rows
) -> None:
    for number in range(EMAIL + 1):
        assert ask(1, f"203.0.{number}.9", notes=f"Request {number}").status_code == 201
    ask(1, "198.51.100.1", email="PERSON1@example.com", notes="x")
    ask(2)
    signals = [row["signals"] for row in rows()]
    assert signals == [""] * EMAIL + ["too-many"] * 2 + [""]


def test_beyond_the_limit_of_all_together_a_request_is_set_aside_and_not_refused(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, rows: Rows
) -> None:
    monkeypatch.setattr(rate_limits, "TOTAL", (rate_limits.Limit(3, HOUR),))
    assert [ask(n, f"203.0.{n}.9").status_code for n in range(4)] == [201] * 4
    assert [row["status"] for row in rows()] == ["received"] * 3 + ["quarantined"]


def test_requests_set_aside_take_no_place_from_buyers(
    client: Any, answers: Answers, few: None, monkeypatch: pytest.MonkeyPatch, rows: Rows
) -> None:
    monkeypatch.setattr(rate_limits, "TOTAL", (rate_limits.Limit(3, HOUR),))
    for number in range(5):
        spam = answers | {"notes": f"Spam {number}", "email": f"a{number}@example.com"}
        foreign = {"Origin": None, "X-Forwarded-For": f"2001:db8:7:{number}::1"}
        assert client.post(spam, headers=foreign).status_code == 303
    buyer = client.post(answers, headers={"X-Forwarded-For": "2001:db8:7:5::1"})
    assert buyer.status_code == 303
    assert [row["status"] for row in rows()] == ["quarantined"] * 5 + ["received"]


def test_spam_in_somebodys_name_does_not_lock_the_address(
    client: Any, answers: Answers, few: None, rows: Rows
) -> None:
    for number in range(EMAIL + 1):
        spam = answers | {"notes": f"Spam {number}"}
        foreign = {"Origin": None, "X-Forwarded-For": f"203.0.{number}.9"}
        client.post(spam, headers=foreign)
    assert client.post(answers, headers={"X-Forwarded-For": "198.51.100.1"}).status_code == 303
    assert rows()[-1]["status"] == "received"


def test_all_that_is_set_aside_is_limited_so_that_it_cannot_fill_the_disk(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "TOTAL", (rate_limits.Limit(1, HOUR),))
    monkeypatch.setattr(rate_limits, "TOTAL_QUARANTINED", (rate_limits.Limit(2, HOUR),))
    assert [ask(n, f"203.0.{n}.9").status_code for n in range(4)] == [201, 201, 201, 429]


def test_one_holder_of_many_networks_of_ipv6_is_limited(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "SITE_WITHOUT_TOKEN", (rate_limits.Limit(2, HOUR),))
    taken = [ask(number, f"2001:db8:7:{number}::1").status_code for number in range(3)]
    assert taken == [201, 201, 429]
    assert ask(3, "2001:db8:8::1").status_code == 201


def test_a_token_raises_the_limit_of_a_network(
    ask: Ask, client: Any, clock: Clock, form: QuoteForm
) -> None:
    for number in range(NETWORK):
        ask(number)
    token = client.get("/api/token").json()["token"]
    clock.now += MIN_AGE
    assert ask(NETWORK).status_code == 429
    whole = {FORM_TOKEN: token, form.honeypot.name: ""}
    assert ask(NETWORK, **whole).status_code == 201


def test_only_new_requests_count(ask: Ask, rows: Rows) -> None:
    for _ in range(NETWORK + 5):
        assert ask(1).status_code == 201
        assert ask(2, name="").status_code == 422
        assert ask(3, idempotency_key="key").status_code == 201
    assert len(rows()) == 2


def test_who_is_at_the_limit_still_learns_the_reference_of_a_stored_request(ask: Ask) -> None:
    first = ask(0).json()
    for number in range(1, NETWORK + 1):
        ask(number)
    assert ask(0).json() == first


def test_a_refused_request_counts_nothing_and_waits_no_longer_for_trying(
    ask: Ask, clock: Clock, table: Callable[[str], list[Any]]
) -> None:
    for number in range(NETWORK):
        ask(number)
    before = table("SELECT count(*) FROM rate_events")
    for _ in range(10):
        ask(NETWORK)
        clock.now += 1
    assert table("SELECT count(*) FROM rate_events") == before
    assert ask(NETWORK).headers["retry-after"] == str(HOUR - 10)


def test_limits_can_be_switched_off(client_with: Any, answers: Answers, few: None) -> None:
    client = client_with(rate_limits=False)
    for number in range(NETWORK + 5):
        assert client.post(answers | {"notes": f"Request {number}"}).status_code == 303


def test_neither_address_nor_mail_can_be_read_from_what_is_counted(
    ask: Ask, tmp_path: Path, table: Callable[[str], list[Any]]
) -> None:
    ask(7, "203.0.113.77")
    counted = str(table("SELECT * FROM rate_events"))
    assert counted.count("'") == 2 * 3
    assert "person7" not in counted
    assert b"203.0.113" not in (tmp_path / "quotes.db").read_bytes()


def test_an_address_is_stored_only_where_the_operator_wants_it(
    client_with: Any, answers: Answers, table: Callable[[str], list[Any]]
) -> None:
    client_with().post(answers)
    client_with(store_address=True).post(answers | {"notes": "another"})
    assert table("SELECT client_address FROM submissions ORDER BY id") == [(None,), ("127.0.0.1",)]


def test_what_was_counted_is_forgotten_after_a_day(
    ask: Ask, clock: Clock, settings: Any, table: Callable[[str], list[Any]]
) -> None:
    ask(1)
    with connect(settings.database_url).begin() as connection:
        prune_guard_data(connection, NOW + DAY - 1)
    assert table("SELECT count(*) FROM rate_events") == [(3,)]
    clock.now += DAY
    ask(2, "198.51.100.1")  # the service does it by itself
    assert table("SELECT DISTINCT at FROM rate_events") == [(clock.now,)]
    with connect(settings.database_url).begin() as connection:
        prune_guard_data(connection, clock.now + 2 * DAY)
    assert table("SELECT count(*) FROM rate_events") == [(0,)]
    assert table("SELECT name FROM guard_secrets WHERE name LIKE 'salt%'") == []


def test_used_tokens_are_forgotten_once_they_are_too_old_to_work(
    ask: Ask, client: Any, clock: Clock, settings: Any, table: Callable[[str], list[Any]]
) -> None:
    token = client.get("/api/token").json()["token"]
    ask(1, **{FORM_TOKEN: token})
    assert table("SELECT count(*) FROM used_tokens") == [(1,)]
    with connect(settings.database_url).begin() as connection:
        prune_guard_data(connection, clock.now + DAY)
    assert table("SELECT count(*) FROM used_tokens") == [(0,)]
    assert table("SELECT count(*) FROM guard_secrets WHERE name = 'token'") == [(1,)]
