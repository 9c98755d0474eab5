"""A database that is full, damaged, restarted or backed up under load: what was said stays true."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import closing
from itertools import product
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import make_url, select

from backend.storage.connections import connect
from backend.storage.tables import notifications, submissions
from model.dataset import ROOT
from tests.backend.attacks.processes import (
    Backend,
    command,
    environment,
    serving,
    wait_until,
    working,
)
from tests.backend.attacks.test_database_trouble import locked
from tests.backend.bulk_requests import copy_newest_request
from tests.backend.smtp_server import Handler, mail_server
from tools.testenv.postgres import running

OPERATOR = "operator@site.test"
Answers = dict[str, str]
# Bytes that a process may write to one file: a disk that is full, for whoever has no disk to fill.
SMALL_FILES = """
import resource, sys
from backend.__main__ import main
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
sys.exit(main(sys.argv[2:]))
"""


class Buyers:
    """Several buyers who post until they are told to stop, and remember what they were told."""

    def __init__(self, servers: list[Backend], answers: Answers) -> None:
        self.given: list[str] = []
        self.statuses: set[int] = set()
        self._stop = threading.Event()
        self._answers = answers
        self._threads = [
            threading.Thread(target=self._post, args=(server,)) for server in servers * 2
        ]

    def __enter__(self) -> "Buyers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _post(self, server: Backend) -> None:
        while not self._stop.is_set():
            key = uuid4().hex
            body = {**self._answers, "email": f"{key}@example.com", "idempotency_key": key}
            try:
                answer = server.post(body)
            except httpx.TransportError:
                continue
            self.statuses.add(answer.status_code)
            if answer.status_code == 201:
                self.given.append(answer.json()["reference"])


def stored(url: str) -> set[str]:
    with connect(url).connect() as connection:
        return set(connection.scalars(select(submissions.c.reference)))


def database_file(environ: dict[str, str]) -> Path:
    return Path(make_url(environ["QUOTES_DATABASE_URL"]).database or "")


def test_a_full_disk_stores_nothing_that_it_acknowledges_and_the_command_says_so_in_a_line(
    environ: dict[str, str], tmp_path: Path, answers: Answers
) -> None:
    with serving(environ, tmp_path / "log") as server:
        first = server.post(answers).json()["reference"]
    size = database_file(environ).stat().st_size
    program = ("-c", SMALL_FILES, str(size), "serve", "--port", "0")
    with serving(environ, tmp_path / "full", *program) as server:
        big = answers | {"notes": "x" * 2000}
        for number in range(30):
            status = server.post(big | {"email": f"p{number}@example.com"}).status_code
            if status == 503:
                break
        assert status == 503
        assert server.get().status_code == 200
    assert first in stored(environ["QUOTES_DATABASE_URL"])


@pytest.mark.nightly
@pytest.mark.parametrize("what", ["backup", "erase"])
def test_a_command_on_a_full_disk_says_so_in_one_line_and_changes_nothing(
    environ: dict[str, str], tmp_path: Path, answers: Answers, what: str
) -> None:
    with serving(environ, tmp_path / "log") as server:
        reference = server.post(answers).json()["reference"]
    half = database_file(environ).stat().st_size // 2
    arguments = {
        "backup": ["backup", str(tmp_path / "backup.db")],
        "erase": ["requests", "erase", "--email", answers["email"]],
    }
    done = subprocess.run(
        [sys.executable, "-c", SMALL_FILES, str(half), *arguments[what]],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    used, *lines = done.stderr.splitlines()
    assert used == f"database: {database_file(environ)}"
    assert (done.returncode, len(lines)) == (1, 1), done.stderr
    assert not (tmp_path / "backup.db").exists()
    assert reference in stored(environ["QUOTES_DATABASE_URL"])


def damage_head(file: Path) -> None:
    """Overwrite the beginning while nobody writes: who commits would put the first page right."""
    with locked(file), file.open("r+b") as opened:
        opened.write(b"not a database at all" * 10)


@pytest.mark.nightly
def test_a_damaged_database_is_503_and_the_doctor_names_it(
    environ: dict[str, str], tmp_path: Path, answers: Answers
) -> None:
    with serving(environ, tmp_path / "log") as server:
        server.post(answers)
        damage_head(database_file(environ))
        assert server.post(answers | {"email": "b@example.com"}).status_code == 503
        assert server.get().status_code == 200
    said = command(environ, "doctor")
    assert "Traceback" not in said.stderr
    assert any("database" in line and line.startswith("bad") for line in said.stdout.splitlines())


@pytest.mark.nightly
def test_a_deleted_database_is_missed_by_the_doctor_who_makes_none(
    environ: dict[str, str], tmp_path: Path, answers: Answers
) -> None:
    with serving(environ, tmp_path / "log") as server:
        server.post(answers)
        file = database_file(environ)
        file.unlink()
        assert server.post(answers).status_code == 503
        said = command(environ, "doctor")
        assert f"{file} is not there" in said.stdout
        assert not file.exists()
        assert "is gone" in server.read_log()


@pytest.mark.nightly
def test_a_backup_under_load_loses_nobody_who_was_answered_before_it(
    environ: dict[str, str], tmp_path: Path, answers: Answers
) -> None:
    url = environ["QUOTES_DATABASE_URL"]
    with serving(environ, tmp_path / "log") as server:
        server.post(answers)
        copy_newest_request(connect(url), 5_000)
        with Buyers([server], answers) as buyers:
            wait_until(lambda: len(buyers.given) > 5)
            before = list(buyers.given)
            done = command(environ, "backup", str(tmp_path / "backup.db"))
        assert done.returncode == 0, done.stderr
        assert buyers.statuses == {201}
    kept = stored(f"sqlite:///{tmp_path / 'backup.db'}")
    assert set(before) <= kept
    restored = environ | {"QUOTES_DATABASE_URL": f"sqlite:///{tmp_path / 'new.db'}"}
    assert command(restored, "restore", str(tmp_path / "backup.db")).returncode == 0
    assert stored(restored["QUOTES_DATABASE_URL"]) == kept


@pytest.mark.nightly
def test_what_was_acknowledged_outlives_a_server_that_is_killed_while_it_migrates(
    environ: dict[str, str], tmp_path: Path, answers: Answers
) -> None:
    with serving(environ, tmp_path / "log") as server, Buyers([server], answers) as buyers:
        wait_until(lambda: len(buyers.given) > 5)
        os.kill(server.process.pid, signal.SIGKILL)
    with closing(sqlite3.connect(database_file(environ))) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    with serving(environ, tmp_path / "again") as server:
        assert server.get("api/health").status_code == 200
    assert set(buyers.given) <= stored(environ["QUOTES_DATABASE_URL"])


@pytest.mark.nightly
def test_two_servers_and_two_workers_on_postgresql_send_each_mail_once_also_after_a_restart(
    tmp_path: Path, site_dir: Path, answers: Answers
) -> None:
    handler = Handler()
    with mail_server(handler) as port, running() as url:
        environ = environment(
            tmp_path,
            site_dir,
            QUOTES_DATABASE_URL=url,
            QUOTES_WORKER="off",
            QUOTES_SMTP_URL=f"smtp://127.0.0.1:{port}",
            QUOTES_NOTIFY_TO=OPERATOR,
        )
        with (
            serving(environ, tmp_path / "one") as one,
            serving(environ, tmp_path / "two") as two,
            working(environ, tmp_path / "worker-one"),
            working(environ, tmp_path / "worker-two"),
        ):
            with Buyers([one, two], answers) as buyers:
                wait_until(lambda: len(buyers.given) > 10)
                terminate_connections(url)
                time.sleep(1)
                before = len(buyers.given)
                wait_until(lambda: len(buyers.given) > before + 10)
            # A try that was cut off is repeated after a minute.
            wait_until(lambda: len(handler.messages) >= len(buyers.given), seconds=150)
            wait_until(lambda: not pending(url), seconds=90)
        assert set(buyers.given) <= stored(url)
        told = Counter(
            (message["To"] == OPERATOR, re.split("[<.]", str(message["Message-ID"]))[1])
            for message in handler.messages
        )
        assert set(told.values()) == {1}
        requests = [about for about in told if about[1].startswith("Q-")]  # without the digest
        assert sorted(requests) == sorted(product((False, True), stored(url)))


def terminate_connections(url: str) -> None:
    """Cut every connection of others, as a restart of the server does."""
    with connect(url).begin() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )


def pending(url: str) -> int:
    with connect(url).connect() as connection:
        waiting = notifications.c.state == "pending"
        return len(connection.execute(select(notifications.c.id).where(waiting)).all())
