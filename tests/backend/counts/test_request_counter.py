"""The service counts what it answers itself, by day, and nothing of who asked."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import Engine, select

from backend.app import create_app
from backend.config.settings import Settings
from backend.counts import CountingMiddleware, RequestCounter, read_counts
from backend.counts.hits import Count
from backend.counts.request_counter import INTERVAL
from backend.storage.connections import connect
from backend.storage.database import Database
from backend.storage.tables import daily_counts
from tests.backend.conftest import NOON, Client, Clock
from tests.backend.counts.test_hits import READER

AS_READER = {"User-Agent": READER}
DAY = NOON.date().isoformat()
PAGE = Count("page", "soc-1/")


@pytest.fixture
def counts(engine: Engine) -> RequestCounter:
    return RequestCounter(Database(engine), Clock(NOON), Clock(0.0))


def stored(engine: Engine) -> list[tuple[str, Count, int]]:
    with engine.connect() as connection:
        return list(read_counts(connection))


@pytest.mark.locks
def test_counts_are_added_to_those_of_the_day(engine: Engine, counts: RequestCounter) -> None:
    for _ in range(2):
        counts.add(PAGE)
        counts.add(PAGE)
        counts.write()
    assert stored(engine) == [(DAY, PAGE, 4)]


def test_two_processes_count_together(engine: Engine, counts: RequestCounter) -> None:
    other = RequestCounter(Database(engine), Clock(NOON))
    for each in (counts, other):
        each.add(PAGE)
        each.write()
    assert stored(engine) == [(DAY, PAGE, 2)]


def test_it_is_time_to_write_once_a_minute(engine: Engine) -> None:
    now = Clock(0.0)
    counts = RequestCounter(Database(engine), Clock(NOON), now)
    assert not counts.add(PAGE)
    now.now = INTERVAL
    assert counts.add(PAGE)
    assert not counts.add(PAGE)


def test_what_cannot_be_written_is_kept_for_later(settings: Settings, tmp_path: Any) -> None:
    file = tmp_path / "later" / "quotes.db"
    engine = connect(f"sqlite:///{file}")
    file.parent.rmdir() if file.parent.exists() else None
    file.parent.write_text("in the way")
    counts = RequestCounter(Database(engine), Clock(NOON))
    counts.add(PAGE)
    counts.write()
    file.parent.unlink()
    file.parent.mkdir()
    counts = replace_database(counts, Database(engine))
    counts.write()
    assert stored(engine) == [(DAY, PAGE, 1)]


def replace_database(counts: RequestCounter, database: Database) -> RequestCounter:
    """One that has not just failed, so that nobody has to wait until it is tried again."""
    counts._database = database
    return counts


def lifespan(app: Any) -> None:
    """Start and stop an application as a server does."""
    messages = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])

    async def receive() -> Any:
        return next(messages)

    async def send(_: Any) -> None:
        pass

    asyncio.run(app({"type": "lifespan"}, receive, send))


def test_a_server_writes_what_it_counted_when_it_stops(settings: Settings) -> None:
    app = create_app(settings, with_site=True, clock=Clock(NOON))
    client = Client(app)
    client.get("/", headers=AS_READER)
    client.get("/quotes/?company=Secret", headers=AS_READER)
    client.get("/nothing/", headers=AS_READER)
    client.get("/quotes/", headers={"User-Agent": "Googlebot/2.1"})
    lifespan(app)
    engine = connect(settings.database_url)
    assert stored(engine) == [(DAY, Count("page", ""), 1), (DAY, Count("page", "quotes/"), 1)]


def test_a_request_that_is_stored_counts_as_a_form(
    settings: Settings, answers: dict[str, str]
) -> None:
    app = create_app(settings, clock=Clock(NOON))
    assert Client(app).post(answers, headers=AS_READER).status_code == 303
    Client(app).post({}, headers=AS_READER)
    lifespan(app)
    assert stored(connect(settings.database_url)) == [(DAY, Count("form", "quotes/"), 1)]


def test_no_column_could_hold_who_asked() -> None:
    assert {*daily_counts.c.keys()} == {"day", "kind", "name", "number"}


def test_no_answer_sets_a_cookie(settings: Settings) -> None:
    client = Client(create_app(settings, with_site=True))
    answered = client.get("/quotes/", headers=AS_READER)
    assert "set-cookie" not in answered.headers


def test_what_a_failing_app_answers_is_not_counted(engine: Engine, counts: RequestCounter) -> None:
    async def fail(*_: Any) -> None:
        raise ValueError("planted")

    app = CountingMiddleware(fail, counts, "/")
    with pytest.raises(ValueError, match="planted"):
        asyncio.run(
            app(
                {"type": "http", "method": "GET", "path": "/soc-1/", "headers": []},
                None,  # type: ignore[arg-type]
                None,  # type: ignore[arg-type]
            )
        )
    counts.write()
    with engine.connect() as connection:
        assert not connection.dialect.has_table(connection, "daily_counts") or not list(
            connection.execute(select(daily_counts))
        )
