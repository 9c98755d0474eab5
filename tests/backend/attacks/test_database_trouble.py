"""A database that is locked, frozen, deleted, damaged or full: a quick word, and nothing lost."""

import os
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Barrier

import httpx
import pytest
from sqlalchemy import NullPool, create_engine, make_url, text

from tests.backend.attacks.processes import Backend, serving, wait_until
from tools.testenv.postgres import running

# Seconds, as promised: the deadline is shorter, for a machine that does other things as well.
REFUSED_WITHIN = 6
ANSWERED_WITHIN = 4
BUYERS = 45


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Hold the writer's and the readers' lock, as a command that hangs would."""
    with closing(sqlite3.connect(file, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        yield


@contextmanager
def frozen_postgres(url: str) -> Iterator[None]:
    """Stop every process of a server: connections stay open, and nobody answers on them."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        folder = connection.execute(text("SHOW data_directory")).scalar_one()
    parent = int((Path(folder) / "postmaster.pid").read_text().split()[0])
    stopped = [parent, *children_of(parent)]
    for pid in stopped:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in stopped:
            with suppress(ProcessLookupError):  # it was about to end when it was stopped
                os.kill(pid, signal.SIGCONT)


def children_of(parent: int) -> list[int]:
    listing = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    return [int(pid) for pid in listing.split()]


def timed(ask: Callable[[], httpx.Response]) -> tuple[int, float]:
    """Return status and seconds of an answer."""
    begun = time.monotonic()
    status = ask().status_code
    return status, time.monotonic() - begun


def database_file(environ: dict[str, str]) -> Path:
    return Path(make_url(environ["QUOTES_DATABASE_URL"]).database or "")


@contextmanager
def many_posts(
    server: Backend, answers: dict[str, str]
) -> Iterator[list[Future[tuple[int, float]]]]:
    with ThreadPoolExecutor(BUYERS) as pool:
        yield [
            pool.submit(
                timed,
                lambda number=number: server.post(
                    {**answers, "email": f"p{number}@example.com"}, timeout=300
                ),
            )
            for number in range(BUYERS)
        ]


def open_connections(server: Backend) -> None:
    """Have one ready for each buyer: a busy machine takes a while to open them all at once."""
    together = Barrier(BUYERS)

    def ask() -> None:
        with server.client.stream("GET", f"{server.address}api/health/live"):
            together.wait(60)

    with ThreadPoolExecutor(BUYERS) as pool:
        for asked in [pool.submit(ask) for _ in range(BUYERS)]:
            asked.result()


def assert_quick_refusals(posts: list[Future[tuple[int, float]]]) -> None:
    found = [post.result() for post in posts]
    assert {status for status, _ in found} == {503}
    assert max(seconds for _, seconds in found) < REFUSED_WITHIN


def assert_pages_are_served(server: Backend) -> None:
    for path, expected in (("", 200), ("api/health", 503), ("api/health/live", 200)):
        status, seconds = timed(lambda path=path: server.get(path, timeout=300))
        assert (path, status) == (path, expected)
        assert seconds < ANSWERED_WITHIN


def test_buyers_are_told_at_once_that_the_database_is_locked(
    server: Backend, environ: dict[str, str], answers: dict[str, str]
) -> None:
    assert server.post(answers).status_code == 201
    open_connections(server)
    with locked(database_file(environ)), many_posts(server, answers) as posts:
        time.sleep(1)
        assert_pages_are_served(server)
        assert_quick_refusals(posts)
    wait_until(lambda: server.get("api/health").status_code == 200)
    assert server.post(answers | {"email": "later@example.com"}).status_code == 201


@pytest.mark.nightly
def test_buyers_are_told_at_once_that_the_database_is_frozen(
    environ: dict[str, str], answers: dict[str, str], tmp_path: Path
) -> None:
    with running() as url:
        environ["QUOTES_DATABASE_URL"] = url
        with serving(environ, tmp_path / "log") as server:
            assert server.post(answers).status_code == 201
            open_connections(server)
            with frozen_postgres(url), many_posts(server, answers) as posts:
                time.sleep(1)
                assert_pages_are_served(server)
                assert_quick_refusals(posts)
            wait_until(lambda: server.get("api/health").status_code == 200)
            assert server.post(answers | {"email": "later@example.com"}).status_code == 201
