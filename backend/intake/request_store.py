"""Storing a request: its reference number, duplicates, consent, notifications and first offers.

Everything about one request is inserted in one transaction, or nothing is.
"""

import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import Connection, bindparam, func, select, text

from backend.delivery import NewNotification, enqueue, initial_status, notification_state
from backend.intake.submission import Submission
from backend.matching import Matcher, NewRequest, offer_first
from backend.storage.clock import Clock, timestamp, utc_now
from backend.storage.database import Database
from backend.storage.hashing import email_hash, sha256
from backend.storage.link_keys import PRIVATE_KEY, unseal_link_key
from backend.storage.tables import consents, matches, notifications, submissions
from model.form import DATED, QuoteForm

T = TypeVar("T")
Admit = Callable[[Connection, Submission], Submission]

# Crockford's base 32: no I, L, O or U, so that nothing is misread.
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

REFERENCE_PATTERN = re.compile(rf"Q(-[{CROCKFORD}]{{4}}){{3}}", re.ASCII)

# Made once: building a statement takes as long as running it.
INSERT_SUBMISSION = submissions.insert().returning(submissions.c.id)
INSERT_CONSENT = consents.insert()

FIND = select(submissions.c.reference, submissions.c.content_hash, matches.c.private_key).outerjoin(
    matches
)
FIND_BY_KEY = FIND.where(submissions.c.idempotency_key == bindparam("key"))
FIND_BY_CONTENT = FIND.where(
    submissions.c.content_hash == bindparam("hash"),
    submissions.c.created_at >= bindparam("since"),
    # No index of the status: SQLite would take it, and read all that came lately.
    submissions.c.status.concat("") == bindparam("status"),
).order_by(submissions.c.id)

A_DAY = timedelta(days=1)


class IdempotencyConflictError(Exception):
    """The idempotency key came before, with other answers. The first request stays."""


@dataclass(frozen=True)
class StoredRequest:
    """A request on disk. `created`: by this call, not by an earlier one.

    `key` opens the buyer's page; it is empty where no firms are shown.
    """

    reference: str
    created: bool
    key: str = ""


def accept_all(_: Connection, submission: Submission) -> Submission:
    """Admit everything."""
    return submission


class RequestStore:
    """The requests in one database."""

    def __init__(
        self,
        database: Database,
        form: QuoteForm,
        now: Clock = utc_now,
        kinds: Sequence[str] = ("operator",),
        matcher: Matcher | None = None,
    ) -> None:
        """Keep what is needed; nothing is opened.

        `kinds`: which notifications a request gets; `matcher`: finds the firms that fit it.
        """
        self.database = database
        self._form = form
        self._now = now
        self._kinds = kinds
        self._matcher = matcher

    def add(self, submission: Submission, admit: Admit = accept_all) -> StoredRequest:
        """Store a request, its consent and its notifications together, or find it stored before.

        `admit` is asked in the same transaction about a request that is new: it returns what to
        store, or raises. Raises IdempotencyConflictError and UnavailableError.
        """
        return self.database.write_or_retry(
            lambda connection: self._find_or_insert(connection, submission, admit)
        )

    async def add_soon(
        self, submission: Submission, admit: Admit, then: Callable[[StoredRequest], T]
    ) -> T:
        """Do as `add` off the event loop, and return what `then` makes of it on the same thread."""
        return await self.database.store(
            lambda connection: self._find_or_insert(connection, submission, admit), then
        )

    def find_dated(self, reference: str) -> tuple[str, dict[str, str]] | None:
        """Return when a request came and what it says of its date; None where there is none.

        Nothing personal: who knows a reference need not be the buyer. Raises UnavailableError.
        """
        columns = (submissions.c.created_at, submissions.c.answers)
        query = select(*columns).where(submissions.c.reference == reference)
        with self.database.read() as connection:
            row = connection.execute(query).first()
        return row and (row.created_at, {name: row.answers.get(name, "") for name in DATED})

    def _find_or_insert(
        self, connection: Connection, submission: Submission, admit: Admit
    ) -> StoredRequest:
        lock_duplicates(connection, submission)
        since = self._now() - timedelta(seconds=self._form.duplicate_seconds)
        found = find_duplicate(connection, submission, since)
        if found:
            return found
        admitted = admit(connection, submission)
        reference, key = insert_request(
            connection, self._form, admitted, self._now(), self._kinds, self._matcher
        )
        return StoredRequest(reference, created=True, key=key)


def lock_duplicates(connection: Connection, submission: Submission) -> None:
    """Let requests with the same content wait for each other, since no constraint can tell them.

    On SQLite there is one writer at a time anyway.
    """
    if connection.dialect.name == "postgresql":
        key = int.from_bytes(bytes.fromhex(submission.content_hash[:16]), signed=True)
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def find_duplicate(
    connection: Connection, submission: Submission, since: datetime
) -> StoredRequest | None:
    """Return the request as it was stored before: under its key, or with its content since then.

    Only the content tells a double click where the page had no script, or was gone back to and has
    a new key. A request with a signal of spam is not taken for one without: that one is to reach
    its reader.
    """
    row = None
    if submission.key is not None:
        row = connection.execute(FIND_BY_KEY, {"key": submission.key}).first()
    if row is not None and row.content_hash not in submission.content_hashes:
        raise IdempotencyConflictError
    if row is None:
        content = {
            "hash": submission.content_hash,
            "since": timestamp(since),
            "status": initial_status(suspicious=submission.suspicious),
        }
        row = connection.execute(FIND_BY_CONTENT, content).first()
    if row is None:
        return None
    key = unseal_link_key(connection, PRIVATE_KEY, row.private_key, row.reference)
    return StoredRequest(row.reference, created=False, key=key)


def insert_request(  # noqa: PLR0913, PLR0917 - what a request is made of
    connection: Connection,
    form: QuoteForm,
    submission: Submission,
    now: datetime,
    kinds: Sequence[str],
    matcher: Matcher | None = None,
) -> tuple[str, str]:
    """Insert every row of a request; return its reference and the key of its page.

    `kinds`: of notifications. Without a `matcher` there is no page, and the key is empty.
    """
    reference, created_at = new_reference(), timestamp(now)
    status = initial_status(suspicious=submission.suspicious)
    row = {
        "reference": reference,
        "idempotency_key": submission.key,
        "content_hash": submission.content_hash,
        "status": status,
        "created_at": created_at,
        "email": submission.answers["email"],
        "answers": submission.answers,
        "signals": ",".join(submission.signals),
        "client_address": submission.client_address,
    }
    submission_id = connection.scalar(INSERT_SUBMISSION, row)
    assert submission_id is not None  # noqa: S101 - an insert without an error gives an id
    _insert_consent(connection, form, submission, reference, created_at)
    state = notification_state(status)
    for kind in kinds:
        # With firms it holds the link that confirms, which no limit withholds.
        if kind != "receipt" or matcher or not _count_receipts(connection, submission, now):
            enqueue(connection, NewNotification(submission_id, reference, kind), state, created_at)
    if matcher is None:
        return reference, ""
    request = NewRequest(submission_id, reference, submission.answers, state)
    return reference, offer_first(connection, matcher, request, now)


def _insert_consent(
    connection: Connection, form: QuoteForm, submission: Submission, reference: str, now: str
) -> None:
    row = {
        "reference": reference,
        "email_hash": email_hash(connection, submission.answers["email"]),
        "purpose": "quotes",
        "version": form.consent.version,
        "text": form.consent.text,
        "text_sha256": sha256(form.consent.text),
        "method": submission.method,
        "given_at": now,
    }
    connection.execute(INSERT_CONSENT, row)


def _count_receipts(connection: Connection, submission: Submission, now: datetime) -> int:
    """Return how many went to this address within a day.

    There is a limit: others may type somebody's address into the form again and again.
    """
    query = (
        select(func.count())
        .select_from(consents)
        .join(notifications, notifications.c.reference == consents.c.reference)
        .where(
            consents.c.email_hash == email_hash(connection, submission.answers["email"]),
            notifications.c.kind == "receipt",
            notifications.c.created_at > timestamp(now - A_DAY),
        )
    )
    return connection.scalar(query) or 0


def new_reference(letter: str = "Q") -> str:
    """Return a fresh reference such as Q-7F3K-2M9X-4TQP: 12 random characters, 60 bits."""
    groups = ("".join(secrets.choice(CROCKFORD) for _ in range(4)) for _ in range(3))
    return "-".join([letter, *groups])


def is_reference(text: str) -> bool:
    """Tell whether `text` has the form of a reference."""
    return REFERENCE_PATTERN.fullmatch(text) is not None
