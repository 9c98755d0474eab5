"""One introduction: the look right before it is sent, and how it can end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, select, update

from backend.delivery import (
    DeliveryCancelledError,
    DeliveryError,
    LeasedNotification,
    NewNotification,
    enqueue,
)
from backend.introductions.messages import Letter
from backend.matching import audit, offers, queries, states
from backend.matching.matcher import Matcher
from backend.matching.offer_validity import standing
from backend.matching.offering import renew
from backend.matching.queries import Matched, Offer
from backend.storage.clock import timestamp
from backend.storage.tables import notifications
from backend.storage.tables import offers as rows
from model.matching.firms import Firm


@dataclass(frozen=True)
class Introduction:
    """What is about to leave, to whom; the offer as it was before."""

    matched: Matched
    offer: Offer
    firm: Firm


def about_to_send(
    connection: Connection, matcher: Matcher | None, due: LeasedNotification
) -> Introduction:
    """Return what may be sent now, locked until the transaction ends.

    Raises DeliveryCancelledError where the buyer has not chosen this firm or has taken it back.
    Raises DeliveryError where the firm is not listed now, or is a sample and this is no
    demonstration; for good where the firm is not any more what the buyer was shown.
    """
    matched, offer = ours(connection, due)
    if matched is None or offer is None or matched.withdrawn_at:
        raise DeliveryCancelledError
    if not states.allows(offer.state, "begin"):
        raise DeliveryCancelledError
    if matcher is None or matcher.firm(offer.firm) is None:
        raise DeliveryError("this firm is not listed, or a sample outside a demonstration")
    firm = standing(matcher, matched, offer)
    if firm is None:
        raise DeliveryError("this firm is not what the buyer was shown any more", permanent=True)
    return Introduction(matched, offer, firm)


def begin(
    connection: Connection,
    what: Introduction,
    letter: Letter,
    fields: Sequence[str],
    now: datetime,
) -> None:
    """Write down that the letter may leave from now on. Commit this before you send it.

    `fields`: the names of the answers in it. The log has them from now on, since a crash may keep
    us from writing that it left.
    """
    offers.change(
        connection,
        what.matched,
        what.offer,
        "begin",
        letter=letter.body,
        sent_to=what.firm.introductions,
    )
    reference, firm = what.matched.reference, what.offer.firm
    audit.note(connection, now, reference, "service", "sending", firm=firm, fields=fields)


def left(engine: Engine, due: LeasedNotification, fields: Sequence[str], now: datetime) -> None:
    """Write down that the letter has left."""
    with engine.begin() as connection:
        matched = queries.find_by_offer(connection, due.offer or 0, lock=True)
        offer = matched.offer_of(due.firm) if matched else None
        if matched is not None and offer is not None:
            arrived(connection, matched, offer, fields, now)
        else:  # erased while it was on its way; the notice to delete follows
            about = (connection, now, due.reference)
            audit.note(*about, "service", "introduced", firm=due.firm, fields=fields)


def arrived(
    connection: Connection, matched: Matched, offer: Offer, fields: Sequence[str], now: datetime
) -> Matched:
    """Note, once, that a letter has left, and have the buyer get a copy.

    Also where it was taken back in that moment, and where the firm's answer comes first.
    """
    if offer.introduced_at:
        return matched
    reference, moment = matched.reference, timestamp(now)
    audit.note(connection, now, reference, "service", "introduced", firm=offer.firm, fields=fields)
    copy(connection, matched, offer, now)
    if states.allows(offer.state, "leave"):
        return offers.change(connection, matched, offer, "leave", introduced_at=moment)
    connection.execute(update(rows).where(rows.c.id == offer.id).values(introduced_at=moment))
    return queries.find(connection, reference) or matched


def copy(connection: Connection, matched: Matched, offer: Offer, now: datetime) -> None:
    """Have the buyer get a copy of a letter, unless one is under way."""
    mine = (notifications.c.offer_id == offer.id, notifications.c.kind == "copy")
    if connection.scalar(select(notifications.c.id).where(*mine).limit(1)) is None:
        task = NewNotification(matched.owner, matched.reference, "copy", offer.id, offer.firm)
        enqueue(connection, task, "pending", timestamp(now))


def ours(connection: Connection, due: LeasedNotification) -> tuple[Matched | None, Offer | None]:
    """Return match and offer, locked.

    Raises DeliveryCancelledError where another worker has taken over.
    """
    lease = select(notifications.c.lease).where(notifications.c.id == due.id)
    if connection.scalar(lease) != due.lease:
        raise DeliveryCancelledError
    matched = queries.find_by_offer(connection, due.offer or 0, lock=True)
    return matched, matched.offer_of(due.firm) if matched else None


@dataclass(frozen=True)
class Try:
    """A try that failed. `last`: there is no other; `certain`: nothing can have left in it.

    `begun` is what was about to leave, None where it did not come so far.
    """

    begun: Introduction | None
    certain: bool
    last: bool
    problem: str


def failed(
    engine: Engine, matcher: Matcher | None, due: LeasedNotification, tried: Try, now: datetime
) -> None:
    """Bring the offer in line with a try that failed, as long as it is still this worker's."""
    with engine.begin() as connection:
        try:
            matched, offer = ours(connection, due)
        except DeliveryCancelledError:
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


def not_needed(engine: Engine, due: LeasedNotification, now: datetime) -> None:
    """Send a copy where a firm was taken back after a crash: it may have got the letter before."""
    with engine.begin() as connection:
        try:
            matched, offer = ours(connection, due)
        except DeliveryCancelledError:
            return
        if matched and offer and offer.state == "withdrawn" and offer.letter:
            copy(connection, matched, offer, now)


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
        task = NewNotification(matched.owner, matched.reference, kind, offer.id, offer.firm)
        enqueue(connection, task, "pending", timestamp(now))
    return matched
