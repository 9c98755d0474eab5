"""Where requests are kept. A reference that left this module is on disk, with its notification."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from threading import Lock

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import IntegrityError

from backend.clock import Clock, utc_now
from backend.database import Unavailable, reading, translated
from backend.duplicates import Stored, find, take_turns
from backend.insertion import insert_request
from backend.matcher import Matcher
from backend.migrations import migrate
from backend.schema import submissions
from backend.submission import Submission
from model.form.definition import QuoteForm

log = logging.getLogger(__name__)

Admit = Callable[[Connection, Submission], Submission]

# Seconds; each in the line may wait as long as SQLite's own busy_timeout for another process.
LONGEST_LINE = 15


def as_it_is(_: Connection, submission: Submission) -> Submission:
    """Admit everything."""
    return submission


class Store:
    """The requests in one database."""

    def __init__(
        self,
        engine: Engine,
        form: QuoteForm,
        now: Clock = utc_now,
        kinds: Sequence[str] = ("operator",),
        matcher: Matcher | None = None,
    ) -> None:
        """Keep what is needed; nothing is opened.

        `kinds`: which notifications a request gets; `matcher`: finds the firms that fit it.
        """
        self._engine = engine
        self._form = form
        self._now = now
        self._kinds = kinds
        self._matcher = matcher
        self._prepared = False
        self._preparing = Lock()
        self._writing = Lock()

    def add(self, submission: Submission, admit: Admit = as_it_is) -> Stored:
        """Store a request, its consent and its notifications together, or find it stored before.

        `admit` is asked in the same transaction about a request that is new: it returns what to
        store, or raises.
        """
        with self._ready():
            try:
                return self._find_or_insert(submission, admit)
            except IntegrityError:
                # Between look and insert, another process stored the same key (PostgreSQL).
                return self._find_or_insert(submission, admit)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Open a transaction of the caller's own; the tables are there. Raises Unavailable."""
        with self._ready(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that writes, when it is this one's turn. Raises Unavailable."""
        with self._ready(), self._in_line(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        """Open a transaction that reads. Raises Unavailable."""
        with self._ready(), reading(self._engine) as connection:
            yield connection

    def knows(self, reference: str) -> bool:
        """Tell whether a request has this reference."""
        query = select(submissions.c.id).where(submissions.c.reference == reference)
        with self.looking() as connection:
            return connection.execute(query).first() is not None

    def prepare(self) -> None:
        """Bring the database to the version of this program. Raises Unavailable."""
        with self._ready():
            pass

    @contextmanager
    def _ready(self) -> Iterator[None]:
        """Migrate the database once; raise Unavailable for its errors."""
        try:
            with translated():
                with self._preparing:
                    if not self._prepared:
                        for version in migrate(self._engine):
                            log.info("the database has version %d now", version)
                        self._prepared = True
                yield
        except Unavailable as error:
            log.error("the database is not available: %s", error)
            self._prepared = False  # it may come back empty
            raise

    @contextmanager
    def _in_line(self) -> Iterator[None]:
        """Let the writers of this process wait for each other in a line, where there is one writer.

        SQLite itself has them all ask again and again, and some do not get their turn in time.
        """
        if self._engine.dialect.name != "sqlite":
            yield
            return
        if not self._writing.acquire(timeout=LONGEST_LINE):
            raise Unavailable("too many writers wait")
        try:
            yield
        finally:
            self._writing.release()

    def _find_or_insert(self, submission: Submission, admit: Admit) -> Stored:
        with self._in_line(), self._engine.begin() as connection:
            take_turns(connection, submission)
            since = self._now() - timedelta(seconds=self._form.duplicate_seconds)
            found = find(connection, submission, since)
            if found:
                return found
            admitted = admit(connection, submission)
            reference, key = insert_request(
                connection, self._form, admitted, self._now(), self._kinds, self._matcher
            )
            return Stored(reference, created=True, key=key)
