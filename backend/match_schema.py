"""The tables of matching: what a buyer is offered, what was agreed to, and who did what."""

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from backend.schema import metadata

# One row for each request that is matched. `private_key` opens the buyer's page: who has it acts
# for the buyer. `rotation` decides between firms that fit equally well.
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

# One firm on one buyer's page, with its name and its reasons as they were shown. `letter` is what
# it was sent, `sent_to` where; `answer_code` is in its links. `reasons`: [{kind, text}, ...].
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

# The proof that a buyer agreed to one named firm. Like `consents` it outlives the request. `text`
# is the sentence as it was shown, `shown` which firms were; `method`: by which kind of page.
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

# Who got what, when and why: rows are added, and deleted with the proof, never changed otherwise.
# `fields` names what was sent, not what was in it. `why` is an operator's, and goes at an erasure.
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

# Rows of a hosted provider's export that were taken, by a hash of their keys. They outlive the
# request, so that the next import of the same export does not bring back what was erased.
imports = Table(
    "imports",
    metadata,
    Column("key_hash", String(64), primary_key=True),
    Column("reference", String(20), nullable=False, index=True),
    Column("seen_at", String(24), nullable=False),
)
