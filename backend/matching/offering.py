"""Putting firms before a buyer: the first three, and others in the place of those that go."""

from datetime import datetime

from sqlalchemy import Connection, select, update

from backend.delivery import NewNotification, enqueue
from backend.matching import audit_log, queries, updates
from backend.matching.matcher import Matcher, as_stored
from backend.matching.offer_validity import invalid_offers
from backend.matching.queries import MatchedRequest, NewRequest
from backend.matching.updates import NewOffer
from backend.storage import tables
from backend.storage.clock import timestamp
from model.matching import OFFERED, FirmMatch

NO_LONGER_AS_SHOWN = "it is not listed any more as the buyer was shown it"


def offer_first(
    connection: Connection, matcher: Matcher, request: NewRequest, now: datetime
) -> str:
    """Match a request, in the transaction that stores it; return the key of the buyer's page.

    Where no firm fits, the operator is told.
    """
    rotation = updates.random_key()
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
    """Return the next firm that fits a request and was never offered to its buyer."""
    return next(iter(_not_offered_yet(matcher, matched)), None) if matcher else None


def operator_notified(connection: Connection, matched: MatchedRequest) -> bool:
    """Tell whether the operator is told that nobody is before this buyer."""
    table = tables.notifications
    mine = (table.c.reference == matched.reference, table.c.kind == "unmatched")
    return connection.execute(select(table.c.id).where(*mine).limit(1)).first() is not None


def _not_offered_yet(matcher: Matcher, matched: MatchedRequest) -> list[FirmMatch]:
    """Return the firms that fit and were never offered to this buyer, in order."""
    offered = {offer.firm for offer in matched.offers}
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
