"""Form tokens: signed, issued when somebody starts to fill in the form, verified when it is sent.

A static page cannot hold the time at which somebody opened it, so the script asks for a token. It
says nothing but when it was made.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from typing import Literal

# Seconds: nobody answers nine questions faster, and no page stays open for longer.
MIN_AGE = 3
MAX_AGE = 24 * 60 * 60

TOKEN_PATTERN = re.compile(r"(v1\.([0-9]{1,12})\.([0-9a-f]{32}))\.([0-9a-f]{64})", re.ASCII)
# Another use of the same key must not give the same signatures.
PURPOSE = b"form token\0"

TokenSignal = Literal["token-bad", "token-early", "token-late"]


@dataclass(frozen=True)
class VerifiedToken:
    """A token as it was read: `nonce` where it is genuine, `signal` where something is wrong."""

    nonce: str | None = None
    signal: TokenSignal | None = None


def new_token(key: bytes, now: float) -> str:
    """Return a token made at `now`, in seconds since 1970."""
    text = f"v1.{int(now)}.{secrets.token_hex(16)}"
    return f"{text}.{_sign(key, text)}"


def verify_token(token: str, key: bytes, now: float) -> VerifiedToken:
    """Return what a token says; a wrong one is a signal, never a refusal."""
    found = TOKEN_PATTERN.fullmatch(token)
    if found is None or not hmac.compare_digest(_sign(key, found[1]), found[4]):
        return VerifiedToken(signal="token-bad")
    age = now - int(found[2])
    if age > MAX_AGE:
        return VerifiedToken(signal="token-late")
    return VerifiedToken(nonce=found[3], signal="token-early" if age < MIN_AGE else None)


def _sign(key: bytes, text: str) -> str:
    return hmac.new(key, PURPOSE + text.encode(), hashlib.sha256).hexdigest()
