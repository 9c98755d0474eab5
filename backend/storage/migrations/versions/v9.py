"""Version 9: the operator's desk.

- `desk_links`, `desk_sessions`: who signs in, and who is signed in;
- `desk_states`, `desk_notes`: where a request stands with the operator, and notes about it;
- `audit.person`: who of the operator's people did something;
- a kind of notification: `sign-in`.
"""

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
)

from backend.storage.migrations.rebuild import recreate_table

revision = "9"
down_revision = "8"

metadata = MetaData()

# Only to be referred to: this version does not touch it.
Table("submissions", metadata, Column("id", Integer, primary_key=True))

KINDS = (
    "kind IN ('operator', 'receipt', 'webhook', 'introduction', 'copy', 'deletion',"
    " 'accepted', 'next', 'silent', 'failed', 'link', 'unmatched', 'undelivered',"
    " 'erased', 'webhook-erased', 'digest', 'webhook-digest', 'sign-in')"
)

notifications = Table(
    "notifications",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("submission_id", ForeignKey("submissions.id"), index=True),
    Column("offer_id", Integer, index=True),
    Column("reference", String(20), nullable=False, index=True),
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
    CheckConstraint(KINDS, name="known_kind"),
    CheckConstraint(
        "state IN ('pending', 'held', 'sent', 'dead', 'cancelled')", name="known_state"
    ),
    Index("notifications_state_next_at", "state", "next_at"),
)

desk_links = Table(
    "desk_links",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person", String(254), nullable=False),
    Column("nonce", String(32), nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("browser_hash", String(64), index=True),
    Column("made_at", String(24), nullable=False),
    Column("expires_at", String(24), nullable=False),
    Column("used_at", String(24)),
    Column("tries", Integer, nullable=False),
)

desk_sessions = Table(
    "desk_sessions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("session_hash", String(64), nullable=False, unique=True),
    Column("person", String(254), nullable=False),
    Column("way", String(10), nullable=False),
    Column("made_at", String(24), nullable=False),
    Column("seen_at", String(24), nullable=False),
)

desk_states = Table(
    "desk_states",
    metadata,
    Column("submission_id", ForeignKey("submissions.id"), primary_key=True),
    Column("state", String(10), nullable=False),
    Column("version", Integer, nullable=False),
    Column("changed_at", String(24), nullable=False),
    CheckConstraint(
        "state IN ('new', 'contacted', 'quoted', 'won', 'lost')", name="known_desk_state"
    ),
)

desk_notes = Table(
    "desk_notes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("submission_id", ForeignKey("submissions.id"), nullable=False, index=True),
    Column("at", String(24), nullable=False),
    Column("person", String(254), nullable=False),
    Column("text", Text, nullable=False),
)


def upgrade() -> None:
    """Add the tables and the column, and allow the kind."""
    connection = op.get_bind()
    for table in (desk_links, desk_sessions, desk_states, desk_notes):
        table.create(connection)
    op.add_column("audit", Column("person", String(254), nullable=False, server_default=""))
    if connection.dialect.name == "sqlite":
        recreate_table(notifications)
    else:
        op.drop_constraint("known_kind", "notifications", type_="check")
        op.create_check_constraint("known_kind", "notifications", KINDS)
