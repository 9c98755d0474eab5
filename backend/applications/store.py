"""Applications in the database: each stored once, with what speaks against it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, Row, select, text

from backend.intake import Submission, is_reference, new_reference
from backend.storage.clock import Clock, timestamp, utc_now
from backend.storage.database import Database
from backend.storage.hashing import email_hash
from backend.storage.tables import applications
from model.form import ApplicationForm

LETTER = "F"  # references of requests begin with Q

Admit = Callable[[Connection, Submission], Submission]


@dataclass(frozen=True)
class Application:
    """What a firm said of itself; `signals` speak against it, and a person has to look first."""

    reference: str
    created_at: str
    answers: dict[str, str]
    signals: tuple[str, ...]
    consent_version: str


class ApplicationStore:
    """The applications in one database."""

    def __init__(self, database: Database, form: ApplicationForm, now: Clock = utc_now) -> None:
        self.database = database
        self._form = form.form
        self._now = now

    def add(self, submission: Submission, admit: Admit) -> str:
        """Store an application, or find the same one stored just before; return its reference.

        `admit` is asked in the same transaction about one that is new: it returns what to store,
        or raises. Raises UnavailableError.
        """
        return self.database.write_or_retry(
            lambda connection: self._find_or_insert(connection, submission, admit)
        )

    def _find_or_insert(self, connection: Connection, submission: Submission, admit: Admit) -> str:
        now = self._now()
        _lock_same(connection, submission)
        since = timestamp(now - timedelta(seconds=self._form.duplicate_seconds))
        same = select(applications.c.reference).where(
            applications.c.content_hash == submission.content_hash,
            applications.c.created_at > since,
        )
        found: str | None = connection.scalar(same)
        if found is not None:
            return found
        admitted = admit(connection, submission)
        reference = new_reference(LETTER)
        row = {
            "reference": reference,
            "content_hash": admitted.content_hash,
            "created_at": timestamp(now),
            "email_hash": email_hash(connection, admitted.answers["email"]),
            "answers": admitted.answers,
            "signals": ",".join(admitted.signals),
            "consent_version": self._form.consent.version,
        }
        connection.execute(applications.insert().values(row))
        return reference


def _lock_same(connection: Connection, submission: Submission) -> None:
    """Let the same application sent twice at once wait for itself; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        key = int.from_bytes(bytes.fromhex(submission.content_hash[:16]), signed=True)
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def iterate_applications(connection: Connection) -> Iterator[Application]:
    """Yield every application, the oldest first."""
    yield from map(_read, connection.execute(select(applications).order_by(applications.c.id)))


def find_application(connection: Connection, reference: str) -> Application | None:
    """Return one application, None where there is none."""
    query = select(applications).where(applications.c.reference == reference)
    row = connection.execute(query).first()
    return _read(row) if row else None


def is_application(reference: str) -> bool:
    """Tell whether a text has the form of an application's reference."""
    return reference.startswith(LETTER) and is_reference(f"Q{reference[1:]}")


def _read(row: Row) -> Application:  # type: ignore[type-arg]
    return Application(
        row.reference,
        row.created_at,
        row.answers,
        tuple(filter(None, row.signals.split(","))),
        row.consent_version,
    )
