"""Version 5: one shape for every database of version 4, which had four.

Version 4 was changed after it was in use, three times, and databases that had it already stayed as
they were:

1. as it was at first ("Introduce a firm only after the buyer has chosen it");
2. with the table `imports` ("Do not import again what was erased");
3. with more states of offers and kinds of notifications ("Say what became of an introduction, and
   who is next");
4. with three more columns of `agreements` ("Keep the agreement as the buyer was shown it").

Each repair looks at the database whether it is needed.
"""

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
    bindparam,
    column,
    inspect,
    select,
    table,
    update,
)

from backend.storage.migrations.rebuild import recreate_table

revision = "5"
down_revision = "4"

metadata = MetaData()

# Only to be referred to: this version does not touch it.
Table("submissions", metadata, Column("id", Integer, primary_key=True))

OFFER_STATES = (
    "state IN ('offered', 'chosen', 'introducing', 'unclear', 'introduced', 'accepted',"
    " 'declined', 'failed', 'withdrawn', 'removed')"
)
KINDS = (
    "kind IN ('operator', 'receipt', 'webhook', 'introduction', 'copy', 'deletion',"
    " 'accepted', 'next', 'silent', 'failed', 'link', 'unmatched', 'undelivered')"
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
    CheckConstraint(KINDS, name="known_kind"),
    CheckConstraint(
        "state IN ('pending', 'held', 'sent', 'dead', 'cancelled')", name="known_state"
    ),
    Index("notifications_state_next_at", "state", "next_at"),
)

# The columns that the first three shapes lack, as they are added before they have values.
ADDED = (("firm_name", Text()), ("version", String(10)), ("method", String(10)))
old_agreements = table(
    "agreements", *map(column, ("id", "firm", "text", "firm_name", "version", "method"))
)
# The first three shapes kept a sentence for each firm, which had its name between these two.
BEFORE_NAME = "I have seen the name of "
AFTER_NAME = ". I agree that "


def upgrade() -> None:
    """Repair what is not as it is in the last shape of version 4."""
    imports.create(op.get_bind(), checkfirst=True)
    _allow(offers, "known_offer_state", OFFER_STATES, "'failed'")
    _allow(notifications, "known_kind", KINDS, "'undelivered'")
    _complete_agreements()


def _allow(of: Table, name: str, rule: str, added: str) -> None:
    """Make the constraint `name` the newer `rule`, which alone has the value `added`."""
    checks = inspect(op.get_bind()).get_check_constraints(of.name)
    if any(check["name"] == name and added in check["sqltext"] for check in checks):
        return
    if op.get_bind().dialect.name == "sqlite":
        recreate_table(of)
    else:
        op.drop_constraint(name, of.name, type_="check")
        op.create_check_constraint(name, of.name, rule)


def _complete_agreements() -> None:
    connection = op.get_bind()
    columns = inspect(connection).get_columns(agreements.name)
    if any(each["name"] == "firm_name" for each in columns):
        return
    for name, kind in ADDED:
        op.add_column(agreements.name, Column(name, kind))
    rows = connection.execute(select(old_agreements)).mappings().all()
    if rows:
        fill = update(old_agreements).where(old_agreements.c.id == bindparam("agreement"))
        connection.execute(
            fill.values({name: bindparam(name) for name, _ in ADDED}),
            [_completed(dict(row)) for row in rows],
        )
    if connection.dialect.name == "sqlite":
        recreate_table(agreements)
    else:
        for name, _ in ADDED:
            op.alter_column(agreements.name, name, nullable=False)


def _completed(row: dict[str, str]) -> dict[str, str]:
    """Return what is known of an agreement; its version and method were not noted."""
    return {
        "agreement": row["id"],
        "firm_name": _name_in(row["text"]) or row["firm"],
        "version": "unknown",
        "method": "unknown",
    }


def _name_in(sentence: str) -> str:
    name, found, _ = sentence.removeprefix(BEFORE_NAME).rpartition(AFTER_NAME)
    return name if found and sentence.startswith(BEFORE_NAME) else ""
