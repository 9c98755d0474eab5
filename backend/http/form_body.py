"""Reading a URL-encoded request body: its size limit, its timeout, and its fields."""

import asyncio
import re
from collections.abc import AsyncIterable
from typing import Literal
from urllib.parse import parse_qsl

CONTENT_TYPE = re.compile(r"application/x-www-form-urlencoded(\s*;\s*charset=\"?utf-8\"?)?", re.I)

# Bytes that are read and dropped of a body over the limit, so that its sender gets the response.
DRAIN_LIMIT = 1_048_576

# Seconds, the timeout of a whole body. Whoever needs more for 64 KiB does not mean to finish.
BODY_TIMEOUT = 15

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


class RequestRejectedError(Exception):
    """The request is not taken. `reason` names the text in the form's `failures`.

    `wait`: seconds after which it may be taken, where that is known.
    """

    def __init__(self, status: int, reason: Reason, wait: float | None = None) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.wait = wait


async def read_body(
    chunks: AsyncIterable[bytes], limit: int, seconds: float = BODY_TIMEOUT
) -> bytes:
    """Return the body. Counts what arrives: a Content-Length may be wrong or missing."""
    try:
        async with asyncio.timeout(seconds):
            return await _read_chunks(chunks, limit)
    except TimeoutError:
        raise RequestRejectedError(408, "slow") from None


async def _read_chunks(chunks: AsyncIterable[bytes], limit: int) -> bytes:
    kept = bytearray()
    size = 0
    async for chunk in chunks:
        size += len(chunk)
        if size <= limit:
            kept += chunk
        elif size > DRAIN_LIMIT:
            break
    if size > limit:
        raise RequestRejectedError(413, "too_large")
    return bytes(kept)


def parse_form(body: bytes, content_type: str, most: int) -> list[tuple[str, str]]:
    """Return names and values in the order sent, at most `most`; raises RequestRejectedError."""
    if not CONTENT_TYPE.fullmatch(content_type.strip()):
        raise RequestRejectedError(415, "wrong_type")
    try:
        return parse_qsl(
            body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=most
        )
    except ValueError:  # not UTF-8, or too many fields
        raise RequestRejectedError(400, "malformed") from None
