"""Retiring a database that was moved to another one: from then on it refuses writes.

The database itself refuses, by triggers: a server that has it open does not ask first. Its version
is no number any more, so that no program takes it for its own.
"""

from sqlalchemy import Connection, update

from backend.storage.migrations import MOVED, alembic_version, schema_version
from backend.storage.tables import metadata

MESSAGE = "this database was moved to another one"
ACTS = ("INSERT", "UPDATE", "DELETE")
POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION refuse_moved() RETURNS trigger LANGUAGE plpgsql AS
$$BEGIN RAISE EXCEPTION '{MESSAGE}'; END$$
"""


def retire_database(connection: Connection) -> None:
    """Refuse every change from the end of this transaction on."""
    connection.execute(update(alembic_version).values(version_num=MOVED))
    connection.execute(update(schema_version).values(version=2**31 - 1))
    sqlite = connection.dialect.name == "sqlite"
    if not sqlite:
        connection.exec_driver_sql(POSTGRESQL_FUNCTION)
    for table in metadata.tables:
        if not sqlite:
            connection.exec_driver_sql(
                f"CREATE TRIGGER moved BEFORE INSERT OR UPDATE OR DELETE ON {table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION refuse_moved()"
            )
            continue
        for act in ACTS:
            connection.exec_driver_sql(
                f"CREATE TRIGGER moved_{table}_{act.lower()} BEFORE {act} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
            )
