"""What happened after a backup was made, done again when it is restored.

A backup may know less than the database that it replaces: that a firm got a mail, or that a buyer
took a firm back. The audit log of that database tells, and is followed line by line.
"""

from datetime import datetime

from sqlalchemy import Connection, Engine, insert, select, update

from backend import choices, match_rows, offers, states
from backend.audit import Entry
from backend.database import reading
from backend.match_schema import agreements, audit
from backend.match_schema import offers as rows
from backend.schema import notifications, submissions
from backend.states import OfferEvent

LOG = tuple(audit.c[name] for name in Entry.__dataclass_fields__)
PROOF = tuple(column for column in agreements.c if column.name != "id")
# What a line of the log says happened to an offer, and where the time of it stands.
EVENTS: dict[str, tuple[OfferEvent, str]] = {
    "chosen": ("choose", "chosen_at"),
    "sending": ("begin", ""),
    "introduced": ("leave", "introduced_at"),
    "accepted": ("accept", "answered_at"),
    "declined": ("decline", "answered_at"),
    "removed": ("remove", ""),
}

# What a firm was sent and where to, by reference and firm.
Sent = dict[tuple[str, str], dict[str, str]]


def replay(current: Engine, restored: Connection) -> int:
    """Bring a restored database up to what the current one has logged; return how many lines."""
    with reading(current) as connection:
        later = [Entry(*row) for row in connection.execute(select(*LOG).order_by(audit.c.id))]
        proofs = [tuple(row) for row in connection.execute(select(*PROOF))]
        sent = _sent(connection)
    known = {Entry(*row) for row in restored.execute(select(*LOG))}
    held = {tuple(row) for row in restored.execute(select(*PROOF))}
    for proof in proofs:
        if proof not in held:
            names = (column.name for column in PROOF)
            restored.execute(insert(agreements).values(dict(zip(names, proof, strict=True))))
    missing = [entry for entry in later if entry not in known]
    for entry in missing:
        if not _withdrawn_again(restored, entry):
            _follow(restored, entry, sent)
            restored.execute(insert(audit).values(entry.as_dict()))
    return len(missing)


def hold_introductions(connection: Connection) -> int:
    """Keep what a backup had yet to send to firms until somebody has asked the buyers."""
    waiting = update(notifications).where(
        notifications.c.kind == "introduction", notifications.c.state == "pending"
    )
    held = {"state": "held", "lease": None, "leased_until": None}
    return connection.execute(waiting.values(held)).rowcount


def _withdrawn_again(connection: Connection, entry: Entry) -> bool:
    """Repeat a withdrawal, which logs itself; False where there is nothing to take back."""
    matched = match_rows.find(connection, entry.reference) if entry.event == "withdrawn" else None
    if matched is None or matched.withdrawn_at:
        return False
    moment = datetime.fromisoformat(entry.at)
    if not entry.firm:
        choices.withdraw_all(connection, matched, moment, entry.actor)
        return True
    offer = matched.offer_of(entry.firm)
    if offer is None or not offer.chosen_at or not states.allows(offer.state, "withdraw"):
        return False
    choices.withdraw(connection, matched, offer, moment, entry.actor)
    return True


def _follow(connection: Connection, entry: Entry, sent: Sent) -> None:
    """Bring an offer to the state that a line of the log tells of."""
    event, time = EVENTS.get(entry.event, (None, ""))
    matched = match_rows.find(connection, entry.reference) if event else None
    offer = matched.offer_of(entry.firm) if matched else None
    if event and matched and offer and states.allows(offer.state, event):
        columns = sent.get((entry.reference, entry.firm), {}) if event == "begin" else {}
        columns |= {time: entry.at} if time else {}
        offers.change(connection, matched, offer, event, **columns)


def _sent(connection: Connection) -> Sent:
    columns = (submissions.c.reference, rows.c.firm, rows.c.letter, rows.c.sent_to)
    found = connection.execute(select(*columns).join(submissions)).all()
    return {
        (reference, firm): {"letter": letter, "sent_to": to}
        for reference, firm, letter, to in found
        if to
    }
