"""The life of one introduction, in the order in which it happens.

    chosen        the buyer has agreed: `matching.choose` enqueues the introduction, which is held
                  until `matching.confirm_address`
    introducing   `load_sendable` looks whether it may leave, `record_sending` writes that it does,
                  `check_still_wanted` looks once more when the mail server waits for the text
    introduced    `mark_sent`: it has left, and the buyer gets a copy
      accepted, declined    `record_answer`
      silent                `remind_unanswered`: the buyer is told once; the state stays
    chosen        `record_failure`: refused at the only try so far, so that nothing has left
    failed        `record_failure`: given up, and nothing has left
    unclear       `record_failure`: given up, and nobody knows whether it has left
    withdrawn     `matching.withdraw_offer`, at any time: what has not left stays here
                  (`record_cancellation`), and a firm that may have got it is asked to delete it
                  as soon as no try is under way (`record_deletion_notice`)

What the worker does between `record_sending` and `mark_sent` is in `mailer`. It may die at any
point, so each function is a transaction of its own or part of one, and none trusts what was
read before.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, Engine, Update, select, update

from backend.delivery import (
    DeliveryCancelledError,
    DeliveryError,
    LeasedNotification,
    NewNotification,
    enqueue,
)
from backend.introductions.answer_links import FirmAnswerRequest
from backend.introductions.messages import Message, answered_fields
from backend.matching import (
    Actor,
    MatchedRequest,
    Matcher,
    Offer,
    OfferState,
    allows,
    change_offer,
    find_by_offer,
    find_by_reference,
    record_event,
    renew,
    still_valid,
)
from backend.storage import tables
from backend.storage.clock import timestamp
from backend.storage.connections import read_transaction
from model.form import QuoteForm
from model.matching import Firm

# Some mails to the buyer are true only as long as the firm is in one of these states.
TRUE_WHILE: dict[str, frozenset[OfferState]] = {
    "silent": frozenset({"introduced"}),
    "accepted": frozenset({"accepted"}),
    "failed": frozenset({"failed", "unclear"}),
}


@dataclass(frozen=True)
class LockedOffer:
    """An offer whose introduction a worker has leased, locked until the transaction ends."""

    matched: MatchedRequest
    offer: Offer


@dataclass(frozen=True)
class Introduction:
    """What is about to leave, and to whom; the offer as it was before."""

    matched: MatchedRequest
    offer: Offer
    firm: Firm


@dataclass(frozen=True)
class DeliveryAttempt:
    """A try to send that failed.

    `introduction`: what was about to leave, None where it did not come so far. `never_sent`: it is
    certain that nothing has left in this try. `last`: there is no other.
    """

    introduction: Introduction | None
    never_sent: bool
    last: bool
    problem: str


# Chosen: the look before it leaves


def load_locked(connection: Connection, due: LeasedNotification) -> LockedOffer:
    """Return the offer of a leased notification, locked.

    Raises DeliveryCancelledError where another worker has taken over, or the request is erased.
    """
    lease = select(tables.notifications.c.lease).where(tables.notifications.c.id == due.id)
    if connection.scalar(lease) == due.lease:
        matched = find_by_offer(connection, due.offer or 0, lock=True)
        offer = matched.offer_of(due.firm) if matched else None
        if matched is not None and offer is not None:
            return LockedOffer(matched, offer)
    raise DeliveryCancelledError


def load_sendable(
    connection: Connection, matcher: Matcher | None, due: LeasedNotification
) -> Introduction:
    """Return what may be sent now, locked until the transaction ends.

    Raises DeliveryCancelledError where the buyer has not chosen this firm or has taken it back.
    Raises DeliveryError where the firm is not listed now, or is a sample and this is no
    demonstration; for good where the firm is not any more what the buyer was shown.
    """
    found = load_locked(connection, due)
    if found.matched.withdrawn_at or not allows(found.offer.state, "begin"):
        raise DeliveryCancelledError
    if not found.matched.confirmed_at:  # it should not even be due
        raise DeliveryError("the buyer's address is not confirmed")
    firm = matcher.firm(found.offer.firm) if matcher else None
    if firm is None:
        raise DeliveryError("this firm is not listed, or a sample outside a demonstration")
    if not still_valid(matcher, found.matched, found.offer):
        raise DeliveryError("this firm is not what the buyer was shown any more", permanent=True)
    return Introduction(found.matched, found.offer, firm)


# Introducing


def record_sending(
    connection: Connection,
    introduction: Introduction,
    message: Message,
    fields: Sequence[str],
    now: datetime,
) -> None:
    """Write down that the message may leave from now on. Commit this before you send it.

    `fields`: the names of the answers in it. The log has them from now on, since a crash may keep
    us from writing that it left.
    """
    matched, offer = introduction.matched, introduction.offer
    text, to = message.body, introduction.firm.introductions
    change_offer(connection, matched, offer, "begin", letter=text, sent_to=to)
    about = (connection, now, matched.reference)
    record_event(*about, "service", "sending", firm=offer.firm, fields=fields)


def check_still_wanted(engine: Engine, due: LeasedNotification) -> None:
    """Look once more, when the mail server waits for the text: it may have thought for minutes.

    Raises DeliveryCancelledError where the buyer has taken the firm back meanwhile, or erased all.
    """
    with read_transaction(engine) as connection:
        found = load_locked(connection, due)
        if found.matched.withdrawn_at or found.offer.state != "introducing":
            raise DeliveryCancelledError


# Introduced


def mark_sent(
    engine: Engine, due: LeasedNotification, fields: Sequence[str], now: datetime
) -> None:
    """Write down that the message has left, whoever holds the lease by now."""
    with engine.begin() as connection:
        matched = find_by_offer(connection, due.offer or 0, lock=True)
        offer = matched.offer_of(due.firm) if matched else None
        if matched is not None and offer is not None:
            record_delivery(connection, LockedOffer(matched, offer), fields, now)
        else:  # erased while it was on its way; the notice to delete follows
            about = (connection, now, due.reference)
            record_event(*about, "service", "introduced", firm=due.firm, fields=fields)


def record_delivery(
    connection: Connection, found: LockedOffer, fields: Sequence[str], now: datetime
) -> MatchedRequest:
    """Note, once, that a message has left, and have the buyer get a copy.

    Also where it was taken back in that moment, and where the firm's answer comes first.
    """
    matched, offer = found.matched, found.offer
    if offer.introduced_at:
        return matched
    about, moment = (connection, now, matched.reference), timestamp(now)
    record_event(*about, "service", "introduced", firm=offer.firm, fields=fields)
    enqueue_copy(connection, found, now)
    if allows(offer.state, "leave"):
        return change_offer(connection, matched, offer, "leave", introduced_at=moment)
    this = tables.offers.c.id == offer.id
    connection.execute(update(tables.offers).where(this).values(introduced_at=moment))
    return find_by_reference(connection, matched.reference) or matched


def enqueue_copy(connection: Connection, found: LockedOffer, now: datetime) -> None:
    """Have the buyer get a copy of a message, unless one is under way."""
    table = tables.notifications
    copies = (table.c.offer_id == found.offer.id, table.c.kind == "copy")
    if connection.scalar(select(table.c.id).where(*copies).limit(1)) is None:
        _enqueue(connection, "copy", found.matched, found.offer, now)


# Accepted or declined


def record_answer(  # noqa: PLR0913 - what an answer is made of
    connection: Connection,
    answered: FirmAnswerRequest,
    form: QuoteForm,
    matcher: Matcher | None,
    now: datetime,
    *,
    person: str = "",
) -> None:
    """Note a firm's answer and have the buyer told. `person`: of the operator, who was told it.

    Who answers has got the introduction, also where a crash kept us from noting that. Where the
    firm declines, the next one comes in its place. Raises InvalidTransitionError for an answer that
    comes late.
    """
    fields = answered_fields(form, answered.matched.answers)
    found = LockedOffer(answered.matched, answered.offer)
    matched = record_delivery(connection, found, fields, now)
    offer = matched.offer_of(answered.offer.firm) or answered.offer
    moment = timestamp(now)
    matched = change_offer(connection, matched, offer, answered.answer, answered_at=moment)
    accepted = answered.answer == "accept"
    event: Literal["accepted", "declined"] = "accepted" if accepted else "declined"
    actor: Actor = "operator" if person else "firm"
    record_event(connection, now, matched.reference, actor, event, firm=offer.firm, person=person)
    if not accepted:
        matched = renew(connection, matcher, matched, now)
    _enqueue(connection, "accepted" if accepted else "next", matched, offer, now)


# Silent


def remind_unanswered(connection: Connection, answer_days: int, now: datetime) -> int:
    """Have the buyers told whose firm has not answered within `answer_days`; return how many."""
    offers, matches = tables.offers, tables.matches
    late = timestamp(now - timedelta(days=answer_days))
    query = (
        select(offers.c.id)
        .join(matches, matches.c.submission_id == offers.c.submission_id)
        .where(
            offers.c.state == "introduced",
            offers.c.introduced_at < late,
            offers.c.silence_noted_at.is_(None),
            matches.c.withdrawn_at.is_(None),
        )
    )
    unanswered = list(connection.scalars(query))
    for number in unanswered:
        _remind(connection, number, now)
    return len(unanswered)


def _remind(connection: Connection, number: int, now: datetime) -> None:
    noted = {"silence_noted_at": timestamp(now)}
    connection.execute(update(tables.offers).where(tables.offers.c.id == number).values(noted))
    matched = find_by_offer(connection, number)
    offers = matched.offers if matched else ()
    offer = next((each for each in offers if each.id == number), None)
    if matched and offer:
        about = (connection, now, matched.reference)
        record_event(*about, "service", "silent", firm=offer.firm)
        _enqueue(connection, "silent", matched, offer, now)


# Not sent: chosen again, failed or unclear


def record_failure(
    engine: Engine,
    matcher: Matcher | None,
    due: LeasedNotification,
    attempt: DeliveryAttempt,
    now: datetime,
) -> None:
    """Bring the offer in line with a try that failed, as long as it is still this worker's.

    After the last try it is given up, and the next firm comes in its place.
    """
    with engine.begin() as connection:
        try:
            found = load_locked(connection, due)
        except DeliveryCancelledError:
            return
        if found.offer.state == "withdrawn" and _never_left(attempt):
            _end_withdrawn(connection, found, due, now)
        if _nothing_has_left(attempt, found.offer):
            found = _back_to_chosen(connection, found, now)
        if attempt.last and allows(found.offer.state, "fail"):
            matched = _give_up(connection, found, attempt.problem, now)
            renew(connection, matcher, matched, now)


def _nothing_has_left(attempt: DeliveryAttempt, offer: Offer) -> bool:
    """Tell whether it is certain that no try has left: this one did not, and it was the first."""
    return _never_left(attempt) and allows(offer.state, "refuse")


def _never_left(attempt: DeliveryAttempt) -> bool:
    return attempt.never_sent and _is_first(attempt.introduction)


def _is_first(begun: Introduction | None) -> bool:
    """Tell whether no try before this one can have left."""
    return begun is not None and begun.offer.state == "chosen"


def _back_to_chosen(connection: Connection, found: LockedOffer, now: datetime) -> LockedOffer:
    nothing = {"letter": None, "sent_to": None}
    matched = change_offer(connection, found.matched, found.offer, "refuse", **nothing)
    about, firm = (connection, now, matched.reference), found.offer.firm
    record_event(*about, "service", "not-sent", firm=firm)
    return LockedOffer(matched, matched.offer_of(firm) or found.offer)


def _give_up(
    connection: Connection, found: LockedOffer, problem: str, now: datetime
) -> MatchedRequest:
    offer = found.offer
    matched = change_offer(connection, found.matched, offer, "fail")
    event: Literal["failed", "unclear"] = "failed" if offer.state == "chosen" else "unclear"
    about = (connection, now, matched.reference)
    record_event(*about, "service", event, firm=offer.firm, why=problem)
    for kind in ("failed", "undelivered"):
        _enqueue(connection, kind, matched, offer, now)
    return matched


# Withdrawn


def record_cancellation(
    engine: Engine, due: LeasedNotification, begun: Introduction | None, now: datetime
) -> None:
    """Note that a try has ended before anything of it left, since the buyer took the firm back.

    `begun`: what was about to leave, None where the first look has stopped it. A try before this
    one may have left; the buyer gets a copy then.
    """
    with engine.begin() as connection:
        try:
            found = load_locked(connection, due)
        except DeliveryCancelledError:
            return
        if found.offer.state == "withdrawn" and found.offer.letter:
            if _is_first(begun):
                _end_withdrawn(connection, found, due, now)
            else:
                enqueue_copy(connection, found, now)


def _end_withdrawn(
    connection: Connection, found: LockedOffer, due: LeasedNotification, now: datetime
) -> None:
    """End a try for a firm that was taken back while it went on, and that has got nothing."""
    nothing = {"letter": None, "sent_to": None}
    this = tables.offers.c.id == found.offer.id
    connection.execute(update(tables.offers).where(this).values(nothing))
    about = (connection, now, found.matched.reference)
    record_event(*about, "service", "not-sent", firm=found.offer.firm)
    connection.execute(_deletion_notice(due).values(state="cancelled"))


def _deletion_notice(due: LeasedNotification) -> Update:
    """Return the change of the notice about this firm that is still to be tried."""
    table = tables.notifications
    mine = (table.c.reference == due.reference, table.c.firm == due.firm)
    unsent = (table.c.state == "pending", table.c.attempts == 0)
    return update(table).where(table.c.kind == "deletion", *mine, *unsent)


def record_deletion_notice(engine: Engine, due: LeasedNotification, now: datetime) -> None:
    """Note that a firm was asked to delete what it got; the request may be gone by now."""
    with engine.begin() as connection:
        about = (connection, now, due.reference)
        record_event(*about, "service", "asked-to-delete", firm=due.firm)


# At any time: what the buyer is told of it


def is_still_accurate(kind: str, matched: MatchedRequest, offer: Offer | None) -> bool:
    """Tell whether a mail of this kind to the buyer still says what is the case.

    After the request is withdrawn, only copies are sent: they tell what firms have got.
    """
    if matched.withdrawn_at and kind != "copy":
        return False
    wanted: Collection[OfferState] | None = TRUE_WHILE.get(kind)
    return offer is None or wanted is None or offer.state in wanted


def _enqueue(
    connection: Connection, kind: str, matched: MatchedRequest, offer: Offer, now: datetime
) -> None:
    task = NewNotification(matched.submission_id, matched.reference, kind, offer.id, offer.firm)
    enqueue(connection, task, "pending", timestamp(now))
