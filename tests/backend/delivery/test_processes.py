"""From a form over HTTP to a mail, with the real processes."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from backend.__main__ import main
from model.dataset import ROOT
from tests.backend.smtp_server import Handler, mail_server
from tests.soak import wait_for_log

Environment = dict[str, str]


@pytest.fixture
def handler() -> Handler:
    return Handler()


@pytest.fixture
def environment(tmp_path: Path, site_dir: Path, handler: Handler) -> Iterator[Environment]:
    with mail_server(handler) as port:
        yield {
            **os.environ,
            "QUOTES_DATABASE_URL": f"sqlite:///{tmp_path / 'var' / 'quotes.db'}",
            "QUOTES_SITE_DIR": str(site_dir),
            "QUOTES_SMTP_URL": f"smtp://127.0.0.1:{port}",
            "QUOTES_NOTIFY_TO": "operator@site.test",
            "SITE_ADDRESS": "https://soc.example/",
            "PYTHONWARNINGS": "error",
        }


@contextmanager
def running(
    environment: Environment, log: Path, *command: str
) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("w") as output:
        arguments = [sys.executable, "-m", "backend", *command]
        process = subprocess.Popen(arguments, cwd=ROOT, env=environment, stderr=output)
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def wait_for(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def post(address: str, answers: dict[str, str]) -> str:
    headers = {"Accept": "application/json", "Origin": "https://soc.example"}
    found: str = httpx.post(f"{address}api/quotes", data=answers, headers=headers).json()[
        "reference"
    ]
    return found


def blocked_signals(pid: int) -> list[set[int]]:
    """Return for each thread but the main one which signals it leaves to others."""
    masks = []
    for thread in Path(f"/proc/{pid}/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):  # it ends meanwhile
            status = (thread / "status").read_text()
            found = re.search(r"^SigBlk:\s*(\w+)", status, re.MULTILINE)
            if found and thread.name != str(pid):
                masks.append(int(found[1], 16))
    return [{bit + 1 for bit in range(64) if mask >> bit & 1} for mask in masks]


def test_the_server_delivers_by_itself_and_logs_nobody(
    environment: Environment, tmp_path: Path, answers: dict[str, str], handler: Handler
) -> None:
    log = tmp_path / "log"
    with running(environment | {"QUOTES_RECEIPTS": "on"}, log, "serve", "--port", "0") as server:
        reference = post(wait_for_log(log, r"serving (http://\S+)", server), answers)
        wait_for(lambda: len(handler.messages) == 2)
        wait_for(lambda: log.read_text().count(f"of {reference} sent") == 2)
        server.send_signal(signal.SIGTERM)
        assert server.wait(15) == 0
    assert handler.recipients == ["operator@site.test", "ada@example.com"]
    assert not any(word in log.read_text() for word in ("ada@", "Ada", "operator@", "Sons"))


@pytest.mark.nightly
def test_a_mail_server_that_is_down_keeps_no_buyer_waiting(
    environment: Environment, tmp_path: Path, answers: dict[str, str]
) -> None:
    log = tmp_path / "log"
    down = environment | {"QUOTES_SMTP_URL": "smtp://127.0.0.1:1"}
    with running(down, log, "serve", "--port", "0") as server:
        address = wait_for_log(log, r"serving (http://\S+)", server)
        httpx.get(f"{address}api/health", timeout=30)  # it is said before it is so
        begun = time.monotonic()
        assert post(address, answers)
        assert time.monotonic() - begun < 2
        wait_for(lambda: "try 1 failed" in log.read_text())


def test_a_worker_of_its_own_delivers_what_was_stored_before_mail_was_set_up(
    environment: Environment, tmp_path: Path, answers: dict[str, str], handler: Handler
) -> None:
    log = tmp_path / "log"
    without = {**environment, "QUOTES_SMTP_URL": ""}
    with running(without, log, "serve", "--port", "0") as server:
        reference = post(wait_for_log(log, r"serving (http://\S+)", server), answers)
        assert "QUOTES_SMTP_URL is not set" in log.read_text()
    with running(environment, log, "worker") as worker:
        wait_for(lambda: handler.messages)
        threads = blocked_signals(worker.pid)
        assert threads
        assert all(signal.SIGTERM in blocked for blocked in threads)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(15) == 0
    assert handler.messages[0]["Subject"] == f"Quote request {reference}"


@pytest.mark.parametrize(
    "command", [["serve", "--port", "0"], pytest.param(["worker"], marks=pytest.mark.nightly)]
)
def test_neither_touches_the_database_of_a_newer_program(
    environment: Environment, tmp_path: Path, command: list[str]
) -> None:
    file = tmp_path / "newer.db"
    connection = sqlite3.connect(file)
    connection.executescript(
        "CREATE TABLE schema_version (version INTEGER); INSERT INTO schema_version VALUES (99)"
    )
    connection.close()
    before = file.read_bytes()
    done = subprocess.run(
        [sys.executable, "-m", "backend", *command],
        cwd=ROOT,
        env=environment | {"QUOTES_DATABASE_URL": f"sqlite:///{file}"},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 1
    assert "version 99" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("QUOTES_SMTP_URL", "smtp://me:hunter2@mail.example.com"),
        ("QUOTES_NOTIFY_TO", "two@site.test, addresses@site.test"),
        ("QUOTES_MAIL_FROM", "nobody"),
        ("QUOTES_WEBHOOK_URL", "http://hook.example.com/"),
        ("QUOTES_RECEIPTS", "maybe"),
        ("QUOTES_KEEP_DAYS", "0"),
    ],
)
def test_a_bad_setting_is_one_line_without_secrets(
    environment: Environment,
    name: str,
    value: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In this process: the tests above start a worker of its own."""
    for each, chosen in (environment | {name: value}).items():
        monkeypatch.setenv(each, chosen)
    assert main(["worker"]) == 1
    used, *lines = capsys.readouterr().err.splitlines()
    assert used.startswith("database: ")
    assert len(lines) == 1, lines
    assert name in lines[0]
    assert "hunter2" not in lines[0]
