"""Putting firms before a buyer: the first three, and others in the place of those that go."""

from datetime import datetime

from sqlalchemy import Connection, select, update

from backend.delivery import NewNotification, enqueue
from backend.matching import audit_log, queries, updates
from backend.matching.matcher import Matcher, as_stored
from backend.matching.offer_validity import invalid_offers
from backend.matching.queries import MatchedRequest, NewRequest, Offer
from backend.matching.updates import NewOffer
from backend.storage import tables
from backend.storage.clock import timestamp
from model.matching import OFFERED, FirmMatch

NO_LONGER_AS_SHOWN = "it is not listed any more as the buyer was shown it"
OTHERS_FIT = "the buyer changed the request, and it is not among the firms that fit it best now"
# The kind of reason that an operator gives who offers a firm.
BY_HAND = "operator"


def offer_first(
    connection: Connection, matcher: Matcher, request: NewRequest, now: datetime
) -> str:
    """Match a request, in the transaction that stores it; return the key of the buyer's page.

    Where no firm fits, the operator is told.
    """
    rotation = updates.random_token()
    found = matcher.match(request.answers, rotation)
    firms = _as_offers(found.offered)
    key = updates.create_match(connection, request, firms, now, rotation, found.why_fewer)
    if not firms:
        _notify_operator(connection, request, now)
    return key


def renew(
    connection: Connection, matcher: Matcher | None, matched: MatchedRequest, now: datetime
) -> MatchedRequest:
    """Put firms that fit in the place of those that declined, went or cannot be chosen any more.

    The buyer sees them; the firms are told nothing. Where nobody is before the buyer then, the
    operator is told. The match must be locked, or be the only writer's.
    """
    if matcher is None or matched.withdrawn_at:
        return matched
    for offer in invalid_offers(matcher, matched):
        matched = updates.change_offer(connection, matched, offer, "remove")
        about = (connection, now, matched.reference)
        audit_log.record_event(
            *about, "service", "removed", firm=offer.firm, why=NO_LONGER_AS_SHOWN
        )
    places = max(OFFERED - matched.open_offers, 0)
    if firms := _as_offers(_not_offered_yet(matcher, matched)[:places]):
        matched = updates.add_offers(connection, matched, firms, now, "service")
    return _tell_of_none(connection, matcher, matched, now)


def rematch(
    connection: Connection, matcher: Matcher | None, matched: MatchedRequest, now: datetime
) -> MatchedRequest:
    """Put the firms before a buyer that fit the answers as they were changed just now.

    By the same draw as before, so that editing is no way to draw again. What the operator has put
    there by hand stays, and what the operator or the buyer has taken off does not come back. The
    match must be locked, and no firm be chosen.
    """
    if matcher is None:
        return matched
    found = matcher.match(matched.answers, matched.rotation)
    by_hand = [offer for offer in matched.offers if _is_by_hand(offer)]
    gone = {
        offer.firm for offer in matched.offers if offer.state not in {"offered", "superseded"}
    } | {offer.firm for offer in by_hand}
    fitting = [each for each in found.fitting if each.firm.id not in gone]
    wanted = fitting[: max(OFFERED - len(by_hand), 0)]
    named = {each.firm.id for each in wanted}
    for offer in matched.offers:
        if offer.state == "offered" and offer not in by_hand and offer.firm not in named:
            matched = updates.change_offer(connection, matched, offer, "supersede")
            about = (connection, now, matched.reference)
            audit_log.record_event(*about, "service", "removed", firm=offer.firm, why=OTHERS_FIT)
    for offer in by_hand:
        firm = matcher.firm(offer.firm)
        told = [reason for reason in offer.reasons if reason["kind"] == BY_HAND]
        if firm is not None:
            reasons = [*matcher.reasons_for(firm, matched.answers), *told]
            updates.show_offer(connection, matched, NewOffer(firm, reasons), OFFERED)
    new = [each for each in wanted if not _is_offered(matched, each.firm.id)]
    matched = updates.add_offers(connection, matched, _as_offers(new), now, "service")
    for position, each in enumerate(_as_offers(wanted), 1):
        updates.show_offer(connection, matched, each, position)
    mine = tables.matches.c.submission_id == matched.submission_id
    why = "" if by_hand else found.why_fewer
    connection.execute(update(tables.matches).where(mine).values(why_fewer=why))
    matched = queries.find_by_reference(connection, matched.reference) or matched
    return _tell_of_none(connection, matcher, matched, now)


def _is_by_hand(offer: Offer) -> bool:
    return offer.state == "offered" and any(each["kind"] == BY_HAND for each in offer.reasons)


def _is_offered(matched: MatchedRequest, firm: str) -> bool:
    offer = matched.offer_of(firm)
    return offer is not None and offer.state == "offered"


def _tell_of_none(
    connection: Connection, matcher: Matcher, matched: MatchedRequest, now: datetime
) -> MatchedRequest:
    """Tell the operator, once, where nobody is before the buyer; return the match as it is."""
    if not matched.open_offers and not operator_notified(connection, matched):
        why = matcher.match(matched.answers, matched.rotation).why_fewer
        mine = tables.matches.c.submission_id == matched.submission_id
        connection.execute(update(tables.matches).where(mine).values(why_fewer=why))
        _notify_operator(connection, matched, now)
    return queries.find_by_reference(connection, matched.reference) or matched


def needs_renewal(connection: Connection, matcher: Matcher | None, matched: MatchedRequest) -> bool:
    """Tell whether `renew` would change what a buyer sees."""
    if matcher is None or matched.withdrawn_at:
        return False
    if invalid_offers(matcher, matched):
        return True
    return not matched.open_offers and (
        next_match(matcher, matched) is not None or not operator_notified(connection, matched)
    )


def next_match(matcher: Matcher | None, matched: MatchedRequest) -> FirmMatch | None:
    """Return the next firm that fits a request and is new to its buyer."""
    return next(iter(_not_offered_yet(matcher, matched)), None) if matcher else None


def operator_notified(connection: Connection, matched: MatchedRequest) -> bool:
    """Tell whether the operator is told that nobody is before this buyer."""
    table = tables.notifications
    mine = (table.c.reference == matched.reference, table.c.kind == "unmatched")
    return connection.execute(select(table.c.id).where(*mine).limit(1)).first() is not None


def _not_offered_yet(matcher: Matcher, matched: MatchedRequest) -> list[FirmMatch]:
    """Return the firms that fit and are not offered to this buyer, nor were before, in order.

    One that did not fit the answers before they were changed may fit them now.
    """
    offered = {offer.firm for offer in matched.offers if offer.state != "superseded"}
    found = matcher.match(matched.answers, matched.rotation)
    return [each for each in found.fitting if each.firm.id not in offered]


def _as_offers(found: tuple[FirmMatch, ...] | list[FirmMatch]) -> list[NewOffer]:
    return [NewOffer(each.firm, as_stored(each)) for each in found]


def _notify_operator(
    connection: Connection, matched: MatchedRequest | NewRequest, now: datetime
) -> None:
    audit_log.record_event(connection, now, matched.reference, "service", "unmatched")
    task = NewNotification(matched.submission_id, matched.reference, "unmatched")
    enqueue(connection, task, matched.notification_state, timestamp(now))
