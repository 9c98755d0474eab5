"""`python -m backend desk …`: a way in for who has the shell, and an end to every session."""

from urllib.parse import urlsplit

import pytest

from backend.__main__ import main
from backend.storage.clock import utc_now
from tests.backend.deal import Deal
from tests.backend.desk.conftest import PERSON, Browser, acts_of, signed_in


@pytest.fixture
def shell(desk: Deal, monkeypatch: pytest.MonkeyPatch) -> Deal:
    """The environment of a desk that has taken a request."""
    desk.send()
    monkeypatch.setenv("QUOTES_DATABASE_URL", desk.settings.database_url)
    monkeypatch.setenv("QUOTES_ADDRESS", "http://127.0.0.1:8000/")
    monkeypatch.setenv("QUOTES_DESK", "on")
    monkeypatch.setenv("QUOTES_DESK_PEOPLE", PERSON)
    return desk


@pytest.mark.parametrize("extra", [[], ["--as", PERSON.upper()]])
def test_a_printed_link_signs_in(
    shell: Deal, capsys: pytest.CaptureFixture[str], extra: list[str]
) -> None:

    assert main(["desk", "link", *extra]) == 0
    shell.clock.now = utc_now()  # the command goes by the real time
    browser = Browser(shell)
    browser.get(urlsplit(capsys.readouterr().out.strip()).path)
    browser.press(f"Sign in as {PERSON}")
    assert browser.get("/desk/").status_code == 200
    assert acts_of(shell) == [("signed-in", PERSON)]


def test_nobody_else_gets_a_link(shell: Deal, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["desk", "link", "--as", "mallory@example.com"]) == 1
    said = capsys.readouterr()
    assert "QUOTES_DESK_PEOPLE" in said.err
    assert not said.out


def test_where_the_desk_is_off_the_command_says_so(
    shell: Deal, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUOTES_DESK", "off")
    assert main(["desk", "link"]) == 1
    assert "QUOTES_DESK=on" in capsys.readouterr().err


def test_every_session_can_be_ended(shell: Deal, capsys: pytest.CaptureFixture[str]) -> None:
    browser = signed_in(shell)
    assert main(["desk", "sign-out"]) == 0
    assert capsys.readouterr().out.startswith("1 ")
    assert browser.get("/desk/").status_code == 303
