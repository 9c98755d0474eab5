"""Version 2: why a request was set aside, and what counts requests."""

from alembic import op
from sqlalchemy import Column, Float, Index, Integer, MetaData, String, Table, text

revision = "2"
down_revision = "1"

metadata = MetaData()

rate_events = Table(
    "rate_events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("bucket", String(64), nullable=False),
    Column("at", Float, nullable=False),
    Index("rate_events_bucket_at", "bucket", "at"),
)

used_tokens = Table(
    "used_tokens",
    metadata,
    Column("nonce", String(32), primary_key=True),
    Column("used_at", Float, nullable=False),
)

guard_secrets = Table(
    "guard_secrets",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", String(64), nullable=False),
    Column("made_at", Float, nullable=False),
)


def upgrade() -> None:
    """Add two columns and three tables."""
    connection = op.get_bind()
    connection.execute(text("ALTER TABLE submissions ADD COLUMN signals TEXT"))
    connection.execute(text("ALTER TABLE submissions ADD COLUMN client_address VARCHAR(45)"))
    metadata.create_all(connection)
