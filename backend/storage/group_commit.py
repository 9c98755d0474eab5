"""Group commit: writers that wait for their turn are stored in one transaction, and told after it.

SQLite has one writer at a time, and a commit waits for the disk, which takes longer than all else.
Whoever gets the turn stores what has come meanwhile as well, each in a savepoint of its own, so
that one that fails leaves nothing and takes nobody with it. Nobody is answered before the commit.
"""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context, copy_context
from threading import Condition
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DataError, IntegrityError, ProgrammingError, SQLAlchemyError

from backend.storage.connections import UnavailableError, describe_error
from backend.storage.threads import refuse_if_given_up, remaining

T = TypeVar("T")
# What says something about a statement and nothing about the database.
STATEMENT_ERRORS = (IntegrityError, DataError, ProgrammingError)
# Writes in one transaction; other processes wait for the database as long as they take.
MOST = 32


class Write:
    """What one thread wants stored, and how that ended. `context`: holds its deadline."""

    def __init__(self, work: Callable[[Connection], Any]) -> None:
        self.work = work
        self.context: Context = copy_context()
        self.done = False
        self.outcome: Any = None
        self.error: BaseException | None = None

    def attempt(self, connection: Connection) -> None:
        """Store it in a savepoint, once more after a conflict.

        Raises SQLAlchemyError for what concerns the database and so everybody's transaction.
        """
        for _ in range(2):
            savepoint = connection.begin_nested()
            try:
                self.outcome, self.error = self.context.run(self.work, connection), None
            except Exception as error:
                if isinstance(error, SQLAlchemyError) and not isinstance(error, STATEMENT_ERRORS):
                    raise
                savepoint.rollback()
                self.error = error
                if not isinstance(error, IntegrityError):
                    return
            else:
                savepoint.commit()
                return

    def is_given_up(self) -> bool:
        """Tell whether whoever waited has been told that it failed."""
        try:
            self.context.run(refuse_if_given_up)
        except UnavailableError:
            return True
        return False


class WriteQueue:
    """The writers of one process, where the database has one writer at a time.

    SQLite itself has them all ask again and again, and some do not get their turn in time.
    """

    def __init__(self, timeout: float) -> None:
        """`timeout`: seconds for which a writer waits for its turn."""
        self._timeout = timeout
        self._changed = Condition()
        self._busy = False
        self._waiting: deque[Write] = deque()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn alone. Raises UnavailableError."""
        with self._changed:
            if not self._changed.wait_for(lambda: not self._busy, remaining(self._timeout)):
                raise UnavailableError("too many writers wait")
            self._busy = True
        try:
            yield
        finally:
            self._end_turn()

    @property
    def waiting(self) -> int:
        """How many wait to be stored."""
        return len(self._waiting)

    def store(
        self, engine: Engine, work: Callable[[Connection], T], refuse: Callable[[], None]
    ) -> T:
        """Return what `work` returns, after the commit.

        `refuse` raises where nothing can be stored. Raises what `work` raises, SQLAlchemyError or
        UnavailableError.
        """
        mine = Write(work)
        if self._is_to_lead(mine):
            try:
                refuse()
                self._store_waiting(engine, mine)
            finally:
                self._end_turn(mine)
        if mine.error is not None:
            raise mine.error
        outcome: T = mine.outcome
        return outcome

    def _is_to_lead(self, mine: Write) -> bool:
        """Wait until somebody has stored it, or for a turn. Raises UnavailableError."""
        patience = remaining(self._timeout)
        with self._changed:
            self._waiting.append(mine)
            self._changed.wait_for(lambda: mine.done or not self._busy, patience)
            if self._busy and mine in self._waiting:
                self._waiting.remove(mine)
                raise UnavailableError("too many writers wait")
            # Where somebody is at it, what comes of it must be known before anything is said.
            self._changed.wait_for(lambda: mine.done or mine in self._waiting)
            if mine.done:
                return False
            self._busy = True
            return True

    def _store_waiting(self, engine: Engine, mine: Write) -> None:
        """Store what waits, mine among it, in one transaction; again without who has given up."""
        writes: list[Write] = []
        try:
            while writes or not mine.done:
                with engine.begin() as connection:
                    # After the database has let us in: meanwhile more have come.
                    writes = writes or self._take(mine)
                    for each in writes:
                        each.attempt(connection)
                    late = [each for each in writes if each.is_given_up()]
                    if late:
                        connection.rollback()
                for each in late:  # who was told that it failed must find nothing stored
                    each.error = UnavailableError("nobody waits for it any more")
                self._finish(late or writes)
                writes = [each for each in writes if not each.done]
        except BaseException as error:
            for each in writes:
                each.error = UnavailableError(
                    describe_error(error) if isinstance(error, Exception) else "it was cut off"
                )
            self._finish(writes)
            raise

    def _take(self, mine: Write) -> list[Write]:
        with self._changed:
            self._waiting.remove(mine)
            count = min(len(self._waiting), MOST - 1)
            return [mine, *(self._waiting.popleft() for _ in range(count))]

    def _finish(self, writes: list[Write]) -> None:
        with self._changed:
            for each in writes:
                each.done = True
            self._changed.notify_all()

    def _end_turn(self, mine: Write | None = None) -> None:
        with self._changed:
            if mine is not None and mine in self._waiting:  # the database did not let us in
                self._waiting.remove(mine)
            self._busy = False
            self._changed.notify_all()
