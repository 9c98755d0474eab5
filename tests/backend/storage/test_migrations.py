"""From every shape that the database ever had to the newest, with rows, on both databases.

`dumps/` holds one dump a shape and database, with rows in every table that it had. The program of
that time made them: version 1 did not write itself down on SQLite, and version 4 was changed
three times without a new number ("4-first" to "4-agreements"). Versions 6, 9 and 10 were made by
their own revisions. One request in them was erased.
"""

import itertools
import multiprocessing
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData, Table, event, inspect, select, text

from backend.backup.backup import restore_backup
from backend.backup.copy import copy_database
from backend.storage import connections, migrations
from backend.storage.connections import connect
from backend.storage.hashing import email_hash, sha256
from backend.storage.link_keys import PRIVATE_KEY, READER_KEY
from backend.storage.migrations import NEWEST, NewerDatabaseError, migrate, runner, version_of
from backend.storage.migrations.keyed_values import HASHES
from backend.storage.secrets import SEALED_AS
from backend.storage.service_key import KEY_NOTE, service_key_of
from backend.storage.tables import agreements, consents, erasures, metadata, submissions
from model.dataset import ROOT
from tests.backend.conftest import new_database

DUMPS = Path(__file__).parent / "dumps"
SHAPES = sorted(
    {file.name.partition(".")[0] for file in DUMPS.iterdir()},
    key=lambda shape: (int(shape.partition("-")[0]), shape),
)


def by_day(shapes: list[str], *some: str) -> list[Any]:
    """Leave the other shapes to the night: the revisions that they need are fixed."""
    return [
        shape if shape in some else pytest.param(shape, marks=pytest.mark.nightly)
        for shape in shapes
    ]


SOME_BY_DAY = by_day(SHAPES, SHAPES[0], SHAPES[-1])
BEFORE_NAMED_FIRMS = [name for name in SHAPES if name[0] == "4" and name != "4-agreements"]
# What tells a version, and is no part of what is kept.
VERSIONS = {"schema_version", "alembic_version"}
# PostgreSQL writes some anew when a dump is loaded; they mean the same.
CASTS = re.compile(r"::character varying|::text(\[\])?|[()]")
# The tests of single faults start from a shape in which there is most to do.
FIRST = "4-first"
TO_DO = list(range(int(FIRST[0]) + 1, NEWEST + 1))

Rows = dict[str, list[dict[str, object]]]


def load(engine: Engine, shape: str) -> None:
    """Make an empty database what it was."""
    if engine.dialect.name == "sqlite":
        load_file(Path(str(engine.url.database)), shape)
        return
    with closing(engine.raw_connection()) as connection:
        connection.cursor().execute((DUMPS / f"{shape}.postgresql.sql").read_text(encoding="utf-8"))
        connection.commit()


def load_file(file: Path, shape: str) -> Path:
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript((DUMPS / f"{shape}.sqlite.sql").read_text(encoding="utf-8"))
    return file


def empty(engine: Engine) -> None:
    found = MetaData()
    found.reflect(engine)
    found.drop_all(engine)


def described(engine: Engine) -> dict[str, object]:
    """Return all about the tables but the order of their columns."""
    look = inspect(engine)
    return {
        table: {
            "columns": sorted(
                (c["name"], str(c["type"]), c["nullable"], str(c["default"]))
                for c in look.get_columns(table)
            ),
            "primary": look.get_pk_constraint(table)["constrained_columns"],
            "unique": sorted(
                (str(u["name"]), u["column_names"]) for u in look.get_unique_constraints(table)
            ),
            "indexes": sorted(
                (str(i["name"]), i["column_names"], i["unique"]) for i in look.get_indexes(table)
            ),
            "checks": sorted(
                (str(c["name"]), CASTS.sub("", c["sqltext"]))
                for c in look.get_check_constraints(table)
            ),
            "keys": sorted(
                (k["constrained_columns"], k["referred_table"], k["referred_columns"])
                for k in look.get_foreign_keys(table)
            ),
        }
        for table in look.get_table_names()
    }


def rows_of(engine: Engine) -> Rows:
    """Return every row of every table, in the order of its primary key."""
    found = MetaData()
    found.reflect(engine)
    with engine.connect() as connection:
        return {
            table.name: [
                dict(row)
                for row in connection.execute(
                    select(table).order_by(*table.primary_key.columns)
                ).mappings()
            ]
            for table in found.sorted_tables
        }


def readable(engine: Engine, rows: Rows) -> Rows:
    """Return rows of the newest version with its sealed keys in clear, and without its own note."""
    names = {row["id"]: str(row["reference"]) for row in rows["submissions"]}
    unseal = service_key_of(engine).unseal

    def unsealed(row: Mapping[str, object], name: str) -> str | None:
        reference = names[row["submission_id"]]
        return unseal(str(row[name]), name, reference) if row[name] else None

    return {
        **rows,
        "matches": [
            {**row, **{name: unsealed(row, name) for name in (PRIVATE_KEY, READER_KEY)}}
            for row in rows["matches"]
        ],
        "guard_secrets": [
            {**row, "value": unseal(str(row["value"]), SEALED_AS, str(row["name"]))}
            for row in rows["guard_secrets"]
        ],
        "service_state": [row for row in rows["service_state"] if row["name"] != KEY_NOTE],
    }


def keyed(engine: Engine, rows: Rows) -> Rows:
    """Return rows with keyed hashes in the place of plain ones."""
    hashes = {(table, column) for table, _, column in HASHES}
    made = {
        table: [
            {
                name: service_key_of(engine).keyed(str(value)) if (table, name) in hashes else value
                for name, value in row.items()
            }
            for row in found
        ]
        for table, found in rows.items()
    }
    made.get("imports", []).sort(key=lambda row: str(row["key_hash"]))  # it is the primary key
    return made


def state(engine: Engine) -> object:
    return described(engine), rows_of(engine)


@contextmanager
def changing_statements(engine: Engine, act: Callable[[str], None]) -> Iterator[None]:
    """Call `act` before every statement that changes something."""

    def look(*arguments: object) -> None:
        statement = str(arguments[2]).lstrip()
        if re.match(r"(?i)create|insert|update|delete|drop|alter", statement):
            act(statement)

    event.listen(engine, "before_cursor_execute", look)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", look)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without tables of each kind in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'quotes.db'}"
        return
    with new_database(request.getfixturevalue("postgres")) as made:
        yield made


# Every shape


@pytest.mark.parametrize("shape", SOME_BY_DAY)
def test_every_shape_becomes_the_same_as_a_new_database(engine: Engine, shape: str) -> None:
    load(engine, shape)
    assert migrate(engine) == list(range(int(shape.partition("-")[0]) + 1, NEWEST + 1))
    upgraded = described(engine)
    empty(engine)
    migrate(engine)
    assert upgraded == described(engine)


def test_a_new_database_has_the_tables_of_the_schema(engine: Engine) -> None:
    assert migrate(engine) == list(range(1, NEWEST + 1))
    migrated = described(engine)
    empty(engine)
    metadata.create_all(engine)
    assert {name: made for name, made in migrated.items() if name not in VERSIONS} == described(
        engine
    )


@pytest.mark.parametrize("shape", SOME_BY_DAY)
def test_every_shape_keeps_its_rows(engine: Engine, shape: str) -> None:
    load(engine, shape)
    before = rows_of(engine)
    migrate(engine)
    after = readable(engine, rows_of(engine))
    before = keyed(engine, before)
    assert before["submissions"]
    for table in before.keys() - VERSIONS:
        kept = [
            {name: new[name] for name in old.keys() & new.keys()}
            for old, new in zip(before[table], after[table], strict=True)
        ]
        shared = [{name: old[name] for name in kept[0]} for old in before[table]]
        assert kept == shared, table


@pytest.mark.parametrize("shape", ["1", "2"])
def test_a_consent_within_a_request_becomes_a_proof_of_its_own(engine: Engine, shape: str) -> None:
    load(engine, shape)
    before = rows_of(engine)["submissions"]
    migrate(engine)
    columns = ("reference", "email_hash", "text", "text_sha256", "version", "given_at", "method")
    with engine.connect() as connection:
        query = select(*(consents.c[name] for name in columns)).order_by(consents.c.reference)
        proofs = [tuple(row) for row in connection.execute(query)]
        assert proofs == [
            (
                row["reference"],
                email_hash(connection, str(row["email"])),
                row["consent_text"],
                sha256(str(row["consent_text"])),
                row["consent_version"],
                row["created_at"],
                "unknown",
            )
            for row in before
        ]


@pytest.mark.parametrize("shape", BEFORE_NAMED_FIRMS)
def test_an_agreement_gets_the_name_that_its_sentence_holds(engine: Engine, shape: str) -> None:
    load(engine, shape)
    migrate(engine)
    with engine.connect() as connection:
        rows = connection.execute(select(agreements)).mappings().all()
    assert rows
    for row in rows:
        assert row["text"].startswith(f"I have seen the name of {row['firm_name']}. I agree that ")
        assert (row["version"], row["method"]) == ("unknown", "unknown")


def test_an_agreement_of_other_words_is_named_by_the_id_of_its_firm(engine: Engine) -> None:
    load(engine, FIRST)
    with engine.begin() as connection:
        connection.execute(text("UPDATE agreements SET text = 'I agree.'"))
    migrate(engine)
    with engine.connect() as connection:
        rows = connection.execute(select(agreements.c.firm, agreements.c.firm_name)).all()
    assert all(firm == name for firm, name in rows)


@pytest.mark.parametrize("shape", SOME_BY_DAY)
def test_rows_that_come_later_get_new_numbers(engine: Engine, shape: str) -> None:
    load(engine, shape)
    migrate(engine)
    with engine.begin() as connection:
        for name in ("notifications", "consents"):
            table = metadata.tables[name]
            row = dict(connection.execute(select(table).limit(1)).mappings().one())
            del row["id"]
            connection.execute(table.insert().values(row | {"reference": "Q-9999-9999-9999"}))


# Backups


@pytest.mark.parametrize("shape", SOME_BY_DAY)
def test_a_backup_of_every_shape_is_restored(url: str, tmp_path: Path, shape: str) -> None:
    backup = load_file(tmp_path / "backup.db", shape)
    with closing(sqlite3.connect(backup)) as connection:
        before = connection.execute("SELECT reference FROM submissions ORDER BY 1").fetchall()
    assert restore_backup(url, backup, str, replace=False) == (len(before), 0)
    assert references(connect(url)) == [reference for (reference,) in before]


def test_who_was_erased_since_stays_erased(url: str, tmp_path: Path) -> None:
    backup = load_file(tmp_path / "backup.db", FIRST)
    migrate(connect(url))
    with connect(url).begin() as connection:
        moment = "2026-11-24T10:00:00.000Z"
        erased = {"email_hash": email_hash(connection, "ben@example.com"), "erased_at": moment}
        connection.execute(erasures.insert().values(erased))
    assert restore_backup(url, backup, str, replace=False)[1] == 1
    assert references(connect(url)) == ["Q-0000-0000-0001"]


@pytest.mark.parametrize("shape", SOME_BY_DAY)
def test_every_shape_is_copied_to_another_database(url: str, tmp_path: Path, shape: str) -> None:
    source = connect(f"sqlite:///{load_file(tmp_path / 'old.db', shape)}")
    copy_database(source, connect(url), str)
    assert references(connect(url)) == references(source)


def references(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        query = select(submissions.c.reference).order_by(submissions.c.reference)
        return list(connection.scalars(query))


# Failures


@pytest.mark.nightly  # by day one fails at the last
@pytest.mark.parametrize("shape", ["1", FIRST])
def test_a_failure_at_any_statement_leaves_what_was_there(tmp_path: Path, shape: str) -> None:
    file = load_file(tmp_path / "old.db", shape)
    engine = connect(f"sqlite:///{file}")
    before = file.read_bytes()
    failed = 0
    while not succeeds(engine, failed):
        assert file.read_bytes() == before, f"statement {failed}"
        failed += 1
    assert failed > 1


@pytest.mark.locks
def test_a_failure_at_the_end_leaves_what_was_there(engine: Engine) -> None:
    load(engine, FIRST)
    before = state(engine)
    with pytest.raises(ValueError, match="planted"), changing_statements(engine, fail_at_the_end):
        migrate(engine)
    assert state(engine) == before


def succeeds(engine: Engine, failing: int) -> bool:
    """Migrate, and fail before the statement of this number where there is one."""
    numbers = itertools.count()

    def fail_at_that(_: str) -> None:
        if next(numbers) == failing:
            raise ValueError("planted")

    try:
        with changing_statements(engine, fail_at_that):
            migrate(engine)
    except ValueError:
        return False
    return True


def fail_at_the_end(statement: str) -> None:
    if statement.startswith("INSERT INTO schema_version"):
        raise ValueError("planted")


def test_a_process_that_is_killed_leaves_what_was_there(tmp_path: Path) -> None:
    file = load_file(tmp_path / "old.db", FIRST)
    engine = connect(f"sqlite:///{file}")
    before = state(engine)
    fork = multiprocessing.get_context("fork")
    process = fork.Process(target=die_at_the_end, args=(str(file),))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    assert file.with_name(file.name + "-journal").exists()
    assert state(engine) == before
    assert migrate(engine) == TO_DO


def die_at_the_end(file: str) -> None:
    """End this process when the new version has been written, and the cache of pages too."""
    engine = connect(f"sqlite:///{file}")

    def spill(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA cache_size=1")

    def die(statement: str) -> None:
        if statement.startswith("INSERT INTO schema_version"):
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine, "begin", spill)
    with changing_statements(engine, die):
        migrate(engine)


def test_rows_without_what_they_refer_to_stop_it(tmp_path: Path) -> None:
    file = load_file(tmp_path / "old.db", FIRST)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE offers SET submission_id = 99 WHERE id = 3")
    engine = connect(f"sqlite:///{file}")
    before = state(engine)
    with pytest.raises(runner.MigrationError, match=r"1 rows .* offers \(of submissions\)"):
        migrate(engine)
    assert state(engine) == before


def test_a_database_that_lacks_a_table_is_not_called_the_newest(engine: Engine) -> None:
    load(engine, FIRST)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE erasures"))
    before = state(engine)
    with pytest.raises(runner.MigrationError, match="gave erasures no"):
        migrate(engine)
    assert state(engine) == before


# What hangs on a table


@pytest.mark.parametrize("table", ["notifications", "offers"])
def test_triggers_stay(engine: Engine, table: str) -> None:
    load(engine, FIRST)
    plant_trigger(engine, table)
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE {table} SET state = state"))
        assert connection.scalar(text("SELECT count(*) FROM seen")) == connection.scalar(
            text(f"SELECT count(*) FROM {table}")
        )


def test_triggers_stay_where_an_early_version_makes_the_table_anew(engine: Engine) -> None:
    load(engine, "2")
    plant_trigger(engine, "notifications")
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE notifications SET state = state"))
        assert connection.scalar(text("SELECT count(*) FROM seen"))


def test_triggers_and_views_of_others_that_name_the_table_stay(tmp_path: Path) -> None:
    file = load_file(tmp_path / "old.db", FIRST)
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(
            "CREATE VIEW waiting AS SELECT id FROM notifications WHERE state = 'pending';"
            "CREATE TRIGGER gone AFTER DELETE ON erasures BEGIN DELETE FROM offers; END;"
        )
    migrate(connect(f"sqlite:///{file}"))
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT count(*) FROM waiting").fetchone() == (2,)
        connection.execute("DELETE FROM erasures")
        assert connection.execute("SELECT count(*) FROM offers").fetchone() == (0,)


def test_rows_that_refer_to_a_table_made_anew_are_not_deleted_with_the_old_one(
    tmp_path: Path,
) -> None:
    file = load_file(tmp_path / "old.db", FIRST)
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(
            "CREATE TABLE notes (offer_id INTEGER REFERENCES offers (id) ON DELETE CASCADE);"
            "INSERT INTO notes SELECT id FROM offers"
        )
    migrate(connect(f"sqlite:///{file}"))
    with closing(sqlite3.connect(file)) as connection:
        notes = connection.execute("SELECT offer_id FROM notes ORDER BY 1").fetchall()
        assert notes == connection.execute("SELECT id FROM offers ORDER BY 1").fetchall() != []


def plant_trigger(engine: Engine, table: str) -> None:
    """Write down in `seen` every row of a table that is changed."""
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE seen (id INTEGER)"))
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql(
                f"CREATE TRIGGER notice AFTER UPDATE OF state ON {table}"
                " BEGIN INSERT INTO seen VALUES (new.id); END"
            )
            return
        connection.exec_driver_sql(
            "CREATE FUNCTION notice() RETURNS trigger LANGUAGE plpgsql AS"
            " $$BEGIN INSERT INTO seen VALUES (new.id); RETURN new; END$$"
        )
        connection.exec_driver_sql(
            f"CREATE TRIGGER notice AFTER UPDATE OF state ON {table}"
            " FOR EACH ROW WHEN (new.state::text LIKE '%%') EXECUTE FUNCTION notice()"
        )


def test_a_table_that_was_made_anew_leaves_no_second_copy_in_the_file(tmp_path: Path) -> None:
    file = load_file(tmp_path / "old.db", FIRST)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE offers SET letter = 'A distinctive letter' WHERE id = 1")
    migrate(connect(f"sqlite:///{file}"))
    assert file.read_bytes().count(b"A distinctive letter") == 1


# Turns


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let who waits for a turn wait as long as a busy machine takes."""
    options = "-c lock_timeout=60s -c statement_timeout=60s"
    monkeypatch.setitem(connections.POSTGRESQL_ARGUMENTS, "options", options)
    pragmas = tuple((dict(connections.PRAGMAS) | {"busy_timeout": 60_000}).items())
    monkeypatch.setattr(connections, "PRAGMAS", pragmas)


@pytest.mark.locks
@pytest.mark.usefixtures("patient")
def test_two_processes_do_not_migrate_twice(url: str) -> None:
    load(connect(url), FIRST)
    fork = multiprocessing.get_context("fork")
    together, done = fork.Barrier(2), fork.Queue()
    processes = [fork.Process(target=take_part, args=(url, together, done)) for _ in range(2)]
    for process in processes:
        process.start()
    went = sorted([done.get(timeout=60) for _ in processes])
    for process in processes:
        process.join(60)
    assert went == [[], TO_DO]


def take_part(url: str, together: Barrier, done: "Queue[list[int]]") -> None:
    engine = connect(url)
    with engine.connect() as connection:  # both have seen that there is something to do
        assert version_of(connection) < NEWEST
    together.wait(60)
    done.put(runner.upgrade(engine))


@pytest.mark.locks
@pytest.mark.usefixtures("patient")
def test_threads_do_not_migrate_twice(url: str) -> None:
    engines = [connect(url) for _ in range(4)]
    together = threading.Barrier(4)

    def go(engine: Engine) -> list[int]:
        together.wait()
        return migrate(engine)

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(go, engines))
    for engine in engines:
        engine.dispose()
    assert sorted(done) == [[], [], [], list(range(1, NEWEST + 1))]


# Programs of other times


@pytest.mark.parametrize("shape", SOME_BY_DAY)
def test_a_program_without_alembic_refuses_the_database(engine: Engine, shape: str) -> None:
    load(engine, shape)
    migrate(engine)
    with engine.connect() as connection:
        assert version_before_alembic(connection) > 4


def version_before_alembic(connection: Connection) -> int:
    """Return the version as programs of version 2 to 4 read it; they refused what was above 4."""
    tables = set(inspect(connection).get_table_names())
    if "schema_version" in tables:
        version: int = connection.execute(text("SELECT version FROM schema_version")).scalar_one()
        return version
    return 1 if "submissions" in tables else 0


@pytest.mark.parametrize("version", [str(NEWEST + 1), "a1b2c3"])
def test_a_database_of_a_newer_program_is_left_alone(engine: Engine, version: str) -> None:
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{version}'"))
    before = state(engine)
    with pytest.raises(NewerDatabaseError, match=f"version {version} .* knows {NEWEST}"):
        migrate(engine)
    assert state(engine) == before


def test_a_version_that_no_program_without_alembic_had_is_left_alone(engine: Engine) -> None:
    load(engine, FIRST)
    with engine.begin() as connection:
        connection.execute(text("UPDATE schema_version SET version = 5"))
    with pytest.raises(NewerDatabaseError, match="version 5"):
        migrate(engine)


def test_an_empty_database_has_version_0(engine: Engine) -> None:
    with engine.connect() as connection:
        assert version_of(connection) == 0


# The revisions


@pytest.fixture(scope="module")
def revisions() -> ScriptDirectory:
    return ScriptDirectory(Path(migrations.__file__).parent)


def test_the_newest_version_is_the_last_revision(revisions: ScriptDirectory) -> None:
    found = [script.revision for script in revisions.walk_revisions()]
    assert found == [str(number) for number in range(NEWEST, 0, -1)]


def test_a_revision_never_imports_the_newest_schema(revisions: ScriptDirectory) -> None:
    newest = {id(metadata), *map(id, metadata.tables.values())}
    for script in revisions.walk_revisions():
        names = vars(script.module).values()
        assert not any(id(name) in newest for name in names)
        if "op.create_index" not in Path(script.path).read_text(
            "utf-8"
        ):  # it names a table as text
            assert any(isinstance(name, Table | MetaData) for name in names)


@pytest.mark.nightly
def test_alembic_is_loaded_only_where_there_is_something_to_do(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'quotes.db'}"
    code = (
        "import sys, backend.app, backend.server\n"
        "from backend.storage.connections import connect\n"
        "from backend.storage.migrations import migrate\n"
        f"print(len(migrate(connect({url!r}))), 'alembic' in sys.modules)"
    )
    printed = [
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.split()
        for _ in range(2)
    ]
    assert printed == [[str(NEWEST), "True"], ["0", "False"]]
