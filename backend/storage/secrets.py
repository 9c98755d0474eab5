"""Secret keys that the service generates for itself and keeps in its database, sealed."""

import secrets

from sqlalchemy import Connection, select

from backend.storage.service_key import service_key_of
from backend.storage.tables import guard_secrets

# What a sealed secret is, beside its name.
SEALED_AS = "guard_secrets"


def get_or_create_secret(connection: Connection, name: str, now: float) -> bytes:
    """Return the secret of this name, made at its first use. `now`: seconds since 1970.

    Two processes that make one at the same time: the database refuses the second with an
    IntegrityError, and the caller's transaction has to be tried again.
    """
    found = find_secret(connection, name)
    if found is not None:
        return found
    value = secrets.token_hex(32)
    sealed = service_key_of(connection).seal(value, SEALED_AS, name)
    connection.execute(guard_secrets.insert().values(name=name, value=sealed, made_at=now))
    return bytes.fromhex(value)


def find_secret(connection: Connection, name: str) -> bytes | None:
    """Return the secret of this name, None where it was never made or is pruned."""
    query = select(guard_secrets.c.value).where(guard_secrets.c.name == name)
    value = connection.scalar(query)
    if value is None:
        return None
    return bytes.fromhex(service_key_of(connection).unseal(value, SEALED_AS, name))


def signing_key(connection: Connection, given: str | None, now: float) -> bytes:
    """Return the key of tokens and links: `given` by the deployment, or the service's own."""
    return given.encode() if given else get_or_create_secret(connection, "token", now)
