"""An introduction that was not sent: what the buyer and the operator are told, and who is next."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine

from backend import audit, introductions, offers, states
from backend.clock import timestamp
from backend.delivery import NotNeeded
from backend.introductions import Introduction
from backend.match_rows import Matched, Offer
from backend.matcher import Matcher
from backend.offering import renew
from backend.outbox import Due
from backend.tasks import Task, add_notification


@dataclass(frozen=True)
class Try:
    """A try that failed. `last`: there is no other; `certain`: nothing can have left in it.

    `begun` is what was about to leave, None where it did not come so far.
    """

    begun: Introduction | None
    certain: bool
    last: bool
    problem: str


def failed(engine: Engine, matcher: Matcher | None, due: Due, tried: Try, now: datetime) -> None:
    """Bring the offer in line with a try that failed, as long as it is still this worker's."""
    with engine.begin() as connection:
        try:
            matched, offer = introductions.ours(connection, due)
        except NotNeeded:
            return
        if matched is None or offer is None:
            return
        if _refused(tried, offer):
            matched = offers.change(connection, matched, offer, "refuse", letter=None, sent_to=None)
            audit.note(connection, now, due.reference, "service", "not-sent", firm=offer.firm)
            offer = matched.offer_of(due.firm) or offer
        if tried.last and states.allows(offer.state, "fail"):
            matched = _give_up(connection, matched, offer, tried.problem, now)
            renew(connection, matcher, matched, now)


def not_needed(engine: Engine, due: Due, now: datetime) -> None:
    """Send a copy where a firm was taken back after a crash: it may have got the letter before."""
    with engine.begin() as connection:
        try:
            matched, offer = introductions.ours(connection, due)
        except NotNeeded:
            return
        if matched and offer and offer.state == "withdrawn" and offer.letter:
            introductions.copy(connection, matched, offer, now)


def _refused(tried: Try, offer: Offer) -> bool:
    """Tell whether it is certain that no try has left: this one did not, and it was the first."""
    first = tried.begun is not None and tried.begun.offer.state == "chosen"
    return tried.certain and first and states.allows(offer.state, "refuse")


def _give_up(
    connection: Connection, matched: Matched, offer: Offer, problem: str, now: datetime
) -> Matched:
    matched = offers.change(connection, matched, offer, "fail")
    event: audit.Event = "failed" if offer.state == "chosen" else "unclear"
    audit.note(connection, now, matched.reference, "service", event, firm=offer.firm, why=problem)
    for kind in ("failed", "undelivered"):
        task = Task(matched.owner, matched.reference, kind, offer.id, offer.firm)
        add_notification(connection, task, "pending", timestamp(now))
    return matched
