"""What a buyer does on the private page: choose firms, and take back what was agreed to."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from backend.delivery import NewNotification, enqueue
from backend.matching import audit, offers, queries, states
from backend.matching.audit import Actor
from backend.matching.queries import Matched, Offer
from backend.storage.clock import timestamp
from backend.storage.hashing import email_hash, sha256
from backend.storage.tables import agreements, matches, notifications


@dataclass(frozen=True)
class Agreed:
    """What a buyer ticked: the sentence as it was shown, its version, and by which kind of page."""

    text: str
    version: str
    method: str = "page"


def choose(
    connection: Connection,
    matched: Matched,
    firms: Collection[str],
    agreed: Agreed,
    now: datetime,
) -> Matched:
    """Note that a buyer agreed to these firms, by their ids; each is to be introduced once.

    What cannot be chosen is left as it is: a firm chosen before, such as by the same form sent
    twice, one that was taken back, and one that was never offered.
    """
    shown = [offer.firm for offer in matched.offers if offer.state == "offered"]
    for offer in matched.offers:
        if offer.firm in firms and states.allows(offer.state, "choose"):
            matched = _choose(connection, matched, offer, agreed, shown, now)
    return matched


def withdraw(
    connection: Connection, matched: Matched, offer: Offer, now: datetime, actor: Actor = "buyer"
) -> Matched:
    """Take one firm back. If it may have the buyer's contact, it is asked to delete that."""
    if not states.allows(offer.state, "withdraw"):
        return matched
    moment = timestamp(now)
    matched = offers.change(connection, matched, offer, "withdraw", withdrawn_at=moment)
    if offer.chosen_at:  # of the others the buyer takes nothing back
        audit.note(connection, now, matched.reference, actor, "withdrawn", firm=offer.firm)
    mine = (agreements.c.reference == matched.reference, agreements.c.firm == offer.firm)
    connection.execute(update(agreements).where(*mine).values(withdrawn_at=moment))
    due = _stop_introduction(connection, offer)
    if offer.state in states.TOLD:
        ask_to_delete(connection, matched, offer, now, due)
    return matched


def withdraw_all(
    connection: Connection, matched: Matched, now: datetime, actor: Actor = "buyer"
) -> Matched:
    """Take the whole request back: no firm is offered or introduced any more."""
    if matched.withdrawn_at:
        return matched
    for offer in matched.offers:
        matched = withdraw(connection, matched, offer, now, actor)
    mine = matches.c.submission_id == matched.owner
    connection.execute(update(matches).where(mine).values(withdrawn_at=timestamp(now)))
    audit.note(connection, now, matched.reference, actor, "withdrawn")
    return offers.settle(connection, matched)


@dataclass(frozen=True)
class Erasure:
    """When and by whom everything about a request is erased."""

    at: datetime
    actor: Actor


def stop(connection: Connection, reference: str, erasure: Erasure) -> None:
    """Take a request back because it is to be erased, and note that in the log."""
    matched = queries.find(connection, reference, lock=True)
    if matched is not None:
        withdraw_all(connection, matched, erasure.at, erasure.actor)
    audit.note(connection, erasure.at, reference, erasure.actor, "erased")


def ask_to_delete(
    connection: Connection, matched: Matched, offer: Offer, now: datetime, due: str | None
) -> None:
    """Have a firm asked to delete what it got. This notice outlives request and offer."""
    task = NewNotification(
        None, matched.reference, "deletion", firm=offer.firm, recipient=offer.sent_to or None
    )
    enqueue(connection, task, "pending", timestamp(now), due)


def _choose(  # noqa: PLR0913, PLR0917 - what an agreement is made of
    connection: Connection,
    matched: Matched,
    offer: Offer,
    agreed: Agreed,
    shown: list[str],
    now: datetime,
) -> Matched:
    moment = timestamp(now)
    matched = offers.change(connection, matched, offer, "choose", chosen_at=moment)
    connection.execute(
        agreements.insert().values(
            reference=matched.reference,
            email_hash=email_hash(matched.email),
            firm=offer.firm,
            firm_name=offer.firm_name,
            shown=",".join(shown),
            version=agreed.version,
            text=agreed.text,
            text_sha256=sha256(agreed.text),
            method=agreed.method,
            given_at=moment,
        )
    )
    audit.note(connection, now, matched.reference, "buyer", "chosen", firm=offer.firm)
    task = NewNotification(matched.owner, matched.reference, "introduction", offer.id, offer.firm)
    enqueue(connection, task, matched.delivery, moment)
    return matched


def _stop_introduction(connection: Connection, offer: Offer) -> str | None:
    """Cancel the introduction; return until when a worker may still be at it, if one is.

    That one looks at the offer right before it sends, so it stops by itself unless it was sending
    already. The notice to delete must not overtake it then.
    """
    mine = (notifications.c.offer_id == offer.id, notifications.c.kind == "introduction")
    waiting = notifications.c.state.in_(["pending", "held", "dead"])
    free = update(notifications).where(*mine, waiting, notifications.c.lease.is_(None))
    connection.execute(free.values(state="cancelled"))
    at_work = select(notifications.c.leased_until).where(*mine, notifications.c.lease.is_not(None))
    until: str | None = connection.scalar(at_work.order_by(notifications.c.leased_until.desc()))
    return until
