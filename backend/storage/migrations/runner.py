"""Applies the revisions that a database lacks, in one transaction, to one database at a time."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, inspect, text

from backend.storage.connections import UnavailableError
from backend.storage.migrations import (
    NEWEST,
    alembic_version,
    schema_version,
    version_of,
)
from backend.storage.service_key import require_key
from backend.storage.tables import metadata

# Any number, the same in all processes: who holds this lock of PostgreSQL migrates.
LOCK = 5_246_771
# `alembic.op` is one for the whole process. Taken before the database's lock, never after it.
ONE_AT_A_TIME = Lock()
# What a connection needs before SQLite may remake a table. Neither does anything in a transaction.
# With foreign keys on, dropping the old table would delete the rows that refer to it; without the
# legacy rename, a trigger or view that names the table would stop the new one from taking its name.
REMAKING = ("PRAGMA foreign_keys=OFF", "PRAGMA legacy_alter_table=ON")

# The program says itself which version the database has.
logging.getLogger("alembic").setLevel(logging.WARNING)


class MigrationError(UnavailableError):
    """The outcome would not have been whole; the database is as it was before."""


def upgrade(engine: Engine) -> list[int]:
    """Bring the database to NEWEST; return the versions it went through.

    Raises NewerDatabaseError or MigrationError.
    """
    with ONE_AT_A_TIME, _locked(engine) as connection:
        before = version_of(connection)
        if before == NEWEST:  # another process was here first
            require_key(connection)
            return []
        config = _config(connection)
        if before and not inspect(connection).has_table(alembic_version.name):
            command.stamp(config, str(before))
        command.upgrade(config, str(NEWEST))
        _write_for_older_programs(connection)
        _check_tables(connection)
        _check_references(connection)
    return list(range(before + 1, NEWEST + 1))


@contextmanager
def _locked(engine: Engine) -> Iterator[Connection]:
    """Give a transaction that no other process migrates beside.

    A connection to SQLite is taken out of its pool: nobody gets it afterwards as it is set here.
    """
    with engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            with connection.begin():
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
                yield connection
            return
        connection.detach()
        for pragma in REMAKING:
            connection.connection.cursor().execute(pragma)
        with connection.begin():  # BEGIN IMMEDIATE: this takes the writer's lock
            yield connection


def _config(connection: Connection) -> Config:
    config = Config(attributes={"connection": connection})
    folder = str(Path(__file__).parent)
    config.set_main_option("script_location", folder.replace("%", "%%"))
    return config


def _write_for_older_programs(connection: Connection) -> None:
    schema_version.create(connection, checkfirst=True)
    connection.execute(schema_version.delete())
    connection.execute(schema_version.insert().values(version=NEWEST))


def _check_tables(connection: Connection) -> None:
    """Do not call a database the newest that lacks what the program is going to read."""
    found = inspect(connection)
    for table in metadata.sorted_tables:
        columns: set[str] = set()
        if found.has_table(table.name):
            columns = {column["name"] for column in found.get_columns(table.name)}
        if missing := sorted({column.name for column in table.c} - columns):
            raise MigrationError(f"the migration gave {table.name} no {', '.join(missing)}")


def _check_references(connection: Connection) -> None:
    """See that no row refers to one that is not there, which SQLite did not look at meanwhile."""
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        tables = ", ".join(sorted({f"{row[0]} (of {row[2]})" for row in broken}))
        raise MigrationError(f"{len(broken)} rows refer to rows that do not exist: {tables}")
