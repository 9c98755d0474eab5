"""From every earlier version to the newest, with rows, on both databases."""

import importlib
import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, MetaData, inspect, text

from backend.storage import migrations
from backend.storage.connections import connect
from backend.storage.migrations import NEWEST, NewerDatabase, migrate, version_of
from backend.storage.tables import metadata

ROWS = [
    ("Q-0000-0000-0001", "key-1", "received", "Ada@example.com", "pending", "Zażółć 𝒳 'quoted'"),
    ("Q-0000-0000-0002", None, "quarantined", "ben@example.com", "held", "two\nlines"),
]


def fill_version_1(engine: Engine) -> None:
    """As the first release left it, which did not write its version down."""
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE schema_version"))
        for number, (reference, key, status, email, state, notes) in enumerate(ROWS, start=1):
            connection.execute(
                text(
                    "INSERT INTO submissions (id, reference, idempotency_key, content_hash, status,"
                    " created_at, email, answers, consent_version, consent_text) VALUES (:id, :ref,"
                    " :key, 'h', :status, '2026-11-20T10:00:00.000Z', :email, :answers,"
                    " '2026-11-22', 'I agree.')"
                ),
                {
                    "id": number * 7,
                    "ref": reference,
                    "key": key,
                    "status": status,
                    "email": email,
                    "answers": json.dumps({"notes": notes}),
                },
            )
            connection.execute(
                text(
                    "INSERT INTO notifications (submission_id, state, created_at, attempts)"
                    " VALUES (:id, :state, '2026-11-20T10:00:00.000Z', 0)"
                ),
                {"id": number * 7, "state": state},
            )


@pytest.mark.parametrize("version", range(1, NEWEST))
def test_every_earlier_version_keeps_its_rows(engine: Engine, version: int) -> None:
    migrate(engine, 1)
    fill_version_1(engine)
    migrate(engine, version)
    assert migrate(engine) == list(range(version + 1, NEWEST + 1))
    with engine.connect() as connection:
        requests = connection.execute(
            text(
                "SELECT s.reference, idempotency_key, s.status, s.email, n.state, answers,"
                " n.kind, c.text, c.version, c.method, n.next_at, n.reference FROM submissions s"
                " JOIN notifications n ON n.submission_id = s.id"
                " JOIN consents c ON c.reference = s.reference ORDER BY s.reference"
            )
        ).all()
    for row, wrote in zip(requests, ROWS, strict=True):
        answers = row[5] if isinstance(row[5], dict) else json.loads(row[5])
        assert (*row[:5], answers["notes"]) == wrote
        rest = (
            "operator",
            "I agree.",
            "2026-11-22",
            "unknown",
            "2026-11-20T10:00:00.000Z",
            wrote[0],
        )
        assert tuple(row[6:]) == rest


def test_the_newest_version_has_the_tables_of_the_schema(engine: Engine, url: str) -> None:
    migrate(engine)
    migrated = described(engine)
    del migrated["schema_version"]
    with engine.begin() as connection:
        found = MetaData()
        found.reflect(connection)
        found.drop_all(connection)
        metadata.create_all(connection)
    assert migrated == described(engine)


def described(engine: Engine) -> dict[str, object]:
    look = inspect(engine)
    return {
        table: {
            "columns": sorted(
                (c["name"], str(c["type"]), c["nullable"]) for c in look.get_columns(table)
            ),
            "unique": sorted(u["column_names"] for u in look.get_unique_constraints(table)),
            "indexes": sorted((str(i["name"]), i["column_names"]) for i in look.get_indexes(table)),
            "checks": sorted(
                (str(c["name"]), c["sqltext"]) for c in look.get_check_constraints(table)
            ),
            "keys": sorted(k["constrained_columns"] for k in look.get_foreign_keys(table)),
        }
        for table in look.get_table_names()
    }


def test_a_version_never_imports_the_newest_schema() -> None:
    for upgrade in migrations.UPGRADES:
        names = vars(importlib.import_module(upgrade.__module__)).values()
        assert not any(getattr(name, "metadata", None) is metadata for name in names)


def test_a_database_of_a_newer_program_is_left_alone(engine: Engine) -> None:
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE schema_version SET version = {NEWEST + 1}"))
    with pytest.raises(NewerDatabase, match=f"version {NEWEST + 1} .* knows {NEWEST}"):
        migrate(engine)


def test_an_empty_database_has_version_0(engine: Engine) -> None:
    with engine.connect() as connection:
        assert version_of(connection) == 0


def test_two_processes_do_not_migrate_twice(url: str) -> None:
    engines = [connect(url) for _ in range(4)]
    together = threading.Barrier(4)

    def go(engine: Engine) -> list[int]:
        together.wait()
        return migrate(engine)

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(go, engines))
    for engine in engines:
        engine.dispose()
    went = sorted(version for versions in done for version in versions)
    assert went == list(range(1, NEWEST + 1))


def test_a_version_that_fails_leaves_the_one_before(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(connection: object) -> None:
        migrations.v2.upgrade(connection)  # type: ignore[arg-type]
        raise ValueError("planted")

    monkeypatch.setattr(migrations, "UPGRADES", (migrations.UPGRADES[0], broken))
    with pytest.raises(ValueError, match="planted"):
        migrate(engine, 2)
    with engine.connect() as connection:
        assert version_of(connection) == 1
        assert "used_tokens" not in inspect(connection).get_table_names()
