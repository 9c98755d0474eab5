"""What is due, who is at work on it, and how a try ends: on SQLite and on PostgreSQL."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.exc import OperationalError

from backend.cli.request_commands import release, resend, resend_dead
from backend.delivery import outbox
from backend.delivery.errors import DeliveryError
from backend.delivery.outbox import MAX_ATTEMPTS, RETRY_DELAYS, LeasedNotification
from backend.delivery.worker import Worker
from backend.intake.request_store import RequestStore
from backend.intake.submission import validate
from backend.storage.connections import connect
from backend.storage.database import Database
from backend.storage.tables import notifications
from model.form.definition import QuoteForm
from tests.backend.conftest import Clock

Add = Callable[..., str]


@pytest.fixture
def add(engine: Engine, form: QuoteForm, clock: Clock, answers: dict[str, str]) -> Add:
    store = RequestStore(Database(engine), form, clock, kinds=("operator", "receipt"))

    def one(**changes: str) -> str:
        return store.add(validate({**answers, **changes}, form)).reference

    return one


def rows(engine: Engine) -> list[tuple[str, str, int]]:
    columns = (notifications.c.kind, notifications.c.state, notifications.c.attempts)
    with engine.connect() as connection:
        found = connection.execute(select(*columns).order_by(notifications.c.id))
        return [(kind, state, attempts) for kind, state, attempts in found]


def worker(engine: Engine, clock: Clock, deliver: Callable[[LeasedNotification], None]) -> Worker:
    return Worker(engine, {"operator": deliver}, now=clock)


def failing(problem: str, *, permanent: bool = False) -> Callable[[LeasedNotification], None]:
    def deliver(due: LeasedNotification) -> None:
        raise DeliveryError(problem, permanent=permanent)

    return deliver


def test_what_is_delivered_is_sent_once(engine: Engine, clock: Clock, add: Add) -> None:
    reference, seen = add(), list[LeasedNotification]()
    work = worker(engine, clock, seen.append)
    assert (work.step(), work.step()) == (True, False)
    assert [due.reference for due in seen] == [reference]
    assert rows(engine) == [("operator", "sent", 1), ("receipt", "pending", 0)]


def test_what_cannot_be_sent_waits(engine: Engine, clock: Clock, add: Add) -> None:
    add()
    assert not Worker(engine, {}, now=clock).step()
    assert rows(engine)[0] == ("operator", "pending", 0)


def test_a_failed_try_is_repeated_for_72_hours_and_then_given_up(
    engine: Engine, clock: Clock, add: Add, caplog: pytest.LogCaptureFixture
) -> None:
    add()
    begun, work = clock.now, worker(engine, clock, failing("no mail server"))
    for delay in RETRY_DELAYS:
        assert work.step()
        clock.now += delay - timedelta(seconds=1)
        assert not work.step()
        clock.now += timedelta(seconds=1)
    assert clock.now - begun == timedelta(hours=72)
    assert work.step()
    assert rows(engine)[0] == ("operator", "dead", MAX_ATTEMPTS)
    clock.now += timedelta(days=30)
    assert not work.step()
    assert [record.levelname for record in caplog.records].count("ERROR") == 1


def test_what_fails_for_good_is_given_up_at_once(engine: Engine, clock: Clock, add: Add) -> None:
    add()
    worker(engine, clock, failing("refused: 550", permanent=True)).step()
    assert rows(engine)[0] == ("operator", "dead", 1)


def test_a_poison_message_does_not_keep_the_others_waiting(
    engine: Engine, clock: Clock, add: Add, caplog: pytest.LogCaptureFixture
) -> None:
    poison, good = add(), add(email="ben@example.com")
    delivered = []

    def deliver(due: LeasedNotification) -> None:
        if due.reference == poison:
            raise ValueError("poison of ada@example.com")
        delivered.append(due.reference)

    work = worker(engine, clock, deliver)
    while work.step():
        pass
    assert delivered == [good]
    assert rows(engine)[0] == ("operator", "pending", 1)
    assert poison in caplog.text
    assert "ada@example.com" not in caplog.text


@pytest.mark.locks
def test_a_worker_that_dies_loses_its_lease_and_the_notification_is_sent_again(
    engine: Engine, clock: Clock, add: Add
) -> None:
    add()
    died = outbox.lease_next(engine, clock(), ["operator"])
    assert died is not None
    seen: list[LeasedNotification] = []
    work = worker(engine, clock, seen.append)
    assert not work.step()
    clock.now += outbox.LEASE_TIME
    assert work.step()
    assert [(due.id, due.attempts) for due in seen] == [(died.id, 2)]


@pytest.mark.locks
def test_a_worker_that_wakes_up_late_cannot_undo_the_others_work(
    engine: Engine, clock: Clock, add: Add
) -> None:
    add()
    late = outbox.lease_next(engine, clock(), ["operator"])
    assert late is not None
    clock.now += outbox.LEASE_TIME
    worker(engine, clock, lambda due: None).step()
    outbox.mark_failed(engine, late, clock(), "too late", permanent=True)
    assert rows(engine)[0] == ("operator", "sent", 2)


@pytest.mark.locks
def test_what_was_sent_while_the_database_was_cut_off_is_noted_when_it_is_back(
    engine: Engine, clock: Clock, add: Add
) -> None:
    add()

    def cut_off_once(*arguments: Any) -> None:
        event.remove(engine, "before_cursor_execute", cut_off_once)
        raise OperationalError("UPDATE", {}, Exception("the connection is closed"))

    def deliver(due: LeasedNotification) -> None:
        event.listen(engine, "before_cursor_execute", cut_off_once)

    assert worker(engine, clock, deliver).step()
    assert rows(engine)[0] == ("operator", "sent", 1)


@pytest.mark.locks
def test_four_workers_never_send_one_row_twice(
    url: str, engine: Engine, clock: Clock, add: Add
) -> None:
    expected = [add(email=f"person{number}@example.com") for number in range(40)]
    seen: list[str] = []
    engines = [connect(url) for _ in range(4)]

    def run(mine: Engine) -> None:
        work = worker(mine, clock, lambda due: seen.append(due.reference))
        idle = 0
        while idle < 3:  # a row that another one holds may not be seen at the first look
            idle = 0 if work.step() else idle + 1

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(run, engines))
    for mine in engines:
        mine.dispose()
    assert Counter(seen) == Counter(expected)


def test_a_request_set_aside_is_told_only_when_it_is_released(
    engine: Engine, clock: Clock, add: Add, form: QuoteForm
) -> None:
    reference = add(**{form.honeypot.name: "x"})
    seen: list[LeasedNotification] = []
    work = worker(engine, clock, seen.append)
    assert not work.step()
    assert resend(engine, reference, clock()) == 0
    assert release(engine, reference, clock())
    assert not release(engine, reference, clock())
    assert work.step()
    assert (seen[0].status, seen[0].signals) == ("received", "honeypot")


def test_what_was_given_up_can_be_sent_again(engine: Engine, clock: Clock, add: Add) -> None:
    reference = add()
    worker(engine, clock, failing("refused: 550", permanent=True)).step()
    assert resend_dead(engine, clock()) == 1
    seen: list[LeasedNotification] = []
    assert worker(engine, clock, seen.append).step()
    assert [due.reference for due in seen] == [reference]


def test_what_was_sent_can_be_sent_once_more_as_another_message(
    engine: Engine, clock: Clock, form: QuoteForm, answers: dict[str, str]
) -> None:
    reference = RequestStore(Database(engine), form, clock).add(validate(answers, form)).reference
    seen: list[LeasedNotification] = []
    work = worker(engine, clock, seen.append)
    assert work.step()
    assert resend(engine, reference, clock()) == 1
    assert work.step()
    assert len({due.id for due in seen}) == 2


def test_one_address_gets_one_receipt_a_day(engine: Engine, clock: Clock, add: Add) -> None:
    def receipts() -> int:
        return [kind for kind, _, _ in rows(engine)].count("receipt")

    add()
    add(notes="second", email="ADA@example.com")
    assert receipts() == 1
    clock.now += timedelta(days=1)
    add(notes="third")
    assert receipts() == 2


@pytest.mark.locks
def test_a_database_that_goes_away_does_not_end_the_worker(
    engine: Engine, clock: Clock, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.delivery.worker.PAUSE_SECONDS", 0)
    add()
    work = worker(engine, clock, lambda due: work.stop())
    tries = iter([OSError("gone"), RuntimeError("a mistake of ours"), None])
    real = outbox.lease_next

    def flaky(*arguments: object) -> LeasedNotification | None:
        if (error := next(tries, None)) is not None:
            raise error
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(outbox, "lease_next", flaky)
    work.run()
    assert rows(engine)[0] == ("operator", "sent", 1)
