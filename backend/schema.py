"""The tables as they are now: requests, consents, notifications to deliver, and erasures.

How older databases come here is in `backend/migrations/`; whoever changes a table adds a version.
"""

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData()

# Times are ISO 8601 text in UTC. `answers` holds every field by name; `email` stands apart as well,
# because requests are found and erased by it.
submissions = Table(
    "submissions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("reference", String(20), nullable=False, unique=True),
    Column("idempotency_key", String(128), unique=True),
    Column("content_hash", String(64), nullable=False, index=True),
    Column("status", String(20), nullable=False),
    Column("created_at", String(24), nullable=False),
    Column("email", String(254), nullable=False, index=True),
    Column("answers", JSON, nullable=False),
    # Why it was set aside, comma separated. The address is stored only if a deployment wants it.
    Column("signals", Text),
    Column("client_address", String(45)),
    CheckConstraint("status IN ('received', 'quarantined')", name="known_status"),
)

# The proof that somebody agreed, and to what exactly. It holds no answers and outlives the request,
# so it refers to it by the reference and to the person by a hash of the e-mail address.
consents = Table(
    "consents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("reference", String(20), nullable=False, unique=True),
    Column("email_hash", String(64), nullable=False, index=True),
    Column("purpose", String(20), nullable=False),
    Column("version", String(10), nullable=False),
    Column("text", Text, nullable=False),
    Column("text_sha256", String(64), nullable=False),
    Column("method", String(10), nullable=False),
    Column("given_at", String(24), nullable=False),
    Column("withdrawn_at", String(24)),
    CheckConstraint("method IN ('js', 'no-js', 'unknown')", name="known_method"),
)

# The outbox. `held`: not to be sent before somebody has looked at the request. `cancelled`: it was
# not to be sent any more when its turn came. `lease` names the worker's present try, which nobody
# else may finish. `problem`: why the last try failed, in the words of the program and never in
# those of a request. A deletion notice outlives its request, and knows its `recipient` by itself.
notifications = Table(
    "notifications",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("submission_id", ForeignKey("submissions.id"), index=True),
    Column("offer_id", Integer, index=True),
    Column("reference", String(20), nullable=False),
    Column("firm", String(80), nullable=False),
    Column("recipient", String(254)),
    Column("kind", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("created_at", String(24), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", String(24), nullable=False),
    Column("lease", String(32)),
    Column("leased_until", String(24)),
    Column("sent_at", String(24)),
    Column("dead_at", String(24)),
    Column("problem", String(100)),
    CheckConstraint(
        "kind IN ('operator', 'receipt', 'webhook', 'introduction', 'copy', 'deletion',"
        " 'accepted', 'next', 'silent', 'failed', 'link', 'unmatched', 'undelivered')",
        name="known_kind",
    ),
    CheckConstraint(
        "state IN ('pending', 'held', 'sent', 'dead', 'cancelled')", name="known_state"
    ),
    Index("notifications_state_next_at", "state", "next_at"),
)

# Whose requests were erased, so that a restored backup forgets them again. `reference`: only this
# one, because its buyer erased it.
erasures = Table(
    "erasures",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("email_hash", String(64), nullable=False, index=True),
    Column("erased_at", String(24), nullable=False),
    Column("reference", String(20)),
)
