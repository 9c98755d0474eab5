"""Changes to the match of one request, which keep its state true."""

import secrets
from datetime import datetime

from sqlalchemy import Connection, insert, update

from backend.matching import audit, states
from backend.matching.audit import Actor
from backend.matching.matcher import Reasons
from backend.matching.queries import Matched, Offer, find
from backend.matching.states import OfferEvent
from backend.storage.clock import timestamp
from backend.storage.tables import matches, offers
from model.matching.firms import Firm

# Bytes from the system's own source: 192 bits where 128 would do.
KEY_BYTES = 24


def new_code() -> str:
    """Return something nobody can guess, for a private page or the order of equals."""
    return secrets.token_urlsafe(KEY_BYTES)


def create(
    connection: Connection, owner: int, now: datetime, rotation: str, why_fewer: str
) -> None:
    """Insert the match of a request, with no offers yet."""
    connection.execute(
        insert(matches).values(
            submission_id=owner,
            private_key=new_code(),
            rotation=rotation,
            state="received",
            why_fewer=why_fewer,
            matched_at=timestamp(now),
        )
    )


def add(  # noqa: PLR0913, PLR0917 - what an offer is made of
    connection: Connection,
    matched: Matched,
    firm: Firm,
    reasons: Reasons,
    now: datetime,
    actor: Actor,
    why: str = "",
) -> Matched:
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
    audit.note(connection, now, matched.reference, actor, "offered", firm=firm.id, why=why)
    return settle(connection, matched)


def change(
    connection: Connection, matched: Matched, offer: Offer, event: OfferEvent, **columns: str | None
) -> Matched:
    """Have something happen to an offer; raises states.Impossible and changes nothing then."""
    new = states.after(offer.state, event)
    connection.execute(update(offers).where(offers.c.id == offer.id).values(state=new, **columns))
    return settle(connection, matched)


def settle(connection: Connection, matched: Matched) -> Matched:
    """Bring the state of a request in line with its offers; return it as it is then."""
    found = find(connection, matched.reference)
    assert found is not None  # noqa: S101 - it was found in this very transaction
    new = states.of_request([offer.state for offer in found.offers])
    if found.withdrawn_at:
        new = "withdrawn"
    if new != found.state:
        states.moved(found.state, new)
        mine = matches.c.submission_id == found.owner
        connection.execute(update(matches).where(mine).values(state=new))
    return find(connection, matched.reference) or found
