"""`migrate --to` loses nothing that was acknowledged, while a server goes on taking requests."""

import threading
from pathlib import Path

import pytest

from backend.__main__ import main
from backend.app import create_app
from backend.backup.copy import CopyError, copy_database, move_database
from backend.cli.request_reports import load_requests
from backend.config.settings import Settings
from backend.storage.connections import UnavailableError, connect
from backend.storage.database import Database
from backend.storage.migrations import MovedDatabaseError, migrate
from tests.backend.conftest import ANSWERS, Client
from tests.backend.deal import Deal


@pytest.mark.locks
def test_nothing_that_was_acknowledged_during_a_move_is_missing(
    deal_per_database: Deal, tmp_path: Path
) -> None:
    target = f"sqlite:///{tmp_path / 'new.db'}"
    for number in range(60):
        deal_per_database.send(notes=f"before {number}")
    acknowledged: list[str] = []
    started, stop = threading.Event(), threading.Event()

    def post() -> None:
        client = Client(
            create_app(deal_per_database.settings, database=Database(deal_per_database.engine))
        )
        number = 0
        while not stop.is_set():
            number += 1
            sent = client.post({**ANSWERS, "notes": f"during {number}"}, json=True)
            if sent.status_code == 201:
                acknowledged.append(sent.json()["reference"])
            started.set()

    thread = threading.Thread(target=post)
    thread.start()
    try:
        started.wait(20)
        move_database(connect(deal_per_database.settings.database_url), connect(target), str)
    finally:
        stop.set()
        thread.join()
    assert acknowledged
    there = {row["reference"] for row in load_requests(target)}
    assert [reference for reference in acknowledged if reference not in there] == []


def test_a_server_whose_database_was_moved_answers_503(
    deal_per_database: Deal, tmp_path: Path
) -> None:
    client = Client(
        create_app(deal_per_database.settings, database=Database(deal_per_database.engine))
    )
    assert client.post(ANSWERS).status_code == 303
    move_database(deal_per_database.engine, connect(f"sqlite:///{tmp_path / 'new.db'}"), str)
    assert client.post({**ANSWERS, "notes": "later"}).status_code == 503
    assert client.get("/api/health").status_code == 503


@pytest.mark.locks
def test_a_worker_whose_database_was_moved_sends_nothing(
    deal_per_database: Deal, tmp_path: Path
) -> None:
    deal_per_database.send()
    move_database(deal_per_database.engine, connect(f"sqlite:///{tmp_path / 'new.db'}"), str)
    with pytest.raises(Exception, match="moved"):
        deal_per_database.worker.step()
    assert deal_per_database.sent_mails == []


def test_a_program_that_is_started_over_a_moved_database_is_told(
    deal_per_database: Deal,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    deal_per_database.send()
    move_database(deal_per_database.engine, connect(f"sqlite:///{tmp_path / 'new.db'}"), str)
    with pytest.raises(MovedDatabaseError):
        migrate(deal_per_database.engine)
    monkeypatch.setenv("QUOTES_DATABASE_URL", deal_per_database.settings.database_url)
    assert main(["requests", "list"]) == 1
    assert "moved" in capsys.readouterr().err


def test_a_move_that_fails_leaves_the_old_database_at_work(
    settings: Settings, deal: Deal, tmp_path: Path
) -> None:
    deal.send()
    full = connect(f"sqlite:///{tmp_path / 'full.db'}")
    copy_database(deal.engine, full, str)
    with pytest.raises(CopyError, match="holds 1 requests already"):
        move_database(deal.engine, full, str)
    deal.send(notes="later")
    assert len(load_requests(deal.settings.database_url)) == 2


def test_a_moved_database_refuses_in_the_words_of_an_unavailable_one(
    deal_per_database: Deal, tmp_path: Path
) -> None:
    deal_per_database.send()
    move_database(deal_per_database.engine, connect(f"sqlite:///{tmp_path / 'new.db'}"), str)
    with pytest.raises(UnavailableError):
        deal_per_database.store.find_dated("")
