"""The operator's command line: look after requests, move them, and get them back."""

import csv
import json
import re
import sqlite3
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import insert, select, text, update

from backend.__main__ import main
from backend.backup import copy
from backend.backup.backup import restore_backup, write_backup
from backend.backup.copy import CopyError, copy_database
from backend.cli import doctor
from backend.cli.csv_format import escape_formula, unescape_formula
from backend.cli.request_commands import erase
from backend.cli.request_reports import load_requests
from backend.config.settings import Settings, from_environment
from backend.intake.request_store import RequestStore
from backend.intake.submission import validate
from backend.storage.clock import utc_now
from backend.storage.connections import UnavailableError, connect
from backend.storage.database import Database
from backend.storage.migrations import NEWEST
from backend.storage.tables import consents, erasures, metadata, notifications, submissions
from model.dataset import ROOT
from model.form.definition import QuoteForm
from tests.backend.conftest import new_database
from tests.backend.smtp_server import Handler, mail_server
from tests.data import load_data

STRANGE = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "'=quoted", "''", "＝1", "＠x",
    'with "quotes", commas\r\nand lines', "Zażółć 𝒳 👩‍🚀", "", " spaced ", "e\u0301",
]  # fmt: skip


class Outcome(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


@pytest.fixture
def database(url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("QUOTES_DATABASE_URL", url)
    return url


@pytest.fixture
def store(database: str, form: QuoteForm) -> Iterator[RequestStore]:
    engine = connect(database)
    yield RequestStore(Database(engine), form)
    engine.dispose()


@pytest.fixture
def add(store: RequestStore, form: QuoteForm, answers: dict[str, str]) -> Callable[..., str]:
    return lambda **changes: store.add(validate({**answers, **changes}, form)).reference


@pytest.fixture
def run(database: str, capsys: pytest.CaptureFixture[str]) -> Run:
    def one(*arguments: str) -> Outcome:
        code = main(list(arguments))
        out, err = capsys.readouterr()
        lines = err.splitlines(keepends=True)
        return Outcome(code, out, "".join(x for x in lines if not x.startswith("database: ")))

    return one


def states(url: str) -> list[str]:
    engine = connect(url)
    with engine.connect() as connection:
        found = list(connection.scalars(select(notifications.c.state)))
    engine.dispose()
    return found


def test_requests_are_listed_by_status(run: Run, add: Callable[..., str], form: QuoteForm) -> None:
    good, aside = add(), add(**{form.honeypot.name: "x"})
    listed = run("requests", "list", "--status", "quarantined", "--json")
    [found] = map(json.loads, listed.out.splitlines())
    assert (found["reference"], found["signals"]) == (aside, "honeypot")
    assert good in run("requests", "list", "--status", "received").out


def test_a_request_shows_whether_it_was_delivered(run: Run, add: Callable[..., str]) -> None:
    shown = json.loads(run("requests", "show", add(), "--json").out)
    assert (shown["delivery"], shown["consent_method"]) == ("operator pending", "no-js")


def test_a_request_is_released_with_one_command(
    run: Run, add: Callable[..., str], form: QuoteForm, database: str
) -> None:
    reference = add(**{form.honeypot.name: "x"})
    assert run("requests", "release", reference.lower()).out == f"{reference} is released\n"
    assert load_requests(database)[0]["status"] == "received"
    assert states(database) == ["pending"]
    assert "was not set aside" in run("requests", "release", reference).out


def test_what_was_given_up_is_sent_again_with_one_command(
    run: Run, add: Callable[..., str], store: RequestStore, database: str
) -> None:
    add()
    with store.database.transaction() as connection:
        connection.execute(update(notifications).values(state="dead", attempts=14))
    assert run("requests", "resend", "--dead").out.startswith("1 to be delivered")
    assert states(database) == ["pending"]


@pytest.mark.parametrize(
    ("arguments", "facts"),
    [
        ("requests release {aside}", {"reference": "{aside}", "released": True}),
        ("requests release {good}", {"reference": "{good}", "released": False}),
        ("requests resend {good}", {"resent": 1}),
        ("requests resend --dead", {"resent": 0}),
        ("requests export --csv {file}", {"requests": 2, "file": "{file}"}),
        ("requests erase --email nobody@example.com", {"erased": 0}),
        ("backup {file}", {"requests": 2, "file": "{file}"}),
        ("migrate", {"version": NEWEST, "after": []}),
        ("migrate --to sqlite:///{file}", {"copied": 2}),
    ],
)
def test_an_act_can_be_told_as_one_json_object(
    run: Run,
    add: Callable[..., str],
    form: QuoteForm,
    tmp_path: Path,
    arguments: str,
    facts: dict[str, object],
) -> None:
    """Whatever else it tells stands on stderr."""
    known = {"good": add(), "aside": add(**{form.honeypot.name: "x"}), "file": tmp_path / "file"}
    done = run(*arguments.format(**known).split(), "--json")
    assert done.code == 0, done.err
    wanted = {
        name: fact.format(**known) if isinstance(fact, str) else fact
        for name, fact in facts.items()
    }
    assert json.loads(done.out) == wanted


def test_a_restore_can_be_told_as_one_json_object(
    run: Run, add: Callable[..., str], tmp_path: Path
) -> None:
    add()
    kept = tmp_path / "kept.db"
    assert json.loads(run("backup", str(kept), "--json").out)["file"] == str(kept)
    done = run("restore", str(kept), "--replace", "--json")
    assert json.loads(done.out) == {"restored": 1, "erased_again": 0}


@pytest.mark.parametrize("action", ["show", "release", "resend"])
def test_an_unknown_reference_is_said(run: Run, add: Callable[..., str], action: str) -> None:
    add()
    done = run("requests", action, "Q-0000-0000-0000")
    assert (done.code, done.err) == (1, "there is no request Q-0000-0000-0000\n")


def test_a_person_is_erased_with_one_command(
    run: Run, add: Callable[..., str], database: str
) -> None:
    add()
    assert run("requests", "erase", "--email", "ada@example.com").out.startswith("1 requests")
    assert load_requests(database) == []


@pytest.mark.parametrize("value", STRANGE)
def test_a_guarded_value_is_no_formula_and_comes_back(value: str) -> None:
    assert escape_formula(value)[:1] not in {
        "=",
        "+",
        "-",
        "@",
        "\t",
        "\r",
        "\n",
        "＝",
        "＋",
        "－",
        "＠",
    }
    assert unescape_formula(escape_formula(value)) == value


def test_an_export_comes_back_as_it_was(
    run: Run, add: Callable[..., str], store: RequestStore, database: str, tmp_path: Path
) -> None:
    for number, notes in enumerate(STRANGE):
        reference = add(email=f"person{number}@example.com")
        with store.database.transaction() as connection:  # past the cleaning of answers
            row = submissions.c.reference == reference
            old = connection.scalar(select(submissions.c.answers).where(row))
            changed = {**old, "notes": notes, "company": notes}
            connection.execute(update(submissions).where(row).values(answers=changed))
    file = tmp_path / "out.csv"
    assert run("requests", "export", "--csv", str(file)).code == 0
    with file.open(encoding="utf-8-sig", newline="") as opened:
        [names, *lines] = csv.reader(opened, strict=True)
    read = [dict(zip(names, map(unescape_formula, line), strict=True)) for line in lines]
    assert read == load_requests(database)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_an_export_replaces_no_file(run: Run, add: Callable[..., str], tmp_path: Path) -> None:
    add()
    (tmp_path / "out.csv").write_text("mine")
    done = run("requests", "export", "--csv", str(tmp_path / "out.csv"))
    assert (done.code, "File exists" in done.err) == (1, True)
    assert (tmp_path / "out.csv").read_text() == "mine"


def test_a_backup_restores_everything(
    run: Run, add: Callable[..., str], database: str, tmp_path: Path
) -> None:
    for number in range(20):
        add(email=f"person{number}@example.com")
    before = load_requests(database)
    file = tmp_path / "backup.db"
    assert run("backup", str(file)).code == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    wipe(database)
    assert run("restore", str(file)).code == 0
    assert load_requests(database) == before
    assert add(email="new@example.com") in run("requests", "list").out


def wipe(url: str) -> None:
    engine = connect(url)
    with engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    engine.dispose()


def test_a_restore_replaces_requests_only_when_told_to(
    run: Run, add: Callable[..., str], database: str, tmp_path: Path
) -> None:
    add()
    run("backup", str(tmp_path / "b.db"))
    later = add(email="later@example.com")
    refused = run("restore", str(tmp_path / "b.db"))
    assert refused.code == 1
    assert refused.err.startswith("the target holds 2 requests already; --replace ")
    assert run("restore", str(tmp_path / "b.db"), "--replace").code == 0
    assert later not in [request["reference"] for request in load_requests(database)]


@pytest.mark.parametrize("typed", ["ada", "ada@", "@example.com", "ada@exa mple.com", "", "a@b@c"])
def test_what_is_no_address_erases_nothing_and_is_not_noted(
    add: Callable[..., str], run: Run, store: RequestStore, typed: str
) -> None:
    add()
    done = run("requests", "erase", "--email", typed)
    assert (done.code, done.out, len(done.err.splitlines())) == (2, "", 1)
    with store.database.read() as connection:
        assert connection.execute(select(erasures)).all() == []


def test_a_restored_backup_forgets_who_was_erased_since(
    add: Callable[..., str], database: str, tmp_path: Path
) -> None:
    add()
    stays = add(email="ben@example.com")
    write_backup(database, tmp_path / "b.db", str)
    engine = connect(database)
    erase(engine, "ada@example.com", utc_now())
    engine.dispose()
    assert restore_backup(database, tmp_path / "b.db", str, replace=True) == (1, 1)
    assert [request["reference"] for request in load_requests(database)] == [stays]


def test_a_backup_replaces_no_file(add: Callable[..., str], database: str, tmp_path: Path) -> None:
    add()
    (tmp_path / "b.db").write_text("mine")
    with pytest.raises(CopyError, match="is there already"):
        write_backup(database, tmp_path / "b.db", str)
    assert (tmp_path / "b.db").read_text() == "mine"


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"x" * 5000])
def test_what_is_no_backup_is_not_restored(
    add: Callable[..., str], database: str, tmp_path: Path, content: bytes
) -> None:
    add()
    (tmp_path / "b.db").write_bytes(content)
    with pytest.raises(CopyError, match="no backup"):
        restore_backup(database, tmp_path / "b.db", str, replace=True)
    assert len(load_requests(database)) == 1


def test_a_backup_of_a_newer_program_is_not_restored(
    add: Callable[..., str], database: str, tmp_path: Path
) -> None:
    add()
    write_backup(database, tmp_path / "b.db", str)
    with sqlite3.connect(tmp_path / "b.db") as connection:
        connection.execute(f"UPDATE alembic_version SET version_num = {NEWEST + 1}")
    connection.close()
    with pytest.raises(UnavailableError, match="newer program"):
        restore_backup(database, tmp_path / "b.db", str, replace=True)


def test_sqlite_moves_to_postgresql_and_every_row_is_equal(
    postgres: str, tmp_path: Path, form: QuoteForm, answers: dict[str, str]
) -> None:
    source = connect(f"sqlite:///{tmp_path / 'old.db'}")
    store = RequestStore(Database(source), form)
    store.add(validate({**answers, "idempotency_key": "key-1"}, form))
    fill(source, 10_000)
    with new_database(postgres) as url:
        target, said = connect(url), list[str]()
        assert copy_database(source, target, said.append) == 10_001
        assert f"submissions     {10_001:8} rows, equal" in said
        moved = RequestStore(Database(target), form)
        again = moved.add(validate({**answers, "idempotency_key": "key-1"}, form))
        assert not again.created
        assert moved.add(validate({**answers, "email": "new@example.com"}, form)).created
        target.dispose()


def fill(engine: object, count: int) -> None:
    rows = [
        {
            "reference": f"Q-{number:04}",
            "idempotency_key": f"old-{number}" if number % 2 else None,
            "content_hash": f"{number:064}",
            "status": "received",
            "created_at": "2026-11-22T12:00:00.000Z",
            "email": f"person{number}@example.com",
            "answers": {"notes": STRANGE[number % len(STRANGE)], "n": "\U0001f9d1\u200d\U0001f680"},
        }
        for number in range(count)
    ]
    with engine.begin() as connection:  # type: ignore[attr-defined]
        connection.execute(insert(submissions), rows)


def test_a_copy_that_differs_is_given_up_as_a_whole(
    add: Callable[..., str], database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add()
    source, target = connect(database), connect(f"sqlite:///{tmp_path / 'target.db'}")
    real = copy._copy_table

    def flawed(old: object, new: object, table: object) -> int:
        count = real(old, new, table)  # type: ignore[arg-type]
        new.execute(text("UPDATE consents SET version = 'x'"))  # type: ignore[attr-defined]
        return count

    monkeypatch.setattr(copy, "_copy_table", flawed)
    with pytest.raises(CopyError, match="consents differ"):
        copy_database(source, target, str)
    source.dispose()
    assert load_requests(f"sqlite:///{tmp_path / 'target.db'}") == []


def verdicts(settings: Settings, *, send: bool = False) -> dict[str, tuple[str, str]]:
    found = doctor.run_checks(settings, load_data(), None, send=send)
    return {finding.what: (finding.verdict, finding.text) for finding in found}


@pytest.fixture
def deployed(database: str, site_dir: Path) -> Settings:
    return from_environment({"QUOTES_DATABASE_URL": database, "QUOTES_SITE_DIR": str(site_dir)})


def test_the_doctor_says_that_nobody_is_told(deployed: Settings) -> None:
    assert verdicts(deployed)["mail"] == (
        "bad", "QUOTES_SMTP_URL is not set: nobody is told of requests",
    )  # fmt: skip


def test_the_doctor_sends_a_test_message(
    database: str, site_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handler = Handler()
    with mail_server(handler) as port:
        settings = from_environment(
            {
                "QUOTES_DATABASE_URL": database,
                "QUOTES_SITE_DIR": str(site_dir),
                "QUOTES_SMTP_URL": f"smtp://127.0.0.1:{port}",
                "QUOTES_NOTIFY_TO": "operator@site.test",
            }
        )
        assert verdicts(settings, send=True)["mail"][0] == "ok"
        handler.answers["RCPT"] = "550 no"
        assert "550" in verdicts(settings, send=True)["mail"][1]
    assert handler.recipients == ["operator@site.test"]


def test_the_doctor_counts_what_was_given_up_and_set_aside(
    deployed: Settings, add: Callable[..., str], store: RequestStore, form: QuoteForm
) -> None:
    add()
    with store.database.transaction() as connection:
        connection.execute(update(notifications).values(state="dead"))
    add(**{form.honeypot.name: "x"})
    found = verdicts(deployed)
    assert found["notifications"][0] == "bad"
    assert "1 given up" in found["notifications"][1]
    assert "1 set aside" in found["requests"][1]


def test_the_doctor_compares_the_days_with_the_page(database: str, site_dir: Path) -> None:
    environ = {"QUOTES_DATABASE_URL": database, "QUOTES_KEEP_DAYS": "90"}
    assert verdicts(from_environment(environ))["retention"][0] == "look"


def test_the_doctor_says_which_names_never_resolve(deployed: Settings) -> None:
    found = verdicts(deployed)
    assert found["address"][0] == found["operator_email"][0] == "bad"


def test_the_doctor_finds_a_missing_page(deployed: Settings, site_dir: Path) -> None:
    (site_dir / "quotes" / "index.html").unlink()
    found = doctor.run_checks(deployed, load_data(), None, send=False)
    assert any(f.what == "page" and f.verdict == "bad" and "make build" in f.text for f in found)


def test_the_doctor_ends_with_1_where_something_is_bad(run: Run) -> None:
    done = run("doctor")
    assert done.code == 1
    assert "bad   mail" in done.out


def test_the_doctor_finds_a_database_that_is_away(site_dir: Path) -> None:
    url = "postgresql://nobody@127.0.0.1:1/none"
    settings = from_environment({"QUOTES_DATABASE_URL": url, "QUOTES_SITE_DIR": str(site_dir)})
    assert verdicts(settings)["database"][0] == "bad"


def test_a_database_of_a_newer_program_is_refused_in_one_line(
    run: Run, add: Callable[..., str], store: RequestStore
) -> None:
    add()
    with store.database.transaction() as connection:
        connection.execute(text(f"UPDATE alembic_version SET version_num = {NEWEST + 1}"))
    for command in (["requests", "list"], ["worker"], ["migrate"]):
        done = run(*command)
        assert done.code == 1
        assert f"version {NEWEST + 1}" in done.err


def test_consents_are_found_by_reference(add: Callable[..., str], store: RequestStore) -> None:
    reference = add()
    with store.database.transaction() as connection:
        assert connection.scalar(select(consents.c.reference)) == reference


# What stands before the backend


def test_no_log_of_nginx_keeps_the_address_of_a_private_page() -> None:
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    passed_on = [
        block for block in re.findall(r"location [^{]+{([^}]*)}", text) if "proxy_pass" in block
    ]
    assert len(passed_on) == text.count("proxy_pass") > 0
    for block in passed_on:
        assert "access_log off;" in block
        assert "error_log /dev/null emerg;" in block


def test_no_log_of_caddy_keeps_the_address_of_a_private_page() -> None:
    text = (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")
    assert re.findall(r"^\s*log\b.*{([^}]*)}", text, re.MULTILINE)[0].split() == [
        "exclude", "http.log.error",
    ]  # fmt: skip
    assert len(re.findall(r"^\s*log\b", text, re.MULTILINE)) == 1
