"""A backup and its key: old ones are converted, and none is restored without the key it needs."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from backend.__main__ import main
from backend.backup.backup import restore_backup, write_backup
from backend.backup.copy import CopyError, copy_database
from backend.cli import launch
from backend.cli.key_renewal import renew_key
from backend.cli.request_commands import erase
from backend.cli.request_reports import load_requests
from backend.config.settings import Settings
from backend.jobs import build_housekeeping
from backend.storage import journal
from backend.storage.connections import connect
from backend.storage.hashing import sha256
from backend.storage.journal import JournalEntry, journal_file, read_entries, write_entries
from backend.storage.migrations import migrate
from backend.storage.service_key import (
    FILE_NAME,
    VARIABLE,
    KeyFileError,
    ServiceKey,
    service_key_of,
)
from backend.storage.tables import erasures
from tests.backend.conftest import Clock, new_database
from tests.backend.deal import BUYER, KEEP, Deal, dealing, introduced
from tests.backend.storage.test_migrations import load_file

LATER = "2026-11-25T12:00:00.000Z"
# The last shape without a key.
KEYLESS = "10"
OTHER = "ben@example.com"


@pytest.fixture
def own(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deal]:
    """A machine on which nothing is set: the key lies beside the database."""
    monkeypatch.delenv(VARIABLE)
    with dealing(settings, at(tmp_path / "here")) as made:
        yield made


def at(folder: Path) -> str:
    folder.mkdir(exist_ok=True)
    return f"sqlite:///{folder / 'quotes.db'}"


def backed_up(deal: Deal, folder: Path) -> Path:
    folder.mkdir()
    write_backup(deal.settings.database_url, folder / "b.db", str)
    return folder / "b.db"


def restored(url: str, backup: Path, *, replace: bool = False) -> tuple[list[str], str]:
    """The addresses that are there after a restore, and what it said."""
    said: list[str] = []
    restore_backup(url, backup, said.append, replace=replace)
    return sorted(row["email"] for row in load_requests(url)), "\n".join(said)


def people_of(backup: Path) -> list[str]:
    with closing(sqlite3.connect(backup)) as connection:
        return sorted(email for (email,) in connection.execute("SELECT email FROM submissions"))


# Backups and journals from before there was a key


@pytest.fixture
def keyless(tmp_path: Path) -> Path:
    (tmp_path / "backups").mkdir()
    return load_file(tmp_path / "backups" / "old.db", KEYLESS)


@pytest.mark.parametrize("keyed", [False, True], ids=["an old journal", "a new journal"])
@pytest.mark.parametrize("beside", ["database", "backup"])
def test_who_was_erased_since_an_old_backup_stays_erased(
    url: str, keyless: Path, tmp_path: Path, keyed: bool, beside: str
) -> None:
    migrate(connect(url))
    erased, *others = people_of(keyless)
    hashed = sha256(erased)
    if keyed:
        hashed = service_key_of(connect(url)).keyed(hashed)
    named = journal_file(connect(url))
    file = named if beside == "database" and named else keyless.with_name(journal.FILE_NAME)
    write_entries(file, [JournalEntry(LATER, "erased", None, hashed)])
    there, said = restored(url, keyless)
    assert there == [each for each in others if each != erased]
    assert there
    assert "WARNING" not in said


def test_the_journal_gets_keyed_hashes_in_the_place_of_plain_ones(tmp_path: Path) -> None:
    file = load_file(tmp_path / "quotes.db", KEYLESS)
    engine = connect(f"sqlite:///{file}")
    with engine.connect() as connection:
        columns = (erasures.c.erased_at, erasures.c.reference, erasures.c.email_hash)
        plain = [
            JournalEntry(moment, "erased", reference, hashed)
            for moment, reference, hashed in connection.execute(select(*columns))
        ]
    assert plain
    write_entries(file.with_name(journal.FILE_NAME), plain)
    migrate(engine)
    build_housekeeping(KEEP, Clock())(engine)
    entries = read_entries(file.with_name(journal.FILE_NAME))
    assert {each.email_hash for each in entries} & {each.email_hash for each in plain} == set()
    erased = [each for each in entries if each.event == "erased"]
    assert len(erased) == len(plain)


def test_a_backup_brings_the_journal_beside_it_up_to_date(tmp_path: Path) -> None:
    file = load_file(tmp_path / "quotes.db", KEYLESS)
    (folder := tmp_path / "backups").mkdir()
    write_backup(f"sqlite:///{file}", folder / "1.db", str)
    before = {*read_entries(folder / journal.FILE_NAME)}
    migrate(connect(f"sqlite:///{file}"))
    write_backup(f"sqlite:///{file}", folder / "2.db", str)
    after = {*read_entries(folder / journal.FILE_NAME)}
    service_key = service_key_of(connect(f"sqlite:///{file}"))
    assert after == {journal.keyed_entry(each, service_key) for each in before} != before


def test_a_backup_of_an_older_database_needs_and_makes_no_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE)
    (folder := tmp_path / "var").mkdir()
    file = load_file(folder / "quotes.db", KEYLESS)
    write_backup(f"sqlite:///{file}", tmp_path / "b.db", str)
    assert not (folder / FILE_NAME).exists()


def test_what_is_read_of_a_damaged_file_of_an_older_version_is_keyed(
    tmp_path: Path, keyless: Path
) -> None:
    file = load_file(tmp_path / "quotes.db", KEYLESS)
    with closing(sqlite3.connect(file)) as connection, connection:
        told = "SELECT reference FROM audit WHERE event = 'introduced'"  # those are carried over
        query = f"SELECT email FROM submissions WHERE reference NOT IN ({told})"
        (erased,) = connection.execute(query).fetchone()
        row = (sha256(erased), LATER)
        connection.execute("INSERT INTO erasures (email_hash, erased_at) VALUES (?, ?)", row)
    with file.open("r+b") as opened:
        opened.write(b"\xa5" * 100)
    there, said = restored(f"sqlite:///{file}", keyless, replace=True)
    assert "was damaged" in said
    assert there
    assert erased not in there


def test_a_private_link_that_only_a_damaged_file_knows_opens(own: Deal, tmp_path: Path) -> None:
    own.send(email=OTHER)
    backup = backed_up(own, tmp_path / "backups")
    buyer, _ = introduced(own)
    own.engine.dispose()
    with Path(str(own.engine.url.database)).open("r+b") as opened:
        opened.write(b"\xa5" * 100)
    assert BUYER in restored(own.settings.database_url, backup, replace=True)[0]
    assert "soc-progress" in own.client.get(buyer.path).text


# Another machine


def test_a_backup_without_its_key_is_refused_and_nothing_is_made(own: Deal, tmp_path: Path) -> None:
    own.send()
    backup, there = backed_up(own, tmp_path / "backups"), tmp_path / "there"
    with pytest.raises(KeyFileError, match=str(there / FILE_NAME)):
        restored(at(there), backup)
    assert not list(there.iterdir())


def test_a_backup_with_its_key_opens_the_links_on_another_machine(
    own: Deal, tmp_path: Path
) -> None:
    buyer = own.send()
    backup, there = backed_up(own, tmp_path / "backups"), tmp_path / "there"
    there.mkdir()
    shutil.copy(service_key_of(own.engine).file, there)
    assert restored(at(there), backup)[0] == [BUYER]
    with dealing(own.settings, at(there)) as moved:
        assert "data-offers" in moved.client.get(buyer.path).text


def test_a_database_that_was_made_before_the_key_came_takes_it(own: Deal, tmp_path: Path) -> None:
    buyer = own.send()
    backup, there = backed_up(own, tmp_path / "backups"), tmp_path / "there"
    with dealing(own.settings, at(there)) as other:
        other.client.get("/api/token")
    shutil.copy(service_key_of(own.engine).file, there)
    assert restored(at(there), backup)[0] == [BUYER]
    with dealing(own.settings, at(there)) as moved:
        assert "data-offers" in moved.client.get(buyer.path).text


def test_a_database_that_held_somebody_is_not_taken_by_another_key(
    own: Deal, tmp_path: Path
) -> None:
    own.send()
    backup, there = backed_up(own, tmp_path / "backups"), tmp_path / "there"
    with dealing(own.settings, at(there)) as other:
        other.send(email=OTHER)
    kept = (there / FILE_NAME).read_bytes()
    shutil.copy(service_key_of(own.engine).file, there)
    with pytest.raises(KeyFileError, match="was written with"):
        restored(at(there), backup, replace=True)
    (there / FILE_NAME).write_bytes(kept)
    assert [row["email"] for row in load_requests(at(there))] == [OTHER]


def test_databases_of_two_keys_are_not_copied_into_each_other(own: Deal, tmp_path: Path) -> None:
    own.send()
    other = connect(at(tmp_path / "there"))
    with pytest.raises(CopyError, match="different keys"):
        copy_database(own.engine, other, str)


def test_the_rehearsal_of_a_launch_uses_the_key_beside_the_database(own: Deal) -> None:
    own.send()
    check = launch._check_backup(own.settings)
    assert check.verdict == "ok", check.text


@pytest.mark.nightly
def test_links_open_after_a_move_to_postgresql(
    own: Deal,
    postgres: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    buyer = own.send()
    buyer.post("share")
    reader = buyer.reader_path()
    with new_database(postgres) as url:
        monkeypatch.setenv("QUOTES_DATABASE_URL", own.settings.database_url)
        assert main(["migrate", "--to", url]) == 0
        key = str(service_key_of(own.engine).file)
        assert f"QUOTES_KEY_FILE to {key}" in capsys.readouterr().out
        monkeypatch.setenv(VARIABLE, key)
        with dealing(own.settings, url) as moved:
            for path in (buyer.path, reader):
                assert "data-offers" in moved.client.get(path).text
            assert erase(moved.engine, BUYER, moved.clock()) == 1


# A key that was lost


def test_erasures_of_a_lost_key_are_told_and_those_of_one_request_repeated(
    own: Deal, tmp_path: Path
) -> None:
    gone, _ = own.send(), own.send(email=OTHER)
    backup = backed_up(own, tmp_path / "backups")
    gone.post("erase")
    erase(own.engine, OTHER, own.clock())
    there = tmp_path / "there"
    there.mkdir()
    shutil.copy(backup, there / "lost.db")
    shutil.copy(journal_file(own.engine) or "", there)
    other = connect(f"sqlite:///{there / 'lost.db'}", service_key=ServiceKey(there / FILE_NAME))
    renew_key(other, own.clock())
    addresses, said = restored(at(there), there / "lost.db")
    assert addresses == [OTHER]
    assert "WARNING: 1 erasures of people were noted with a key that was lost" in said
