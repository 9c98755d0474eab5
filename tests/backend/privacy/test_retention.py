"""What is forgotten, when, and that it does not come back."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update

from backend.cli.request_commands import erase
from backend.config.errors import SettingError
from backend.config.settings import Retention, from_environment
from backend.delivery.worker import Worker
from backend.intake.request_store import RequestStore
from backend.intake.submission import validate
from backend.jobs import build_housekeeping
from backend.privacy.retention import DAYS_PER_MONTH, repeat_erasures
from backend.storage.clock import timestamp
from backend.storage.connections import connect
from backend.storage.database import Database
from backend.storage.hashing import email_hash, keyed_hash
from backend.storage.tables import consents, erasures, notifications, submissions
from model.form.definition import QuoteForm
from tests.backend.conftest import Clock, pass_days
from tests.data import load_data

KEEP = Retention(open_days=180, quarantine_days=30, consent_months=24)


@pytest.fixture
def store(engine: Engine, form: QuoteForm, clock: Clock) -> RequestStore:
    return RequestStore(Database(engine), form, clock)


@pytest.fixture
def good(store: RequestStore, form: QuoteForm, answers: dict[str, str]) -> str:
    return store.add(validate(answers, form)).reference


def references(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(select(submissions.c.reference).order_by(submissions.c.id)))


def count(engine: Engine, table: object) -> int:
    with engine.connect() as connection:
        return len(connection.execute(select(table)).all())  # type: ignore[call-overload]


def tidy(engine: Engine, clock: Clock, days: float) -> None:
    pass_days(clock, days, lambda: build_housekeeping(KEEP, clock)(engine))


def tell(engine: Engine, clock: Clock) -> None:
    """Send the digest that is due."""
    with engine.begin() as connection:
        told = {"state": "sent", "sent_at": timestamp(clock())}
        connection.execute(
            update(notifications).where(notifications.c.kind == "digest").values(told)
        )


def test_a_request_is_kept_180_days_and_not_longer(engine: Engine, clock: Clock, good: str) -> None:
    tidy(engine, clock, 180)
    assert references(engine) == [good]
    tidy(engine, clock, 0.01)
    assert references(engine) == []
    with engine.connect() as connection:
        owners = list(connection.scalars(select(notifications.c.submission_id)))
    assert not any(owners)


def test_a_request_set_aside_is_kept_30_days(
    engine: Engine,
    clock: Clock,
    good: str,
    store: RequestStore,
    form: QuoteForm,
    answers: dict[str, str],
) -> None:
    spam = {**answers, "notes": "another", form.honeypot.name: "x"}
    aside = store.add(validate(spam, form)).reference
    tidy(engine, clock, 1)
    tell(engine, clock)
    tidy(engine, clock, 29)
    assert references(engine) == [good, aside]
    tidy(engine, clock, 0.01)
    assert references(engine) == [good]


def test_a_request_set_aside_of_which_nobody_was_told_is_kept_like_any_other(
    engine: Engine, clock: Clock, store: RequestStore, form: QuoteForm, answers: dict[str, str]
) -> None:
    aside = store.add(validate({**answers, form.honeypot.name: "x"}, form)).reference
    tidy(engine, clock, KEEP.open_days)
    assert references(engine) == [aside]
    tidy(engine, clock, 0.01)
    assert references(engine) == []


def test_a_request_set_aside_is_not_erased_right_after_the_digest_that_names_it(
    engine: Engine, clock: Clock, store: RequestStore, form: QuoteForm, answers: dict[str, str]
) -> None:
    store.add(validate({**answers, form.honeypot.name: "x"}, form))
    tidy(engine, clock, 40)
    tell(engine, clock)
    tidy(engine, clock, 0.5)
    assert references(engine)
    tidy(engine, clock, 2)
    assert not references(engine)


def test_a_clock_that_jumped_forgets_nothing(engine: Engine, clock: Clock, good: str) -> None:
    housekeeping = build_housekeeping(KEEP, clock)
    housekeeping(engine)
    clock.now += timedelta(days=200)
    for _ in range(20):  # it is wrong for some hours
        housekeeping(engine)
        clock.now += timedelta(hours=1)
    clock.now -= timedelta(days=200)
    housekeeping(engine)
    assert references(engine) == [good]


def test_a_clock_that_is_ahead_at_the_first_start_forgets_nothing(
    engine: Engine, clock: Clock, good: str
) -> None:
    clock.now += timedelta(days=200)
    build_housekeeping(KEEP, clock)(engine)
    assert references(engine) == [good]


def test_a_service_that_was_off_for_long_forgets_once_its_clock_has_gone_on_for_a_day(
    engine: Engine, clock: Clock, good: str
) -> None:
    housekeeping = build_housekeeping(KEEP, clock)
    clock.now += timedelta(days=200)
    for _ in range(25):
        housekeeping(engine)
        clock.now += timedelta(hours=1)
    assert references(engine) == []


def test_a_service_that_is_off_at_night_forgets_all_the_same(
    engine: Engine, clock: Clock, good: str
) -> None:
    housekeeping = build_housekeeping(KEEP, clock)
    clock.now += timedelta(days=180)
    for _ in range(3):
        housekeeping(engine)
        clock.now += timedelta(hours=14)
    assert references(engine) == []


def test_what_a_clock_that_was_ahead_has_put_off_is_due_once_it_is_right(
    engine: Engine, clock: Clock, store: RequestStore, form: QuoteForm, answers: dict[str, str]
) -> None:
    clock.now += timedelta(days=30)
    store.add(validate(answers, form))
    build_housekeeping(KEEP, clock)(engine)
    clock.now -= timedelta(days=30)
    build_housekeeping(KEEP, clock)(engine)
    with engine.connect() as connection:
        assert set(connection.scalars(select(notifications.c.next_at))) == {timestamp(clock())}


def test_a_worker_tidies_up_at_once_when_its_clock_goes_back(engine: Engine, clock: Clock) -> None:
    tidied: list[object] = []
    work = Worker(engine, {}, lambda _: tidied.append(clock()), clock)
    moves = iter([timedelta(days=-30), timedelta(minutes=1)])

    def wait(_: float) -> bool:
        move = next(moves, None)
        work.stop() if move is None else None
        clock.now += move or timedelta()
        return True

    clock.now += timedelta(days=30)
    work._stop.wait = wait  # type: ignore[method-assign]
    work.run()
    assert len(tidied) == 2


def test_the_proof_of_consent_is_kept_24_months_without_answers(
    engine: Engine, clock: Clock, good: str, answers: dict[str, str]
) -> None:
    tidy(engine, clock, 24 * DAYS_PER_MONTH)
    with engine.connect() as connection:
        [proof] = connection.execute(select(consents)).mappings()
    assert proof["reference"] == good
    assert not any(value in str(dict(proof)) for value in (answers["email"], answers["name"]))
    tidy(engine, clock, 1)
    assert count(engine, consents) == 0


def test_the_worker_forgets_by_itself(engine: Engine, clock: Clock, good: str) -> None:
    tidy(engine, clock, KEEP.open_days)
    clock.now += timedelta(hours=1)
    work = Worker(engine, {}, build_housekeeping(KEEP, clock), clock)
    waited = iter([work.stop])
    work._stop.wait = lambda _: next(waited)() or True  # type: ignore[method-assign,func-returns-value]
    work.run()
    assert references(engine) == []


def test_erasing_deletes_every_request_of_one_person_and_no_other(
    engine: Engine,
    clock: Clock,
    good: str,
    store: RequestStore,
    form: QuoteForm,
    answers: dict[str, str],
) -> None:
    other = store.add(validate({**answers, "email": "ben@example.com"}, form)).reference
    store.add(validate({**answers, "email": "ADA@example.com", "notes": "2"}, form))
    assert erase(engine, " Ada@Example.com ", clock()) == 2
    assert references(engine) == [other]
    with engine.connect() as connection:
        withdrawn = connection.execute(select(consents.c.reference, consents.c.withdrawn_at)).all()
    assert [row.withdrawn_at is None for row in withdrawn if row.reference == other] == [True]
    assert sum(row.withdrawn_at is not None for row in withdrawn) == 2


@pytest.mark.parametrize(
    ("sent", "asked"),
    [
        ("ann@bücher-example.de", "ann@xn--bcher-example-wob.de"),
        ("ann@XN--BCHER-EXAMPLE-WOB.de", "Ann@Bücher-Example.de"),
        ("ann@münchen-example.de", "ann@mu\u0308nchen-example.de"),
        ("ÄNN@example.com", "änn@example.com"),
        ("änn@example.com", "a\u0308nn@example.com"),
    ],
)
def test_erasing_finds_a_person_however_the_address_is_spelled(
    engine: Engine, store: RequestStore, form: QuoteForm, answers: dict[str, str], clock: Clock,
    sent: str, asked: str,
) -> None:  # fmt: skip
    store.add(validate({**answers, "email": sent}, form))
    assert erase(engine, asked, clock()) == 1
    assert references(engine) == []


@pytest.mark.parametrize(
    ("sent", "asked"),
    [
        ("ann7@straße-example.de", "ann7@strasse-example.de"),
        ("straße@example.com", "strasse@example.com"),
    ],
)
def test_erasing_leaves_another_person_whose_address_only_folds_to_the_same(
    engine: Engine, store: RequestStore, form: QuoteForm, answers: dict[str, str], clock: Clock,
    sent: str, asked: str,
) -> None:  # fmt: skip
    store.add(validate({**answers, "email": sent}, form))
    assert erase(engine, asked, clock()) == 0
    assert len(references(engine)) == 1


def as_noted_before(engine: Engine, email: str) -> None:
    """Note the consents under the hash that the program kept of this address up to version 5."""
    with engine.begin() as connection:
        former = keyed_hash(connection, email.strip().casefold())
        connection.execute(update(consents).values(email_hash=former))


def test_erasing_finds_a_request_that_was_noted_under_a_former_hash(
    engine: Engine, store: RequestStore, form: QuoteForm, answers: dict[str, str], clock: Clock
) -> None:
    store.add(validate({**answers, "email": "Ann@Bücher-Example.de"}, form))
    as_noted_before(engine, "Ann@Bücher-Example.de")
    assert erase(engine, "ann@xn--bcher-example-wob.de", clock()) == 1


def test_a_former_hash_that_two_people_share_erases_only_the_one_who_asked(
    engine: Engine, store: RequestStore, form: QuoteForm, answers: dict[str, str], clock: Clock
) -> None:
    store.add(validate({**answers, "email": "ann7@straße-example.de"}, form))
    as_noted_before(engine, "ann7@straße-example.de")
    assert erase(engine, "ann7@strasse-example.de", clock()) == 0


def test_an_erasure_is_repeated_for_a_request_that_was_noted_under_a_former_hash(
    engine: Engine, store: RequestStore, form: QuoteForm, answers: dict[str, str], clock: Clock
) -> None:
    store.add(validate({**answers, "email": "ann@bücher-example.de"}, form))
    as_noted_before(engine, "ann@bücher-example.de")
    with engine.begin() as connection:
        hashed = email_hash(connection, "ann@bücher-example.de")
        noted = {"email_hash": hashed, "erased_at": timestamp(clock())}
        connection.execute(erasures.insert().values(noted))
        assert repeat_erasures(connection) == 1


def test_an_erasure_is_noted_without_the_address(engine: Engine, clock: Clock, good: str) -> None:
    erase(engine, "ada@example.com", clock())
    erase(engine, "nobody@example.com", clock())
    with engine.connect() as connection:
        noted = list(connection.scalars(select(erasures.c.email_hash).order_by(erasures.c.id)))
        people = ("ada@example.com", "nobody@example.com")
        assert noted == [email_hash(connection, each) for each in people]


def test_what_is_deleted_is_not_left_in_the_file(
    form: QuoteForm, answers: dict[str, str], clock: Clock, tmp_path: Path
) -> None:
    file = tmp_path / "erased.db"
    engine = connect(f"sqlite:///{file}")
    RequestStore(Database(engine), form, clock).add(
        validate({**answers, "notes": "distinctive"}, form)
    )
    assert b"distinctive" in file.read_bytes()
    erase(engine, answers["email"], clock())
    assert b"distinctive" not in file.read_bytes()
    assert b"ada@example.com" not in file.read_bytes()


def test_the_days_come_from_the_data_that_the_privacy_page_prints() -> None:
    told = load_data().settings.retention
    keep = from_environment({}).retention
    assert keep == Retention(told.open_days, told.aside_days, told.consent_months)


def test_a_deployment_may_set_other_days() -> None:
    keep = from_environment({"QUOTES_KEEP_DAYS": "90", "QUOTES_QUARANTINE_DAYS": "7"}).retention
    assert (keep.open_days, keep.quarantine_days) == (90, 7)


def test_the_old_name_of_the_quarantine_works_and_names_the_new(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert from_environment({"QUOTES_KEEP_ASIDE_DAYS": "7"}).retention.quarantine_days == 7
    (line,) = caplog.messages
    assert "QUOTES_QUARANTINE_DAYS" in line


@pytest.mark.parametrize("days", ["0", "-1", "1.5", "many", "999999"])
def test_days_that_are_none_are_named(days: str) -> None:
    with pytest.raises(SettingError, match="QUOTES_KEEP_DAYS"):
        from_environment({"QUOTES_KEEP_DAYS": days})
