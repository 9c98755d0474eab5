"""SHA-256 hashes by which a text or a person is found again without being kept."""

import hashlib

from backend.storage.email_addresses import canonical_email, domain_spellings


def sha256(text: str) -> str:
    """Return the SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def email_hash(email: str) -> str:
    """Return the hash of an e-mail address, the same however it is spelled."""
    return sha256(canonical_email(email))


def email_hashes(email: str) -> frozenset[str]:
    """Return every hash that a person may be noted under: today's, and those up to version 5.

    A former hash folded more than a mail server does, so two people may share one: compare the
    address itself wherever it is still there.
    """
    former = (sha256(each.casefold()) for each in domain_spellings(email))
    return frozenset({email_hash(email), *former})
