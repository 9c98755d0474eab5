"""Replaying the audit log on a restored backup: what happened after the backup was made.

A backup may know less than the database that it replaces: that a firm got a mail, or that a buyer
took a firm back. The audit log of that database tells, and is followed line by line.
"""

import dataclasses
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from backend.backup.carry_over import UNDELIVERED_STATES, ReplacedDatabase
from backend.delivery import RECEIVED, NewNotification, enqueue
from backend.matching import (
    OTHERS_FIT,
    AuditEntry,
    OfferEvent,
    allows,
    change_offer,
    find_by_reference,
    withdraw_offer,
    withdraw_request,
)
from backend.storage import tables
from backend.storage.journal import JournalEntry
from backend.storage.tables import agreements, audit, notifications, submissions

ENTRY_COLUMNS = tuple(audit.c[name] for name in AuditEntry.__dataclass_fields__)
# What tells one agreement from another: taking it back makes none of it.
AGREEMENT_COLUMNS = tuple(
    column for column in agreements.c if column.name not in {"id", "withdrawn_at"}
)
# What a line of the log says happened to an offer, and where the time of it stands.
OFFER_EVENTS: dict[str, tuple[OfferEvent, str]] = {
    "chosen": ("choose", "chosen_at"),
    "sending": ("begin", ""),
    "not-sent": ("refuse", ""),
    "introduced": ("leave", "introduced_at"),
    "failed": ("fail", ""),
    "unclear": ("fail", ""),
    "accepted": ("accept", "answered_at"),
    "declined": ("decline", "answered_at"),
    "removed": ("remove", ""),
    # Of an offer that is new nothing has to be brought in line; one that was superseded comes back.
    "offered": ("offer-again", ""),
}
# In these states an introduction is still to be sent.
UNSENT_STATES = ("chosen", "introducing")
NOT_SENT = {"letter": None, "sent_to": None}


def replay_log(current: Connection, restored: Connection) -> int:
    """Bring a restored database up to what the current one has logged; return how many lines."""
    later = [
        AuditEntry(*row) for row in current.execute(select(*ENTRY_COLUMNS).order_by(audit.c.id))
    ]
    known = {_without_reason(AuditEntry(*row)) for row in restored.execute(select(*ENTRY_COLUMNS))}
    _copy_agreements(current, restored)
    replaced = ReplacedDatabase(current)
    missing = [entry for entry in later if _without_reason(entry) not in known]
    for entry in missing:
        if not _repeat_withdrawal(restored, entry):
            _apply_entry(restored, entry, replaced)
            restored.execute(insert(audit).values(entry.as_dict()))
    return len(missing)


def repeat_withdrawals(restored: Connection, entries: Sequence[JournalEntry]) -> int:
    """Repeat the withdrawals of a journal that a backup does not know; return how many."""
    found = [each for each in entries if each.event == "withdrawn" and each.reference]
    return sum(
        _repeat_withdrawal(
            restored,
            AuditEntry(each.at, each.reference or "", each.firm, "buyer", "withdrawn", "", ""),
        )
        for each in found
    )


def _without_reason(entry: AuditEntry) -> AuditEntry:
    """Return what stays of a line when the request is erased."""
    return dataclasses.replace(entry, why="")


def hold_introductions(connection: Connection) -> list[str]:
    """Keep what is to be sent to firms until somebody has asked the buyers.

    Firms that were chosen after the backup was made have no introduction in it, and get one that
    waits. Returns the references.
    """
    waiting = update(notifications).where(
        notifications.c.kind == "introduction", notifications.c.state == "pending"
    )
    held = {"state": "held", "lease": None, "leased_until": None}
    connection.execute(waiting.values(held))
    tasks = select(notifications.c.offer_id).where(
        notifications.c.kind == "introduction", notifications.c.state.in_(UNDELIVERED_STATES)
    )
    columns = (
        tables.offers.c.submission_id,
        submissions.c.reference,
        tables.offers.c.id,
        tables.offers.c.firm,
    )
    chosen = select(*columns, tables.offers.c.chosen_at).join(submissions)
    chosen = chosen.where(
        tables.offers.c.state.in_(UNSENT_STATES), tables.offers.c.id.not_in(tasks)
    )
    for submission_id, reference, offer, firm, at in connection.execute(chosen).all():
        task = NewNotification(submission_id, reference, "introduction", offer, firm)
        enqueue(connection, task, "held", at)
    return _held_references(connection)


def _held_references(connection: Connection) -> list[str]:
    """Return whose introductions wait for a person: not for a release, nor for their buyer."""
    query = select(submissions.c.reference).join(
        tables.offers, tables.offers.c.submission_id == submissions.c.id
    )
    query = query.join(tables.matches, tables.matches.c.submission_id == submissions.c.id)
    query = query.join(notifications, notifications.c.offer_id == tables.offers.c.id).where(
        tables.matches.c.confirmed_at.is_not(None),
        notifications.c.kind == "introduction",
        notifications.c.state == "held",
        tables.offers.c.state.in_(UNSENT_STATES),
        submissions.c.status == RECEIVED,
    )
    return sorted(set(connection.scalars(query)))


def _copy_agreements(current: Connection, restored: Connection) -> None:
    held = {tuple(row) for row in restored.execute(select(*AGREEMENT_COLUMNS))}
    for row in current.execute(select(agreements)).mappings():
        if tuple(row[column.name] for column in AGREEMENT_COLUMNS) not in held:
            values = {name: value for name, value in row.items() if name != "id"}
            restored.execute(insert(agreements).values(values))


def _repeat_withdrawal(connection: Connection, entry: AuditEntry) -> bool:
    """Repeat a withdrawal, which logs itself; False where there is nothing to take back."""
    matched = find_by_reference(connection, entry.reference) if entry.event == "withdrawn" else None
    if matched is None or matched.withdrawn_at:
        return False
    moment = datetime.fromisoformat(entry.at)
    if not entry.firm:
        withdraw_request(connection, matched, moment, entry.actor)
        return True
    offer = matched.offer_of(entry.firm)
    if offer is None or not offer.chosen_at or not allows(offer.state, "withdraw"):
        return False
    withdraw_offer(connection, matched, offer, moment, entry.actor)
    return True


def _apply_entry(connection: Connection, entry: AuditEntry, replaced: ReplacedDatabase) -> None:
    """Bring an offer to the state that a line of the log tells of, or confirm the address."""
    if entry.event == "confirmed":
        submission_id = select(submissions.c.id).where(submissions.c.reference == entry.reference)
        mine = tables.matches.c.submission_id.in_(submission_id)
        connection.execute(update(tables.matches).where(mine).values(confirmed_at=entry.at))
    if entry.event == "edited":
        replaced.restore_answers(connection, entry.reference)
    if entry.event == "offered":
        replaced.restore_offer(connection, entry.reference, entry.firm)
    event, time = OFFER_EVENTS.get(entry.event, (None, ""))
    if entry.event == "removed" and entry.why == OTHERS_FIT:
        event = "supersede"
    matched = find_by_reference(connection, entry.reference) if event else None
    offer = matched.offer_of(entry.firm) if matched else None
    if event and matched and offer and allows(offer.state, event):
        columns: dict[str, str | None] = {time: entry.at} if time else {}
        if event == "begin":
            columns |= replaced.sent_mail(entry.reference, entry.firm)
        if event == "refuse":
            columns |= NOT_SENT
        change_offer(connection, matched, offer, event, **columns)
