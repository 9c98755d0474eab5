"""Wrong forms in numbers: they are limited, and right ones are not touched by it."""

from typing import Any

import pytest

from backend.config.networks import parse_networks
from backend.intake import refusal_limit
from tests.backend.conftest import NOON, Clock

Answers = dict[str, str]
FEW = 3


@pytest.fixture
def clock() -> Clock:
    return Clock(NOON.timestamp())


@pytest.fixture
def client(client_with: Any, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(refusal_limit, "MAX_REFUSALS", FEW)
    return client_with(now=clock, trusted_proxies=parse_networks("127.0.0.1"))


def send(client: Any, answers: Answers, address: str = "203.0.113.9") -> int:
    response = client.post(answers, json=True, headers={"X-Forwarded-For": address})
    return int(response.status_code)


def test_wrong_forms_of_one_network_are_limited_for_a_minute(
    client: Any, answers: Answers, clock: Clock
) -> None:
    wrong = answers | {"email": "nobody"}
    assert [send(client, wrong) for _ in range(FEW + 1)] == [422] * FEW + [429]
    assert send(client, wrong, "198.51.100.7") == 422
    clock.now += refusal_limit.WINDOW
    assert send(client, wrong) == 422


def test_a_right_form_passes_where_wrong_ones_are_limited(client: Any, answers: Answers) -> None:
    for _ in range(FEW + 1):
        send(client, answers | {"email": "nobody"})
    assert send(client, answers) == 201


def test_what_is_too_long_is_refused_in_one_line_of_text(client: Any) -> None:
    response = client.post(b"x" * 1_000_000)
    assert response.status_code == 413
    assert response.headers["content-type"].startswith("text/plain")
    assert len(response.text.splitlines()) == 1
