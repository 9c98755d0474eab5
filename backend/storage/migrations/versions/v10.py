"""Version 10: firms that apply, and counts by day.

- `applications`: what a firm says of itself that asks to be listed;
- `daily_counts`: how often a page was asked for, and nothing of who asked.
"""

from alembic import op
from sqlalchemy import JSON, Column, Integer, MetaData, String, Table, Text

revision = "10"
down_revision = "9"

metadata = MetaData()

applications = Table(
    "applications",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("reference", String(20), nullable=False, unique=True),
    Column("content_hash", String(64), nullable=False, index=True),
    Column("created_at", String(24), nullable=False),
    Column("email_hash", String(64), nullable=False, index=True),
    Column("answers", JSON, nullable=False),
    Column("signals", Text, nullable=False),
    Column("consent_version", String(10), nullable=False),
)

daily_counts = Table(
    "daily_counts",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("name", String(200), primary_key=True),
    Column("number", Integer, nullable=False),
)


def upgrade() -> None:
    """Add both tables."""
    for table in (applications, daily_counts):
        table.create(op.get_bind())
