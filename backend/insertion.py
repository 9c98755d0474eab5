"""The rows of a new request: itself, the consent and the notifications, for one transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from backend.clock import timestamp
from backend.fingerprint import email_hash, sha256
from backend.reference import new_reference
from backend.schema import consents, notifications, submissions
from backend.submission import Submission
from model.quote_form import QuoteForm

RECEIPTS_EVERY = timedelta(days=1)


def status_of(submission: Submission) -> str:
    """Return the status that a request starts with."""
    return "quarantined" if submission.suspicious else "received"


def insert_request(
    connection: Connection,
    form: QuoteForm,
    submission: Submission,
    now: datetime,
    kinds: Sequence[str],
) -> str:
    """Insert every row of a request and return its reference. `kinds`: of notifications."""
    reference, created_at = new_reference(), timestamp(now)
    submission_id = connection.scalar(
        submissions.insert()
        .values(
            reference=reference,
            idempotency_key=submission.key,
            content_hash=submission.content_hash,
            status=status_of(submission),
            created_at=created_at,
            email=submission.answers["email"],
            answers=submission.answers,
            signals=",".join(submission.signals),
            client_address=submission.client_address,
        )
        .returning(submissions.c.id)
    )
    assert submission_id is not None  # noqa: S101 - an insert without an error gives an id
    _insert_consent(connection, form, submission, reference, created_at)
    state = "held" if submission.suspicious else "pending"
    for kind in kinds:
        if kind != "receipt" or _may_get_receipt(connection, submission, now):
            add_notification(connection, submission_id, kind, state, created_at)
    return reference


def add_notification(
    connection: Connection, submission_id: int, kind: str, state: str, now: str
) -> None:
    """Insert one notification; if it is pending, it is due at once."""
    connection.execute(
        notifications.insert().values(
            submission_id=submission_id,
            kind=kind,
            state=state,
            created_at=now,
            attempts=0,
            next_at=now,
        )
    )


def _insert_consent(
    connection: Connection, form: QuoteForm, submission: Submission, reference: str, now: str
) -> None:
    connection.execute(
        consents.insert().values(
            reference=reference,
            email_hash=email_hash(submission.answers["email"]),
            purpose="quotes",
            version=form.consent.version,
            text=form.consent.text,
            text_sha256=sha256(form.consent.text),
            method=submission.method,
            given_at=now,
        )
    )


def _may_get_receipt(connection: Connection, submission: Submission, now: datetime) -> bool:
    """One a day: others may type somebody's address into the form again and again."""
    query = (
        select(notifications.c.id)
        .join(submissions)
        .where(
            notifications.c.kind == "receipt",
            func.lower(submissions.c.email) == submission.answers["email"].lower(),
            notifications.c.created_at > timestamp(now - RECEIPTS_EVERY),
        )
    )
    return connection.execute(query.limit(1)).first() is None
