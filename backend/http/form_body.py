"""From the bytes of a request to a submission. Whatever cannot be one raises Refused or Invalid."""

import asyncio
import re
from collections.abc import AsyncIterable
from typing import Literal
from urllib.parse import parse_qsl

CONTENT_TYPE = re.compile(r"application/x-www-form-urlencoded(\s*;\s*charset=\"?utf-8\"?)?", re.I)


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
