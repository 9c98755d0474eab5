"""The versions of the database, in order, and the way from any of them to the newest.

A version is a module of this package with one function, `upgrade(connection)`. It repeats what the
tables looked like at its time and never imports `backend.storage.tables`, which is the newest
only. A new version goes to the end of UPGRADES; a test then asks for the same tables as
`backend.storage.tables` has.
"""

from collections.abc import Callable

from sqlalchemy import Column, Connection, Engine, Integer, MetaData, Table, inspect, select, text

from backend.storage.connections import Unavailable, reading
from backend.storage.migrations.versions import v1, v2, v3, v4

UPGRADES: tuple[Callable[[Connection], None], ...] = (
    v1.upgrade,
    v2.upgrade,
    v3.upgrade,
    v4.upgrade,
)
NEWEST = len(UPGRADES)
# Any number, the same in all processes: who holds this lock of PostgreSQL migrates.
LOCK = 5_246_771

schema_version = Table("schema_version", MetaData(), Column("version", Integer, nullable=False))


class NewerDatabase(Unavailable):
    """A later version of this program has written the database."""

    def __init__(self, version: int) -> None:
        super().__init__(
            f"it has version {version} and this program knows {NEWEST}; use the newer program"
        )


def version_of(connection: Connection) -> int:
    """Return the version of the tables, 0 where there are none."""
    tables = set(inspect(connection).get_table_names())
    if schema_version.name in tables:
        version: int = connection.execute(select(schema_version.c.version)).scalar_one()
        return version
    return 1 if "submissions" in tables else 0  # version 1 did not write itself down


def migrate(engine: Engine, newest: int = NEWEST) -> list[int]:
    """Bring the database to `newest`; return the versions it went through.

    Each is a transaction of its own. Two processes take turns: the second finds nothing to do.
    """
    with reading(engine) as connection:
        if _checked(connection) == newest:
            return []
    done: list[int] = []
    while True:
        with engine.begin() as connection:  # on SQLite this takes the writer's lock
            _lock(connection)
            version = _checked(connection) + 1
            if version > newest:
                return done
            UPGRADES[version - 1](connection)
            _write_down(connection, version)
        done.append(version)


def _checked(connection: Connection) -> int:
    version = version_of(connection)
    if version > NEWEST:
        raise NewerDatabase(version)
    return version


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})


def _write_down(connection: Connection, version: int) -> None:
    schema_version.create(connection, checkfirst=True)
    connection.execute(schema_version.delete())
    connection.execute(schema_version.insert().values(version=version))
