"""What an operator changes in a match by hand; the reason is logged and shown to the buyer."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, update

from backend.cli.requests import NoSuchRequest, request_of
from backend.delivery.outbox import Task, add_notification
from backend.matching import (
    MatchedRequest,
    Matcher,
    NewOffer,
    Reasons,
    add_offers,
    allows,
    as_stored,
    change_offer,
    create_match,
    find_request,
    random_key,
    record_event,
)
from backend.storage.clock import timestamp
from backend.storage.tables import matches
from model.matching.engine import OFFERED
from model.matching.firms import Firm


class NotOverridden(Exception):  # noqa: N818 - said to a person
    """It cannot be done; the message is one line."""


@dataclass(frozen=True)
class Order:
    """Whose page is changed, why, and when."""

    reference: str
    why: str
    at: datetime

    def __post_init__(self) -> None:
        if not self.why.strip():
            raise NotOverridden("say why, for the log and for the buyer: --why is empty")


def remove(connection: Connection, order: Order, firm: str) -> None:
    """Take a firm off a buyer's page, as long as it has got nothing."""
    reference = order.reference
    matched = _found(connection, order)
    offer = matched.offer_of(firm)
    if offer is None:
        raise NotOverridden(f"{firm} is not offered to {reference}")
    if not allows(offer.state, "remove"):
        raise NotOverridden(f"{firm} is {offer.state} by now: only the buyer can take it back")
    change_offer(connection, matched, offer, "remove")
    record_event(connection, order.at, reference, "operator", "removed", firm=firm, why=order.why)


def add(connection: Connection, order: Order, matcher: Matcher, firm: Firm) -> None:
    """Put a firm before a buyer, who is told; the firm is not."""
    reference = order.reference
    matched = _found(connection, order)
    if matched.withdrawn_at:
        raise NotOverridden(f"the buyer of {reference} has taken the request back")
    if matched.offer_of(firm.id) is not None:
        raise NotOverridden(f"{firm.id} was offered to {reference} before")
    if matched.open_offers >= OFFERED:
        raise NotOverridden(f"{reference} has {OFFERED} firms already: --remove one of them")
    reasons = [*_reasons(matcher, matched, firm), {"kind": "operator", "text": order.why}]
    matched = add_offers(
        connection, matched, [NewOffer(firm, reasons)], order.at, "operator", order.why
    )
    mine = matches.c.submission_id == matched.submission_id
    connection.execute(update(matches).where(mine).values(why_fewer=""))
    task = Task(matched.submission_id, reference, "link")
    add_notification(connection, task, matched.notification_state, timestamp(order.at))


def _reasons(matcher: Matcher, matched: MatchedRequest, firm: Firm) -> Reasons:
    found = matcher.match(matched.answers, matched.rotation)
    return next(
        as_stored(each) for each in (*found.fitting, *found.others) if each.firm.id == firm.id
    )


def _found(connection: Connection, order: Order) -> MatchedRequest:
    """Return the match, made now for a request from before there were firms."""
    reference = order.reference
    owner, _ = request_of(connection, reference)
    matched = find_request(connection, reference, lock=True)
    if matched is None:
        # Without a match there was nothing to wait for: it may be erased, or matched, by now.
        request_of(connection, reference, lock=True)
        matched = find_request(connection, reference, lock=True)
    if matched is None:
        create_match(connection, owner, order.at, random_key(), "")
        matched = find_request(connection, reference, lock=True)
    if matched is None:
        raise NoSuchRequest(reference)
    return matched
