"""The reference number: short enough to read out, long enough not to be guessed."""

import re
import secrets

# Crockford's base 32: no I, L, O or U, so that nothing is misread.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PATTERN = re.compile(rf"Q(-[{ALPHABET}]{{4}}){{3}}", re.ASCII)


def new_reference() -> str:
    """Return a fresh reference such as Q-7F3K-2M9X-4TQP: 12 random characters, 60 bits."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))
    return "-".join(["Q", *groups])


def is_reference(text: str) -> bool:
    """Tell whether `text` has the form of a reference."""
    return PATTERN.fullmatch(text) is not None
