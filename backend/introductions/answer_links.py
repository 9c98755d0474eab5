"""The links by which a firm answers an introduction: signed, and good for one answer."""

import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from backend.matching import MatchedRequest, Offer, allows, find_by_answer_code

Answer = Literal["accept", "decline"]
ANSWERS: tuple[Answer, ...] = ("accept", "decline")
TOKEN = re.compile(r"(accept|decline)\.([0-9a-f]{32})\.([0-9a-f]{64})", re.ASCII)
# Another use of the same key must not give the same signatures.
PURPOSE = b"answer of a firm\0"


@dataclass(frozen=True)
class FirmAnswerRequest:
    """The answer that a firm's link stands for, and the offer that it is about."""

    answer: Answer
    matched: MatchedRequest
    offer: Offer

    @property
    def answerable(self) -> bool:
        """Whether the firm has not answered yet, and the buyer has not gone."""
        return allows(self.offer.state, self.answer)


def sign_links(public_address: str, key: bytes, code: str) -> dict[str, str]:
    """Return the links of an introduction by answer; `code` is the offer's own."""
    start = f"{public_address}api/introductions?answer="
    return {answer: start + sign_answer(key, answer, code) for answer in ANSWERS}


def sign_answer(key: bytes, answer: Answer, code: str) -> str:
    """Return the token of a link."""
    return f"{answer}.{code}.{_signature(key, answer, code)}"


def load_answer_request(
    connection: Connection, key: bytes, token: str, *, lock: bool = False
) -> FirmAnswerRequest | None:
    """Return what a token asks for, None for one that we did not sign or that has ended."""
    found = TOKEN.fullmatch(token)
    if found is None or not hmac.compare_digest(_signature(key, found[1], found[2]), found[3]):
        return None
    answer: Answer = "accept" if found[1] == "accept" else "decline"
    matched = find_by_answer_code(connection, found[2], lock=lock)
    offers = matched.offers if matched else ()
    offer = next((each for each in offers if each.answer_code == found[2]), None)
    return FirmAnswerRequest(answer, matched, offer) if matched and offer else None


def _signature(key: bytes, answer: str, code: str) -> str:
    text = f"{answer}.{code}"
    return hmac.new(key, PURPOSE + text.encode(), hashlib.sha256).hexdigest()
