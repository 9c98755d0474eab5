"""The rows of a new request: itself, the consent and the notifications, for one transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from backend.clock import timestamp
from backend.fingerprint import email_hash, sha256
from backend.matcher import Matcher
from backend.offering import New, offer_first
from backend.reference import new_reference
from backend.schema import consents, notifications, submissions
from backend.submission import Submission
from backend.tasks import Task, add_notification
from model.form.definition import QuoteForm

A_DAY = timedelta(days=1)
# Without the address of its page a buyer has lost a request, so there are more of these.
LINKS_A_DAY = 5


def status_of(submission: Submission) -> str:
    """Return the status that a request starts with."""
    return "quarantined" if submission.suspicious else "received"


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
    most = LINKS_A_DAY if matcher else 1
    for kind in kinds:
        if kind != "receipt" or _receipts(connection, submission, now) < most:
            add_notification(connection, Task(submission_id, reference, kind), state, created_at)
    if matcher is None:
        return reference, ""
    request = New(submission_id, reference, submission.answers, state)
    return reference, offer_first(connection, matcher, request, now)


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


def _receipts(connection: Connection, submission: Submission, now: datetime) -> int:
    """Return how many went to this address within a day.

    There is a limit: others may type somebody's address into the form again and again.
    """
    query = (
        select(func.count())
        .select_from(notifications)
        .join(submissions)
        .where(
            notifications.c.kind == "receipt",
            func.lower(submissions.c.email) == submission.answers["email"].lower(),
            notifications.c.created_at > timestamp(now - A_DAY),
        )
    )
    return connection.scalar(query) or 0
