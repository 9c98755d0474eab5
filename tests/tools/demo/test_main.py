"""A demonstration leaves nothing behind, and takes nothing that is real."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from backend.intake.request_store import RequestStore
from backend.intake.submission import validate
from backend.storage.connections import connect
from backend.storage.database import Database
from model.dataset import ROOT
from tests.backend.conftest import ANSWERS
from tests.data import load_data
from tools.demo import __main__

RUN = """import os, sys
from tools.demo.__main__ import run
run([sys.executable, "-c", {}], os.environ)"""
SERVER = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"


def runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_its_server_ends_with_it(how: signal.Signals) -> None:
    command = [sys.executable, "-c", RUN.format(repr(SERVER))]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    ) as demo:
        assert demo.stdout
        server = int(demo.stdout.readline())
        assert runs(server)
        if how is signal.SIGINT:
            os.killpg(demo.pid, how)  # as Ctrl+C does
        else:
            demo.send_signal(how)
        demo.wait(10)
    until = time.monotonic() + 5
    while runs(server) and time.monotonic() < until:
        time.sleep(0.05)
    assert not runs(server)


def test_a_database_with_real_requests_is_refused_before_anything_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'real.db'}"
    form = load_data().quote_form
    RequestStore(Database(connect(url)), form).add(validate(ANSWERS, form))
    monkeypatch.setenv("QUOTES_DATABASE_URL", url)
    monkeypatch.setattr(__main__, "build", lambda *_: pytest.fail("it was built"))
    assert __main__.main(["--folder", str(tmp_path / "demo"), "--port", "0"]) == 1
    assert "holds requests without sample firms" in capsys.readouterr().err
