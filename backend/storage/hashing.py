"""SHA-256 of texts, and HMAC of addresses of people: found again without being kept.

Who has the database and not the service's key can try no address.
"""

import hashlib

from sqlalchemy import Connection

from backend.storage.email_addresses import canonical_email, domain_spellings
from backend.storage.service_key import service_key_of


def sha256(text: str) -> str:
    """Return the SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def keyed_hash(connection: Connection, text: str) -> str:
    """Return the HMAC of a text under the service's key."""
    return service_key_of(connection).keyed(sha256(text))


def email_hash(connection: Connection, email: str) -> str:
    """Return the keyed hash of an e-mail address, the same however it is spelled."""
    return keyed_hash(connection, canonical_email(email))


def email_hashes(connection: Connection, email: str) -> frozenset[str]:
    """Return every hash that a person may be noted under: today's, and those up to version 5.

    A former hash folded more than a mail server does, so two people may share one: compare the
    address itself wherever it is still there.
    """
    former = (keyed_hash(connection, each.casefold()) for each in domain_spellings(email))
    return frozenset({email_hash(connection, email), *former})
