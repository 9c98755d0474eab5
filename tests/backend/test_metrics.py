"""What an operator's programs read: metrics, lines of JSON, and whether it is ready or alive."""

import json
import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from backend.__main__ import main
from backend.backup import CopyError, record_backup, write_backup
from backend.config.settings import Settings
from backend.metrics import render_metrics
from backend.storage.connections import connect
from tests.backend.attacks.processes import environment, serving, wait_until
from tests.backend.conftest import NOON

LINE = re.compile(r"(#.*|[a-z_]+(\{[a-z]+=\"[^\"]*\"\})? [0-9.e+-]+)")


def read(settings: Settings) -> dict[str, float]:
    text = render_metrics(connect(settings.database_url), NOON)
    assert all(LINE.fullmatch(line) for line in text.splitlines())
    lines = (line.rpartition(" ") for line in text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in lines}


def test_requests_are_counted_by_what_became_of_them(
    client: Any, answers: dict[str, str], settings: Settings
) -> None:
    client.post(answers)
    client.post(answers | {"email": "b@example.com"}, headers={"Origin": None})
    client.post(answers | {"email": "nobody"})
    found = read(settings)
    assert found['quotes_requests{status="received"}'] == 1
    assert found['quotes_requests{status="quarantined"}'] == 1
    assert found['quotes_refused_total{status="422"}'] >= 1
    assert found['quotes_notifications{state="pending"}'] == 1
    assert found['quotes_step_seconds_count{step="store"}'] >= 3


def test_a_backup_into_a_file_and_a_failed_one_are_named(
    client: Any, answers: dict[str, str], settings: Settings, tmp_path: Path
) -> None:
    client.post(answers)
    assert "quotes_backup_age_seconds" not in read(settings)
    with record_backup(settings.database_url, NOON - timedelta(hours=1)):
        write_backup(settings.database_url, tmp_path / "backup.db", lambda _: None)
    found = read(settings)
    assert (found["quotes_backup_age_seconds"], found["quotes_backup_failed"]) == (3600, 0)
    with pytest.raises(CopyError), record_backup(settings.database_url, NOON):
        write_backup(settings.database_url, tmp_path / "backup.db", lambda _: None)
    found = read(settings)
    assert (found["quotes_backup_age_seconds"], found["quotes_backup_failed"]) == (3600, 1)


@pytest.mark.parametrize("way", [pytest.param("file", marks=pytest.mark.nightly), "rotate"])
def test_doctor_and_metrics_speak_of_the_same_backup_however_it_was_made(
    client: Any,
    answers: dict[str, str],
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    way: str,
) -> None:
    client.post(answers)
    environ = environment(tmp_path, settings.site_dir, QUOTES_BACKUPS=str(tmp_path / "backups"))
    for name, value in {**environ, "QUOTES_DATABASE_URL": settings.database_url}.items():
        monkeypatch.setenv(name, value)
    arguments = {"file": str(tmp_path / "backup.db"), "rotate": "--rotate"}
    assert main(["backup", arguments[way]]) == 0
    capsys.readouterr()
    main(["doctor"])
    said = next(line for line in capsys.readouterr().out.splitlines() if "newest" in line)
    engine = connect(settings.database_url)
    text = render_metrics(engine, datetime.fromisoformat(said.split()[-1]))
    assert "quotes_backup_age_seconds 0\n" in text


def test_a_database_that_is_away_is_a_metric_and_no_error(
    settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    away = replace(settings, database_url=f"sqlite:///{tmp_path / 'file' / 'quotes.db'}")
    assert read(away)["quotes_database_up"] == 0


def test_a_server_serves_metrics_apart_and_logs_json_without_anything_personal(
    tmp_path: Path, site_dir: Path, answers: dict[str, str]
) -> None:
    environ = environment(tmp_path, site_dir, QUOTES_LOG="json", QUOTES_METRICS_PORT="0")
    with serving(environ, tmp_path / "log") as server:
        reference = server.post(answers).json()["reference"]
        assert server.post(answers | {"email": "nobody"}).status_code == 422
        assert server.get("metrics").status_code == 404
        wait_until(lambda: reference in server.read_log())
        address = re.search(r"metrics at (http://127[^\s\"]+)", server.read_log())
        assert address is not None
        text = httpx.get(address[1]).text
        lines = [json.loads(line) for line in server.read_log().splitlines()]
    assert all({"at", "level", "logger", "message"} <= line.keys() for line in lines)
    for word in ("ada@", "Ada", "Sons"):
        assert word not in text + server.read_log()


def test_who_is_alive_need_not_be_ready(client_with: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    client = client_with(database_url=f"sqlite:///{tmp_path / 'file' / 'quotes.db'}")
    assert client.get("/api/health").status_code == 503
    assert client.get("/api/health/live").status_code == 200


@pytest.mark.parametrize(
    ("name", "value"), [("QUOTES_LOG", "xml"), ("QUOTES_METRICS_PORT", "99999")]
)
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    from backend.config.errors import SettingError  # noqa: PLC0415
    from backend.config.settings import from_environment  # noqa: PLC0415

    with pytest.raises(SettingError, match=name):
        from_environment({name: value})
