"""One introduction: the look right before it is sent, and how it can end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, select, update

from backend.delivery.errors import Failure, NotNeeded
from backend.delivery.outbox import Due, Task, add_notification
from backend.introductions.messages import Message
from backend.matching import audit_log, queries, states, updates
from backend.matching.matcher import Matcher
from backend.matching.offer_validity import still_valid
from backend.matching.offering import renew
from backend.matching.queries import MatchedRequest, Offer
from backend.storage.clock import timestamp
from backend.storage.tables import notifications
from backend.storage.tables import offers as rows
from model.matching.firms import Firm


@dataclass(frozen=True)
class Introduction:
    """What is about to leave, to whom; the offer as it was before."""

    matched: MatchedRequest
    offer: Offer
    firm: Firm


def load_sendable(connection: Connection, matcher: Matcher | None, due: Due) -> Introduction:
    """Return what may be sent now, locked until the transaction ends.

    Raises NotNeeded where the buyer has not chosen this firm or has taken it back, and Failure
    where the firm is not listed now, or is a sample and this is no demonstration. The failure is
    for good where the firm is not any more what the buyer was shown.
    """
    matched, offer = load_locked(connection, due)
    if matched is None or offer is None or matched.withdrawn_at:
        raise NotNeeded
    if not states.allows(offer.state, "begin"):
        raise NotNeeded
    if matcher is None or matcher.firm(offer.firm) is None:
        raise Failure("this firm is not listed, or a sample outside a demonstration")
    firm = still_valid(matcher, matched, offer)
    if firm is None:
        raise Failure("this firm is not what the buyer was shown any more", for_good=True)
    return Introduction(matched, offer, firm)


def begin(
    connection: Connection,
    what: Introduction,
    letter: Message,
    fields: Sequence[str],
    now: datetime,
) -> None:
    """Write down that the letter may leave from now on. Commit this before you send it.

    `fields`: the names of the answers in it. The log has them from now on, since a crash may keep
    us from writing that it left.
    """
    updates.change_offer(
        connection,
        what.matched,
        what.offer,
        "begin",
        letter=letter.body,
        sent_to=what.firm.introductions,
    )
    reference, firm = what.matched.reference, what.offer.firm
    audit_log.record(connection, now, reference, "service", "sending", firm=firm, fields=fields)


def mark_sent(engine: Engine, due: Due, fields: Sequence[str], now: datetime) -> None:
    """Write down that the letter has left."""
    with engine.begin() as connection:
        matched = queries.find_by_offer(connection, due.offer or 0, lock=True)
        offer = matched.offer_of(due.firm) if matched else None
        if matched is not None and offer is not None:
            record_delivery(connection, matched, offer, fields, now)
        else:  # erased while it was on its way; the notice to delete follows
            about = (connection, now, due.reference)
            audit_log.record(*about, "service", "introduced", firm=due.firm, fields=fields)


def record_delivery(
    connection: Connection,
    matched: MatchedRequest,
    offer: Offer,
    fields: Sequence[str],
    now: datetime,
) -> MatchedRequest:
    """Note, once, that a letter has left, and have the buyer get a copy.

    Also where it was taken back in that moment, and where the firm's answer comes first.
    """
    if offer.introduced_at:
        return matched
    reference, moment = matched.reference, timestamp(now)
    audit_log.record(
        connection, now, reference, "service", "introduced", firm=offer.firm, fields=fields
    )
    enqueue_copy(connection, matched, offer, now)
    if states.allows(offer.state, "leave"):
        return updates.change_offer(connection, matched, offer, "leave", introduced_at=moment)
    connection.execute(update(rows).where(rows.c.id == offer.id).values(introduced_at=moment))
    return queries.find_request(connection, reference) or matched


def enqueue_copy(
    connection: Connection, matched: MatchedRequest, offer: Offer, now: datetime
) -> None:
    """Have the buyer get a copy of a letter, unless one is under way."""
    mine = (notifications.c.offer_id == offer.id, notifications.c.kind == "copy")
    if connection.scalar(select(notifications.c.id).where(*mine).limit(1)) is None:
        task = Task(matched.owner, matched.reference, "copy", offer.id, offer.firm)
        add_notification(connection, task, "pending", timestamp(now))


def load_locked(connection: Connection, due: Due) -> tuple[MatchedRequest | None, Offer | None]:
    """Return match and offer, locked; raises NotNeeded where another worker has taken over."""
    lease = select(notifications.c.lease).where(notifications.c.id == due.id)
    if connection.scalar(lease) != due.lease:
        raise NotNeeded
    matched = queries.find_by_offer(connection, due.offer or 0, lock=True)
    return matched, matched.offer_of(due.firm) if matched else None


@dataclass(frozen=True)
class DeliveryAttempt:
    """A try that failed. `last`: there is no other; `certain`: nothing can have left in it.

    `begun` is what was about to leave, None where it did not come so far.
    """

    begun: Introduction | None
    certain: bool
    last: bool
    problem: str


def record_failure(
    engine: Engine, matcher: Matcher | None, due: Due, tried: DeliveryAttempt, now: datetime
) -> None:
    """Bring the offer in line with a try that failed, as long as it is still this worker's."""
    with engine.begin() as connection:
        try:
            matched, offer = load_locked(connection, due)
        except NotNeeded:
            return
        if matched is None or offer is None:
            return
        if _never_sent(tried, offer):
            matched = updates.change_offer(
                connection, matched, offer, "refuse", letter=None, sent_to=None
            )
            audit_log.record(connection, now, due.reference, "service", "not-sent", firm=offer.firm)
            offer = matched.offer_of(due.firm) or offer
        if tried.last and states.allows(offer.state, "fail"):
            matched = _give_up(connection, matched, offer, tried.problem, now)
            renew(connection, matcher, matched, now)


def record_cancellation(engine: Engine, due: Due, now: datetime) -> None:
    """Send a copy where a firm was taken back after a crash: it may have got the letter before."""
    with engine.begin() as connection:
        try:
            matched, offer = load_locked(connection, due)
        except NotNeeded:
            return
        if matched and offer and offer.state == "withdrawn" and offer.letter:
            enqueue_copy(connection, matched, offer, now)


def _never_sent(tried: DeliveryAttempt, offer: Offer) -> bool:
    """Tell whether it is certain that no try has left: this one did not, and it was the first."""
    first = tried.begun is not None and tried.begun.offer.state == "chosen"
    return tried.certain and first and states.allows(offer.state, "refuse")


def _give_up(
    connection: Connection, matched: MatchedRequest, offer: Offer, problem: str, now: datetime
) -> MatchedRequest:
    matched = updates.change_offer(connection, matched, offer, "fail")
    event: audit_log.AuditEvent = "failed" if offer.state == "chosen" else "unclear"
    audit_log.record(
        connection, now, matched.reference, "service", event, firm=offer.firm, why=problem
    )
    for kind in ("failed", "undelivered"):
        task = Task(matched.owner, matched.reference, kind, offer.id, offer.firm)
        add_notification(connection, task, "pending", timestamp(now))
    return matched
