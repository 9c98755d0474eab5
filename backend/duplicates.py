"""The same request sent again: find the one that is stored."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, text

from backend.clock import timestamp
from backend.insertion import status_of
from backend.match_schema import matches
from backend.schema import submissions
from backend.submission import Submission


class Conflict(Exception):  # noqa: N818
    """The idempotency key came before, with other answers. The first request stays."""


@dataclass(frozen=True)
class Stored:
    """A request on disk. `created`: by this call, not by an earlier one.

    `key` opens the buyer's page; it is empty where no firms are shown.
    """

    reference: str
    created: bool
    key: str = ""


def find(connection: Connection, submission: Submission, since: datetime) -> Stored | None:
    """Return the request as it was stored before; without a key, only since then."""
    columns = (submissions.c.reference, submissions.c.content_hash, matches.c.private_key)
    query = select(*columns).outerjoin(matches)
    if submission.key is not None:
        query = query.where(submissions.c.idempotency_key == submission.key)
    else:
        # Nothing but the content tells a double click: the page had no script.
        query = query.where(
            submissions.c.content_hash == submission.content_hash,
            submissions.c.status == status_of(submission),
            submissions.c.created_at >= timestamp(since),
        ).order_by(submissions.c.id)
    row = connection.execute(query).first()
    if row is None:
        return None
    if row.content_hash != submission.content_hash:
        raise Conflict
    return Stored(row.reference, created=False, key=row.private_key or "")


def take_turns(connection: Connection, submission: Submission) -> None:
    """Let requests with the same content wait for each other, since no constraint can tell them.

    On SQLite there is one writer at a time anyway.
    """
    if connection.dialect.name == "postgresql":
        key = int.from_bytes(bytes.fromhex(submission.content_hash[:16]), signed=True)
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
