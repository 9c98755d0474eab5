"""What a firm answers to an introduction, by links that are good for one answer."""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection

from backend.delivery import NewNotification, enqueue
from backend.introductions import lifecycle, messages
from backend.matching import audit, offers, queries, states
from backend.matching.matcher import Matcher
from backend.matching.offering import renew
from backend.matching.queries import Matched, Offer
from backend.storage.clock import timestamp
from model.form.definition import QuoteForm

Answer = Literal["accept", "decline"]
TOKEN = re.compile(r"(accept|decline)\.([0-9a-f]{32})\.([0-9a-f]{64})", re.ASCII)
# Another use of the same key must not give the same signatures.
PURPOSE = b"answer of a firm\0"


@dataclass(frozen=True)
class Asked:
    """What a firm's link asks for. `open`: it can still be done."""

    answer: Answer
    matched: Matched
    offer: Offer

    @property
    def open(self) -> bool:
        """Tell whether the firm has not answered yet, and the buyer has not gone."""
        return states.allows(self.offer.state, self.answer)


def new_token(key: bytes, answer: Answer, code: str) -> str:
    """Return the signed text of a link; `code` is the offer's own."""
    return f"{answer}.{code}.{_signature(key, answer, code)}"


def asked(connection: Connection, key: bytes, token: str, *, lock: bool = False) -> Asked | None:
    """Return what a link asks for, None for one that we did not make or that has ended."""
    found = TOKEN.fullmatch(token)
    if found is None or not hmac.compare_digest(_signature(key, found[1], found[2]), found[3]):
        return None
    matched = queries.find_by_code(connection, found[2], lock=lock)
    mine = [offer for offer in matched.offers if offer.answer_code == found[2]] if matched else []
    answer: Answer = "accept" if found[1] == "accept" else "decline"
    return Asked(answer, matched, mine[0]) if matched and mine else None


def take(
    connection: Connection, what: Asked, form: QuoteForm, matcher: Matcher | None, now: datetime
) -> None:
    """Note a firm's answer and have the buyer told. Raises states.Impossible if it comes late.

    Who answers has got the introduction, also where a crash kept us from noting that.
    """
    fields = messages.sent_fields(form, what.matched.answers)
    matched = lifecycle.arrived(connection, what.matched, what.offer, fields, now)
    offer = matched.offer_of(what.offer.firm) or what.offer
    matched = offers.change(connection, matched, offer, what.answer, answered_at=timestamp(now))
    event: Literal["accepted", "declined"] = "accepted" if what.answer == "accept" else "declined"
    audit.note(connection, now, matched.reference, "firm", event, firm=what.offer.firm)
    if what.answer == "accept":
        _tell(connection, matched, "accepted", what.offer, now)
        return
    matched = renew(connection, matcher, matched, now)
    _tell(connection, matched, "next", what.offer, now)


def _tell(connection: Connection, matched: Matched, kind: str, offer: Offer, now: datetime) -> None:
    task = NewNotification(matched.owner, matched.reference, kind, offer.id, offer.firm)
    enqueue(connection, task, "pending", timestamp(now))


def _signature(key: bytes, answer: str, code: str) -> str:
    text = f"{answer}.{code}"
    return hmac.new(key, PURPOSE + text.encode(), hashlib.sha256).hexdigest()
