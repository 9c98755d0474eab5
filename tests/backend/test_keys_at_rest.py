"""Who has the database, a backup and the journal, but not the key, can try no address and no link.

Every column of every table is searched, and the files themselves.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, MetaData, select

from backend.backup.backup import write_backup
from backend.cli.request_commands import erase
from backend.matching.queries import find_by_reference
from backend.storage.connections import connect
from backend.storage.email_addresses import canonical_email, domain_spellings
from backend.storage.hashing import sha256
from backend.storage.journal import FILE_NAME, journal_file
from backend.storage.migrations import migrate
from backend.storage.migrations.keyed_values import HASHES, LINK_KEYS
from backend.storage.secrets import find_secret, get_or_create_secret
from backend.storage.tables import metadata
from tests.backend.conftest import ANSWERS, new_database
from tests.backend.deal import Deal, dealing, imported
from tests.backend.storage.test_migrations import SHAPES, Rows, by_day, load, rows_of

OTHER = "Ben@Bücher-Example.de"
SHAPES_WITH_LINKS = [shape for shape in SHAPES if int(shape.partition("-")[0]) >= 4]
# The last that kept plain hashes and keys; by day it stands for all that did.
LAST_PLAIN = "10"


def hashes_of(email: str) -> set[str]:
    """Every plain hash that this program ever kept of an address."""
    spelled = {each.casefold() for each in domain_spellings(email)}
    return {sha256(each) for each in {canonical_email(email), *spelled}}


def busy(deal: Deal) -> set[str]:
    """Leave a row in as many tables as there are; return what nobody may find in them."""
    buyer = deal.send()
    buyer.post("share")
    first, second, _ = buyer.offered()
    buyer.choose(first, second)
    deal.work()
    buyer.withdraw(second)
    deal.send(email=OTHER)
    erase(deal.engine, OTHER, deal.clock())
    imported(deal, {**ANSWERS, "email": "eve@example.com", "idempotency_key": "key-of-a-row"})
    with deal.engine.begin() as connection:
        get_or_create_secret(connection, "salt-2026-11-22", deal.clock().timestamp())
        names = ("token", "salt-2026-11-22")
        made = [found.hex() for name in names if (found := find_secret(connection, name))]
        matched = find_by_reference(connection, buyer.reference)
    assert matched
    assert matched.read_key
    assert len(made) == len(names)
    people = (ANSWERS["email"], OTHER, "eve@example.com")
    hashes = set().union(*map(hashes_of, people))
    return {*hashes, *made, matched.private_key, matched.read_key, sha256("key-of-a-row")}


def tables_of(file: Path) -> Iterator[tuple[str, str]]:
    """The name of each table of a SQLite file, and all of its rows as one text."""
    with closing(sqlite3.connect(file)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'"):
            yield name, str(connection.execute(f"SELECT * FROM {name}").fetchall())


def texts_of(engine: Engine) -> Iterator[tuple[str, str]]:
    """The same of a database of any kind."""
    found = MetaData()
    found.reflect(engine)
    with engine.connect() as connection:
        for table in found.sorted_tables:
            yield table.name, str(connection.execute(select(table)).all())


def assert_none_in(hidden: set[str], texts: Iterator[tuple[str, str]]) -> None:
    seen = dict(texts)
    assert seen
    for name, text in seen.items():
        assert not [each for each in hidden if each in text], name


def test_no_column_of_any_table_holds_a_plain_hash_or_a_key(deal_per_database: Deal) -> None:
    hidden = busy(deal_per_database)
    texts = dict(texts_of(deal_per_database.engine))
    assert set(texts) >= set(metadata.tables)
    assert_none_in(hidden, iter(texts.items()))


def test_no_backup_holds_a_plain_hash_or_a_key(deal_per_database: Deal, tmp_path: Path) -> None:
    hidden = busy(deal_per_database)
    (folder := tmp_path / "backups").mkdir()
    write_backup(deal_per_database.settings.database_url, folder / "b.db", str)
    assert_none_in(hidden, tables_of(folder / "b.db"))
    files = [folder / "b.db", folder / FILE_NAME]
    for file in files:
        content = file.read_bytes()
        assert not [each for each in hidden if each.encode() in content], file.name


def test_the_journal_holds_no_plain_hash(deal: Deal) -> None:
    hidden = busy(deal)
    file = journal_file(deal.engine)
    assert file
    text = file.read_text(encoding="utf-8")
    assert "erased" in text
    assert not [each for each in hidden if each in text]


def test_no_page_of_the_file_holds_a_plain_hash_or_a_key(deal: Deal) -> None:
    hidden = busy(deal)
    deal.engine.dispose()
    content = Path(str(deal.engine.url.database)).read_bytes()
    assert not [each for each in hidden if each.encode() in content]


def noted_in(rows: Rows) -> set[str]:
    """The plain hashes and the keys that an older database holds."""
    columns = [(table, column) for table, _, column in HASHES]
    columns += [("matches", name) for name in LINK_KEYS] + [("guard_secrets", "value")]
    return {
        str(row[column])
        for table, column in columns
        for row in rows.get(table, [])
        if row.get(column)
    }


@pytest.mark.parametrize("shape", by_day(SHAPES, SHAPES[0], LAST_PLAIN))
def test_an_older_database_keeps_no_plain_hash_and_no_key(engine: Engine, shape: str) -> None:
    with engine.begin() as connection:  # all that is here is of the older version
        metadata.drop_all(connection)
        for name in ("alembic_version", "schema_version"):
            connection.exec_driver_sql(f"DROP TABLE {name}")
    load(engine, shape)
    hidden = noted_in(rows_of(engine))
    migrate(engine)
    assert_none_in(hidden, texts_of(engine))
    if engine.dialect.name == "sqlite":
        engine.dispose()
        content = Path(str(engine.url.database)).read_bytes()
        assert not [each for each in hidden if each.encode() in content]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
@pytest.mark.parametrize("shape", by_day(SHAPES_WITH_LINKS, SHAPES_WITH_LINKS[0], LAST_PLAIN))
def test_the_private_links_of_an_older_database_open(
    request: pytest.FixtureRequest, tmp_path: Path, shape: str, kind: str
) -> None:
    settings = request.getfixturevalue("settings")
    if kind == "postgresql":
        with new_database(request.getfixturevalue("postgres")) as url:
            open_links(settings, url, shape)
    else:
        open_links(settings, f"sqlite:///{tmp_path / 'old.db'}", shape)


def open_links(settings: object, url: str, shape: str) -> None:
    old = connect(url)
    load(old, shape)
    rows = rows_of(old)
    old.dispose()
    names = {row["id"]: row["reference"] for row in rows["submissions"]}
    links = [
        (row["private_key"], f"/quotes/thanks/?reference={names[row['submission_id']]}&key=")
        for row in rows["matches"]
    ]
    assert links
    with dealing(settings, url) as deal:  # type: ignore[arg-type]
        deal.clock.now = datetime(2026, 11, 24, tzinfo=UTC)
        for key, link in links:
            assert "soc-progress" in deal.client.get(f"{link}{key}").text
            assert "soc-progress" not in deal.client.get(f"{link}{key}x").text


def test_a_link_to_read_of_an_older_database_opens(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    load(connect(url), SHAPES[SHAPES.index("8")])
    rows = rows_of(connect(url))
    (row,) = [each for each in rows["matches"] if each["read_key"]]
    names = {each["id"]: each["reference"] for each in rows["submissions"]}
    link = f"/quotes/thanks/?reference={names[row['submission_id']]}&read={row['read_key']}"
    with dealing(request.getfixturevalue("settings"), url) as deal:
        assert "data-offers" in deal.client.get(link).text


def test_the_key_of_tokens_is_the_same_after_the_upgrade(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'old.db'}")
    load(engine, FIRST_WITH_TOKEN)
    (row,) = [each for each in rows_of(engine)["guard_secrets"] if each["name"] == "token"]
    migrate(engine)
    with engine.connect() as connection:
        assert find_secret(connection, "token") == bytes.fromhex(str(row["value"]))


FIRST_WITH_TOKEN = "4-first"
