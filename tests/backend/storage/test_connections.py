"""Connections to a file are kept, but never to a file that has gone from its name."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from backend.storage.connections import UnavailableError, connect
from backend.storage.migrations import migrate


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kept.db"


@pytest.fixture
def engine(file: Path) -> Iterator[Engine]:
    """An engine that has a connection to a table with a row."""
    made = connect(f"sqlite:///{file}", pooled=True)
    add(made)
    yield made
    made.dispose()


def add(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS kept (row INTEGER)"))
        connection.execute(text("INSERT INTO kept VALUES (1)"))


def count(engine: Engine) -> int:
    with engine.begin() as connection:
        return connection.execute(text("SELECT count(*) FROM kept")).scalar_one()


def opened(engine: Engine) -> object:
    with engine.begin() as connection:
        return connection.connection.dbapi_connection


def test_a_connection_to_a_file_is_opened_once_for_many_transactions(engine: Engine) -> None:
    assert opened(engine) is opened(engine)


def test_who_keeps_a_connection_writes_to_the_file_that_has_taken_the_place_of_its_own(
    engine: Engine, file: Path, tmp_path: Path
) -> None:
    restored = tmp_path / "restored.db"
    add(connect(f"sqlite:///{restored}"))
    restored.replace(file)
    add(engine)
    assert count(connect(f"sqlite:///{file}")) == 2


def test_who_keeps_a_connection_writes_nothing_to_a_file_that_was_deleted(
    engine: Engine, file: Path
) -> None:
    file.unlink()
    with pytest.raises(UnavailableError, match="is gone"):
        add(engine)
    assert not file.exists()


def test_what_a_migration_sets_on_its_connection_is_set_for_nobody_else(file: Path) -> None:
    engine = connect(f"sqlite:///{file}", pooled=True)
    migrate(engine)
    with engine.begin() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
    engine.dispose()
