"""What can still be read of a damaged SQLite file."""

import shutil
import sqlite3
import struct
from contextlib import closing
from pathlib import Path

from sqlalchemy import Table

from backend.backup.copy import COPIED_TABLES
from backend.storage.connections import connect
from backend.storage.migrations import migrate
from backend.storage.migrations.keyed_values import convert_values
from backend.storage.service_key import ServiceKey

# The header of SQLite's first page, and where it says how many pages there are and which are free.
HEADER = 100
PAGES, FREE_PAGES = 28, 32


def is_damaged(file: Path) -> bool:
    """Tell whether a file is there and SQLite cannot read all of it. A lock is no damage."""
    if not file.exists() or not file.stat().st_size:
        return False
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            found: str = connection.execute("PRAGMA quick_check").fetchone()[0]
    except sqlite3.OperationalError:
        return False
    except sqlite3.DatabaseError:
        return True
    return found != "ok"


def salvage(damaged: Path, made: Path, service_key: ServiceKey) -> int:
    """Copy the rows that can be read into a new database `made`; return how many there were.

    `service_key`: of the damaged file. Raises KeyFileError where another key has sealed its rows.
    """
    engine = connect(f"sqlite:///{made}", service_key=service_key)
    migrate(engine)
    readable = made.with_name("damaged.db")
    shutil.copyfile(damaged, readable)
    if not _opens(readable):
        _write_header(readable, made)
    count = 0
    with closing(sqlite3.connect(readable)) as old, closing(sqlite3.connect(made)) as new:
        for table in COPIED_TABLES:
            count += _copy_readable(old, new, table)
        _drop_orphans(new)
        new.commit()
    with engine.begin() as connection:  # which version the file had may be among what is lost
        convert_values(connection, service_key)
    return count


def _opens(file: Path) -> bool:
    try:
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.DatabaseError:
        return False
    return True


def _write_header(file: Path, sound: Path) -> None:
    """Give a file the header of a sound database, whose pages have the same size."""
    with sound.open("rb") as opened:
        header = bytearray(opened.read(HEADER))
    page_size = struct.unpack_from(">H", header, 16)[0]
    struct.pack_into(">I", header, PAGES, file.stat().st_size // page_size)
    struct.pack_into(">II", header, FREE_PAGES, 0, 0)
    with file.open("r+b") as opened:
        opened.write(header)


def _copy_readable(old: sqlite3.Connection, new: sqlite3.Connection, table: Table) -> int:
    """Copy a table from its beginning and from its end, as far as each can be read."""
    try:
        there = {row[1] for row in old.execute(f"PRAGMA table_info({table.name})")}
    except sqlite3.DatabaseError:
        return 0
    names = [column.name for column in table.c if column.name in there]
    if not names:
        return 0
    columns, places = ", ".join(names), ", ".join("?" * len(names))
    before = new.total_changes
    for order in ("ASC", "DESC"):
        try:
            query = f"SELECT {columns} FROM {table.name} ORDER BY rowid {order}"  # noqa: S608
            for row in old.execute(query):
                insert = f"INSERT OR IGNORE INTO {table.name} ({columns}) VALUES ({places})"  # noqa: S608
                new.execute(insert, row)
        except sqlite3.DatabaseError:
            continue
        break
    return new.total_changes - before


def _drop_orphans(new: sqlite3.Connection) -> None:
    """Leave out rows whose request could not be read."""
    for table, row, *_ in new.execute("PRAGMA foreign_key_check").fetchall():
        new.execute(f"DELETE FROM {table} WHERE rowid = ?", (row,))  # noqa: S608
