"""The service's key: made once, read from its own file, and needed for what it has written."""

import multiprocessing
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update

from backend.__main__ import main
from backend.cli.request_reports import load_requests
from backend.storage.connections import connect
from backend.storage.hashing import email_hash
from backend.storage.migrations import migrate
from backend.storage.secrets import find_secret, get_or_create_secret
from backend.storage.service_key import (
    FILE_NAME,
    KEY_TEXT,
    ROOT,
    VARIABLE,
    KeyFileError,
    ServiceKey,
    key_file,
    service_key_of,
)
from backend.storage.tables import guard_secrets

PROCESSES = 4


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "own" / FILE_NAME


@pytest.fixture
def service_key(file: Path) -> ServiceKey:
    made = ServiceKey(file)
    made.make_where_missing()
    return made


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A new database, whose key lies beside it as it does where nothing is set."""
    monkeypatch.delenv(VARIABLE)
    engine = connect(f"sqlite:///{tmp_path / 'var' / 'quotes.db'}")
    migrate(engine)
    yield engine
    engine.dispose()


# The file


def test_a_key_is_made_for_nobody_else_to_read(service_key: ServiceKey) -> None:
    assert stat.S_IMODE(service_key.file.stat().st_mode) == 0o600
    assert KEY_TEXT.fullmatch(service_key.file.read_text(encoding="ascii").strip())


def test_a_key_that_is_there_stays(service_key: ServiceKey) -> None:
    before = service_key.file.read_bytes()
    ServiceKey(service_key.file).make_where_missing()
    assert service_key.file.read_bytes() == before


def test_nothing_else_is_left_where_a_key_was_made(service_key: ServiceKey) -> None:
    assert list(service_key.file.parent.iterdir()) == [service_key.file]


def test_processes_that_make_a_key_at_once_make_one(file: Path) -> None:
    fork = multiprocessing.get_context("fork")
    together, found = fork.Barrier(PROCESSES), fork.Queue()
    processes = [
        fork.Process(target=make_together, args=(file, together, found)) for _ in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    ids = {found.get(timeout=60) for _ in processes}
    for process in processes:
        process.join(60)
    assert ids == {ServiceKey(file).id}


def make_together(file: Path, together: Barrier, found: "Queue[str]") -> None:
    together.wait(60)
    service_key = ServiceKey(file)
    service_key.make_where_missing()
    found.put(service_key.id)


@pytest.mark.nightly
def test_commands_that_start_at_once_over_a_new_database_agree_on_one_key(tmp_path: Path) -> None:
    database = tmp_path / "var" / "quotes.db"
    environ = {**os.environ, "QUOTES_DATABASE_URL": f"sqlite:///{database}"}
    del environ[VARIABLE]
    command = [sys.executable, "-m", "backend", "migrate"]
    started = [
        subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL)
        for _ in range(2)
    ]
    assert [each.wait(60) for each in started] == [0, 0]
    migrate(connect(f"sqlite:///{database}", service_key=ServiceKey(database.with_name(FILE_NAME))))


def test_the_key_lies_beside_the_database_unless_it_is_named(tmp_path: Path) -> None:
    database = tmp_path / "quotes.db"
    assert key_file(database, {}) == tmp_path / FILE_NAME
    assert key_file(database, {VARIABLE: "/etc/q.key"}) == Path("/etc/q.key")
    assert key_file(None, {}) == ROOT / "var" / FILE_NAME
    assert key_file(None, {VARIABLE: "var/q.key"}) == ROOT / "var" / "q.key"


@pytest.mark.parametrize("content", [b"", b"not a key\n", b"ab" * 31, b"\xff" * 64])
def test_a_file_that_holds_no_key_is_refused_and_left(file: Path, content: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(content)
    with pytest.raises(KeyFileError, match="holds no key"):
        ServiceKey(file).make_where_missing()
    assert file.read_bytes() == content


def test_a_key_as_openssl_writes_it_is_one(file: Path) -> None:
    file.parent.mkdir()
    file.write_text(f"{'0123456789ABCDEF' * 4}\n", encoding="ascii")
    assert ServiceKey(file).id


# Hashes and sealed keys


def test_another_key_makes_another_hash(service_key: ServiceKey, tmp_path: Path) -> None:
    other = ServiceKey(tmp_path / "other.key")
    other.make_where_missing()
    plain = "ab" * 32
    assert service_key.keyed(plain) == ServiceKey(service_key.file).keyed(plain)
    assert service_key.keyed(plain).partition(".")[2] != other.keyed(plain).partition(".")[2]
    assert other.is_foreign(service_key.keyed(plain))


def test_a_hash_is_keyed_once(service_key: ServiceKey) -> None:
    keyed = service_key.keyed("ab" * 32)
    assert service_key.keyed(keyed) == keyed


def test_what_is_sealed_opens_for_its_own_row_alone(service_key: ServiceKey) -> None:
    sealed = service_key.seal("a key", "private_key", "Q-1")
    assert "a key" not in sealed
    assert service_key.unseal(sealed, "private_key", "Q-1") == "a key"
    for other in (("private_key", "Q-2"), ("read_key", "Q-1")):
        with pytest.raises(KeyFileError, match="not sealed"):
            service_key.unseal(sealed, *other)


@pytest.mark.parametrize("planted", ["a key in clear", "0123456789abcdef." + "A" * 80])
def test_what_others_have_put_in_the_place_of_a_sealed_key_is_refused(
    service_key: ServiceKey, planted: str
) -> None:
    with pytest.raises(KeyFileError, match="not sealed"):
        service_key.unseal(planted, "private_key", "Q-1")


def test_the_same_text_is_sealed_differently_each_time(service_key: ServiceKey) -> None:
    assert service_key.seal("a key", "x") != service_key.seal("a key", "x")


def test_a_secret_of_one_name_does_not_pass_for_another(engine: Engine) -> None:
    with engine.begin() as connection:
        first = get_or_create_secret(connection, "token", 0.0)
        second = get_or_create_secret(connection, "salt-2026-11-27", 0.0)
        assert find_secret(connection, "token") == first != second
        swapped = select(guard_secrets.c.value).where(guard_secrets.c.name == "token")
        of_other = update(guard_secrets).where(guard_secrets.c.name != "token")
        connection.execute(of_other.values(value=swapped.scalar_subquery()))
        with pytest.raises(KeyFileError):
            find_secret(connection, "salt-2026-11-27")


# The database and its key


def test_a_database_is_made_with_a_key_beside_it(beside: Engine) -> None:
    file = service_key_of(beside).file
    assert file == Path(str(beside.url.database)).with_name(FILE_NAME)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_database_without_its_key_is_refused_and_gets_no_other(beside: Engine) -> None:
    file = service_key_of(beside).file
    file.unlink()
    with pytest.raises(KeyFileError, match=f"{file} is not there"):
        migrate(connect(str(beside.url)))
    assert not file.exists()


def test_a_database_with_the_key_of_another_is_refused(beside: Engine) -> None:
    file = service_key_of(beside).file
    file.write_text("ab" * 32, encoding="ascii")
    with pytest.raises(KeyFileError, match="was written with"):
        migrate(connect(str(beside.url)))


def test_a_key_that_was_put_back_is_seen_without_a_restart(beside: Engine) -> None:
    file, engine = service_key_of(beside).file, connect(str(beside.url))
    right = file.read_bytes()
    file.write_text("ab" * 32, encoding="ascii")
    with pytest.raises(KeyFileError):
        migrate(engine)
    file.write_bytes(right)
    assert migrate(engine) == []


def test_the_file_is_read_once(beside: Engine) -> None:
    with beside.connect() as connection:
        before = email_hash(connection, "ada@example.com")
        service_key_of(beside).file.unlink()
        assert email_hash(connection, "ada@example.com") == before


COMMANDS = [
    ("requests", "list"),
    ("requests", "erase", "--email", "ada@example.com"),
    ("matches", "list"),
    ("applications", "list"),
    ("migrate",),
]


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("content", ["", "ab" * 32], ids=["missing", "another"])
def test_a_command_without_the_right_key_says_which_file_it_wants_and_does_nothing(
    beside: Engine,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    content: str,
) -> None:
    database, file = Path(str(beside.url.database)), service_key_of(beside).file
    before = database.read_bytes()
    file.unlink()
    if content:
        file.write_text(content, encoding="ascii")
    monkeypatch.setenv("QUOTES_DATABASE_URL", str(beside.url))
    assert main([*arguments]) == 1
    lines = capsys.readouterr().err.splitlines()
    (line,) = [each for each in lines if not each.startswith("database: ")]
    assert str(file) in line
    assert "new-key" in line
    assert database.read_bytes() == before
    assert file.exists() == bool(content)


def test_a_backup_can_be_made_without_the_key(
    beside: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    service_key_of(beside).file.unlink()
    monkeypatch.setenv("QUOTES_DATABASE_URL", str(beside.url))
    assert main(["backup", str(tmp_path / "b.db")]) == 0


def test_looking_for_requests_makes_no_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE)
    assert load_requests(f"sqlite:///{tmp_path / 'quotes.db'}") == []
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "arguments",
    [["serve", "--port", "0"], pytest.param(["worker"], marks=pytest.mark.nightly)],
    ids=" ".join,
)
def test_no_process_starts_over_a_database_without_its_key(
    beside: Engine, site_dir: Path, arguments: list[str]
) -> None:
    file = service_key_of(beside).file
    file.unlink()
    environ = {
        **os.environ,
        "QUOTES_DATABASE_URL": str(beside.url),
        "QUOTES_SITE_DIR": str(site_dir),
        "SITE_ADDRESS": "https://soc.example/",
    }
    command = [sys.executable, "-m", "backend", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert f"the key {file} is not there" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert not file.exists()
