"""One request at the desk: answers, firms, mails, history, notes, and what can be done with it."""

from typing import Any

from sqlalchemy import Connection, select

from backend.config.settings import Settings
from backend.config.urls import private_path
from backend.delivery import is_quarantined
from backend.desk.inbox import OWN_STATES, STAGES, next_step, signal_words
from backend.introductions import answer_labels
from backend.matching import MatchedRequest, Offer, allows, audit_entries, find_by_reference
from backend.storage.clock import format_time
from backend.storage.tables import (
    consents,
    desk_notes,
    desk_states,
    notifications,
    submissions,
)

# Who gets each kind of mail, in words.
KIND_LABELS = {
    "operator": "New request, to you",
    "receipt": "Receipt, to the buyer",
    "webhook": "New request, to the webhook",
    "introduction": "Introduction, to the firm",
    "copy": "Copy of an introduction, to the buyer",
    "deletion": "Notice to delete, to the firm",
    "accepted": "A firm will quote, to the buyer",
    "next": "A firm declined, to the buyer",
    "silent": "A firm is silent, to the buyer",
    "failed": "A firm was not reached, to the buyer",
    "link": "Link to the private page, to the buyer",
    "unmatched": "No firm fits, to you",
    "undelivered": "A firm was not reached, to you",
}
MAIL_STATES = {
    "pending": "waits",
    "held": "held back",
    "sent": "left",
    "dead": "given up",
    "cancelled": "not needed any more",
}
OFFER_STATES = {
    "offered": "Offered, has got nothing",
    "chosen": "Chosen, has got nothing yet",
    "introducing": "A mail is on its way",
    "unclear": "May have got the mail",
    "introduced": "Has the request",
    "accepted": "Will quote",
    "declined": "Declined",
    "failed": "Was not reached",
    "withdrawn": "Taken back by the buyer",
    "removed": "Removed",
    "superseded": "Does not fit the changed answers",
}
# Of the reference, to be typed before it is erased.
LAST_SIGNS = 4


def request_context(
    connection: Connection, settings: Settings, reference: str
) -> dict[str, object] | None:
    """Return what the page of a request shows, None where there is none."""
    query = select(submissions).where(submissions.c.reference == reference)
    row = connection.execute(query).mappings().first()
    if row is None:
        return None
    matched = find_by_reference(connection, reference)
    aside = is_quarantined(row["status"])
    mine = desk_states.c.submission_id == row["id"]
    own = connection.execute(select(desk_states).where(mine)).mappings().first()
    answers: dict[str, str] = row["answers"]
    return {
        "reference": reference,
        "company": answers.get("company") or "No company",
        "received": format_time(row["created_at"]),
        "aside": aside,
        "why_aside": signal_words(row["signals"]) if row["signals"] else "",
        "stage": STAGES.get(matched.state if matched else "received", "Taken back"),
        "next": next_step(row["status"], matched),
        "answers": answer_labels(settings.form, answers, contact=False),
        "contact_answers": answer_labels(settings.form, answers, contact=True),
        "email": row["email"],
        "consent": _consent(connection, reference),
        "confirmed": format_time(matched.confirmed_at) if matched else "",
        "matched": matched is not None,
        "withdrawn": format_time(matched.withdrawn_at) if matched else "",
        "why_fewer": matched.why_fewer if matched else "",
        "edits": matched.edits if matched else 0,
        "buyer_page": private_path(reference, matched.private_key) if matched else "",
        "firms": [_firm(matched, offer) for offer in matched.offers] if matched else [],
        "mails": _mails(connection, reference, matched),
        "history": _history(connection, reference),
        "notes": _notes(connection, row["id"]),
        "own": own["state"] if own else "new",
        "version": own["version"] if own else 0,
        "own_states": OWN_STATES,
        "last_signs": LAST_SIGNS,
    }


def _firm(matched: MatchedRequest, offer: Offer) -> dict[str, object]:
    times = (
        ("offered", offer.offered_at),
        ("chosen", offer.chosen_at),
        ("got it", offer.introduced_at),
        ("answered", offer.answered_at),
        ("silent, buyer told", offer.silence_noted_at),
        ("taken back", offer.withdrawn_at),
    )
    return {
        "id": offer.firm,
        "name": offer.firm_name,
        "site": offer.firm_site,
        "state": OFFER_STATES[offer.state],
        "times": [(words, format_time(moment)) for words, moment in times if moment],
        "reasons": [reason["text"] for reason in offer.reasons],
        "letter": offer.letter,
        "answerable": allows(offer.state, "accept") and not matched.withdrawn_at,
    }


def _consent(connection: Connection, reference: str) -> dict[str, str]:
    columns = (consents.c.version, consents.c.text, consents.c.given_at)
    row = connection.execute(select(*columns).where(consents.c.reference == reference)).first()
    if row is None:
        return {}
    return {"version": row.version, "text": row.text, "given": format_time(row.given_at)}


def _mails(
    connection: Connection, reference: str, matched: MatchedRequest | None
) -> list[dict[str, str]]:
    table = notifications
    query = select(table).where(table.c.reference == reference).order_by(table.c.id)
    names = {offer.firm: offer.firm_name for offer in matched.offers} if matched else {}
    return [
        {
            "kind": KIND_LABELS.get(row["kind"], row["kind"]),
            "firm": names.get(row["firm"], row["firm"]),
            "state": row["state"],
            "said": MAIL_STATES[row["state"]],
            "at": format_time(row["sent_at"] or row["dead_at"] or row["created_at"]),
            "problem": row["problem"] or "",
        }
        for row in connection.execute(query).mappings()
    ]


def _history(connection: Connection, reference: str) -> list[dict[str, Any]]:
    return [
        {
            "at": format_time(entry.at),
            "who": entry.person or entry.actor,
            "event": entry.event.replace("-", " "),
            "firm": entry.firm,
            "why": entry.why,
        }
        for entry in reversed(audit_entries(connection, reference))
    ]


def _notes(connection: Connection, submission_id: int) -> list[dict[str, str]]:
    query = select(desk_notes).where(desk_notes.c.submission_id == submission_id)
    return [
        {"at": format_time(row["at"]), "person": row["person"], "text": row["text"]}
        for row in connection.execute(query.order_by(desk_notes.c.id.desc())).mappings()
    ]
