"""A folder of backups that neither fills the disk nor keeps what was to be deleted."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from backend.backup import CopyError, backup_into, record_backup
from backend.backup.backup import copy_while_written
from backend.backup.rotation import DAILY, HOURLY, STAMP, select_kept
from backend.config.settings import Settings
from backend.digest import BackupRecord, read_backup_record
from backend.storage.clock import timestamp
from backend.storage.connections import connect, read_transaction
from tests.backend.conftest import NOON

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def silent(_: str) -> None:
    pass


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


@pytest.fixture
def stored(client: Any, answers: dict[str, str]) -> Iterator[None]:
    """A database with a request."""
    assert client.post(answers).status_code == 303
    yield


def test_hours_are_kept_for_two_days_and_days_for_as_long_as_the_page_says() -> None:
    hourly = {NOON - number * HOUR for number in range(60 * 24)}
    kept = select_kept(hourly, NOON)
    assert {NOON - number * HOUR for number in range(HOURLY)} <= kept
    assert len({each.date() for each in kept}) == DAILY
    assert len(kept) <= HOURLY + DAILY
    assert min(kept) >= NOON - DAILY * DAY


def test_the_newest_two_stay_whatever_the_clock_says() -> None:
    made = {NOON, NOON - HOUR, NOON - 2 * HOUR}
    assert select_kept(made, NOON + 300 * DAY) == {NOON, NOON - HOUR}


def test_the_oldest_go_even_when_the_new_one_fails(
    settings: Settings, folder: Path, stored: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for days in range(1, 60):
        backup_file = folder / f"backup-{NOON - days * DAY:{STAMP}}.db"
        folder.mkdir(exist_ok=True)
        backup_file.write_bytes(b"")
    usage = shutil.disk_usage(folder)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=0))
    with pytest.raises(CopyError, match="the disk has 0 bytes left"):
        backup_into(settings.database_url, folder, silent, NOON)
    assert len(list(folder.glob("backup-*.db"))) == DAILY


def test_a_good_backup_forgets_the_failure_before(
    settings: Settings, folder: Path, stored: None
) -> None:
    url = settings.database_url
    with pytest.raises(CopyError), record_backup(url, NOON):
        backup_into(f"sqlite:///{folder / 'nothing.db'}", folder, silent, NOON)
    assert recorded(url).problem
    with record_backup(url, NOON + HOUR):
        made = backup_into(url, folder, silent, NOON + HOUR)
    assert made.stat().st_mode & 0o777 == 0o600
    assert recorded(url) == BackupRecord(timestamp(NOON + HOUR), "")


def recorded(url: str) -> BackupRecord:
    with read_transaction(connect(url)) as connection:
        return read_backup_record(connection)


def test_a_backup_keeps_no_writer_waiting_and_has_what_was_written_meanwhile(
    settings: Settings, tmp_path: Path, stored: None, client: Any, answers: dict[str, str]
) -> None:
    def write() -> None:
        assert client.post(answers | {"email": "later@example.com"}).status_code == 303

    source, made = tmp_path / "quotes.db", tmp_path / "copy.db"
    copy_while_written(source, made, between=write)
    with closing(sqlite3.connect(made)) as copied:
        assert copied.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        emails = [row[0] for row in copied.execute("SELECT email FROM submissions ORDER BY id")]
    assert emails[-1] == "later@example.com"


def test_a_copy_that_does_not_fit_is_one_error(tmp_path: Path, stored: None) -> None:
    with pytest.raises(CopyError, match="the copy failed"):
        copy_while_written(tmp_path / "quotes.db", Path("/dev/full"))
