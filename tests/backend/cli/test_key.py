"""What `doctor` says of the key, and `new-key`, by which a service goes on whose key is lost."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.__main__ import main
from backend.cli import launch
from backend.cli.doctor import CheckResult, check_database
from backend.cli.request_commands import erase
from backend.cli.request_reports import load_requests
from backend.config.settings import Settings
from backend.storage.clock import utc_now
from backend.storage.connections import connect
from backend.storage.service_key import VARIABLE, KeyFileError, service_key_of
from tests.backend.deal import BUYER, Buyer, Deal, dealing


@pytest.fixture
def own(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deal]:
    """A service whose key lies beside its database."""
    monkeypatch.delenv(VARIABLE)
    (folder := tmp_path / "var").mkdir()
    with dealing(settings, f"sqlite:///{folder / 'quotes.db'}") as made:
        monkeypatch.setenv("QUOTES_DATABASE_URL", made.settings.database_url)
        yield made


@pytest.fixture
def file(own: Deal) -> Path:
    return service_key_of(own.engine).file


def finding(deal: Deal, what: str = "key") -> CheckResult:
    (found,) = [each for each in check_database(deal.settings) if each.what == what]
    return found


def again(deal: Deal) -> Deal:
    """The same service after a restart."""
    deal.engine.dispose()
    engine = connect(deal.settings.database_url)
    return Deal(deal.settings, engine, deal.post, deal.clock, deal.matcher)


# doctor


def test_doctor_names_the_key_and_reminds_of_a_copy(own: Deal, file: Path) -> None:
    found = finding(own)
    assert found.verdict == "ok"
    assert found.text.startswith(f"{file}: keep a copy of it apart from the backups")


def test_doctor_sees_a_key_that_others_can_read(own: Deal, file: Path) -> None:
    file.chmod(0o640)
    found = finding(own)
    assert (found.verdict, "640" in found.text) == ("look", True)
    assert launch.LOOK["key"] == "bad"  # a launch does not pass over it


def test_a_launch_sees_a_key_that_everybody_can_read(own: Deal, file: Path, tmp_path: Path) -> None:
    place = launch.Place(tmp_path)
    assert launch._check_permissions(own.settings, place).verdict == "ok"
    file.chmod(0o644)
    assert str(file) in launch._check_permissions(own.settings, place).text


def test_doctor_sees_a_key_among_the_backups(
    own: Deal, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUOTES_BACKUPS", str(file.parent))
    assert finding(own).verdict == "bad"


def test_doctor_says_which_key_is_missing(own: Deal, file: Path) -> None:
    file.unlink()
    found = finding(own, "database")
    assert found.verdict == "bad"
    assert f"the key {file} is not there" in found.text


# new-key


def lose(file: Path) -> None:
    file.unlink()
    assert main(["new-key", "--lost"]) == 0


def test_a_key_that_is_there_is_not_replaced(
    own: Deal, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    buyer, before = own.send(), file.read_bytes()
    assert main(["new-key", "--lost"]) == 1
    assert "the key is not lost" in capsys.readouterr().err
    assert file.read_bytes() == before
    assert "data-offers" in own.client.get(buyer.path).text


def test_nothing_is_done_before_somebody_says_that_the_key_is_lost(own: Deal, file: Path) -> None:
    file.unlink()
    assert main(["new-key"]) == 2
    assert not file.exists()


def test_a_lost_key_makes_no_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTES_DATABASE_URL", f"sqlite:///{tmp_path / 'none.db'}")
    assert main(["new-key", "--lost"]) == 1
    assert not (tmp_path / "none.db").exists()


def test_buyers_are_mailed_new_links_after_a_key_was_lost(own: Deal, file: Path) -> None:
    buyer, gone = own.send(), own.send(notes="another")
    buyer.post("share")
    reader = buyer.reader_path()
    gone.withdraw()
    own.work()
    lose(file)
    own.clock.now = utc_now()  # the command has no other
    later = again(own)
    for path in (buyer.path, reader, gone.path):
        assert "data-offers" not in later.client.get(path).text
    (mailed,) = [letter for letter in later.work() if letter.to == BUYER]
    (key,) = set(re.findall(r"key=([\w-]+)", mailed.body))
    new = Buyer(later, buyer.reference, key)
    assert "data-offers" in later.client.get(new.path).text
    assert new.post("erase").status_code == 303
    later.engine.dispose()


def test_a_person_is_found_by_address_after_a_key_was_lost(own: Deal, file: Path) -> None:
    own.send()
    lose(file)
    later = again(own)
    assert erase(later.engine, BUYER, later.clock()) == 1
    later.engine.dispose()


def test_forms_get_tokens_again_after_a_key_was_lost(own: Deal, file: Path) -> None:
    assert own.client.get("/api/token").status_code == 200
    lose(file)
    later = again(own)
    assert later.client.get("/api/token").status_code == 200
    later.engine.dispose()


def test_a_key_that_lies_there_already_is_taken(own: Deal, file: Path) -> None:
    own.send()
    file.write_text("ab" * 32, encoding="ascii")
    with pytest.raises(KeyFileError):
        load_requests(own.settings.database_url)
    assert main(["new-key", "--lost"]) == 0
    assert file.read_text(encoding="ascii") == "ab" * 32
    assert load_requests(own.settings.database_url)
