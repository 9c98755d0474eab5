"""What a buyer's private page shows: how things stand, firms to choose, and ways to stop."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from backend.config.settings import Settings
from backend.config.templates import render
from backend.introductions import messages
from backend.matching import states
from backend.matching.matcher import Matcher
from backend.matching.offer_validity import standing
from backend.matching.offering import following
from backend.matching.queries import Matched, Offer
from backend.matching.selection import Agreed
from backend.storage.tables import notifications

TITLE = "Your request"
# Of templates/agreement.txt.j2; a test knows the words of each version.
AGREEMENT_VERSION = "1"

# A control of the page, and what is wrong there.
Errors = list[tuple[str, str]]


@dataclass(frozen=True)
class MailStatus:
    """What was mailed about a request.

    When each firm was asked to delete, by its id; whether we know that nobody is offered; whether
    the address of the page was mailed, or is about to be.
    """

    deletions: Mapping[str, str]
    operator_knows: bool
    address_sent: bool
    address_waits: bool


@dataclass(frozen=True)
class Tried:
    """What a buyer tried to send, and what is wrong with it; what was ticked stays ticked."""

    errors: Errors
    firms: Collection[str]
    agreed: bool


def agreement(settings: Settings) -> Agreed:
    """Return the sentence that a buyer agrees to, as it is shown and kept."""
    text = render("agreement.txt.j2", {"site_name": settings.site_name}).strip()
    return Agreed(text, AGREEMENT_VERSION)


def candidates(matcher: Matcher | None, matched: Matched) -> list[Offer]:
    """Return the firms that a buyer may choose: those that still are what the page says."""
    return [
        offer
        for offer in matched.offers
        if offer.state == "offered" and standing(matcher, matched, offer)
    ]


def context(settings: Settings, matcher: Matcher | None, matched: Matched) -> dict[str, object]:
    """Return what the template shows."""
    return {
        **messages.about_match(settings, matched),
        "base": settings.base_path,
        "key": matched.private_key,
        "withdrawn": readable(matched.withdrawn_at),
        "aside": matched.status == "quarantined",
        "candidates": candidates(matcher, matched),
        "more": following(matcher, matched) is not None,
        "agreement": agreement(settings).text,
        "errors": [],
        "ticked": [],
        "agreed": False,
    }


def html(
    settings: Settings,
    matcher: Matcher | None,
    matched: Matched,
    posted: MailStatus,
    tried: Tried | None,
) -> str:
    """Return the page's content."""
    deletions = posted.deletions
    told = [_told(offer, deletions, matched) for offer in matched.offers if offer.chosen_at]
    shown = context(settings, matcher, matched) | vars(posted) | {"told": told}
    if tried:
        shown |= {"errors": tried.errors, "ticked": tried.firms, "agreed": tried.agreed}
    return render("request.html.j2", shown)


def posted(connection: Connection, reference: str) -> MailStatus:
    """Return what was mailed about a request, as far as its page tells of it."""
    columns = (*(notifications.c[name] for name in ("kind", "firm", "state", "sent_at")),)
    mine = notifications.c.reference == reference
    rows = connection.execute(select(*columns).where(mine)).all()
    addresses = {row.state for row in rows if row.kind in {"receipt", "link"}}
    return MailStatus(
        deletions={row.firm: row.sent_at for row in rows if row.kind == "deletion" and row.sent_at},
        operator_knows=any(row.kind == "unmatched" for row in rows),
        address_sent="sent" in addresses,
        address_waits="pending" in addresses,
    )


def _told(offer: Offer, deletions: Mapping[str, str], matched: Matched) -> dict[str, object]:
    return {
        "firm": offer.firm,
        "firm_name": offer.firm_name,
        "state": offer.state,
        "letter": offer.letter,
        "got": "what it got" if offer.introduced_at else "what it may have got",
        "silent": bool(offer.silence_noted_at),
        "can_withdraw": offer.state in states.OPEN and not matched.withdrawn_at,
        "chosen_at": readable(offer.chosen_at),
        "introduced_at": readable(offer.introduced_at),
        "answered_at": readable(offer.answered_at),
        "withdrawn_at": readable(offer.withdrawn_at),
        "deletion_sent_at": readable(deletions.get(offer.firm, "")),
    }


def readable(moment: str) -> str:
    """Return a time of the database as people read it; "" for none."""
    if not moment:
        return ""
    read = datetime.fromisoformat(moment)
    return f"{read.day} {read:%B %Y, %H:%M} UTC"
