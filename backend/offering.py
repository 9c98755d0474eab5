"""Putting firms before a buyer: the first three, and the next one after a decline."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from backend import audit, match_rows, offers
from backend.clock import timestamp
from backend.match_rows import Matched
from backend.matcher import Matcher, said
from backend.tasks import Task, add_notification
from model.matching import OFFERED


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
    matched = match_rows.find(connection, new.reference)
    assert matched is not None  # noqa: S101 - it was inserted in this very transaction
    for each in found.offered:
        matched = offers.add(connection, matched, each.firm, said(each), now, "service")
    if not found.offered:
        audit.note(connection, now, new.reference, "service", "unmatched")
        task = Task(new.owner, new.reference, "unmatched")
        add_notification(connection, task, new.delivery, timestamp(now))
    return matched.private_key


def offer_next(
    connection: Connection, matcher: Matcher | None, matched: Matched, now: datetime
) -> Matched:
    """Put the next firm that fits before the buyer, who is told; the firm is not.

    Nothing happens where three firms are open, none is left, or the buyer has stopped.
    """
    if matcher is None or matched.withdrawn_at or matched.open >= OFFERED:
        return matched
    already = {offer.firm for offer in matched.offers}
    found = matcher.following(matched.answers, matched.rotation, already)
    if found is None:
        return matched
    return offers.add(connection, matched, found.firm, said(found), now, "service")
