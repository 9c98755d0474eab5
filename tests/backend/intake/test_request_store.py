"""What is on disk, and under which settings."""

import json
import sqlite3
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text, update

from backend.config.errors import SettingError
from backend.config.settings import Settings
from backend.intake import request_store
from backend.intake.request_store import (
    FIND_BY_CONTENT,
    REFERENCE_PATTERN,
    IdempotencyConflictError,
    RequestStore,
    is_reference,
    new_reference,
)
from backend.intake.submission import Submission, validate
from backend.storage.clock import timestamp, utc_now
from backend.storage.connections import UnavailableError, connect
from backend.storage.database import Database
from backend.storage.hashing import sha256
from backend.storage.tables import submissions
from model.form.definition import QuoteForm
from tests.backend.conftest import Clock

Look = Callable[[str], list[tuple[object, ...]]]


@pytest.fixture
def kept(engine: Engine, form: QuoteForm, clock: Clock) -> RequestStore:
    """On SQLite and on PostgreSQL: every test with it runs twice."""
    return RequestStore(Database(engine), form, clock)


@pytest.fixture
def kept_in_file(settings: Settings, clock: Clock) -> RequestStore:
    return RequestStore(Database(connect(settings.database_url)), settings.form, clock)


@pytest.fixture
def look(engine: Engine) -> Look:
    def run(query: str) -> list[tuple[object, ...]]:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    return run


@pytest.fixture
def submission(form: QuoteForm, answers: dict[str, str]) -> Submission:
    return validate(answers, form)


@pytest.fixture
def keyed(form: QuoteForm, answers: dict[str, str]) -> Submission:
    return validate(answers | {"idempotency_key": "key-1"}, form)


def test_sqlite_runs_with_the_settings_that_keep_the_promise(settings: Settings) -> None:
    names = ("journal_mode", "synchronous", "busy_timeout", "foreign_keys", "secure_delete")
    with connect(settings.database_url).connect() as connection:
        values = [connection.execute(text(f"PRAGMA {name}")).scalar() for name in names]
    assert values == ["delete", 3, 5000, 1, 1]


def test_a_writer_takes_its_lock_at_the_beginning(settings: Settings, tmp_path: Path) -> None:
    with connect(settings.database_url).begin():
        other = sqlite3.connect(tmp_path / "quotes.db", timeout=0)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()


@pytest.mark.locks
def test_a_request_is_stored_with_consent_and_notification(
    kept: RequestStore, submission: Submission, form: QuoteForm, look: Look
) -> None:
    stored = kept.add(submission)
    columns = "reference, status, version, text"
    assert look(f"SELECT {columns} FROM submissions JOIN consents USING (reference)") == [
        (stored.reference, "received", form.consent.version, form.consent.text)
    ]
    joined = (
        "SELECT state, attempts FROM notifications n JOIN submissions s ON n.submission_id=s.id"
    )
    assert look(joined) == [("pending", 0)]


def test_the_notification_of_a_request_set_aside_waits(
    kept: RequestStore, form: QuoteForm, answers: dict[str, str], look: Look
) -> None:
    kept.add(validate(answers | {form.honeypot.name: "x"}, form))
    assert look("SELECT status, state FROM submissions CROSS JOIN notifications") == [
        ("quarantined", "held")
    ]


@pytest.mark.locks
def test_a_request_without_its_notification_is_not_stored(
    kept: RequestStore, submission: Submission, engine: Engine, look: Look
) -> None:
    kept.database.prepare()
    with engine.begin() as connection:  # now no notification can be inserted
        connection.execute(text("ALTER TABLE notifications RENAME COLUMN attempts TO planted"))
    with pytest.raises(UnavailableError):
        kept.add(submission)
    assert look("SELECT count(*) FROM submissions") == [(0,)]
    assert look("SELECT count(*) FROM consents") == [(0,)]


def test_the_same_key_and_content_gives_the_same_reference(
    kept: RequestStore, keyed: Submission, clock: Clock
) -> None:
    first = kept.add(keyed)
    clock.now += timedelta(days=30)
    again = kept.add(keyed)
    assert (first.created, again.created) == (True, False)
    assert first.reference == again.reference


def test_the_same_key_with_other_content_is_a_conflict(
    kept: RequestStore, keyed: Submission, form: QuoteForm, answers: dict[str, str]
) -> None:
    kept.add(keyed)
    other = validate(answers | {"idempotency_key": "key-1", "notes": "other"}, form)
    with pytest.raises(IdempotencyConflictError):
        kept.add(other)


@pytest.mark.locks
def test_the_database_itself_refuses_a_second_row_for_a_key(
    kept: RequestStore, keyed: Submission, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = kept.add(keyed)
    looks = iter([None])  # as if another process inserted right after our look

    def late_find(*_: object) -> object:
        return next(looks, first)

    monkeypatch.setattr("backend.intake.request_store.find_duplicate", late_find)
    assert kept.add(keyed).reference == first.reference
    assert look("SELECT count(*) FROM submissions") == [(1,)]


def test_without_a_key_the_window_for_the_same_content_is_ten_minutes(
    kept: RequestStore, submission: Submission, clock: Clock, form: QuoteForm
) -> None:
    assert form.duplicate_seconds == 600
    first = kept.add(submission)
    clock.now += timedelta(minutes=10)
    assert kept.add(submission).reference == first.reference
    clock.now += timedelta(milliseconds=1)
    assert kept.add(submission).reference != first.reference


def test_without_a_key_a_request_that_came_with_one_is_recognised(
    kept: RequestStore, keyed: Submission, submission: Submission
) -> None:
    assert kept.add(keyed).reference == kept.add(submission).reference


def test_going_back_and_pressing_again_with_a_new_key_is_one_request(
    kept: RequestStore, form: QuoteForm, answers: dict[str, str], clock: Clock
) -> None:
    first = kept.add(validate(answers | {"idempotency_key": "key-1"}, form))
    clock.now += timedelta(seconds=5)
    again = kept.add(validate(answers | {"idempotency_key": "key-2"}, form))
    assert (again.reference, again.created) == (first.reference, False)


def test_a_request_set_aside_does_not_swallow_the_same_without_a_signal(
    kept: RequestStore, submission: Submission, look: Look
) -> None:
    kept.add(replace(submission, signals=("no-origin",)))
    kept.add(submission)
    assert look("SELECT status FROM submissions ORDER BY id") == [("quarantined",), ("received",)]


def test_two_keys_with_other_answers_are_two_requests(
    kept: RequestStore, form: QuoteForm, answers: dict[str, str], look: Look
) -> None:
    for key in ("key-1", "key-2"):
        kept.add(validate(answers | {"idempotency_key": key, "notes": key}, form))
    assert look("SELECT count(DISTINCT reference) FROM submissions") == [(2,)]


def test_two_keys_are_two_requests_once_the_window_is_over(
    kept: RequestStore, form: QuoteForm, answers: dict[str, str], clock: Clock
) -> None:
    first = kept.add(validate(answers | {"idempotency_key": "key-1"}, form))
    clock.now += timedelta(seconds=form.duplicate_seconds + 1)
    assert kept.add(validate(answers | {"idempotency_key": "key-2"}, form)) != first


def test_the_same_buyer_is_recognised_however_the_address_is_spelled(
    kept: RequestStore, form: QuoteForm, answers: dict[str, str]
) -> None:
    first = kept.add(validate(answers | {"email": "Ann@bücher-example.de"}, form))
    again = kept.add(validate(answers | {"email": "ann@xn--bcher-example-wob.de"}, form))
    assert (again.reference, again.created) == (first.reference, False)


def test_a_key_from_before_addresses_were_compared_by_their_canonical_form_is_recognised(
    kept: RequestStore, form: QuoteForm, answers: dict[str, str], engine: Engine
) -> None:
    keyed = validate(answers | {"email": "Ann@Example.com", "idempotency_key": "key-1"}, form)
    first = kept.add(keyed)
    former = sha256(json.dumps(keyed.answers, sort_keys=True))
    with engine.begin() as connection:
        connection.execute(update(submissions).values(content_hash=former))
    assert kept.add(keyed).reference == first.reference


@pytest.mark.locks
def test_50_threads_with_the_same_content_and_no_key_make_one_request(
    kept: RequestStore, submission: Submission, look: Look
) -> None:
    with ThreadPoolExecutor(50) as pool:
        stored = list(pool.map(kept.add, [submission] * 50))
    assert len({one.reference for one in stored}) == 1
    assert sum(one.created for one in stored) == 1
    assert look("SELECT count(*) FROM submissions") == [(1,)]
    assert look("SELECT count(*) FROM notifications") == [(1,)]


@pytest.mark.locks
def test_processes_with_the_same_content_and_no_key_make_one_request(
    url: str, form: QuoteForm, submission: Submission, look: Look
) -> None:
    engines = [connect(url) for _ in range(4)]
    stores = [RequestStore(Database(engine), form) for engine in engines]
    with ThreadPoolExecutor(40) as pool:
        stored = list(pool.map(lambda number: stores[number % 4].add(submission), range(40)))
    for engine in engines:
        engine.dispose()
    assert len({one.reference for one in stored}) == 1
    assert look("SELECT count(*) FROM submissions") == [(1,)]


def test_only_the_owner_may_read_the_database_file(
    kept_in_file: RequestStore, submission: Submission, tmp_path: Path
) -> None:
    (tmp_path / "quotes.db").unlink()  # the program makes its own
    kept_in_file.add(submission)
    assert stat.S_IMODE((tmp_path / "quotes.db").stat().st_mode) == 0o600


def test_nothing_is_created_before_the_first_request(
    settings: Settings, tmp_path: Path, form: QuoteForm
) -> None:
    (tmp_path / "quotes.db").unlink()
    RequestStore(Database(connect(settings.database_url)), form)
    assert not (tmp_path / "quotes.db").exists()


def test_injected_sql_is_stored_as_text(
    kept: RequestStore, form: QuoteForm, answers: dict[str, str]
) -> None:
    attack = "x'); DROP TABLE submissions; --"
    kept.add(validate(answers | {"company": attack}, form))
    with kept.database.transaction() as connection:
        assert connection.scalar(select(submissions.c.answers))["company"] == attack


@pytest.mark.parametrize(
    "url", ["", "nonsense", "sqlite://", "sqlite:///:memory:", "nosuch://host/db", "oracle://h/db"]
)
def test_an_unusable_address_is_named_in_one_line(url: str) -> None:
    with pytest.raises(SettingError, match=r"^QUOTES_DATABASE_URL [^\n]+$"):
        connect(url)


def test_a_reference_is_long_enough_and_easy_to_read_out() -> None:
    references = {new_reference() for _ in range(1000)}
    assert len(references) == 1000
    assert all(REFERENCE_PATTERN.fullmatch(reference) for reference in references)
    assert not set("ILOU") & set(request_store.CROCKFORD)
    random_characters = len(new_reference().replace("-", "")) - 1
    assert len(request_store.CROCKFORD) ** random_characters >= 2**50


@pytest.mark.parametrize("text", ["Q-7F3K-2M9X-4TQ", "Q-7F3K-2M9X-4TQU", "q-7f3k-2m9x-4tqp", "\n"])
def test_what_is_no_reference_is_told_apart(text: str) -> None:
    assert not is_reference(text)
    assert not is_reference(new_reference() + "\n")


def test_times_sort_as_text() -> None:
    moment = utc_now()
    assert timestamp(moment).endswith("Z")
    assert timestamp(moment) < timestamp(moment + timedelta(milliseconds=1))
    assert timestamp(moment.replace(microsecond=0)) <= timestamp(moment)


def test_the_same_content_is_found_by_its_hash_however_many_came_lately(
    settings: Settings, kept_in_file: RequestStore
) -> None:
    engine = connect(settings.database_url)
    kept_in_file.database.prepare()
    query = str(FIND_BY_CONTENT.compile(engine)).replace("?", "''")
    with engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}").all()
    assert "content_hash=?" in str(plan[0])
