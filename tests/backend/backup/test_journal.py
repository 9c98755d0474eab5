"""Who was erased or has withdrawn stays so where the database itself is lost or damaged."""

import shutil
from pathlib import Path

import pytest
from backend.cli.request_commands import erase
from sqlalchemy import update

from backend.__main__ import main
from backend.backup import CopyError
from backend.backup.backup import restore_backup, write_backup
from backend.cli.request_reports import load_requests
from backend.jobs import build_housekeeping
from backend.storage.journal import FILE_NAME, journal_file, read_entries
from backend.storage.tables import erasures
from tests.backend.conftest import ANSWERS
from tests.backend.deal import BUYER, KEEP, Buyer, Deal
from tests.backend.storage.test_migrations import load_file

OTHER = "ben@example.com"


@pytest.fixture
def file(deal: Deal) -> Path:
    return Path(str(deal.engine.url.database))


@pytest.fixture
def backup(deal: Deal, tmp_path: Path) -> Path:
    """A backup with two buyers, of whom one is erased afterwards."""
    deal.send()
    deal.send(email=OTHER)
    made = tmp_path / "backups" / "b.db"
    made.parent.mkdir()
    write_backup(deal.settings.database_url, made, str)
    return made


def restored(deal: Deal, backup: Path, *, replace: bool = False) -> tuple[list[str], str]:
    """The addresses that are there after a restore, and what it said."""
    said: list[str] = []
    restore_backup(deal.settings.database_url, backup, said.append, replace=replace)
    there = [row["email"] for row in load_requests(deal.settings.database_url)]
    return there, "\n".join(said)


def test_who_was_erased_stays_erased_where_the_database_is_lost(
    deal: Deal, backup: Path, file: Path
) -> None:
    erase(deal.engine, BUYER, deal.clock())
    file.unlink()
    there, said = restored(deal, backup)
    assert there == [OTHER]
    assert "WARNING" not in said


def test_a_request_that_was_erased_alone_stays_erased_where_the_database_is_lost(
    deal: Deal, tmp_path: Path, file: Path
) -> None:
    buyer, _ = deal.send(), deal.send(notes="another")
    write_backup(deal.settings.database_url, tmp_path / "b.db", str)
    buyer.post("erase")
    file.unlink()
    there, _ = restored(deal, tmp_path / "b.db")
    assert there == [BUYER]


def test_a_withdrawal_is_repeated_where_the_database_is_lost(
    deal: Deal, tmp_path: Path, file: Path
) -> None:
    buyer = deal.send()
    write_backup(deal.settings.database_url, tmp_path / "b.db", str)
    buyer.withdraw()
    file.unlink()
    restored(deal, tmp_path / "b.db")
    assert buyer.page().select("[data-withdrawn]")


def test_a_firm_that_was_taken_back_stays_so_where_the_database_is_lost(
    deal: Deal, tmp_path: Path, file: Path
) -> None:
    buyer: Buyer = deal.send()
    first, second, _ = buyer.offered()
    buyer.choose(first, second)
    write_backup(deal.settings.database_url, tmp_path / "b.db", str)
    buyer.withdraw(first)
    file.unlink()
    restored(deal, tmp_path / "b.db")
    assert (buyer.states()[first], buyer.states()[second]) == ("withdrawn", "chosen")


def test_a_restore_without_a_journal_says_so_loudly(deal: Deal, backup: Path, file: Path) -> None:
    erase(deal.engine, BUYER, deal.clock())
    file.unlink()
    (file.parent / FILE_NAME).unlink()
    (backup.parent / FILE_NAME).unlink()
    _, said = restored(deal, backup)
    assert "WARNING: nothing tells who was erased" in said


def test_the_journal_beside_the_backups_is_enough(deal: Deal, backup: Path, file: Path) -> None:
    erase(deal.engine, BUYER, deal.clock())
    write_backup(deal.settings.database_url, backup.with_name("later.db"), str)
    file.unlink()
    (file.parent / FILE_NAME).unlink()
    assert restored(deal, backup)[0] == [OTHER]


def test_the_journal_holds_no_address(deal: Deal, backup: Path, file: Path) -> None:
    erase(deal.engine, BUYER, deal.clock())
    text = (file.parent / FILE_NAME).read_text(encoding="utf-8")
    assert text.count("\n") == 1
    assert "ada" not in text


def test_a_torn_line_of_the_journal_loses_only_itself(deal: Deal, file: Path) -> None:
    deal.send()
    erase(deal.engine, BUYER, deal.clock())
    journal = file.parent / FILE_NAME
    journal.write_text(journal.read_text(encoding="utf-8") + '{"at": "20', encoding="utf-8")
    erase(deal.engine, OTHER, deal.clock())
    assert len(read_entries(journal)) == 2


def test_housekeeping_adds_what_the_journal_lacks(deal: Deal, file: Path) -> None:
    buyer = deal.send()
    buyer.withdraw()
    erase(deal.engine, BUYER, deal.clock())
    journal = file.parent / FILE_NAME
    before = read_entries(journal)
    journal.unlink()
    build_housekeeping(KEEP, deal.clock)(deal.engine)
    assert set(read_entries(journal)) == set(before)
    assert {entry.event for entry in before} == {"erased", "withdrawn"}


def test_the_journal_forgets_when_the_database_does(deal: Deal, file: Path) -> None:
    deal.send()
    erase(deal.engine, BUYER, deal.clock())
    deal.pass_days(KEEP.consent_months * 31 + 1)
    assert read_entries(file.parent / FILE_NAME) == []


def test_an_erasure_goes_on_where_the_journal_cannot_be_written(
    deal: Deal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    deal.send()
    monkeypatch.setenv("QUOTES_JOURNAL", str(tmp_path))
    assert erase(deal.engine, BUYER, deal.clock()) == 1


def test_a_database_on_a_server_has_the_journal_that_is_named(
    deal: Deal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("QUOTES_JOURNAL", str(tmp_path / "named.jsonl"))
    assert journal_file(deal.engine) == tmp_path / "named.jsonl"


def damage(file: Path, first: int, size: int) -> None:
    with file.open("r+b") as opened:
        opened.seek(first)
        opened.write(b"\xa5" * size)


def test_a_damaged_file_is_replaced_only_when_told_to(deal: Deal, backup: Path, file: Path) -> None:
    damage(file, 0, 100)
    with pytest.raises(CopyError, match="damaged: `restore --replace`"):
        restored(deal, backup)
    assert restored(deal, backup, replace=True)[0] == [BUYER, OTHER]
    assert list(file.parent.glob("deal.db.damaged-*"))


def test_what_a_file_with_a_broken_header_knows_is_salvaged(
    deal: Deal, backup: Path, file: Path
) -> None:
    erase(deal.engine, BUYER, deal.clock())
    (file.parent / FILE_NAME).unlink()  # so that only the file knows
    damage(file, 0, 100)
    there, said = restored(deal, backup, replace=True)
    assert there == [OTHER]
    assert "rows of it could be read" in said


def test_what_can_be_read_beside_broken_pages_is_salvaged(
    deal: Deal, backup: Path, file: Path
) -> None:
    for number in range(40):
        deal.send(notes=f"number {number} " + "x" * 1900)
    erase(deal.engine, BUYER, deal.clock())
    (file.parent / FILE_NAME).unlink()
    for number in range(12):
        deal.send(email=f"later{number}@example.com", notes="x" * 1900)
    damage(file, file.stat().st_size - 3 * 4096, 3 * 4096)
    there, _ = restored(deal, backup, replace=True)
    assert BUYER not in there


def test_a_file_that_is_no_database_at_all_does_not_keep_a_restore_from_working(
    deal: Deal, backup: Path, file: Path
) -> None:
    deal.engine.dispose()
    file.write_bytes(b"\xa5" * 9000)
    there, said = restored(deal, backup, replace=True)
    assert there == [BUYER, OTHER]
    assert "WARNING" in said


def test_a_lost_erasure_mark_of_another_machine_is_read_from_a_carried_away_journal(
    deal: Deal, backup: Path, tmp_path: Path, file: Path
) -> None:
    erase(deal.engine, BUYER, deal.clock())
    shutil.copy(file.parent / FILE_NAME, backup.parent / FILE_NAME)
    file.unlink()
    (file.parent / FILE_NAME).unlink()
    assert restored(deal, backup)[0] == [OTHER]


def test_doctor_tells_that_the_journal_lacks_an_erasure(deal: Deal) -> None:
    from backend.cli.doctor import check_database  # noqa: PLC0415

    deal.send()
    erase(deal.engine, BUYER, deal.clock())
    with deal.engine.begin() as connection:
        connection.execute(update(erasures).values(erased_at="2026-01-01T00:00:00.000Z"))
    (found,) = [each for each in check_database(deal.settings) if each.what == "journal"]
    assert found.verdict == "bad"
    assert ANSWERS["email"] not in found.text


def test_a_backup_before_an_upgrade_leaves_the_database_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = load_file(tmp_path / "old.db", "1")
    monkeypatch.setenv("QUOTES_DATABASE_URL", f"sqlite:///{file}")
    before = file.read_bytes()
    assert main(["backup", str(tmp_path / "b.db")]) == 0
    assert file.read_bytes() == before
