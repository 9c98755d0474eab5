"""Changes to the match of one request, which keep its state true."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, insert, update

from backend.matching import audit_log, states
from backend.matching.audit_log import Actor
from backend.matching.matcher import Reasons
from backend.matching.queries import MatchedRequest, NewRequest, Offer, find_by_reference
from backend.matching.states import OfferEvent
from backend.storage import tables
from backend.storage.clock import timestamp
from backend.storage.link_keys import PRIVATE_KEY, seal_link_key
from model.matching import Firm

# Made once: building a statement takes as long as running it.
INSERT_MATCH = insert(tables.matches)
INSERT_OFFER = insert(tables.offers)

# Bytes from the system's own source: 192 bits where 128 would do.
KEY_BYTES = 24


@dataclass(frozen=True)
class NewOffer:
    """A firm that is to be put before a buyer, and why, as the buyer is told."""

    firm: Firm
    reasons: Reasons


def random_token() -> str:
    """Return a random token, URL-safe: for a private page or the order of equals."""
    return secrets.token_urlsafe(KEY_BYTES)


def create_match(  # noqa: PLR0913, PLR0917 - what a match is made of
    connection: Connection,
    request: NewRequest,
    new: Sequence[NewOffer],
    now: datetime,
    rotation: str,
    why_fewer: str,
) -> str:
    """Insert the match of a new request with its first offers; return the key of its page.

    Nothing is read back: this is done while a buyer waits, and nobody else knows the request yet.
    """
    key = random_token()
    state = states.request_state(["offered"] if new else [])
    match = {
        "submission_id": request.submission_id,
        "private_key": seal_link_key(connection, PRIVATE_KEY, key, request.reference),
        "rotation": rotation,
        "state": states.check_transition("received", state) if new else state,
        "why_fewer": why_fewer,
        "matched_at": timestamp(now),
    }
    connection.execute(INSERT_MATCH, match)
    _insert_offers(connection, request, new, now, "service", "")
    return key


def add_offers(  # noqa: PLR0913, PLR0917 - what an offer is made of
    connection: Connection,
    request: NewRequest | MatchedRequest,
    new: Sequence[NewOffer],
    now: datetime,
    actor: Actor,
    why: str = "",
) -> MatchedRequest:
    """Put more firms before the buyer; return the match as it is then, read once for all.

    A firm that was superseded comes back in its own row.
    """
    before = {offer.firm: offer for offer in request.offers if offer.state == "superseded"}
    for each in new:
        if each.firm.id in before:
            again = before[each.firm.id]
            state = states.transition(again.state, "offer-again")
            this = tables.offers.c.id == again.id
            connection.execute(
                update(tables.offers)
                .where(this)
                .values(state=state, offered_at=timestamp(now), **_shown(each))
            )
            audit_log.record_offered(connection, now, request.reference, actor, [again.firm], why)
    unknown = [each for each in new if each.firm.id not in before]
    _insert_offers(connection, request, unknown, now, actor, why)
    return sync_request_state(connection, request.reference)


def _insert_offers(  # noqa: PLR0913, PLR0917 - what an offer is made of
    connection: Connection,
    request: NewRequest | MatchedRequest,
    new: Sequence[NewOffer],
    now: datetime,
    actor: Actor,
    why: str,
) -> None:
    """Insert offers behind those that are there, and their lines of the log: two statements."""
    if not new:
        return
    rows = [
        {
            "submission_id": request.submission_id,
            "firm": offer.firm.id,
            "position": position,
            **_shown(offer),
            "state": "offered",
            "answer_code": secrets.token_hex(16),
            "offered_at": timestamp(now),
        }
        for position, offer in enumerate(new, len(request.offers) + 1)
    ]
    connection.execute(INSERT_OFFER, rows)
    firms = [offer.firm.id for offer in new]
    audit_log.record_offered(connection, now, request.reference, actor, firms, why)


def show_offer(
    connection: Connection, matched: MatchedRequest, offer: NewOffer, position: int
) -> None:
    """Show a firm that is before the buyer as it is for the present answers, at a position."""
    table = tables.offers
    this = (table.c.submission_id == matched.submission_id, table.c.firm == offer.firm.id)
    connection.execute(update(table).where(*this).values(position=position, **_shown(offer)))


def _shown(offer: NewOffer) -> dict[str, object]:
    """Return what a buyer is shown of a firm."""
    return {
        "firm_name": offer.firm.name,
        "firm_site": offer.firm.site,
        "sample": offer.firm.sample,
        "reasons": offer.reasons,
    }


def change_offer(
    connection: Connection,
    matched: MatchedRequest,
    offer: Offer,
    event: OfferEvent,
    **columns: str | None,
) -> MatchedRequest:
    """Apply an event to an offer; raises InvalidTransitionError and changes nothing then."""
    new = states.transition(offer.state, event)
    this = tables.offers.c.id == offer.id
    connection.execute(update(tables.offers).where(this).values(state=new, **columns))
    return sync_request_state(connection, matched.reference)


def sync_request_state(connection: Connection, reference: str) -> MatchedRequest:
    """Bring the state of a request in line with its offers; return it as it is then.

    The request must have a match.
    """
    found = find_by_reference(connection, reference)
    assert found is not None  # noqa: S101 - it was found or made in this very transaction
    new = states.request_state([offer.state for offer in found.offers])
    if found.withdrawn_at:
        new = "withdrawn"
    if new == found.state:
        return found
    states.check_transition(found.state, new)
    mine = tables.matches.c.submission_id == found.submission_id
    connection.execute(update(tables.matches).where(mine).values(state=new))
    return replace(found, state=new)
