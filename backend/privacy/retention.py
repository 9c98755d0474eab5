"""Retention and erasure: deleting what is too old, and what somebody asked to have erased."""

import logging
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, delete, or_, select, update

from backend.config.settings import Retention
from backend.delivery import NOTICES, QUARANTINED, NewNotification, enqueue
from backend.matching import Erasure, clear_audit_reasons, withdraw_for_erasure
from backend.storage import journal, tables
from backend.storage.clock import timestamp
from backend.storage.hashing import email_hash, email_hashes
from backend.storage.journal import JournalEntry
from backend.storage.service_key import service_key_of
from backend.storage.tables import (
    agreements,
    applications,
    consents,
    desk_notes,
    desk_states,
    erasures,
    imports,
    matches,
    notifications,
    offers,
    request_versions,
    submissions,
)

log = logging.getLogger(__name__)

# A month of a retention period; what counts is that it is never shorter than promised to keep.
DAYS_PER_MONTH = 31


def delete_expired(
    connection: Connection, keep: Retention, now: datetime, quarantine_reported_until: str = ""
) -> int:
    """Delete requests and proofs of consent that are too old; return how many requests.

    A request that was set aside goes early only if the operator was told of it, as of all up to
    `quarantine_reported_until`; nothing is kept for longer than any other request.
    """
    age = submissions.c.created_at
    old = or_(
        age < _before(now, keep.open_days),
        and_(
            submissions.c.status == QUARANTINED,
            age < _before(now, keep.quarantine_days),
            age <= quarantine_reported_until,
        ),
    )
    count = _delete_requests(connection, old, None)
    proofs = _before(now, keep.consent_months * DAYS_PER_MONTH)
    kept = select(submissions.c.reference)
    for table, at in (
        (consents, consents.c.given_at),
        (agreements, agreements.c.given_at),
        (tables.audit, tables.audit.c.at),
        (imports, imports.c.seen_at),
    ):
        connection.execute(delete(table).where(at < proofs, table.c.reference.not_in(kept)))
    connection.execute(delete(erasures).where(erasures.c.erased_at < proofs))
    too_old = _before(now, keep.open_days)
    connection.execute(delete(applications).where(applications.c.created_at < too_old))
    # A notice to delete outlives its request, until it is done with.
    orphaned = (notifications.c.submission_id.is_(None), notifications.c.created_at < proofs)
    connection.execute(delete(notifications).where(*orphaned))
    if count:
        log.info("forgot %d requests that were too old", count)
    return count


def erase_by_email(connection: Connection, email: str, now: datetime) -> int:
    """Delete every request of an e-mail address; return how many there were.

    The proofs stay, as withdrawn, and firms that were told are asked to delete. The erasure is
    written down, whether or not there was a request: a backup that is restored later may hold one.
    """
    hashed, moment = email_hash(connection, email), timestamp(now)
    connection.execute(erasures.insert().values(email_hash=hashed, erased_at=moment))
    journal.append(connection, JournalEntry(moment, "erased", None, hashed))
    mine = applications.c.email_hash.in_(email_hashes(connection, email))
    connection.execute(delete(applications).where(mine))
    return _erase_matching(connection, _noted_for(connection, email), Erasure(now, "operator"))


def erase_request(connection: Connection, reference: str, email: str, erasure: Erasure) -> int:
    """Delete one request, as its buyer asked; the other requests of the address stay."""
    hashed, moment = email_hash(connection, email), timestamp(erasure.at)
    connection.execute(
        erasures.insert().values(email_hash=hashed, erased_at=moment, reference=reference)
    )
    journal.append(connection, JournalEntry(moment, "erased", reference, hashed))
    theirs = and_(_noted_for(connection, email), consents.c.reference == reference)
    return _erase_matching(connection, theirs, erasure)


def repeat_erasures(connection: Connection) -> int:
    """Repeat every erasure that is written down, as after a restore; return how many requests."""
    columns = (erasures.c.email_hash, erasures.c.reference, erasures.c.erased_at)
    otherwise = _noted_otherwise(connection)
    count = 0
    for hashed, reference, moment in connection.execute(select(*columns)).all():
        theirs = or_(
            consents.c.email_hash == hashed, consents.c.reference.in_(otherwise.get(hashed, []))
        )
        if reference is not None:  # by it alone: the hash may be of a key that was lost
            theirs = consents.c.reference == reference
        else:
            mine = and_(applications.c.email_hash == hashed, applications.c.created_at <= moment)
            connection.execute(delete(applications).where(mine))
        erasure = Erasure(datetime.fromisoformat(moment), "service")
        count += _erase_matching(connection, theirs, erasure)
    return count


def _noted_for(connection: Connection, email: str) -> ColumnElement[bool]:
    """Return which consents are this person's: by every hash, unless the address says otherwise."""
    noted = consents.c.email_hash.in_(email_hashes(connection, email))
    query = select(submissions.c.reference, submissions.c.email)
    query = query.join(consents, consents.c.reference == submissions.c.reference).where(noted)
    mine = email_hash(connection, email)
    found = connection.execute(query).all()
    others = [row.reference for row in found if email_hash(connection, row.email) != mine]
    return and_(noted, consents.c.reference.not_in(others))


def _noted_otherwise(connection: Connection) -> dict[str, list[str]]:
    """Return the requests whose consent may be noted under a former hash, by today's hash."""
    found: dict[str, list[str]] = {}
    query = select(submissions.c.reference, submissions.c.email)
    for reference, email in connection.execute(query):
        if len(email_hashes(connection, email)) > 1:
            found.setdefault(email_hash(connection, email), []).append(reference)
    return found


def _erase_matching(connection: Connection, theirs: ColumnElement[bool], erasure: Erasure) -> int:
    """Delete what this person sent before it; the consents know whose request is whose."""
    moment = timestamp(erasure.at)
    theirs = and_(theirs, consents.c.given_at <= moment)
    references = select(consents.c.reference).where(theirs)
    count = _delete_requests(connection, submissions.c.reference.in_(references), erasure)
    for table in (consents, agreements):
        mine = table.c.reference.in_(references) if table is agreements else theirs
        open_ones = update(table).where(mine, table.c.withdrawn_at.is_(None))
        connection.execute(open_ones.values(withdrawn_at=moment))
    return count


def _delete_requests(
    connection: Connection, which: ColumnElement[bool], erasure: Erasure | None
) -> int:
    """Delete requests. Where a person wanted it, all who were told are asked to delete as well.

    A request that is merely old is forgotten here; what firms got rightly stays with them.
    """
    # An operator may be about to match a request that has no match yet.
    locked = select(submissions.c.reference).where(which).with_for_update(key_share=True)
    found = list(connection.scalars(locked))
    if found:
        if erasure is not None:
            for reference in found:
                withdraw_for_erasure(connection, reference, erasure)
            _enqueue_deletion_notices(connection, found, erasure)
        ids = select(submissions.c.id).where(which)
        clear_audit_reasons(connection, select(submissions.c.reference).where(which))
        for table in (offers, matches, request_versions, desk_notes, desk_states, notifications):
            connection.execute(delete(table).where(table.c.submission_id.in_(ids)))
        connection.execute(delete(submissions).where(which))
    return len(found)


def _enqueue_deletion_notices(
    connection: Connection, references: list[str], erasure: Erasure
) -> None:
    """Have the operator and the webhook's receiver asked to delete what they got, or may have got.

    Not before a try that is under way must have ended: the notice must not overtake it.
    """
    table, moment = notifications, timestamp(erasure.at)
    columns = (table.c.reference, table.c.kind, table.c.attempts, table.c.leased_until)
    # Introductions were withdrawn before. Locked, since a worker may begin or end a try just now.
    ours = (table.c.reference.in_(references), table.c.kind.in_(NOTICES.keys() - {"introduction"}))
    until: dict[tuple[str, str], str] = {}
    for reference, kind, attempts, leased_until in connection.execute(
        select(*columns).where(*ours).with_for_update()
    ):
        if attempts:
            told = (reference, kind)
            until[told] = max(until.get(told, ""), leased_until or "")
    for (reference, kind), due in until.items():
        task = NewNotification(None, reference, NOTICES[kind])
        enqueue(connection, task, "pending", moment, due or None)


def _before(now: datetime, days: int) -> str:
    return timestamp(now - timedelta(days=days))


def sync_journal(connection: Connection, keep: Retention, now: datetime) -> None:
    """Bring the journal in line with what the database knows of erasures and withdrawals."""
    file = journal.journal_file(connection.engine)
    if file is None:
        return
    proofs = _before(now, keep.consent_months * DAYS_PER_MONTH)
    journal.drop_entries(file, proofs)
    journal.key_entries(file, service_key_of(connection))
    known = set(journal.read_entries(file))
    missing = [each for each in journal_entries(connection) if each not in known]
    if missing:
        journal.write_entries(file, missing)


def journal_entries(connection: Connection) -> list[JournalEntry]:
    """Return what the journal of this database should hold."""
    columns = (erasures.c.erased_at, erasures.c.reference, erasures.c.email_hash)
    erased = [
        JournalEntry(at, "erased", reference, hashed)
        for at, reference, hashed in connection.execute(select(*columns))
    ]
    audit = tables.audit
    query = select(audit.c.at, audit.c.reference, audit.c.firm)
    query = query.where(audit.c.event == "withdrawn", audit.c.actor == "buyer")
    withdrawn = [
        JournalEntry(at, "withdrawn", reference, "", firm)
        for at, reference, firm in connection.execute(query)
    ]
    return [*erased, *withdrawn]
