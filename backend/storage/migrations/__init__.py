"""Database migrations by Alembic: from any earlier version to the newest.

`migrate` is all that the rest of the program needs. It looks the version up first, and loads
Alembic only where there is something to do. The steps are Alembic revisions in `versions/`, "1",
"2" and so on; the number of the last one is the version of the database. `runner` applies all that
are missing in one transaction, by `env`. `keyed_values` does what version 11 is about, for rows of
a damaged file, too.

To add a migration:

1. Change `backend/storage/tables.py`.
2. Write `versions/vN.py` with `revision = "N"`, `down_revision` the one before, and `upgrade()`,
   which works with `alembic.op`. It repeats the tables that it needs as they are at its time: it
   never imports `backend.storage.tables`, which is always the newest. Prefer `op.add_column`,
   `op.rename_table` and the like; where SQLite cannot change a table in place, make it anew with
   `rebuild.recreate_table`. There is no `downgrade()`: the way back is a backup.
3. Set NEWEST to N.
4. Keep a dump of the version before in `tests/backend/storage/dumps/`, with rows. The tests upgrade
   every dump on SQLite and on PostgreSQL, and compare it with a new database.

A released revision is never changed: databases that have it do not run it again.
"""

from sqlalchemy import Column, Connection, Engine, Integer, MetaData, String, Table, inspect, select

from backend.storage.connections import UnavailableError, read_transaction
from backend.storage.service_key import require_key

NEWEST = 11

# Alembic's own table, as far as it is read here: the last revision that was applied.
alembic_version = Table(
    "alembic_version", MetaData(), Column("version_num", String(32), nullable=False)
)
# Up to version 4 the program kept the version here by itself. It is still written, because those
# programs read nothing else: a number above 4 is what makes them refuse.
schema_version = Table("schema_version", MetaData(), Column("version", Integer, nullable=False))
LAST_WITHOUT_ALEMBIC = 4


# The version of a database whose rows are in another one by now.
MOVED = "moved"


class MovedDatabaseError(UnavailableError):
    """The rows were moved to another database, and this one takes no more."""

    def __init__(self) -> None:
        super().__init__("it was moved to another one: set QUOTES_DATABASE_URL to that")


class NewerDatabaseError(UnavailableError):
    """A later version of this program has written the database."""

    def __init__(self, version: int | str) -> None:
        super().__init__(
            f"it has version {version} and this program knows {NEWEST}; use the newer program"
        )


def migrate(engine: Engine) -> list[int]:
    """Bring the database to the newest version; return the versions it went through.

    All of them are one transaction: a failure leaves the database as it was. Two processes take
    turns, and the second finds nothing to do. Raises NewerDatabaseError, KeyFileError where the key
    is not the database's, or UnavailableError where the outcome would not be whole.
    """
    with read_transaction(engine) as connection:
        if version_of(connection) == NEWEST:
            require_key(connection)
            return []
    from backend.storage.migrations import runner  # noqa: PLC0415 - loads Alembic

    return runner.upgrade(engine)


def version_of(connection: Connection) -> int:
    """Return the version of the tables, 0 where there are none.

    Raises NewerDatabaseError, or MovedDatabaseError.
    """
    tables = set(inspect(connection).get_table_names())
    if alembic_version.name in tables:
        revision: str = connection.execute(select(alembic_version.c.version_num)).scalar_one()
        if revision == MOVED:
            raise MovedDatabaseError
        if not revision.isdecimal() or int(revision) > NEWEST:
            raise NewerDatabaseError(revision)
        return int(revision)
    if schema_version.name in tables:
        version: int = connection.execute(select(schema_version.c.version)).scalar_one()
        if version > LAST_WITHOUT_ALEMBIC:
            raise NewerDatabaseError(version)
        return version
    return 1 if "submissions" in tables else 0  # version 1 did not write itself down
