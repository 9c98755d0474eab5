"""Version 4: matches, offers, agreements, the audit log, imports; notifications about firms."""

from alembic import op
from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    column,
    insert,
    select,
    table,
    text,
)

from backend.storage.migrations.rebuild import kept_triggers

revision = "4"
down_revision = "3"

metadata = MetaData()

# Only to be referred to: this version creates none of them.
Table("submissions", metadata, Column("id", Integer, primary_key=True))

matches = Table(
    "matches",
    metadata,
    Column("submission_id", ForeignKey("submissions.id"), primary_key=True),
    Column("private_key", String(64), nullable=False, unique=True),
    Column("rotation", String(64), nullable=False),
    Column("state", String(20), nullable=False),
    Column("why_fewer", Text, nullable=False),
    Column("matched_at", String(24), nullable=False),
    Column("withdrawn_at", String(24)),
    CheckConstraint(
        "state IN ('received', 'offered', 'chosen', 'introduced', 'accepted', 'declined',"
        " 'withdrawn')",
        name="known_request_state",
    ),
)

offers = Table(
    "offers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("submission_id", ForeignKey("submissions.id"), nullable=False, index=True),
    Column("firm", String(80), nullable=False),
    Column("firm_name", Text, nullable=False),
    Column("firm_site", Text, nullable=False),
    Column("sample", Boolean, nullable=False),
    Column("position", Integer, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("state", String(20), nullable=False),
    Column("answer_code", String(64), nullable=False, unique=True),
    Column("letter", Text),
    Column("sent_to", String(254)),
    Column("offered_at", String(24), nullable=False),
    Column("chosen_at", String(24)),
    Column("introduced_at", String(24)),
    Column("answered_at", String(24)),
    Column("withdrawn_at", String(24)),
    Column("silence_noted_at", String(24)),
    UniqueConstraint("submission_id", "firm", name="offered_once"),
    CheckConstraint(
        "state IN ('offered', 'chosen', 'introducing', 'unclear', 'introduced', 'accepted',"
        " 'declined', 'failed', 'withdrawn', 'removed')",
        name="known_offer_state",
    ),
)

agreements = Table(
    "agreements",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("reference", String(20), nullable=False, index=True),
    Column("email_hash", String(64), nullable=False, index=True),
    Column("firm", String(80), nullable=False),
    Column("firm_name", Text, nullable=False),
    Column("shown", Text, nullable=False),
    Column("version", String(10), nullable=False),
    Column("text", Text, nullable=False),
    Column("text_sha256", String(64), nullable=False),
    Column("method", String(10), nullable=False),
    Column("given_at", String(24), nullable=False),
    Column("withdrawn_at", String(24)),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", String(24), nullable=False),
    Column("reference", String(20), nullable=False),
    Column("firm", String(80), nullable=False),
    Column("actor", String(20), nullable=False),
    Column("event", String(20), nullable=False),
    Column("fields", Text, nullable=False),
    Column("why", Text, nullable=False),
    CheckConstraint("actor IN ('buyer', 'firm', 'operator', 'service')", name="known_actor"),
    Index("audit_reference_id", "reference", "id"),
)

imports = Table(
    "imports",
    metadata,
    Column("key_hash", String(64), primary_key=True),
    Column("reference", String(20), nullable=False, index=True),
    Column("seen_at", String(24), nullable=False),
)

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

# Version 3, as far as it is read here.
KEPT = (
    "id",
    "submission_id",
    "kind",
    "state",
    "created_at",
    "attempts",
    "next_at",
    "lease",
    "leased_until",
    "sent_at",
    "dead_at",
    "problem",
)
old_notifications = table("notifications", *map(column, KEPT))
old_requests = table("submissions", column("id"), column("reference"))


def upgrade() -> None:
    """Add the tables, and make the notifications anew: they may outlive their request now."""
    connection = op.get_bind()
    old = select(old_notifications, old_requests.c.reference).join(
        old_requests, old_requests.c.id == old_notifications.c.submission_id
    )
    connection.execute(text("ALTER TABLE erasures ADD COLUMN reference VARCHAR(20)"))
    rows = [dict(row) for row in connection.execute(old).mappings()]
    with kept_triggers(connection, "notifications"):
        connection.execute(text("DROP TABLE notifications"))
        made = [matches, offers, agreements, audit, imports, notifications]
        metadata.create_all(connection, tables=made)
        if rows:
            connection.execute(insert(notifications), [row | {"firm": ""} for row in rows])
            if connection.dialect.name == "postgresql":  # it does not notice numbers it was given
                connection.execute(
                    text(
                        "SELECT setval(pg_get_serial_sequence('notifications', 'id'),"
                        " (SELECT max(id) FROM notifications))"
                    )
                )
