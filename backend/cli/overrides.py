"""`matches override`: an operator offers or removes a firm by hand, with a reason.

The reason is logged, and shown to the buyer.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, update

from backend.cli.request_commands import NoSuchRequestError, find_request
from backend.delivery import NewNotification, enqueue, notification_state
from backend.matching import (
    MatchedRequest,
    Matcher,
    NewOffer,
    NewRequest,
    Reasons,
    add_offers,
    allows,
    as_stored,
    change_offer,
    create_match,
    find_by_reference,
    random_token,
    record_event,
)
from backend.storage.clock import timestamp
from backend.storage.tables import matches
from model.matching import OFFERED, Firm


class OverrideError(Exception):
    """It cannot be done; the message is one line."""


@dataclass(frozen=True)
class Override:
    """Whose page is changed, why, and when."""

    reference: str
    why: str
    at: datetime

    def __post_init__(self) -> None:
        if not self.why.strip():
            raise OverrideError("say why, for the log and for the buyer: --why is empty")


def remove_firm(connection: Connection, order: Override, firm: str) -> None:
    """Take a firm off a buyer's page, as long as it has got nothing."""
    reference = order.reference
    matched = _load_or_create_match(connection, order)
    offer = matched.offer_of(firm)
    if offer is None:
        raise OverrideError(f"{firm} is not offered to {reference}")
    if not allows(offer.state, "remove"):
        raise OverrideError(f"{firm} is {offer.state} by now: only the buyer can take it back")
    change_offer(connection, matched, offer, "remove")
    record_event(connection, order.at, reference, "operator", "removed", firm=firm, why=order.why)


def offer_firm(connection: Connection, order: Override, matcher: Matcher, firm: Firm) -> None:
    """Put a firm before a buyer, who is told; the firm is not."""
    reference = order.reference
    matched = _load_or_create_match(connection, order)
    if matched.withdrawn_at:
        raise OverrideError(f"the buyer of {reference} has taken the request back")
    if matched.offer_of(firm.id) is not None:
        raise OverrideError(f"{firm.id} was offered to {reference} before")
    if matched.open_offers >= OFFERED:
        raise OverrideError(f"{reference} has {OFFERED} firms already: --remove one of them")
    reasons = [*_reasons(matcher, matched, firm), {"kind": "operator", "text": order.why}]
    matched = add_offers(
        connection, matched, [NewOffer(firm, reasons)], order.at, "operator", order.why
    )
    mine = matches.c.submission_id == matched.submission_id
    connection.execute(update(matches).where(mine).values(why_fewer=""))
    task = NewNotification(matched.submission_id, reference, "link")
    enqueue(connection, task, matched.notification_state, timestamp(order.at))


def _reasons(matcher: Matcher, matched: MatchedRequest, firm: Firm) -> Reasons:
    found = matcher.match(matched.answers, matched.rotation)
    return next(
        as_stored(each) for each in (*found.fitting, *found.others) if each.firm.id == firm.id
    )


def _load_or_create_match(connection: Connection, order: Override) -> MatchedRequest:
    """Return the match, made now for a request from before there were firms."""
    reference = order.reference
    find_request(connection, reference)
    matched = find_by_reference(connection, reference, lock=True)
    if matched is not None:
        return matched
    # Without a match there was nothing to wait for: it may be erased, or matched, by now.
    submission_id, status = find_request(connection, reference, lock=True)
    matched = find_by_reference(connection, reference, lock=True)
    if matched is None:
        state = notification_state(status)
        request = NewRequest(submission_id, reference, {}, state)
        create_match(connection, request, (), order.at, random_token(), "")
        matched = find_by_reference(connection, reference, lock=True)
    if matched is None:
        raise NoSuchRequestError(reference)
    return matched
