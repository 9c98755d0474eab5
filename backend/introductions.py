"""One introduction: the look right before it is sent, and how it can end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, select, update

from backend import audit, match_rows, offers, states
from backend.clock import timestamp
from backend.delivery import Failure, NotNeeded
from backend.letters import Letter
from backend.match_rows import Matched, Offer
from backend.match_schema import offers as rows
from backend.matcher import Matcher
from backend.outbox import Due
from backend.schema import notifications
from backend.standing import standing
from backend.tasks import Task, add_notification
from model.matching.firms import Firm


@dataclass(frozen=True)
class Introduction:
    """What is about to leave, to whom; the offer as it was before."""

    matched: Matched
    offer: Offer
    firm: Firm


def about_to_send(connection: Connection, matcher: Matcher | None, due: Due) -> Introduction:
    """Return what may be sent now, locked until the transaction ends.

    Raises NotNeeded where the buyer has not chosen this firm or has taken it back, and Failure
    where the firm is not listed now, or is a sample and this is no demonstration. The failure is
    for good where the firm is not any more what the buyer was shown.
    """
    matched, offer = ours(connection, due)
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


def left(engine: Engine, due: Due, fields: Sequence[str], now: datetime) -> None:
    """Write down that the letter has left."""
    with engine.begin() as connection:
        matched = match_rows.find_by_offer(connection, due.offer or 0, lock=True)
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
    return match_rows.find(connection, reference) or matched


def copy(connection: Connection, matched: Matched, offer: Offer, now: datetime) -> None:
    """Have the buyer get a copy of a letter, unless one is under way."""
    mine = (notifications.c.offer_id == offer.id, notifications.c.kind == "copy")
    if connection.scalar(select(notifications.c.id).where(*mine).limit(1)) is None:
        task = Task(matched.owner, matched.reference, "copy", offer.id, offer.firm)
        add_notification(connection, task, "pending", timestamp(now))


def ours(connection: Connection, due: Due) -> tuple[Matched | None, Offer | None]:
    """Return match and offer, locked; raises NotNeeded where another worker has taken over."""
    lease = select(notifications.c.lease).where(notifications.c.id == due.id)
    if connection.scalar(lease) != due.lease:
        raise NotNeeded
    matched = match_rows.find_by_offer(connection, due.offer or 0, lock=True)
    return matched, matched.offer_of(due.firm) if matched else None
