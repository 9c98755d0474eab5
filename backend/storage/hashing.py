"""SHA-256 hashes by which a text or a person is found again without being kept."""

import hashlib


def sha256(text: str) -> str:
    """Return the SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def email_hash(email: str) -> str:
    """Return the hash of an e-mail address, the same however it is capitalised."""
    return sha256(email.strip().casefold())
