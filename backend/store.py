"""Where requests are kept. A reference that left this module is on disk, with its notification."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import IntegrityError

from backend.database import Unavailable, reading, translated
from backend.reference import new_reference
from backend.schema import metadata, notifications, submissions
from backend.submission import Submission
from model.quote_form import QuoteForm

log = logging.getLogger(__name__)


class Conflict(Exception):  # noqa: N818
    """The idempotency key came before, with other answers. The first request stays."""


@dataclass(frozen=True)
class Stored:
    """A request on disk. `created`: by this call, not by an earlier one."""

    reference: str
    created: bool


def utc_now() -> datetime:
    """Return the time in UTC."""
    return datetime.now(UTC)


def timestamp(moment: datetime) -> str:
    """Return ISO 8601 in UTC with milliseconds; as text it sorts by time."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Store:
    """The requests in one database."""

    def __init__(
        self, engine: Engine, form: QuoteForm, now: Callable[[], datetime] = utc_now
    ) -> None:
        self._engine = engine
        self._form = form
        self._now = now
        self._prepared = False
        self._preparing = Lock()

    def add(self, submission: Submission) -> Stored:
        """Store a request and its notification together, or find the same one stored before."""
        with self._ready():
            try:
                return self._find_or_insert(submission)
            except IntegrityError:
                # Between look and insert, another process stored the same key (PostgreSQL).
                return self._find_or_insert(submission)

    def knows(self, reference: str) -> bool:
        """Tell whether a request has this reference."""
        query = select(submissions.c.id).where(submissions.c.reference == reference)
        with self._ready(), reading(self._engine) as connection:
            return connection.execute(query).first() is not None

    @contextmanager
    def _ready(self) -> Iterator[None]:
        """Create the tables where they are missing; raise Unavailable for the database's errors."""
        try:
            with translated():
                with self._preparing:
                    if not self._prepared:
                        with self._engine.begin() as connection:
                            metadata.create_all(connection)
                        self._prepared = True
                yield
        except Unavailable as error:
            log.error("the database is not available: %s", error)
            self._prepared = False  # it may come back empty
            raise

    def _find_or_insert(self, submission: Submission) -> Stored:
        with self._engine.begin() as connection:
            return self._find(connection, submission) or self._insert(connection, submission)

    def _find(self, connection: Connection, submission: Submission) -> Stored | None:
        query = select(submissions.c.reference, submissions.c.content_hash)
        if submission.key is not None:
            query = query.where(submissions.c.idempotency_key == submission.key)
        else:
            # Nothing but the content tells a double click: the page had no script.
            since = self._now() - timedelta(seconds=self._form.duplicate_seconds)
            query = query.where(
                submissions.c.content_hash == submission.content_hash,
                submissions.c.status == _status(submission),
                submissions.c.created_at >= timestamp(since),
            ).order_by(submissions.c.id)
        row = connection.execute(query).first()
        if row is None:
            return None
        if row.content_hash != submission.content_hash:
            raise Conflict
        return Stored(row.reference, created=False)

    def _insert(self, connection: Connection, submission: Submission) -> Stored:
        reference, created_at = new_reference(), timestamp(self._now())
        submission_id = connection.scalar(
            submissions.insert()
            .values(
                reference=reference,
                idempotency_key=submission.key,
                content_hash=submission.content_hash,
                status=_status(submission),
                created_at=created_at,
                email=submission.answers["email"],
                answers=submission.answers,
                consent_version=self._form.consent.version,
                consent_text=self._form.consent.text,
            )
            .returning(submissions.c.id)
        )
        connection.execute(
            notifications.insert().values(
                submission_id=submission_id,
                state="held" if submission.suspicious else "pending",
                created_at=created_at,
            )
        )
        return Stored(reference, created=True)


def _status(submission: Submission) -> str:
    return "quarantined" if submission.suspicious else "received"
