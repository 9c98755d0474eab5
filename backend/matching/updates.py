"""Changes to the match of one request, which keep its state true."""

import secrets
from datetime import datetime

from sqlalchemy import Connection, insert, update

from backend.matching import audit_log, states
from backend.matching.audit_log import Actor
from backend.matching.matcher import Reasons
from backend.matching.queries import MatchedRequest, Offer, find_request
from backend.matching.states import OfferEvent
from backend.storage.clock import timestamp
from backend.storage.tables import matches, offers
from model.matching.firms import Firm

# Bytes from the system's own source: 192 bits where 128 would do.
KEY_BYTES = 24


def random_key() -> str:
    """Return something nobody can guess, for a private page or the order of equals."""
    return secrets.token_urlsafe(KEY_BYTES)


def create_match(
    connection: Connection, owner: int, now: datetime, rotation: str, why_fewer: str
) -> None:
    """Insert the match of a request, with no offers yet."""
    connection.execute(
        insert(matches).values(
            submission_id=owner,
            private_key=random_key(),
            rotation=rotation,
            state="received",
            why_fewer=why_fewer,
            matched_at=timestamp(now),
        )
    )


def add_offer(  # noqa: PLR0913, PLR0917 - what an offer is made of
    connection: Connection,
    matched: MatchedRequest,
    firm: Firm,
    reasons: Reasons,
    now: datetime,
    actor: Actor,
    why: str = "",
) -> MatchedRequest:
    """Put one more firm before the buyer; return the match as it is then."""
    connection.execute(
        insert(offers).values(
            submission_id=matched.owner,
            firm=firm.id,
            firm_name=firm.name,
            firm_site=firm.site,
            sample=firm.sample,
            position=len(matched.offers) + 1,
            reasons=reasons,
            state="offered",
            answer_code=secrets.token_hex(16),
            offered_at=timestamp(now),
        )
    )
    audit_log.record(connection, now, matched.reference, actor, "offered", firm=firm.id, why=why)
    return sync_request_state(connection, matched)


def change_offer(
    connection: Connection,
    matched: MatchedRequest,
    offer: Offer,
    event: OfferEvent,
    **columns: str | None,
) -> MatchedRequest:
    """Have something happen to an offer; raises InvalidTransitionError and changes nothing then."""
    new = states.transition(offer.state, event)
    connection.execute(update(offers).where(offers.c.id == offer.id).values(state=new, **columns))
    return sync_request_state(connection, matched)


def sync_request_state(connection: Connection, matched: MatchedRequest) -> MatchedRequest:
    """Bring the state of a request in line with its offers; return it as it is then."""
    found = find_request(connection, matched.reference)
    assert found is not None  # noqa: S101 - it was found in this very transaction
    new = states.request_state([offer.state for offer in found.offers])
    if found.withdrawn_at:
        new = "withdrawn"
    if new != found.state:
        states.check_transition(found.state, new)
        mine = matches.c.submission_id == found.owner
        connection.execute(update(matches).where(mine).values(state=new))
    return find_request(connection, matched.reference) or found
