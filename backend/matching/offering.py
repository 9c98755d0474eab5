"""Putting firms before a buyer: the first three, and others in the place of those that go."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from backend.delivery.outbox import Task, add_notification
from backend.matching import audit_log, queries, updates
from backend.matching.matcher import Matcher, as_stored
from backend.matching.offer_validity import invalid_offers
from backend.matching.queries import MatchedRequest
from backend.storage.clock import timestamp
from backend.storage.tables import matches, notifications
from model.matching.engine import OFFERED, FirmMatch

NO_LONGER_AS_SHOWN = "it is not listed any more as the buyer was shown it"


@dataclass(frozen=True)
class NewRequest:
    """A request that is being stored. `delivery`: the state of its notifications."""

    owner: int
    reference: str
    answers: dict[str, str]
    delivery: str


def offer_first(connection: Connection, matcher: Matcher, new: NewRequest, now: datetime) -> str:
    """Match a request, in the transaction that stores it; return the key of the buyer's page.

    Where no firm fits, the operator is told.
    """
    rotation = updates.random_key()
    found = matcher.match(new.answers, rotation)
    updates.create_match(connection, new.owner, now, rotation, found.why_fewer)
    matched = queries.find_request(connection, new.reference)
    assert matched is not None  # noqa: S101 - it was inserted in this very transaction
    for each in found.offered:
        matched = updates.add_offer(connection, matched, each.firm, as_stored(each), now, "service")
    if not found.offered:
        _notify_operator(connection, matched, now)
    return matched.private_key


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
        audit_log.record(*about, "service", "removed", firm=offer.firm, why=NO_LONGER_AS_SHOWN)
    while matched.open < OFFERED and (found := next_match(matcher, matched)) is not None:
        matched = updates.add_offer(
            connection, matched, found.firm, as_stored(found), now, "service"
        )
    if not matched.open and not operator_notified(connection, matched):
        why = matcher.match(matched.answers, matched.rotation).why_fewer
        mine = matches.c.submission_id == matched.owner
        connection.execute(update(matches).where(mine).values(why_fewer=why))
        _notify_operator(connection, matched, now)
    return queries.find_request(connection, matched.reference) or matched


def needs_renewal(connection: Connection, matcher: Matcher | None, matched: MatchedRequest) -> bool:
    """Tell whether `renew` would change what a buyer sees."""
    if matcher is None or matched.withdrawn_at:
        return False
    if invalid_offers(matcher, matched):
        return True
    left = next_match(matcher, matched) is not None or not operator_notified(connection, matched)
    return not matched.open and left


def next_match(matcher: Matcher | None, matched: MatchedRequest) -> FirmMatch | None:
    """Return the next firm that fits a request and was never offered to its buyer."""
    already = {offer.firm for offer in matched.offers}
    return matcher.following(matched.answers, matched.rotation, already) if matcher else None


def operator_notified(connection: Connection, matched: MatchedRequest) -> bool:
    """Tell whether the operator is told that nobody is before this buyer."""
    mine = (notifications.c.reference == matched.reference, notifications.c.kind == "unmatched")
    return connection.execute(select(notifications.c.id).where(*mine).limit(1)).first() is not None


def _notify_operator(connection: Connection, matched: MatchedRequest, now: datetime) -> None:
    audit_log.record(connection, now, matched.reference, "service", "unmatched")
    task = Task(matched.owner, matched.reference, "unmatched")
    add_notification(connection, task, matched.delivery, timestamp(now))
