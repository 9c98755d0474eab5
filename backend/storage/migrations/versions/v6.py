"""Version 6: what the service remembers of itself, confirmed addresses, and more notifications.

- `service_state`: the clock as it was last seen, the newest backup.
- `matches.confirmed_at`: when the buyer's address was confirmed. Requests from before are taken as
  confirmed: their buyers chose firms when nobody was asked to confirm, and got a mail without the
  means to.
- notices about an erasure to the operator and the webhook, and the daily digest.
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
    column,
    table,
    update,
)

from backend.storage.migrations.rebuild import recreate_table

revision = "6"
down_revision = "5"

metadata = MetaData()

# Only to be referred to: this version does not touch it.
Table("submissions", metadata, Column("id", Integer, primary_key=True))

KINDS = (
    "kind IN ('operator', 'receipt', 'webhook', 'introduction', 'copy', 'deletion',"
    " 'accepted', 'next', 'silent', 'failed', 'link', 'unmatched', 'undelivered',"
    " 'erased', 'webhook-erased', 'digest', 'webhook-digest')"
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
    CheckConstraint(KINDS, name="known_kind"),
    CheckConstraint(
        "state IN ('pending', 'held', 'sent', 'dead', 'cancelled')", name="known_state"
    ),
    Index("notifications_state_next_at", "state", "next_at"),
)

service_state = Table(
    "service_state",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
    Column("at", String(24), nullable=False),
)

matches = table("matches", column("matched_at"), column("confirmed_at"))


def upgrade() -> None:
    """Add the table and the column, and allow the kinds."""
    service_state.create(op.get_bind())
    op.add_column("matches", Column("confirmed_at", String(24)))
    op.execute(update(matches).values(confirmed_at=matches.c.matched_at))
    if op.get_bind().dialect.name == "sqlite":
        recreate_table(notifications)
    else:
        op.drop_constraint("known_kind", "notifications", type_="check")
        op.create_check_constraint("known_kind", "notifications", KINDS)
