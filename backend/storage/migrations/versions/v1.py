"""Version 1: requests, and one notification for each."""

from alembic import op
from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

revision = "1"
down_revision = None

metadata = MetaData()

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
    Column("consent_version", String(10), nullable=False),
    Column("consent_text", Text, nullable=False),
    CheckConstraint("status IN ('received', 'quarantined')", name="known_status"),
)

notifications = Table(
    "notifications",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("submission_id", ForeignKey("submissions.id"), nullable=False, index=True),
    Column("state", String(20), nullable=False),
    Column("created_at", String(24), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    CheckConstraint("state IN ('pending', 'held')", name="known_state"),
)


def upgrade() -> None:
    """Create both tables."""
    connection = op.get_bind()
    metadata.create_all(connection)
