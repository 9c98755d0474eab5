"""Version 3: notifications that can be delivered, consents that outlive requests, erasures."""

import hashlib

from alembic import op
from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    column,
    insert,
    select,
    table,
    text,
)

from backend.storage.migrations.rebuild import kept_triggers

revision = "3"
down_revision = "2"

metadata = MetaData()

# Only to be referred to: this version creates none of them.
Table("submissions", metadata, Column("id", Integer, primary_key=True))

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

notifications = Table(
    "notifications",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("submission_id", ForeignKey("submissions.id"), nullable=False, index=True),
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
    CheckConstraint("kind IN ('operator', 'receipt', 'webhook')", name="known_kind"),
    CheckConstraint("state IN ('pending', 'held', 'sent', 'dead')", name="known_state"),
    Index("notifications_state_next_at", "state", "next_at"),
)

erasures = Table(
    "erasures",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("email_hash", String(64), nullable=False, index=True),
    Column("erased_at", String(24), nullable=False),
)

# Version 2, as far as it is read here.
old_requests = table(
    "submissions",
    *map(column, ("reference", "email", "created_at", "consent_version", "consent_text")),
)
old_notifications = table(
    "notifications", *map(column, ("id", "submission_id", "state", "created_at", "attempts"))
)


def upgrade() -> None:
    """Move consents out of the requests, and make the notifications anew with more columns."""
    connection = op.get_bind()
    requests = connection.execute(select(old_requests)).mappings().all()
    waiting = connection.execute(select(old_notifications).order_by("id")).mappings().all()
    with kept_triggers(connection, "notifications"):
        connection.execute(text("DROP TABLE notifications"))
        metadata.create_all(connection, tables=[consents, notifications, erasures])
        if requests:
            connection.execute(insert(consents), [_consent(dict(row)) for row in requests])
        if waiting:
            connection.execute(insert(notifications), [_notification(dict(row)) for row in waiting])
    for name in ("consent_version", "consent_text"):
        connection.execute(text(f"ALTER TABLE submissions DROP COLUMN {name}"))


def _consent(row: dict[str, str]) -> dict[str, str]:
    return {
        "reference": row["reference"],
        "email_hash": _sha256(row["email"].strip().casefold()),
        "purpose": "quotes",
        "version": row["consent_version"],
        "text": row["consent_text"],
        "text_sha256": _sha256(row["consent_text"]),
        "method": "unknown",  # was not noted
        "given_at": row["created_at"],
    }


def _notification(row: dict[str, object]) -> dict[str, object]:
    names = ("submission_id", "state", "created_at", "attempts")
    return {name: row[name] for name in names} | {"kind": "operator", "next_at": row["created_at"]}


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
