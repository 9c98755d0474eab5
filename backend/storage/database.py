"""One database: brought to this program's version once, then transactions that read or write.

Every error of the database itself comes out as UnavailableError, which says nothing of what was to
be stored.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError

from backend.storage.connections import UnavailableError, read_transaction, translate_errors
from backend.storage.migrations import migrate

log = logging.getLogger(__name__)
T = TypeVar("T")
# Seconds; each writer in the queue may wait as long as SQLite's own busy_timeout for another
# process.
QUEUE_TIMEOUT = 15


class Database:
    """One database, shared by the threads of a process."""

    def __init__(self, engine: Engine) -> None:
        """Keep the engine; nothing is opened."""
        self._engine = engine
        self._prepared = False
        self._preparing = Lock()
        self._write_lock = Lock()

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
        and its insert. The second time it sees that row. Raises UnavailableError.
        """
        with self._ready():
            try:
                return self._run(work)
            except IntegrityError:
                return self._run(work)

    def prepare(self) -> None:
        """Bring the database to the version of this program. Raises UnavailableError."""
        with self._ready():
            pass

    def _run(self, work: Callable[[Connection], T]) -> T:
        with self._write_transaction() as connection:
            return work(connection)

    @contextmanager
    def _write_transaction(self) -> Iterator[Connection]:
        with self._write_queue(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def _ready(self) -> Iterator[None]:
        """Migrate the database once; raise UnavailableError for its errors."""
        try:
            with translate_errors():
                with self._preparing:
                    if not self._prepared:
                        for version in migrate(self._engine):
                            log.info("the database has version %d now", version)
                        self._prepared = True
                yield
        except UnavailableError as error:
            log.error("the database is not available: %s", error)
            self._prepared = False  # it may come back empty
            raise

    @contextmanager
    def _write_queue(self) -> Iterator[None]:
        """Queue the writers of this process, where the database has one writer at a time.

        SQLite itself has them all ask again and again, and some do not get their turn in time.
        """
        if self._engine.dialect.name != "sqlite":
            yield
            return
        if not self._write_lock.acquire(timeout=QUEUE_TIMEOUT):
            raise UnavailableError("too many writers wait")
        try:
            yield
        finally:
            self._write_lock.release()
