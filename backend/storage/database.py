"""One database: brought to this program's version once, then transactions that read or write.

Every error of the database itself comes out as UnavailableError, which says nothing of what was to
be stored.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TypeVar

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from backend.storage.connections import (
    UnavailableError,
    describe_error,
    read_transaction,
)
from backend.storage.group_commit import STATEMENT_ERRORS, WriteQueue
from backend.storage.migrations import MOVED, MovedDatabaseError, alembic_version, migrate
from backend.storage.threads import DeadlineThreads, check_deadline, remaining

log = logging.getLogger(__name__)
T = TypeVar("T")
R = TypeVar("R")
# Seconds for which a writer waits for its turn.
QUEUE_TIMEOUT = 4.0
# Seconds after which a request is answered whatever the database does, and threads that it may
# keep waiting for longer. Promised are 6: many who are answered at once need some of them.
# The health check has its own: it is asked just when the others wait.
ANSWER_TIMEOUT = 4.5
THREADS = 40
PING_TIMEOUT = 2.0
PING_THREADS = 2
# Seconds for which a database that failed is not asked again: whoever comes meanwhile is told at
# once.
DOWN_SECONDS = 1.0


class Database:
    """One database, shared by the threads of a process."""

    def __init__(self, engine: Engine) -> None:
        """Keep the engine; nothing is opened."""
        self._engine = engine
        self._prepared = False
        self._preparing = Lock()
        self._down_until = 0.0
        self._problem = ""
        self._queue = WriteQueue(engine, QUEUE_TIMEOUT, self._refuse_while_down, self._note_failure)
        self._threads = DeadlineThreads(THREADS, ANSWER_TIMEOUT)
        self._ping_threads = DeadlineThreads(PING_THREADS, PING_TIMEOUT)

    async def run(self, work: Callable[..., T], *arguments: object) -> T:
        """Return what `work` returns, on a thread of this database's own.

        Raises UnavailableError after ANSWER_TIMEOUT; what `work` was writing is rolled back.
        """
        return await self._threads.run(work, *arguments)

    async def ping(self) -> None:
        """See whether the database answers, and is the one in use.

        Raises UnavailableError, after PING_TIMEOUT at most.
        """
        await self._ping_threads.run(self._ping)

    def _ping(self) -> None:
        with self.read() as connection:
            if connection.scalar(select(alembic_version.c.version_num)) == MOVED:
                raise MovedDatabaseError

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Open a transaction that writes, without queueing. Raises UnavailableError."""
        with self._ready(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open a transaction that writes, when it is this one's turn. Raises UnavailableError."""
        with self._ready(), self._write_transaction() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a transaction that reads. Raises UnavailableError."""
        with self._ready(), read_transaction(self._engine) as connection:
            yield connection

    def write_or_retry(self, work: Callable[[Connection], T]) -> T:
        """Return what `work` returns in a transaction that writes; once more after a conflict.

        On PostgreSQL another process may insert the same unique value between the look of `work`
        and its insert. The second time it sees that row. On SQLite, writers that wait share a
        transaction. Raises UnavailableError.
        """
        with self._ready():
            if self._engine.dialect.name == "sqlite":
                return self._queue.store(work)
            try:
                return self._run(work)
            except IntegrityError:
                return self._run(work)

    async def store(self, work: Callable[[Connection], T], then: Callable[[T], R]) -> R:
        """Do as `write_or_retry` off the event loop; return what `then` makes of it.

        Both run on a thread of this database's own. Raises UnavailableError after ANSWER_TIMEOUT.
        """
        if self._engine.dialect.name != "sqlite":
            return await self.run(lambda: then(self.write_or_retry(work)))
        if not self._prepared:
            await self.run(self.prepare)
        with self._ready():
            return await self._queue.store_soon(work, then, ANSWER_TIMEOUT)

    @property
    def waiting(self) -> int:
        """How many writers of this process wait to be stored together."""
        return self._queue.waiting

    def prepare(self) -> None:
        """Bring the database to the version of this program. Raises UnavailableError."""
        with self._ready():
            pass

    def close(self) -> None:
        """Close the connections that are kept; the next transaction opens one anew."""
        self._engine.dispose()

    def _run(self, work: Callable[[Connection], T]) -> T:
        with self._write_transaction() as connection:
            return work(connection)

    @contextmanager
    def _write_transaction(self) -> Iterator[Connection]:
        with self._write_turn(), self._engine.begin() as connection:
            yield connection
            check_deadline()  # who was told that it failed must find nothing stored

    @contextmanager
    def _ready(self) -> Iterator[None]:
        """Migrate the database once; raise UnavailableError for its errors."""
        try:
            self._refuse_while_down()
            self._prepare_once()
            yield
        except UnavailableError as error:
            log.error("the database is not available: %s", error)
            self._prepared = False  # it may come back empty
            raise
        except (SQLAlchemyError, OSError) as error:
            problem = describe_error(error)
            log.error("the database is not available: %s", problem)
            self._prepared = False
            self._note_failure(error)
            raise UnavailableError(problem) from None

    def _note_failure(self, error: Exception) -> None:
        """Remember for a moment that the database is down, where it is."""
        if isinstance(error, SQLAlchemyError | OSError) and not isinstance(error, STATEMENT_ERRORS):
            self._problem, self._down_until = (
                describe_error(error),
                time.monotonic() + DOWN_SECONDS,
            )

    def _refuse_while_down(self) -> None:
        if time.monotonic() < self._down_until:
            raise UnavailableError(self._problem)

    def _prepare_once(self) -> None:
        if self._prepared:
            return
        if not self._preparing.acquire(timeout=remaining(QUEUE_TIMEOUT)):
            raise UnavailableError("its version is still being looked up")
        try:
            if not self._prepared:
                self._refuse_while_down()  # the thread before this one may have found it so
                for version in migrate(self._engine):
                    log.info("the database has version %d now", version)
                self._prepared = True
        finally:
            self._preparing.release()

    @contextmanager
    def _write_turn(self) -> Iterator[None]:
        """Wait for a turn, where the database has one writer at a time."""
        if self._engine.dialect.name != "sqlite":
            yield
            return
        with self._queue.turn():
            self._refuse_while_down()
            yield
