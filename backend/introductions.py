"""One introduction: the look right before it is sent, and what follows when it has left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, select

from backend import audit, match_rows, offers, states
from backend.clock import timestamp
from backend.delivery import Failure, NotNeeded
from backend.letters import Letter
from backend.match_rows import Matched, Offer
from backend.matcher import Matcher
from backend.outbox import Due
from backend.schema import notifications
from backend.standing import standing
from backend.tasks import Task, add_notification
from model.firms import Firm


@dataclass(frozen=True)
class Introduction:
    """What is about to leave, to whom."""

    matched: Matched
    offer: Offer
    firm: Firm


def about_to_send(connection: Connection, matcher: Matcher | None, due: Due) -> Introduction:
    """Return what may be sent now, locked until the transaction ends.

    Raises NotNeeded where the buyer has not chosen this firm or has taken it back, and Failure
    where the firm is not listed now, or is a sample and this is no demonstration. The failure is
    for good where the firm is not any more what the buyer was shown.
    """
    _still_ours(connection, due)
    matched = match_rows.find_by_offer(connection, due.offer or 0, lock=True)
    offer = matched.offer_of(due.firm) if matched else None
    if matched is None or offer is None or matched.withdrawn_at:
        raise NotNeeded
    if not states.allows(offer.state, "begin"):
        raise NotNeeded
    if matcher is None or matcher.firm(offer.firm) is None:
        raise Failure("this firm is not listed, or a sample outside a demonstration")
    firm = standing(matcher, matched, offer)
    if firm is None:
        raise Failure("this firm is not what the buyer was shown any more", for_good=True)
    return Introduction(matched, offer, firm)


def begin(connection: Connection, what: Introduction, letter: Letter, now: datetime) -> None:
    """Write down that the letter may leave from now on. Commit this before you send it."""
    offers.change(
        connection,
        what.matched,
        what.offer,
        "begin",
        letter=letter.body,
        sent_to=what.firm.introductions,
    )
    audit.note(connection, now, what.matched.reference, "service", "sending", firm=what.offer.firm)


def left(engine: Engine, due: Due, fields: Sequence[str], now: datetime) -> None:
    """Write down that the letter has left, with the names of the answers in it."""
    with engine.begin() as connection:
        audit.note(
            connection,
            now,
            due.reference,
            "service",
            "introduced",
            firm=due.firm,
            fields=fields,
        )
        matched = match_rows.find_by_offer(connection, due.offer or 0, lock=True)
        offer = matched.offer_of(due.firm) if matched else None
        if matched is None or offer is None:
            return  # erased while it was on its way; the notice to delete follows
        if states.allows(offer.state, "leave"):
            moment = timestamp(now)
            offers.change(connection, matched, offer, "leave", introduced_at=moment)
        _copy(connection, matched, offer, now)


def _copy(connection: Connection, matched: Matched, offer: Offer, now: datetime) -> None:
    """The buyer gets a copy of what was sent, also where it was taken back in that moment."""
    task = Task(matched.owner, matched.reference, "copy", offer.id, offer.firm)
    add_notification(connection, task, "pending", timestamp(now))


def _still_ours(connection: Connection, due: Due) -> None:
    """A worker that slept may find that another one has taken over."""
    lease = select(notifications.c.lease).where(notifications.c.id == due.id)
    if connection.scalar(lease) != due.lease:
        raise NotNeeded
