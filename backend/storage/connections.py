"""Engines and transactions: SQLite's pragmas, PostgreSQL's timeouts, the database's errors."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as SQLiteConnection
from sqlite3 import Error as SQLiteError
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, QueuePool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from backend.config.errors import SettingError
from backend.storage.errors import UnavailableError
from backend.storage.service_key import KEY_OPTION, ServiceKey, key_file

__all__ = [
    "PRAGMAS",
    "FileConnection",
    "UnavailableError",
    "connect",
    "describe_database",
    "describe_error",
    "read_transaction",
    "sqlite_file",
    "translate_errors",
]

log = logging.getLogger(__name__)

# busy_timeout (milliseconds) comes first: the others may have to wait as well. No WAL: most builds
# of Python link a SQLite whose WAL mode can corrupt. EXTRA also syncs the folder after a commit.
# secure_delete overwrites what is deleted: who asks to be erased means it.
PRAGMAS = (
    ("busy_timeout", 5000),
    ("journal_mode", "DELETE"),
    ("synchronous", "EXTRA"),
    ("foreign_keys", "ON"),
    ("secure_delete", "ON"),
)

# A lock that is not given in time is an answer of 503, as it is on SQLite.
POSTGRESQL_ARGUMENTS = {
    "connect_timeout": 5,
    "options": "-c lock_timeout=4s -c statement_timeout=60s",
    # Milliseconds and seconds: a server that has gone without a word is noticed.
    "tcp_user_timeout": 20_000,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}
# Connections for the threads that answer requests; who gets none in time answers 503.
POOL: dict[str, Any] = {
    "pool_pre_ping": True,
    "pool_timeout": 4,
    "pool_size": 10,
    "max_overflow": 10,
}
# The same for a file. To open one costs more than to store a request: it is read how all tables
# are made, and every statement is prepared anew. No limit: threads are what is limited.
FILE_POOL: dict[str, Any] = {"poolclass": QueuePool, "pool_size": 5, "max_overflow": -1}


class FileConnection(SQLiteConnection):
    """A connection that knows which file it has open: another may take its place under its name."""

    def __init__(self, database: str, *arguments: Any, **named: Any) -> None:
        """Open `database`. `file`: device and inode, None where it was exchanged meanwhile."""
        before = _identify(database)
        super().__init__(database, *arguments, **named)
        self.file = before if before == _identify(database) else None

    def is_at(self, path: Path) -> bool:
        """Tell whether what is open is what has this name now."""
        return self.file is not None and self.file == _identify(path)


def _identify(path: str | Path) -> tuple[int, int] | None:
    try:
        found = os.stat(path)  # noqa: PTH116 - a path may be text here, and this is asked often
    except OSError:
        return None
    return found.st_dev, found.st_ino


def connect(url: str, *, pooled: bool = False, service_key: ServiceKey | None = None) -> Engine:
    """Return an engine for `url`; nothing is opened yet. Raises SettingError for an unusable one.

    `pooled`: keep connections open, as a process does that lives long. `service_key`: of another
    database, by whose key this one is kept; without it, that of its own key file.
    """
    try:
        address = make_url(url)
        service_key = service_key or ServiceKey(key_file(sqlite_file(url), os.environ))
        if address.get_backend_name() == "sqlite":
            return _sqlite(address, service_key, pooled=pooled)
        if address.drivername in {"postgres", "postgresql"}:
            address = address.set(drivername="postgresql+psycopg")
        pool = POOL if pooled else {"poolclass": NullPool}
        arguments = POSTGRESQL_ARGUMENTS if address.get_backend_name() == "postgresql" else {}
        return _create(address, service_key, arguments, pool)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        # Only the kind: the address may hold a password.
        raise SettingError(f"QUOTES_DATABASE_URL cannot be used ({type(error).__name__})") from None


def sqlite_file(url: str) -> Path | None:
    """Return the file of a SQLite address, None for other databases."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite" or not address.database:
        return None
    return Path(address.database)


def describe_database(url: str) -> str:
    """Return which database an address means, without user and password, for the operator.

    Raises SettingError for an address that cannot be read.
    """
    try:
        address = make_url(url)
        file = sqlite_file(url)
    except ArgumentError as error:
        raise SettingError(f"QUOTES_DATABASE_URL cannot be used ({type(error).__name__})") from None
    if file is not None:
        return f"{file}{'' if file.exists() else ', which is not there'}"
    where = f"{address.host or 'this machine'}{f':{address.port}' if address.port else ''}"
    return f"{address.get_backend_name()}, {address.database} at {where}"


@contextmanager
def read_transaction(engine: Engine) -> Iterator[Connection]:
    """Give a connection that reads: on SQLite it takes no writer's lock."""
    with engine.execution_options(sqlite_begin="DEFERRED").begin() as connection:
        yield connection


@contextmanager
def translate_errors() -> Iterator[None]:
    """Turn the database's errors into UnavailableError, saying nothing of what was to be stored."""
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        raise UnavailableError(describe_error(error)) from None


def describe_error(error: Exception) -> str:
    """Return what may be said of a database's error."""
    cause = getattr(error, "orig", None) or error
    # SQLite's texts name tables and files; other databases quote values in theirs.
    return str(cause) if isinstance(cause, SQLiteError) else type(cause).__name__


def _create(
    address: URL, service_key: ServiceKey, arguments: dict[str, Any], pool: dict[str, Any]
) -> Engine:
    options = {KEY_OPTION: service_key}
    return create_engine(
        address, hide_parameters=True, connect_args=arguments, execution_options=options, **pool
    )


def _sqlite(address: URL, service_key: ServiceKey, *, pooled: bool) -> Engine:
    if not address.database or address.database == ":memory:":
        raise SettingError("QUOTES_DATABASE_URL must name a file: requests are to be kept")
    path = Path(address.database)
    pool = FILE_POOL if pooled else {"poolclass": NullPool}
    engine = _create(address, service_key, {"factory": FileConnection}, pool)
    seen = False

    @event.listens_for(engine, "do_connect")
    def make_private_file(*_: object) -> None:
        if path.exists():
            return
        if seen:  # an empty one in its place would hide that the requests are gone
            raise UnavailableError(
                f"the file {path} is gone: put it back, or restore a backup; only a restart makes"
                " a new one"
            )
        log.warning("there was no database %s: an empty one is made", path)
        # The requests are personal data: nobody else on the machine reads them.
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: SQLiteConnection, _: ConnectionPoolEntry) -> None:
        nonlocal seen
        seen = True
        connection.isolation_level = None  # the driver begins no transactions by itself
        for name, value in PRAGMAS:
            connection.execute(f"PRAGMA {name}={value}")

    @event.listens_for(engine, "checkout")
    def refuse_another_file(connection: FileConnection, *_: object) -> None:
        # What is written to a file that was deleted or exchanged is lost: the pool opens anew.
        if not connection.is_at(path):
            raise DisconnectionError

    @event.listens_for(engine, "begin")
    def take_the_lock_at_once(connection: Connection) -> None:
        # A lock taken later could find another writer there, and fail without waiting.
        mode = connection.get_execution_options().get("sqlite_begin", "IMMEDIATE")
        connection.exec_driver_sql(f"BEGIN {mode}")

    return engine
