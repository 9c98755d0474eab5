"""What the guard remembers for a day: who sent how often, and which tokens are used up."""

from sqlalchemy import Connection, delete, select

from backend import limits
from backend.guard_schema import guard_secrets, rate_events, used_tokens
from backend.token import MAX_AGE


def prune(connection: Connection, now: float) -> None:
    """Forget who sent how often, and the tokens that are too old by now anyway."""
    connection.execute(delete(rate_events).where(rate_events.c.at <= now - limits.KEPT))
    in_use = ["token", limits.salt_name(now), limits.salt_name(now, days_ago=1)]
    connection.execute(delete(guard_secrets).where(guard_secrets.c.name.not_in(in_use)))
    connection.execute(delete(used_tokens).where(used_tokens.c.used_at <= now - MAX_AGE))


def use_up(connection: Connection, nonce: str, now: float) -> bool:
    """Note that a token is used; False where it was before."""
    query = select(used_tokens.c.nonce).where(used_tokens.c.nonce == nonce)
    if connection.execute(query).first() is not None:
        return False
    connection.execute(used_tokens.insert().values(nonce=nonce, used_at=now))
    return True
