"""How PostgreSQL's server is found, run and ended."""

import os
import stat
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from tools.testenv import postgres


def test_a_server_runs_and_is_gone_afterwards() -> None:
    with postgres.running() as url:
        engine = create_engine(url, connect_args={"connect_timeout": 2})
        with engine.connect() as connection:
            assert connection.scalar(text("SELECT 1")) == 1
        engine.dispose()
    with pytest.raises(OperationalError):
        engine.connect()


def test_a_named_folder_without_the_programs_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("POSTGRES_BIN", str(tmp_path))
    with pytest.raises(postgres.PostgresError, match="does not hold initdb and postgres"):
        postgres.find()


def test_a_failed_installation_names_its_step(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    apt = tmp_path / "apt-get"
    apt.write_text("#!/bin/sh\nexit 100\n")
    apt.chmod(apt.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(postgres, "find", lambda: None)
    with pytest.raises(postgres.PostgresError, match="apt-get update: ended with exit status 100"):
        postgres.find_or_install()
