"""Making a table anew where it cannot be changed in place, without losing what hangs on it."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import op
from sqlalchemy import Connection, MetaData, Table, insert, select, text

# What creates the triggers of a table.
TRIGGERS = {
    "sqlite": "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table",
    "postgresql": "SELECT pg_get_triggerdef(oid) FROM pg_trigger"
    " WHERE tgrelid = CAST(:table AS regclass) AND NOT tgisinternal",
}


def recreate_table(table: Table) -> None:
    """Replace a SQLite table by `table`, which has the same columns, and keep its rows.

    This is SQLite's own procedure. Alembic's batch mode leaves out indexes of single columns.
    """
    connection = op.get_bind()
    tables = MetaData()
    for other in table.metadata.sorted_tables:  # those that it refers to must be known
        other.to_metadata(tables)
    made = table.to_metadata(tables, name=f"new_{table.name}")
    made.indexes.clear()  # their names are taken until the old table is gone
    columns = [column.name for column in table.c]
    with kept_triggers(connection, table.name):
        made.create(connection)
        connection.execute(insert(made).from_select(columns, select(*table.c)))
        op.drop_table(table.name)
        op.rename_table(made.name, table.name)
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            index.create(connection)


@contextmanager
def kept_triggers(connection: Connection, table: str) -> Iterator[None]:
    """Put the triggers of a table back that is dropped and made anew meanwhile."""
    query = text(TRIGGERS[connection.dialect.name])
    triggers = connection.scalars(query, {"table": table}).all()
    yield
    for trigger in triggers:
        connection.exec_driver_sql(trigger.replace("%", "%%") if _formats(connection) else trigger)


def _formats(connection: Connection) -> bool:
    """Tell whether the driver takes % for a placeholder."""
    return connection.dialect.paramstyle in {"format", "pyformat"}
