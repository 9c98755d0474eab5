"""The tables of the guard: who sent how often, hashed, and which tokens are used up.

Nothing here outlives a day by much; see `backend.guard_memory.prune`.
"""

from sqlalchemy import Column, Float, Index, Integer, String, Table

from backend.schema import metadata

# One row for each request and each bucket that it counts in. `bucket` is a keyed hash; the key is
# today's or yesterday's salt. `at`: seconds since 1970, UTC.
rate_events = Table(
    "rate_events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("bucket", String(64), nullable=False),
    Column("at", Float, nullable=False),
    Index("rate_events_bucket_at", "bucket", "at"),
)

# Form tokens are good for one request.
used_tokens = Table(
    "used_tokens",
    metadata,
    Column("nonce", String(32), primary_key=True),
    Column("used_at", Float, nullable=False),
)

# Keys that the service makes for itself: `token`, and one `salt-YYYY-MM-DD` a day.
guard_secrets = Table(
    "guard_secrets",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", String(64), nullable=False),
    Column("made_at", Float, nullable=False),
)
