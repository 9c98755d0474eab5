"""Putting firms before a buyer: the first three, and others in the place of those that go."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from backend.delivery import NewNotification, enqueue
from backend.matching import audit, offers, queries
from backend.matching.matcher import Matcher, said
from backend.matching.offer_validity import outdated
from backend.matching.queries import Matched
from backend.storage.clock import timestamp
from backend.storage.tables import matches, notifications
from model.matching.engine import OFFERED, FirmMatch

NOT_AS_SHOWN = "it is not listed any more as the buyer was shown it"


@dataclass(frozen=True)
class New:
    """A request that is being stored. `delivery`: the state of its notifications."""

    owner: int
    reference: str
    answers: dict[str, str]
    delivery: str


def offer_first(connection: Connection, matcher: Matcher, new: New, now: datetime) -> str:
    """Match a request, in the transaction that stores it; return the key of the buyer's page.

    Where no firm fits, the operator is told.
    """
    rotation = offers.new_code()
    found = matcher.match(new.answers, rotation)
    offers.create(connection, new.owner, now, rotation, found.why_fewer)
    matched = queries.find(connection, new.reference)
    assert matched is not None  # noqa: S101 - it was inserted in this very transaction
    for each in found.offered:
        matched = offers.add(connection, matched, each.firm, said(each), now, "service")
    if not found.offered:
        _tell_operator(connection, matched, now)
    return matched.private_key


def renew(
    connection: Connection, matcher: Matcher | None, matched: Matched, now: datetime
) -> Matched:
    """Put firms that fit in the place of those that declined, went or cannot be chosen any more.

    The buyer sees them; the firms are told nothing. Where nobody is before the buyer then, the
    operator is told. The match must be locked, or be the only writer's.
    """
    if matcher is None or matched.withdrawn_at:
        return matched
    for offer in outdated(matcher, matched):
        matched = offers.change(connection, matched, offer, "remove")
        about = (connection, now, matched.reference)
        audit.note(*about, "service", "removed", firm=offer.firm, why=NOT_AS_SHOWN)
    while matched.open < OFFERED and (found := following(matcher, matched)) is not None:
        matched = offers.add(connection, matched, found.firm, said(found), now, "service")
    if not matched.open and not operator_knows(connection, matched):
        why = matcher.match(matched.answers, matched.rotation).why_fewer
        mine = matches.c.submission_id == matched.owner
        connection.execute(update(matches).where(mine).values(why_fewer=why))
        _tell_operator(connection, matched, now)
    return queries.find(connection, matched.reference) or matched


def wants_renewal(connection: Connection, matcher: Matcher | None, matched: Matched) -> bool:
    """Tell whether `renew` would change what a buyer sees."""
    if matcher is None or matched.withdrawn_at:
        return False
    if outdated(matcher, matched):
        return True
    left = following(matcher, matched) is not None or not operator_knows(connection, matched)
    return not matched.open and left


def following(matcher: Matcher | None, matched: Matched) -> FirmMatch | None:
    """Return the next firm that fits a request and was never offered to its buyer."""
    already = {offer.firm for offer in matched.offers}
    return matcher.following(matched.answers, matched.rotation, already) if matcher else None


def operator_knows(connection: Connection, matched: Matched) -> bool:
    """Tell whether the operator is told that nobody is before this buyer."""
    mine = (notifications.c.reference == matched.reference, notifications.c.kind == "unmatched")
    return connection.execute(select(notifications.c.id).where(*mine).limit(1)).first() is not None


def _tell_operator(connection: Connection, matched: Matched, now: datetime) -> None:
    audit.note(connection, now, matched.reference, "service", "unmatched")
    task = NewNotification(matched.owner, matched.reference, "unmatched")
    enqueue(connection, task, matched.delivery, timestamp(now))
