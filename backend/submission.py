"""From the bytes of a request to a submission. Whatever cannot be one raises Refused or Invalid."""

import asyncio
import hashlib
import json
import re
from collections.abc import AsyncIterable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl

from model.form.definition import FORM_TOKEN, IDEMPOTENCY_KEY, QuoteForm
from model.form.validation import check, normalise

CONTENT_TYPE = re.compile(r"application/x-www-form-urlencoded(\s*;\s*charset=\"?utf-8\"?)?", re.I)
KEY = re.compile(r"[!-~]{1,128}", re.ASCII)
# A sender a little over the limit is heard out, so that it is there to hear the answer.
HEARD_OUT = 1_048_576
# Seconds for all of a body. Whoever needs more for 64 KiB does not mean to finish.
BODY_TIME = 15

Reason = Literal[
    "malformed",
    "foreign",
    "method",
    "not_found",
    "slow",
    "too_large",
    "wrong_type",
    "too_many",
    "unavailable",
    "unexpected",
]


class Refused(Exception):  # noqa: N818 - an answer, not a mistake of the program
    """The request is not taken. `reason` names the text in the form's `failures`.

    `wait`: seconds after which it may be taken, where that is known.
    """

    def __init__(self, status: int, reason: Reason, wait: float | None = None) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.wait = wait


class Invalid(Exception):  # noqa: N818
    """Answers are wrong; `errors` holds a message by field name, in the order of the form."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors


@dataclass(frozen=True)
class Submission:
    """A request that may be stored.

    `signals` names what speaks against it. `client_address` is stored, and None unless this
    deployment asked for it. `method`: whether the page's script sent it.
    """

    answers: dict[str, str]
    key: str | None
    signals: tuple[str, ...] = ()
    client_address: str | None = None
    method: Literal["js", "no-js", "unknown"] = "no-js"

    @property
    def suspicious(self) -> bool:
        """A person has to look before it counts."""
        return bool(self.signals)

    @property
    def content_hash(self) -> str:
        """SHA-256 of all answers: the same for the same request."""
        text = json.dumps(self.answers, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


async def read_body(chunks: AsyncIterable[bytes], limit: int, seconds: float = BODY_TIME) -> bytes:
    """Return the body. Counts what arrives: a Content-Length may be wrong or missing."""
    try:
        async with asyncio.timeout(seconds):
            return await _read(chunks, limit)
    except TimeoutError:
        raise Refused(408, "slow") from None


async def _read(chunks: AsyncIterable[bytes], limit: int) -> bytes:
    kept = bytearray()
    size = 0
    async for chunk in chunks:
        size += len(chunk)
        if size <= limit:
            kept += chunk
        elif size > HEARD_OUT:
            break
    if size > limit:
        raise Refused(413, "too_large")
    return bytes(kept)


def pairs_of(body: bytes, content_type: str, most: int) -> list[tuple[str, str]]:
    """Return the fields of a form as they were sent, at most so many; raises Refused."""
    if not CONTENT_TYPE.fullmatch(content_type.strip()):
        raise Refused(415, "wrong_type")
    try:
        return parse_qsl(
            body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=most
        )
    except ValueError:  # not UTF-8, or too many fields
        raise Refused(400, "malformed") from None


def parse(body: bytes, content_type: str, form: QuoteForm) -> dict[str, str]:
    """Return the form's own fields as they were sent; others are dropped."""
    pairs = pairs_of(body, content_type, form.max_fields)
    known = {field.name for field in form.fields}
    known |= {form.honeypot.name, IDEMPOTENCY_KEY, FORM_TOKEN}
    pairs = [(name, value) for name, value in pairs if name in known]
    values = dict(pairs)
    # A field sent twice has no one meaning, and databases disagree about NUL.
    if len(values) < len(pairs) or any("\0" in value for value in values.values()):
        raise Refused(400, "malformed")
    return values


def understand(values: dict[str, str], form: QuoteForm) -> Submission:
    """Return the submission that `values` make, with clean answers."""
    key = values.get(IDEMPOTENCY_KEY, "").strip()
    if key and not KEY.fullmatch(key):
        raise Refused(400, "malformed")
    errors = check(form, values)
    if errors:
        raise Invalid(errors)
    return Submission(
        answers=normalise(form, values),
        key=key or None,
        signals=("honeypot",) if values.get(form.honeypot.name) else (),
    )
