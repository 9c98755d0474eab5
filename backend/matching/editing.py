"""What a buyer does with the request itself: change its answers, and share it to be read."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from backend.delivery import NewNotification, enqueue
from backend.matching import audit_log, offering, queries, updates
from backend.matching.matcher import Matcher
from backend.matching.queries import MatchedRequest
from backend.storage import tables
from backend.storage.clock import timestamp
from backend.storage.link_keys import READER_KEY, seal_link_key

# Each is a copy of the answers that is kept, and perhaps a mail to the operator.
MAX_EDITS = 20
# Who was told the answers before, and is told them as they are now.
TOLD_KINDS = ("operator", "webhook")


class EditRefusedError(Exception):
    """The answers stay as they are. `reason`: why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def edit_request(  # noqa: PLR0913, PLR0917 - what a change is made of
    connection: Connection,
    matcher: Matcher | None,
    matched: MatchedRequest,
    answers: Mapping[str, str],
    seen: int,
    now: datetime,
) -> MatchedRequest:
    """Change the answers, keep those of before, and match anew.

    `answers` are valid; the address stays what it is. `seen`: how many edits the buyer knew of.
    The match must be locked: a choice and an edit then come one after the other. Raises
    EditRefusedError: `chosen` where a firm was chosen by the answers as they are, `withdrawn`,
    `stale` where they were changed since they were seen, `too-many`.
    """
    changed = [name for name, text in answers.items() if text != matched.answers.get(name, "")]
    if matched.withdrawn_at:
        raise EditRefusedError("withdrawn")
    if not matched.editable:
        raise EditRefusedError("chosen")
    if not changed:
        return matched
    if seen != matched.edits:
        raise EditRefusedError("stale")
    if matched.edits >= MAX_EDITS:
        raise EditRefusedError("too-many")
    if "email" in changed:
        raise ValueError("the address of a request is not edited")
    matched = _store(connection, matched, answers, now)
    about = (connection, now, matched.reference)
    audit_log.record_event(*about, "buyer", "edited", fields=changed)
    _tell_again(connection, matched, now)
    return offering.rematch(connection, matcher, matched, now)


def _store(
    connection: Connection, matched: MatchedRequest, answers: Mapping[str, str], now: datetime
) -> MatchedRequest:
    submission_id = matched.submission_id
    connection.execute(
        insert(tables.request_versions).values(
            submission_id=submission_id,
            number=matched.edits,
            answers=matched.answers,
            replaced_at=timestamp(now),
        )
    )
    new, edits = {**matched.answers, **answers}, matched.edits + 1
    request, match = tables.submissions, tables.matches
    connection.execute(update(request).where(request.c.id == submission_id).values(answers=new))
    connection.execute(
        update(match).where(match.c.submission_id == submission_id).values(edits=edits)
    )
    return replace(matched, answers=new, edits=edits)


def _tell_again(connection: Connection, matched: MatchedRequest, now: datetime) -> None:
    """Have who was told the answers told anew; who is still to be told reads the new ones."""
    table = tables.notifications
    mine = (table.c.submission_id == matched.submission_id, table.c.kind.in_(TOLD_KINDS))
    rows = connection.execute(select(table.c.kind, table.c.attempts, table.c.state).where(*mine))
    told: set[str] = set()
    waits: set[str] = set()
    for row in rows:
        untried = row.state in {"pending", "held"} and not row.attempts
        (waits if untried else told).add(row.kind)
    for kind in sorted(told - waits):
        task = NewNotification(matched.submission_id, matched.reference, kind)
        enqueue(connection, task, matched.notification_state, timestamp(now))


def share_request(connection: Connection, matched: MatchedRequest, now: datetime) -> MatchedRequest:
    """Make the link for a second reader, where there is none: to read, and nothing else."""
    return matched if matched.read_key else _share(connection, matched, updates.random_token(), now)


def unshare_request(
    connection: Connection, matched: MatchedRequest, now: datetime
) -> MatchedRequest:
    """Take the link of the second reader back; another one can be made."""
    return _share(connection, matched, None, now) if matched.read_key else matched


def _share(
    connection: Connection, matched: MatchedRequest, key: str | None, now: datetime
) -> MatchedRequest:
    table = tables.matches
    mine = table.c.submission_id == matched.submission_id
    sealed = seal_link_key(connection, READER_KEY, key, matched.reference) if key else None
    connection.execute(update(table).where(mine).values(read_key=sealed))
    event: audit_log.AuditEvent = "shared" if key else "unshared"
    audit_log.record_event(connection, now, matched.reference, "buyer", event)
    return queries.find_by_reference(connection, matched.reference) or matched
