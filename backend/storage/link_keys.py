"""Encryption of the keys of private links, in `matches`, each for its column and request."""

from sqlalchemy import Connection, Engine

from backend.storage.service_key import service_key_of

PRIVATE_KEY = "private_key"
READER_KEY = "read_key"


def seal_link_key(connection: Connection, name: str, key: str, reference: str) -> str:
    """Return a key as it is stored in the column `name` for the request of a reference."""
    return service_key_of(connection).seal(key, name, reference)


def unseal_link_key(
    stored_in: Connection | Engine, name: str, sealed: str | None, reference: str
) -> str:
    """Return the key that opens the page, "" where there is none. Raises KeyFileError."""
    return service_key_of(stored_in).unseal(sealed, name, reference) if sealed else ""
