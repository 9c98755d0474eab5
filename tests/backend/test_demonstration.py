"""One switch makes a demonstration, and it never meets real requests."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from backend.__main__ import main
from backend.cli.doctor import check_firms
from backend.config.errors import SettingError
from backend.config.settings import Settings, from_environment
from backend.matching.demo_guard import refuse_real_requests
from backend.server import run_worker, serve
from tests.backend.conftest import ANSWERS
from tests.backend.deal import Deal, database, dealing
from tests.data import load_data


@pytest.fixture
def deal(settings: Settings, tmp_path: Path) -> Iterator[Deal]:
    with dealing(settings, database(tmp_path)) as made:
        yield made


def add_real_request(deal: Deal) -> None:
    """Store a request as it is where no firm is listed."""
    assert replace(deal, matcher=None).client.post(ANSWERS).status_code == 303


def serve_it(settings: Settings) -> None:
    (settings.site_dir / "index.html").touch()
    serve(settings, None, "127.0.0.1", 0)


def serve_without_worker(settings: Settings) -> None:
    serve_it(replace(settings, worker=False))


def work_it(settings: Settings) -> None:
    run_worker(settings, None)


@pytest.mark.parametrize("start", [serve_it, serve_without_worker, work_it])
def test_no_process_of_a_demonstration_starts_over_real_requests(
    deal: Deal, start: Callable[[Settings], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("uvicorn.Server.run", lambda *_, **__: None)  # it fails, and never hangs
    monkeypatch.setattr("backend.delivery.worker.Worker.run", lambda _: None)
    add_real_request(deal)
    with pytest.raises(SettingError, match="holds requests without sample firms"):
        start(deal.settings)


def test_a_demonstration_goes_on_with_its_own_requests(deal: Deal) -> None:
    deal.send(notes="for samples")
    refuse_real_requests(deal.engine)


def test_a_demonstration_imports_nothing_beside_real_requests(
    deal: Deal,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    add_real_request(deal)
    monkeypatch.setenv("QUOTES_DATABASE_URL", deal.settings.database_url)
    monkeypatch.setenv("SITE_DEMONSTRATION", "on")
    file = tmp_path / "export.json"
    file.write_text(json.dumps([{**ANSWERS, "stage": "ready"}]), encoding="utf-8")
    assert main(["matches", "import", str(file)]) == 1
    assert "holds requests without sample firms" in capsys.readouterr().err


def test_one_switch_makes_pages_and_backend_a_demonstration(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SITE_DEMONSTRATION", "on")
    assert from_environment(os.environ).demonstration


def test_the_old_switch_works_and_names_the_new(caplog: pytest.LogCaptureFixture) -> None:
    assert from_environment({"QUOTES_DEMONSTRATION": "on"}).demonstration
    (line,) = caplog.messages
    assert "SITE_DEMONSTRATION" in line


def test_the_old_option_works_and_names_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SITE_DEMONSTRATION", "off")  # so that what main sets is undone
    monkeypatch.setenv("QUOTES_SITE_DIR", str(tmp_path / "nowhere"))
    assert main(["serve", "--demonstration", "--port", "0"]) == 1
    assert "SITE_DEMONSTRATION=on" in capsys.readouterr().err.splitlines()[0]
    assert from_environment(os.environ).demonstration


def test_the_doctor_says_where_pages_and_backend_differ(settings: Settings) -> None:
    def differences(demonstration: bool) -> list[tuple[str, str]]:
        found = check_firms(replace(settings, demonstration=demonstration), load_data(), None)
        return [(each.verdict, each.text) for each in found if each.what == "demonstration"]

    assert differences(False) == []
    [(verdict, words)] = differences(True)
    assert verdict == "bad"
    assert words.startswith("the backend offers sample firms, and the pages show real ones")
