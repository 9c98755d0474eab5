"""What `doctor` says of the clock, of backups and of the mailbox that the privacy page names."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from backend.__main__ import main
from backend.cli.doctor import CheckResult, _check_mailbox, check_database
from backend.jobs import build_housekeeping
from backend.storage.clock import timestamp, utc_now
from backend.storage.tables import audit, notifications, submissions
from tests.backend.deal import KEEP, Deal


def found(deal: Deal, what: str) -> CheckResult:
    (finding,) = [each for each in check_database(deal.settings) if each.what == what]
    return finding


@pytest.fixture
def stored(deal: Deal) -> Deal:
    deal.clock.now = utc_now()
    deal.send()
    return deal


def test_a_clock_that_is_right_is_well(stored: Deal) -> None:
    assert found(stored, "clock").verdict == "ok"


@pytest.mark.parametrize(
    ("table", "column", "said"),
    [(notifications, "next_at", "put off"), (submissions, "created_at", "still to come")],
)
def test_what_a_clock_that_was_ahead_has_written_is_named(
    stored: Deal, table: object, column: str, said: str
) -> None:
    later = timestamp(utc_now() + timedelta(days=30))
    with stored.engine.begin() as connection:
        connection.execute(update(table).values({column: later}))  # type: ignore[arg-type]
    finding = found(stored, "clock")
    assert finding.verdict == "bad"
    assert said in finding.text


def test_a_clock_that_has_jumped_is_named(stored: Deal) -> None:
    earlier = timestamp(utc_now() - timedelta(days=10))
    with stored.engine.begin() as connection:  # all that there is, is as old
        connection.execute(update(submissions).values(created_at=earlier))
        connection.execute(update(notifications).values(created_at=earlier))
        connection.execute(update(audit).values(at=earlier))
    build_housekeeping(KEEP, stored.clock)(stored.engine)
    assert "it has jumped" in found(stored, "clock").text


def test_the_age_and_the_failure_of_backups_are_told(
    stored: Deal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "none has been made" in found(stored, "backups").text
    monkeypatch.setenv("QUOTES_DATABASE_URL", stored.settings.database_url)
    assert main(["backup", str(tmp_path / "b.db")]) == 0
    assert found(stored, "backups").verdict == "ok"
    assert main(["backup", str(tmp_path / "b.db")]) == 1
    assert "is there already" in found(stored, "backups").text


def test_a_mailbox_that_the_privacy_page_does_not_name_is_told(stored: Deal) -> None:
    assert list(_check_mailbox(stored.settings)) == []
    other = replace(stored.settings, contact="other@example.com")
    (finding,) = _check_mailbox(other)
    assert "the privacy page names other@example.com" in finding.text
