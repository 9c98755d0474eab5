"""Version 8: requests that their buyers change, and a link for a second reader.

- `request_versions`: the answers as they were before;
- `matches.edits`, `matches.read_key`;
- a state of offers: `superseded`, by those that fit the changed answers.
"""

from alembic import op
from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from backend.storage.migrations.rebuild import recreate_table

revision = "8"
down_revision = "7"

metadata = MetaData()

# Only to be referred to: this version does not touch it.
Table("submissions", metadata, Column("id", Integer, primary_key=True))

OFFER_STATES = (
    "state IN ('offered', 'chosen', 'introducing', 'unclear', 'introduced', 'accepted',"
    " 'declined', 'failed', 'withdrawn', 'removed', 'superseded')"
)

request_versions = Table(
    "request_versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("submission_id", ForeignKey("submissions.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("answers", JSON, nullable=False),
    Column("replaced_at", String(24), nullable=False),
    UniqueConstraint("submission_id", "number", name="one_of_each_number"),
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
    CheckConstraint(OFFER_STATES, name="known_offer_state"),
)


def upgrade() -> None:
    """Add the table and the columns, and allow the state."""
    request_versions.create(op.get_bind())
    op.add_column("matches", Column("read_key", String(64)))
    op.add_column("matches", Column("edits", Integer, nullable=False, server_default="0"))
    if op.get_bind().dialect.name == "sqlite":
        recreate_table(offers)
    else:
        op.drop_constraint("known_offer_state", "offers", type_="check")
        op.create_check_constraint("known_offer_state", "offers", OFFER_STATES)
