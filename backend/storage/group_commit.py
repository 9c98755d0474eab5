"""Group commit: writers that wait for their turn are stored in one transaction, and told after it.

SQLite has one writer at a time, and a commit waits for the disk, which takes longer than all else.
One thread stores for all of a process: whatever has come by the time that the database lets it in,
each in a savepoint of its own, so that one that fails leaves nothing and takes nobody with it.
Nobody is answered before the commit. Those who wait need no thread of their own for it.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import Context, copy_context
from sqlite3 import Error as SQLiteError
from threading import Condition, Event, Thread
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DataError, IntegrityError, ProgrammingError, SQLAlchemyError

from backend.storage.connections import FileConnection, UnavailableError, describe_error
from backend.storage.threads import IDLE_SECONDS, check_deadline, expires_at, remaining

T = TypeVar("T")
R = TypeVar("R")
# What says something about a statement and nothing about the database.
STATEMENT_ERRORS = (IntegrityError, DataError, ProgrammingError)
# Writes in one transaction; other processes wait for the database as long as they take.
MAX_WRITES = 32


class Write:
    """What somebody wants stored, and how that ended.

    `context`: holds its deadline. `tell`: called once, on the thread that stores, at the end.
    `then`: makes what is returned of the outcome, after the commit, on the same thread.
    """

    def __init__(
        self,
        work: Callable[[Connection], Any],
        tell: Callable[[], object],
        then: Callable[[Any], Any] | None = None,
        context: Context | None = None,
    ) -> None:
        self.work = work
        self.tell = tell
        self.then = then
        self.context = context or copy_context()
        self.outcome: Any = None
        self.error: BaseException | None = None

    def attempt(self, connection: Connection) -> None:
        """Store it in a savepoint, once more after a conflict.

        Raises SQLAlchemyError for what concerns the database and so everybody's transaction.
        """
        # By SQLAlchemy a savepoint costs as much as two inserts.
        execute = cast(FileConnection, connection.connection.dbapi_connection).execute
        for _ in range(2):
            execute("SAVEPOINT write")
            try:
                self.outcome, self.error = self.context.run(self.work, connection), None
            except Exception as error:
                if isinstance(error, SQLAlchemyError) and not isinstance(error, STATEMENT_ERRORS):
                    raise
                execute("ROLLBACK TO write")
                self.error = error
                if not isinstance(error, IntegrityError):
                    return
            else:
                execute("RELEASE write")
                return

    def is_given_up(self) -> bool:
        """Tell whether whoever waited has been told that it failed."""
        try:
            self.context.run(check_deadline)
        except UnavailableError:
            return True
        return False

    def end(self) -> None:
        """Tell who waits."""
        if self.error is None and self.then is not None:
            try:
                self.outcome = self.context.run(self.then, self.outcome)
            except Exception as error:
                self.error = error
        self.tell()

    def result(self) -> Any:
        """Return what came of it; raises what went wrong."""
        if self.error is not None:
            raise self.error
        return self.outcome


class Turn:
    """A place among the writers for a transaction that somebody makes alone."""

    def __init__(self) -> None:
        self.granted = Event()


class WriteQueue:
    """The writers of one process, where the database has one writer at a time, in their order.

    SQLite itself has them all ask again and again, and some do not get their turn in time.
    """

    def __init__(
        self,
        engine: Engine,
        timeout: float,
        refuse: Callable[[], None],
        note_failure: Callable[[Exception], None],
    ) -> None:
        """`timeout`: seconds for which a thread waits for its turn.

        `refuse` raises where nothing can be stored. `note_failure` is told of the database's errors
        before anybody else has a turn.
        """
        self._engine = engine
        self._timeout = timeout
        self._refuse = refuse
        self._note_failure = note_failure
        self._changed = Condition()
        self._waiting: deque[Write | Turn] = deque()
        self._busy = False
        # Whether the thread is to store what waits, and whether there is a thread.
        self._called = False
        self._running = False

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn alone. Raises UnavailableError."""
        mine = Turn()
        self._enter(mine)
        if not mine.granted.wait(remaining(self._timeout)) and self._leave(mine):
            raise UnavailableError("too many writers wait")
        mine.granted.wait()
        try:
            yield
        finally:
            self._end_turn()

    @property
    def waiting(self) -> int:
        """How many wait to be stored."""
        return sum(isinstance(each, Write) for each in tuple(self._waiting))

    def store(self, work: Callable[[Connection], T]) -> T:
        """Return what `work` returns, after the commit.

        Raises what `work` raises, SQLAlchemyError or UnavailableError.
        """
        ended = Event()
        mine = Write(work, ended.set)
        self._enter(mine)
        if not ended.wait(remaining(self._timeout)) and self._leave(mine):
            raise UnavailableError("too many writers wait")
        ended.wait()  # somebody is at it: what comes of it must be known before anything is said
        stored: T = mine.result()
        return stored

    async def store_soon(
        self, work: Callable[[Connection], T], then: Callable[[T], R], seconds: float
    ) -> R:
        """Return what `then` makes of what `work` returns, after the commit.

        No thread waits for it meanwhile. Raises what they raise, SQLAlchemyError or, where it takes
        longer than `seconds`, UnavailableError; nothing is stored then.
        """
        loop = asyncio.get_running_loop()
        ended: asyncio.Future[None] = loop.create_future()

        def tell() -> None:
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(_settle, ended)

        context = copy_context()
        context.run(expires_at.set, time.monotonic() + seconds)
        mine = Write(work, tell, then, context)
        self._enter(mine)
        try:
            async with asyncio.timeout(seconds):
                await ended
        except TimeoutError:
            self._leave(mine)
            raise UnavailableError("it does not answer in time") from None
        made: R = mine.result()
        return made

    def _enter(self, mine: Write | Turn) -> None:
        with self._changed:
            self._waiting.append(mine)
            if not self._busy:
                self._pass_on()

    def _leave(self, mine: Write | Turn) -> bool:
        """Wait no longer; False for who has got a turn meanwhile."""
        with self._changed, suppress(ValueError):
            self._waiting.remove(mine)
            return True
        return False

    def _end_turn(self) -> None:
        with self._changed:
            self._pass_on()

    def _pass_on(self) -> None:
        """Give the turn to who has waited longest. Whoever calls it holds the lock."""
        self._busy = bool(self._waiting)
        if not self._waiting:
            return
        if isinstance(self._waiting[0], Turn):
            self._waiting.popleft().granted.set()  # type: ignore[union-attr]
            return
        self._called = True
        if not self._running:
            self._running = True
            # A daemon: one that hangs does not keep the program from ending.
            Thread(target=self._serve, name="writer", daemon=True).start()
        self._changed.notify_all()

    def _serve(self) -> None:
        while self._is_called():
            ended = self._store_waiting()
            self._end_turn()
            for each in ended:
                each.end()
            del ended  # keeps no request alive until the next one

    def _is_called(self) -> bool:
        """Wait for a turn; False where there has been nothing to store for a while."""
        with self._changed:
            called = self._running = self._changed.wait_for(lambda: self._called, IDLE_SECONDS)
            self._called = False
            return called

    def _store_waiting(self) -> list[Write]:
        """Store what waits in one transaction, again without who has given up; return all of it.

        An error of the database is everybody's, also of who has come meanwhile.
        """
        taken: list[Write] = []
        try:
            self._refuse()
            self._store_together(taken)
        except BaseException as error:
            problem = _as_own(error)
            self._note_failure(problem)
            taken = taken or self._take()
            for each in taken:
                each.error = problem
        return taken

    def _store_together(self, taken: list[Write]) -> None:
        """Take what waits, and store it."""
        writes: list[Write] | None = None
        while writes is None or writes:
            with self._engine.begin() as connection:
                if writes is None:  # the database has let us in: meanwhile more have come
                    taken += self._take()
                    writes = list(taken)
                for each in writes:
                    each.attempt(connection)
                late = [each for each in writes if each.is_given_up()]
                if late:
                    connection.rollback()
            for each in late:  # who was told that it failed must find nothing stored
                each.error = UnavailableError("nobody waits for it any more")
            writes = [each for each in writes if each not in late] if late else []

    def _take(self) -> list[Write]:
        taken: list[Write] = []
        with self._changed:
            while self._waiting and len(taken) < MAX_WRITES:
                if isinstance(self._waiting[0], Turn):
                    break
                taken.append(cast(Write, self._waiting.popleft()))
        return taken


def _as_own(error: BaseException) -> Exception:
    """Return what those are told who wait, whatever it was."""
    if isinstance(error, SQLAlchemyError | OSError | UnavailableError):
        return error
    if isinstance(error, SQLiteError):
        return UnavailableError(describe_error(error))
    return UnavailableError("it was cut off")


def _settle(ended: "asyncio.Future[None]") -> None:
    if not ended.done():
        ended.set_result(None)
