"""Version 11: hashes of addresses are keyed, and the keys of links and tokens are sealed.

The service's key lies in a file of its own; it is made here where there is none. The database notes
which key it was, and works with no other from here on.

- `matches.private_key`, `matches.read_key`, `guard_secrets.value` are wider.
"""

from datetime import UTC, datetime

from alembic import op
from sqlalchemy import (
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    column,
    insert,
    table,
)

from backend.storage.migrations.keyed_values import convert_values
from backend.storage.migrations.rebuild import recreate_table
from backend.storage.service_key import KEY_NOTE, service_key_of

revision = "11"
down_revision = "10"

metadata = MetaData()

# Only to be referred to: this version does not touch it.
Table("submissions", metadata, Column("id", Integer, primary_key=True))

matches = Table(
    "matches",
    metadata,
    Column("submission_id", ForeignKey("submissions.id"), primary_key=True),
    Column("private_key", String(160), nullable=False, unique=True),
    Column("read_key", String(160)),
    Column("rotation", String(64), nullable=False),
    Column("state", String(20), nullable=False),
    Column("why_fewer", Text, nullable=False),
    Column("matched_at", String(24), nullable=False),
    Column("withdrawn_at", String(24)),
    Column("confirmed_at", String(24)),
    Column("edits", Integer, nullable=False, server_default="0"),
    CheckConstraint(
        "state IN ('received', 'offered', 'chosen', 'introduced', 'accepted', 'declined',"
        " 'withdrawn')",
        name="known_request_state",
    ),
)

guard_secrets = Table(
    "guard_secrets",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", String(160), nullable=False),
    Column("made_at", Float, nullable=False),
)

WIDER = (("matches", "private_key"), ("matches", "read_key"), ("guard_secrets", "value"))
service_state = table("service_state", *map(column, ("name", "value", "at")))


def upgrade() -> None:
    """Read the key or make it, widen what is sealed, convert every row, and note the key."""
    connection = op.get_bind()
    service_key = service_key_of(connection)
    service_key.make_where_missing()
    if connection.dialect.name == "sqlite":
        recreate_table(matches)
        recreate_table(guard_secrets)
    else:
        for name, wide in WIDER:
            op.alter_column(name, wide, type_=String(160))
    convert_values(connection, service_key)
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    note = {"name": KEY_NOTE, "value": service_key.id, "at": now}
    connection.execute(insert(service_state).values(note))
