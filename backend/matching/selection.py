"""What a buyer does on the private page: choose firms, and take back what was agreed to."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select, update

from backend.delivery import NewNotification, enqueue
from backend.matching import audit_log, queries, states, updates
from backend.matching.audit_log import Actor
from backend.matching.queries import MatchedRequest, Offer
from backend.storage import journal, tables
from backend.storage.clock import timestamp
from backend.storage.hashing import email_hash, sha256
from backend.storage.journal import JournalEntry

# By these a buyer gets the link that confirms; nobody is sent it again and again.
LINK_KINDS = ("receipt", "link")
LINKS_A_DAY = 3


@dataclass(frozen=True)
class Consent:
    """What a buyer ticked: the sentence as it was shown, its version, and by which kind of page."""

    text: str
    version: str
    method: str = "page"


def choose(
    connection: Connection,
    matched: MatchedRequest,
    firms: Collection[str],
    consent: Consent,
    now: datetime,
) -> MatchedRequest:
    """Note that a buyer agreed to these firms, by their ids; each is to be introduced once.

    What cannot be chosen is left as it is: a firm chosen before, such as by the same form sent
    twice, one that was taken back, and one that was never offered.
    """
    shown = [offer.firm for offer in matched.offers if offer.state == "offered"]
    for offer in matched.offers:
        if offer.firm in firms and states.allows(offer.state, "choose"):
            matched = _choose_offer(connection, matched, offer, consent, shown, now)
    if not matched.confirmed_at and not _count_links(connection, matched):
        mail_link(connection, matched, now)
    return matched


def confirm_address(  # noqa: PLR0913 - what a confirmation is made of
    connection: Connection,
    matched: MatchedRequest,
    now: datetime,
    actor: Actor = "buyer",
    *,
    why: str = "",
    person: str = "",
) -> MatchedRequest:
    """Note that the buyer's address is confirmed, and have the firms chosen so far introduced.

    Of a request that is set aside nothing leaves before it is released.
    """
    if matched.confirmed_at:
        return matched
    moment = timestamp(now)
    mine = tables.matches.c.submission_id == matched.submission_id
    connection.execute(update(tables.matches).where(mine).values(confirmed_at=moment))
    audit_log.record_event(
        connection, now, matched.reference, actor, "confirmed", why=why, person=person
    )
    table = tables.notifications
    waiting = (table.c.submission_id == matched.submission_id, table.c.kind == "introduction")
    held = update(table).where(*waiting, table.c.state == "held")
    state = matched.notification_state
    connection.execute(held.values(state=state, next_at=moment))
    return replace(matched, confirmed_at=moment)


def mail_link(connection: Connection, matched: MatchedRequest, now: datetime) -> bool:
    """Have the buyer sent the link that confirms; False where enough went within a day."""
    since = timestamp(now - timedelta(days=1))
    if _count_links(connection, matched, since) >= LINKS_A_DAY:
        return False
    task = NewNotification(matched.submission_id, matched.reference, "link")
    enqueue(connection, task, matched.notification_state, timestamp(now))
    return True


def _count_links(connection: Connection, matched: MatchedRequest, since: str = "") -> int:
    """Return how many mails with the link went or are to go since a time."""
    table = tables.notifications
    links = (table.c.submission_id == matched.submission_id, table.c.kind.in_(LINK_KINDS))
    query = select(func.count()).select_from(table).where(*links, table.c.created_at >= since)
    return connection.scalar(query.where(table.c.state.in_(["pending", "held", "sent"]))) or 0


def withdraw_offer(
    connection: Connection,
    matched: MatchedRequest,
    offer: Offer,
    now: datetime,
    actor: Actor = "buyer",
) -> MatchedRequest:
    """Take one firm back. If it may have the buyer's contact, it is asked to delete that."""
    if not states.allows(offer.state, "withdraw"):
        return matched
    moment = timestamp(now)
    matched = updates.change_offer(connection, matched, offer, "withdraw", withdrawn_at=moment)
    if offer.chosen_at:  # of the others the buyer takes nothing back
        _record_withdrawal(connection, matched, now, actor, offer.firm)
    table = tables.agreements
    this = (table.c.reference == matched.reference, table.c.firm == offer.firm)
    connection.execute(update(table).where(*this).values(withdrawn_at=moment))
    leased_until = _cancel_introduction(connection, offer)
    if offer.state in states.HAVE_CONTACT:
        enqueue_deletion_notice(connection, matched, offer, now, leased_until)
    return matched


def withdraw_request(
    connection: Connection, matched: MatchedRequest, now: datetime, actor: Actor = "buyer"
) -> MatchedRequest:
    """Take the whole request back: no firm is offered or introduced any more."""
    if matched.withdrawn_at:
        return matched
    for offer in matched.offers:
        matched = withdraw_offer(connection, matched, offer, now, actor)
    mine = tables.matches.c.submission_id == matched.submission_id
    connection.execute(update(tables.matches).where(mine).values(withdrawn_at=timestamp(now)))
    _record_withdrawal(connection, matched, now, actor)
    return updates.sync_request_state(connection, matched.reference)


@dataclass(frozen=True)
class Erasure:
    """When and by whom everything about a request is erased. `person`: of the operator's people."""

    at: datetime
    actor: Actor
    person: str = ""


def withdraw_for_erasure(connection: Connection, reference: str, erasure: Erasure) -> None:
    """Take a request back because it is to be erased, and note that in the log."""
    matched = queries.find_by_reference(connection, reference, lock=True)
    if matched is not None:
        withdraw_request(connection, matched, erasure.at, erasure.actor)
    about = (connection, erasure.at, reference, erasure.actor)
    audit_log.record_event(*about, "erased", person=erasure.person)


def _record_withdrawal(
    connection: Connection, matched: MatchedRequest, now: datetime, actor: Actor, firm: str = ""
) -> None:
    audit_log.record_event(connection, now, matched.reference, actor, "withdrawn", firm=firm)
    if actor == "buyer":  # the others only repeat it, or go with an erasure
        entry = JournalEntry(timestamp(now), "withdrawn", matched.reference, "", firm)
        journal.append(connection, entry)


def enqueue_deletion_notice(
    connection: Connection, matched: MatchedRequest, offer: Offer, now: datetime, due_at: str | None
) -> None:
    """Have a firm asked to delete what it got, at once or at `due_at`.

    This notice outlives request and offer.
    """
    task = NewNotification(
        None, matched.reference, "deletion", firm=offer.firm, recipient=offer.sent_to or None
    )
    enqueue(connection, task, "pending", timestamp(now), due_at)


def _choose_offer(  # noqa: PLR0913, PLR0917 - what an agreement is made of
    connection: Connection,
    matched: MatchedRequest,
    offer: Offer,
    consent: Consent,
    shown: list[str],
    now: datetime,
) -> MatchedRequest:
    moment = timestamp(now)
    matched = updates.change_offer(connection, matched, offer, "choose", chosen_at=moment)
    connection.execute(
        tables.agreements.insert().values(
            reference=matched.reference,
            email_hash=email_hash(connection, matched.email),
            firm=offer.firm,
            firm_name=offer.firm_name,
            shown=",".join(shown),
            version=consent.version,
            text=consent.text,
            text_sha256=sha256(consent.text),
            method=consent.method,
            given_at=moment,
        )
    )
    audit_log.record_event(connection, now, matched.reference, "buyer", "chosen", firm=offer.firm)
    task = NewNotification(
        matched.submission_id, matched.reference, "introduction", offer.id, offer.firm
    )
    enqueue(connection, task, matched.introduction_state, moment)
    return matched


def _cancel_introduction(connection: Connection, offer: Offer) -> str | None:
    """Cancel the introduction; return until when a worker may still be at it, if one is.

    That one looks at the offer right before it sends, so it stops by itself unless it was sending
    already. The notice to delete must not overtake it then.
    """
    table = tables.notifications
    mine = (table.c.offer_id == offer.id, table.c.kind == "introduction")
    waiting = table.c.state.in_(["pending", "held", "dead"])
    unleased = update(table).where(*mine, waiting, table.c.lease.is_(None))
    connection.execute(unleased.values(state="cancelled"))
    leased = select(table.c.leased_until).where(*mine, table.c.lease.is_not(None))
    # Locked: a try that ends just now ends before this, or makes due what waits for its end.
    leased = leased.order_by(table.c.leased_until.desc()).with_for_update()
    until: str | None = connection.scalar(leased)
    return until
