"""Writers that wait for one SQLite file share a commit, and are answered after it, each alone."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event, text

from backend.storage.connections import UnavailableError, connect
from backend.storage.database import Database
from backend.storage.threads import DeadlineThreads
from tests.backend.attacks.processes import wait_until

WRITERS = 6


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = connect(f"sqlite:///{tmp_path / 'quotes.db'}")
    with made.begin() as connection:
        connection.execute(text("CREATE TABLE note (name TEXT UNIQUE)"))
    yield made
    made.dispose()


@pytest.fixture
def database(engine: Engine) -> Database:
    made = Database(engine)
    made.prepare()
    return made


def noting(name: str) -> Callable[[Connection], str]:
    def work(connection: Connection) -> str:
        connection.execute(text("INSERT INTO note VALUES (:name)"), {"name": name})
        return name

    return work


def noted(file: Path) -> set[str]:
    with closing(sqlite3.connect(file)) as connection:
        return {row[0] for row in connection.execute("SELECT name FROM note")}


def store_together(database: Database, *works: Callable[[Connection], str]) -> list[object]:
    """Have all of them wait for one turn; return what each was told."""
    told: list[object] = [None] * len(works)

    def go(number: int) -> None:
        try:
            told[number] = database.write_or_retry(works[number])
        except Exception as error:
            told[number] = error

    threads = [threading.Thread(target=go, args=(number,)) for number in range(len(works))]
    with database.write():
        for number, thread in enumerate(threads, 1):
            thread.start()
            wait_until(lambda number=number: database.waiting == number)
    for thread in threads:
        thread.join()
    return told


def test_writers_that_wait_share_a_commit_and_all_are_there(
    database: Database, engine: Engine, tmp_path: Path
) -> None:
    commits: list[Connection] = []
    names = [f"n{number}" for number in range(WRITERS)]
    event.listen(engine, "commit", commits.append)
    told = store_together(database, *(noting(name) for name in names))
    assert told == names
    assert noted(tmp_path / "quotes.db") == set(names)
    assert len(commits) < WRITERS


def test_nobody_is_answered_before_the_commit(
    database: Database, engine: Engine, tmp_path: Path
) -> None:
    answered: list[str] = []
    early: list[str] = []
    names = [f"n{number}" for number in range(WRITERS)]

    def slowly(_: Connection) -> None:
        time.sleep(0.2)
        early.extend(set(answered) - noted(tmp_path / "quotes.db"))

    def work(name: str) -> Callable[[], None]:
        return lambda: answered.append(database.write_or_retry(noting(name)))

    threads = [threading.Thread(target=work(name)) for name in names]
    with database.write():
        for thread in threads:
            thread.start()
        wait_until(lambda: database.waiting == WRITERS)
        event.listen(engine, "commit", slowly)
    for thread in threads:
        thread.join()
    assert early == []
    assert sorted(answered) == names


def test_one_that_fails_leaves_nothing_and_takes_nobody_with_it(
    database: Database, tmp_path: Path
) -> None:
    def fail(connection: Connection) -> str:
        noting("half")(connection)
        raise ValueError("no")

    told = store_together(database, noting("before"), fail, noting("after"))
    assert [type(each) for each in told] == [str, ValueError, str]
    assert noted(tmp_path / "quotes.db") == {"before", "after"}


def test_the_second_of_two_alike_sees_the_first(database: Database, tmp_path: Path) -> None:
    def once(connection: Connection) -> str:
        found = connection.scalar(text("SELECT count(*) FROM note WHERE name = 'same'"))
        return "found" if found else noting("same")(connection)

    assert sorted(map(str, store_together(database, once, once))) == ["found", "same"]


def test_a_commit_that_fails_is_told_to_all_of_them(
    database: Database, engine: Engine, tmp_path: Path
) -> None:
    def fail(_: Connection) -> None:
        raise OSError("the disk is gone")

    def listen(connection: Connection) -> str:
        event.listen(engine, "commit", fail)
        return noting("first")(connection)

    told = store_together(database, listen, noting("second"), noting("third"))
    event.remove(engine, "commit", fail)
    assert [type(each) for each in told] == [UnavailableError] * 3
    assert noted(tmp_path / "quotes.db") == set()


def test_who_was_told_that_it_failed_finds_nothing_stored_and_the_others_do(
    database: Database, tmp_path: Path
) -> None:
    impatient = DeadlineThreads(1, 0.3)
    refused: list[Exception] = []

    def slowly(connection: Connection) -> str:
        time.sleep(0.6)
        return noting("patient")(connection)

    def lose_patience(connection: Connection) -> str:
        return noting("impatient")(connection)

    def ask() -> None:
        try:
            asyncio.run(impatient.run(database.write_or_retry, lose_patience))
        except UnavailableError as error:
            refused.append(error)

    told: list[str] = []
    threads = [
        threading.Thread(target=lambda: told.append(database.write_or_retry(slowly))),
        threading.Thread(target=ask),
    ]
    with database.write():
        for number, thread in enumerate(threads, 1):
            thread.start()
            wait_until(lambda number=number: database.waiting == number or refused)
    for thread in threads:
        thread.join()
    assert (told, len(refused)) == (["patient"], 1)
    assert noted(tmp_path / "quotes.db") == {"patient"}


def store_soon_together(database: Database, *works: Callable[[Connection], str]) -> list[object]:
    """The same on one event loop, where nobody has a thread to wait on; tell what came of it."""

    async def ask() -> list[object]:
        asked = [asyncio.ensure_future(database.store(work, str.upper)) for work in works]
        while database.waiting < len(works):
            await asyncio.sleep(0.01)
        free.set()
        return await asyncio.gather(*asked, return_exceptions=True)

    free = threading.Event()
    taken = threading.Event()

    def hold() -> None:
        with database.write():
            taken.set()
            free.wait()

    holder = threading.Thread(target=hold)
    holder.start()
    taken.wait()
    told = asyncio.run(ask())
    holder.join()
    return told


def test_who_waits_on_the_event_loop_shares_a_commit_and_is_told_what_is_made_of_it(
    database: Database, engine: Engine, tmp_path: Path
) -> None:
    commits: list[Connection] = []
    names = [f"n{number}" for number in range(WRITERS)]
    event.listen(engine, "commit", commits.append)
    told = store_soon_together(database, *(noting(name) for name in names))
    assert told == [name.upper() for name in names]
    assert noted(tmp_path / "quotes.db") == set(names)
    assert len(commits) < WRITERS


def test_one_that_fails_on_the_event_loop_leaves_nothing_and_takes_nobody_with_it(
    database: Database, tmp_path: Path
) -> None:
    def fail(connection: Connection) -> str:
        noting("half")(connection)
        raise ValueError("no")

    told = store_soon_together(database, noting("before"), fail, noting("after"))
    assert [type(each) for each in told] == [str, ValueError, str]
    assert noted(tmp_path / "quotes.db") == {"before", "after"}


def test_who_waits_on_the_event_loop_for_too_long_is_refused_and_nothing_is_stored(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.storage.database.ANSWER_TIMEOUT", 0.3)

    def slowly(connection: Connection) -> str:
        time.sleep(0.6)
        return noting("late")(connection)

    async def ask() -> None:
        with pytest.raises(UnavailableError):
            await database.store(slowly, str.upper)

    asyncio.run(ask())
    with database.write():  # after it
        assert noted(tmp_path / "quotes.db") == set()


def test_what_fails_after_the_commit_is_told_and_the_next_are_stored(
    database: Database, tmp_path: Path
) -> None:
    def fail(_: str) -> str:
        raise ValueError("no")

    async def ask() -> None:
        with pytest.raises(ValueError, match="no"):
            await database.store(noting("first"), fail)
        await database.store(noting("second"), str.upper)

    asyncio.run(ask())
    assert noted(tmp_path / "quotes.db") == {"first", "second"}


def test_writers_have_their_turns_in_the_order_in_which_they_came(database: Database) -> None:
    order: list[str] = []

    def alone() -> None:
        with database.write():
            order.append("alone")

    def together(name: str) -> None:
        database.write_or_retry(lambda connection: order.append(name))

    tasks = [lambda: together("first"), alone, lambda: together("last")]
    threads = [threading.Thread(target=task) for task in tasks]
    with database.write():
        for number, thread in enumerate(threads, 1):
            thread.start()
            wait_until(lambda number=number: len(database._queue._waiting) == number)
    for thread in threads:
        thread.join()
    assert order == ["first", "alone", "last"]
