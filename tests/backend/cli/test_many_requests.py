"""Lists and exports of many requests: read in pages, beside buyers who go on sending."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, text, update

from backend.cli import request_reports
from backend.cli.provider_import import import_rows, read_rows
from backend.config.settings import Settings
from backend.intake.request_store import RequestStore
from backend.matching import iterate_matches
from backend.storage.connections import connect
from backend.storage.database import Database
from backend.storage.service_key import VARIABLE
from backend.storage.tables import submissions
from model.dataset import ROOT
from tests.backend.bulk_requests import copy_newest_request
from tests.backend.deal import Deal, dealing, firms

pytestmark = pytest.mark.nightly

HALF_A_CHARACTER = "\ud83d"
MANY = 40_000
# Bytes that a command may need for however many requests.
MEMORY = 150 * 2**20
# Runs a command of the operator and says how many kilobytes it needed.
MEASURED = """
import pathlib, re, sys
from backend.__main__ import main
code = main(sys.argv[1:])
status = pathlib.Path("/proc/self/status").read_text()
print(re.search(r"VmHWM:\\s+(\\d+)", status)[1], file=sys.stderr)
sys.exit(code)
"""


@contextmanager
def counted_statements(engine: Engine) -> Iterator[list[str]]:
    found: list[str] = []

    def note(*arguments: Any) -> None:
        found.append(arguments[2])

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_the_list_of_matches_asks_as_often_for_many_as_for_few(deal: Deal) -> None:
    def statements() -> int:
        with counted_statements(deal.engine) as found:
            assert all(matched.offers for matched in iterate_matches(deal.engine))
        return len(found)

    deal.send()
    few = statements()
    for number in range(5):
        deal.send(email=f"p{number}@example.com")
    assert statements() == few


def test_offering_many_firms_asks_the_database_as_often_as_offering_one(
    settings: Settings, tmp_path: Path
) -> None:
    def statements(count: int) -> int:
        with dealing(settings, f"sqlite:///{tmp_path / str(count)}.db", firms(count)) as made:
            made.send(email="first@example.com")  # with what only the first request does
            with counted_statements(made.engine) as found:
                made.send()
        return len(found)

    assert statements(3) == statements(1)


def test_pages_of_matches_hold_each_match_once_and_in_order(deal: Deal) -> None:
    references = [deal.send(email=f"p{number}@example.com").reference for number in range(5)]
    for page in (1, 2, 5, 6):
        found = [matched.reference for matched in iterate_matches(deal.engine, page)]
        assert found == references


def test_who_reads_a_list_slowly_keeps_no_buyer_waiting(
    client: Any, answers: dict[str, str], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request_reports, "PAGE", 2)
    for number in range(4):
        client.post(answers | {"email": f"p{number}@example.com"})
    listed = request_reports.iterate_requests(settings.database_url)
    next(listed)
    assert client.post(answers | {"email": "late@example.com"}).status_code == 303
    assert [request["email"] for request in listed][-1] == "late@example.com"


def spoil(settings: Settings, value: str) -> None:
    """Put a text into the newest request that no form lets through."""
    engine = connect(settings.database_url)
    with engine.begin() as connection:
        answers = connection.execute(text("SELECT answers FROM submissions")).scalar_one()
        changed = {**json.loads(answers), "notes": value, "company": value}
        connection.execute(update(submissions).values(answers=changed))


def run(settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", MEASURED, *arguments],
        cwd=ROOT,
        env={
            "PATH": "/usr/bin:/bin",
            "QUOTES_DATABASE_URL": settings.database_url,
            VARIABLE: os.environ[VARIABLE],
        },
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.parametrize("value", [HALF_A_CHARACTER, "NUL\0NUL", "\x1b[31mred"])
def test_no_stored_text_makes_a_list_or_an_export_fail(
    client: Any, answers: dict[str, str], settings: Settings, tmp_path: Path, value: str
) -> None:
    reference = client.post(answers, json=True).json()["reference"]
    spoil(settings, value)
    for arguments in (
        ["requests", "list", "--json"],
        ["requests", "list"],
        ["requests", "show", reference],
        ["requests", "export", "--csv", str(tmp_path / "all.csv")],
    ):
        done = run(settings, *arguments)
        assert (done.returncode, "Traceback" in done.stderr) == (0, False)
        assert "\x1b" not in done.stdout
    assert reference in (tmp_path / "all.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("value", [HALF_A_CHARACTER, "NUL\0NUL"])
def test_an_import_does_not_take_what_the_form_would_not(
    settings: Settings, answers: dict[str, str], tmp_path: Path, value: str
) -> None:
    file = tmp_path / "export.json"
    file.write_text(json.dumps([answers, answers | {"notes": value, "email": "b@example.com"}]))
    store = RequestStore(Database(connect(settings.database_url)), settings.form)
    said: list[str] = []
    count = import_rows(store, settings.form, read_rows(file, settings.form), said.append)
    assert (count.new, count.wrong) == (1, 1)
    assert any(line.startswith("row 2") for line in said)


@pytest.mark.nightly
@pytest.mark.parametrize(
    "arguments", [["requests", "list", "--json"], ["requests", "list"], ["matches", "list"]]
)
def test_a_list_needs_no_more_memory_for_many_requests(deal: Deal, arguments: list[str]) -> None:
    deal.send()
    copy_newest_request(deal.engine, MANY)
    settings = replace(deal.settings, database_url=str(deal.engine.url))
    done = run(settings, *arguments)
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) >= MANY
    assert int(done.stderr.splitlines()[-1]) * 1024 < MEMORY
