"""Find PostgreSQL's server for the tests, or install it, and run one that goes away again.

`python -m tools.testenv.postgres` prints the folder of its programs. The order: the environment
variable POSTGRES_BIN, PATH, Debian's folders; else apt-get.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from model.core.command_line import HELP, run_command
from tools.testenv import apt

PROGRAMS = ("initdb", "postgres")
# The server refuses to run as root; it is started as the first of these that there is.
USERS = ("postgres", "nobody")


class PostgresError(Exception):
    """No PostgreSQL; the message names the step that failed."""


def find() -> Path | None:
    """Folder of the server's programs, or None; PostgresError where POSTGRES_BIN is a bad one."""
    named = os.environ.get("POSTGRES_BIN")
    if named:
        if not _complete(Path(named)):
            raise PostgresError(f"POSTGRES_BIN={named} does not hold {' and '.join(PROGRAMS)}")
        return Path(named)
    return next((folder for folder in _candidates() if _complete(folder)), None)


def find_or_install() -> Path:
    """Folder of the server's programs. Raises PostgresError with the failed step named."""
    if found := find():
        return found
    failure = _install()
    if found := find():
        return found
    raise PostgresError(
        f"no PostgreSQL could be installed:\n  {failure or 'apt-get: installed, yet not found'}"
    )


@contextmanager
def running() -> Iterator[str]:
    """Run a server of its own on loopback, and give the address of an empty database."""
    programs = find_or_install()
    folder = Path(tempfile.mkdtemp(prefix="postgres-", dir="/tmp"))
    as_user = _hand_over(folder)
    data = str(folder / "data")
    create = ["-D", data, "-U", "tests", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"]
    server = None
    try:
        _check([*as_user, str(programs / "initdb"), *create], folder)
        port = _free_port()  # as late as can be: others may take it meanwhile
        # -F: it waits for no disk, since nothing of it is kept.
        settings = ["-F", "-c", "listen_addresses=127.0.0.1", "-c", f"port={port}"]
        settings += ["-k", str(folder)]
        with (folder / "server.log").open("w") as log:
            command = [*as_user, str(programs / "postgres"), "-D", data, *settings]
            server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        _wait_for(port, server, folder / "server.log")
        yield f"postgresql+psycopg://tests@127.0.0.1:{port}/postgres"
    finally:
        if server is not None:
            _stop(server, folder)
        shutil.rmtree(folder, ignore_errors=True)


def _candidates() -> Iterator[Path]:
    for program in PROGRAMS:
        if found := shutil.which(program):
            yield Path(found).resolve().parent
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(versions, key=lambda path: path.parent.name.zfill(4), reverse=True)


def _complete(folder: Path) -> bool:
    return all((folder / program).is_file() for program in PROGRAMS)


def _install() -> str | None:
    """The failed step, or None."""
    return apt.install("postgresql", "install PostgreSQL yourself or set POSTGRES_BIN")


def _hand_over(folder: Path) -> list[str]:
    """Give the folder to the user that the server runs as; return what starts a command as him."""
    if os.geteuid() != 0:
        return []
    known = {entry.pw_name for entry in pwd.getpwall()}
    user = next((name for name in USERS if name in known), None)
    if user is None or not shutil.which("setpriv"):
        raise PostgresError("PostgreSQL does not run as root, and there is no other user for it")
    entry = pwd.getpwnam(user)
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    return ["setpriv", f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups"]


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port


def _check(command: Sequence[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PostgresError(f"{Path(command[-1]).name}: {done.stderr.strip()}")


def _wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + apt.START_TIMEOUT
    # It listens before it takes anybody in; its log says when it does.
    while "ready to accept connections" not in log.read_text():
        if server.poll() is not None or time.monotonic() > end:
            raise PostgresError(f"the server at port {port} does not start:\n{log.read_text()}")
        time.sleep(0.05)


def _stop(server: subprocess.Popen[bytes], folder: Path) -> None:
    """End it at once: nobody needs what it holds. Its own processes end with it."""
    server.send_signal(3)  # SIGQUIT: immediate shutdown
    try:
        server.wait(10)
    except subprocess.TimeoutExpired as error:
        raise PostgresError(f"the server in {folder} does not stop") from error


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what was found; 1 where there is none."""
    return run_command(_command, arguments, "python -m tools.testenv.postgres")


@click.command(help=__doc__, context_settings=HELP)
def _command() -> int:
    try:
        print(find_or_install())
    except PostgresError as error:
        print(f"tools.testenv.postgres: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
