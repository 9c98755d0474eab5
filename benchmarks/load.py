"""What buyers wait for, over HTTP: alone, many at once, beside commands, spam, a locked database.

`python -m benchmarks.load` runs the real server on SQLite and prints what it measured. Beside it
stand bare commits of the same size with the same settings, in the same run: the ratios say what our
own code costs, the milliseconds how fast this machine is now. Other work on it moves both.
"""

import argparse
import http.client
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import uuid4

from backend.storage.connections import connect
from benchmarks.durable import bare, measure
from model.dataset import ROOT
from tests.backend.attacks.test_database_trouble import frozen_postgres, locked
from tests.backend.bulk_requests import copy_newest_request
from tests.backend.conftest import ANSWERS
from tools.testenv.postgres import running

CLIENTS = 8
WRONG_A_SECOND = 30
# Buyers before a database that does not answer: more than the server has threads for it.
WAITING = 45
HEADERS = {
    "Content-Type": "application/x-www-form-urlencoded",
    "Accept": "application/json",
    "Origin": "https://load.test",
}
# A command of the operator, which then says how many kilobytes it needed.
COMMAND = """
import pathlib, re, sys
from backend.__main__ import main
code = main(sys.argv[1:])
status = pathlib.Path("/proc/self/status").read_text()
print(re.search(r"VmHWM:\\s+(\\d+)", status)[1], file=sys.stderr)
sys.exit(code)
"""


@dataclass
class Posts:
    """Seconds and status of each post."""

    taken: list[tuple[int, float]] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def good(self) -> list[float]:
        """Seconds of those that were stored."""
        return [seconds for status, seconds in self.taken if status == 201]

    @property
    def per_second(self) -> float:
        """Stored requests a second."""
        return len(self.good) / self.seconds

    @property
    def refused(self) -> int:
        """How many were not stored."""
        return len(self.taken) - len(self.good)


class Client:
    """One buyer on one kept connection."""

    def __init__(self, port: int, **answers: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._answers = answers

    def post(self, headers: Mapping[str, str] = HEADERS) -> tuple[int, float]:
        """Send one request; return status and seconds."""
        key = uuid4().hex
        new = {"email": f"{key}@example.com", "idempotency_key": key, "company": key}
        body = urlencode({**ANSWERS, **new, **self._answers})
        begun = time.perf_counter()
        self._connection.request("POST", "/api/quotes", body, dict(headers))
        response = self._connection.getresponse()
        response.read()
        return response.status, time.perf_counter() - begun


class Server(NamedTuple):
    """A running server, and what it was started with."""

    port: int
    environ: dict[str, str]
    pid: int

    def processor_seconds(self) -> float:
        """Return what it has used of the processor: other work on the machine hardly moves that."""
        *_, fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")
        user, system = fields.split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(folder: Path, site: Path, **changes: str) -> Iterator[Server]:
    """Run a server on a new database."""
    environ = {
        **os.environ,
        "QUOTES_DATABASE_URL": f"sqlite:///{folder / uuid4().hex / 'quotes.db'}",
        "QUOTES_SITE_DIR": str(site),
        "QUOTES_RATE_LIMITS": "off",
        "QUOTES_WORKER": "off",
        "SITE_ADDRESS": "https://load.test/",
        **changes,
    }
    log = folder / f"{uuid4().hex}.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "backend", "serve", "--port", "0"],
            cwd=ROOT,
            env=environ,
            stderr=output,
        )
    try:
        while not (found := re.search(r"serving http://127\.0\.0\.1:(\d+)", log.read_text())):
            if process.poll() is not None:
                raise SystemExit(log.read_text())
            time.sleep(0.05)
        yield Server(int(found[1]), environ, process.pid)
    finally:
        process.terminate()
        process.wait()


def posting(port: int, clients: int, until: Callable[[], bool], pause: float = 0.0) -> Posts:
    """Post with so many clients until told to stop; each waits `pause` seconds between two."""
    posts, begun = Posts(), time.perf_counter()

    def go() -> None:
        client = Client(port)
        while not until():
            posts.taken.append(client.post())
            time.sleep(pause)

    threads = [threading.Thread(target=go) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    posts.seconds = time.perf_counter() - begun
    return posts


def lasting(seconds: float) -> Callable[[], bool]:
    """Return what says that so many seconds are over."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


def measure_rates(folder: Path, site: Path, seconds: float) -> Iterator[str]:
    """Yield lines: one client, and many beside bare commits."""
    (folder / "bare").mkdir()
    engine = connect(f"sqlite:///{folder / 'bare' / 'bare.db'}", pooled=True)  # as the server does
    insert, turn = bare(engine), threading.Lock()

    def in_turn() -> None:
        with turn:  # SQLite has one writer at a time, and lets some of many starve
            insert()

    alone = measure(in_turn, 1, seconds)
    together = measure(in_turn, CLIENTS, seconds)
    yield f"bare commits, 1 thread: p50 {alone.milliseconds(50):.1f} ms, {alone.per_second:.0f}/s"
    yield f"bare commits, {CLIENTS} threads: {together.per_second:.0f}/s"
    best = max(alone.per_second, together.per_second)
    for name, demonstration in (("without firms", "off"), ("with firms", "on")):
        with serving(folder, site, SITE_DEMONSTRATION=demonstration) as server:
            posting(server.port, 1, lasting(0.5))
            used = [server.processor_seconds()]
            one = posting(server.port, 1, lasting(seconds))
            used.append(server.processor_seconds())
            many = posting(server.port, CLIENTS, lasting(seconds))
            used.append(server.processor_seconds())
        p50 = median(one.good) * 1000
        each, shared = (
            (after - before) / len(posts.taken) * 1000
            for before, after, posts in zip(used, used[1:], (one, many), strict=False)
        )
        yield (
            f"POST {name}: p50 {p50:.1f} ms at 1 client ({p50 / alone.milliseconds(50):.1f} x a"
            f" bare commit), {many.per_second:.0f}/s at {CLIENTS} clients"
            f" (ratio {many.per_second / best:.2f}), {one.refused + many.refused} refused;"
            f" processor {each:.1f} and {shared:.1f} ms a post"
        )


def measure_wrong_forms(folder: Path, site: Path, seconds: float) -> Iterator[str]:
    """Yield a line: good posts alone, and beside wrong forms."""
    with serving(folder, site) as (port, *_):
        quiet = posting(port, 1, lasting(seconds), pause=0.02)
        stop, wrong = threading.Event(), Posts()

        def spoil() -> None:
            client = Client(port, email="nobody")
            html = {**HEADERS, "Accept": "text/html"}
            begun = time.monotonic()
            # By the clock: a form that is answered late is followed the sooner by the next.
            while not stop.wait(begun + len(wrong.taken) / WRONG_A_SECOND - time.monotonic()):
                wrong.taken.append(client.post(html))

        spoiler = threading.Thread(target=spoil)
        spoiler.start()
        noisy = posting(port, 1, lasting(seconds), pause=0.02)
        stop.set()
        spoiler.join()
    if {status for status, _ in wrong.taken} != {422}:
        raise SystemExit("wrong forms were not answered as such: is the built site an older one?")
    before, beside = median(quiet.good) * 1000, median(noisy.good) * 1000
    yield (
        f"good posts beside {len(wrong.taken) / noisy.seconds:.0f} wrong forms a second: median"
        f" {before:.1f} ms -> {beside:.1f} ms ({beside / before:.2f} x)"
    )


def measure_locked(folder: Path, site: Path) -> Iterator[str]:
    """Yield a line: what buyers and readers get while somebody else holds the database."""
    with serving(folder, site) as (port, environ, _):
        Client(port).post()
        file = environ["QUOTES_DATABASE_URL"].removeprefix("sqlite:///")
        with locked(Path(file)):
            yield f"locked SQLite: {_describe_waiting(port)}"


def measure_frozen(folder: Path, site: Path) -> Iterator[str]:
    """Yield a line: the same while every process of a PostgreSQL is stopped."""
    with running() as url, serving(folder, site, QUOTES_DATABASE_URL=url) as (port, *_):
        Client(port).post()
        with frozen_postgres(url):
            yield f"frozen PostgreSQL: {_describe_waiting(port)}"


def _describe_waiting(port: int) -> str:
    """Have many post at once, and others read meanwhile."""
    posts: list[tuple[int, float]] = []
    threads = [
        threading.Thread(target=lambda: posts.append(Client(port).post())) for _ in range(WAITING)
    ]
    for thread in threads:
        thread.start()
    time.sleep(1)
    page, health = (_get(port, path) for path in ("/", "/api/health"))
    for thread in threads:
        thread.join()
    statuses = sorted({status for status, _ in posts})
    slowest = max(seconds for _, seconds in posts)
    return (
        f"{WAITING} posts get {statuses} within {slowest:.1f} s; meanwhile a page takes"
        f" {page * 1000:.0f} ms and health {health * 1000:.0f} ms"
    )


def _get(port: int, path: str) -> float:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    begun = time.perf_counter()
    connection.request("GET", path)
    connection.getresponse().read()
    return time.perf_counter() - begun


def measure_commands(folder: Path, site: Path, count: int) -> Iterator[str]:
    """Yield a line for each command over many requests, with a buyer beside it."""
    with serving(folder, site, SITE_DEMONSTRATION="on") as (port, environ, _):
        Client(port).post()
        copy_newest_request(connect(environ["QUOTES_DATABASE_URL"]), count)
        size = Path(environ["QUOTES_DATABASE_URL"].removeprefix("sqlite:///")).stat().st_size
        yield f"{count} requests with firms, {size / 1e6:.0f} MB:"
        quiet = posting(port, 1, lasting(5), pause=0.02)
        yield (
            f"  nothing beside it        the slowest post {max(quiet.good):.2f} s, median"
            f" {median(quiet.good) * 1000:.0f} ms"
        )
        for arguments in (
            ["requests", "list"],
            ["requests", "list", "--json"],
            ["matches", "list"],
            ["requests", "export", "--csv", str(folder / "all.csv")],
            ["backup", str(folder / "backup.db")],
        ):
            yield _beside(port, environ, arguments)


def _beside(port: int, environ: Mapping[str, str], arguments: list[str]) -> str:
    begun = time.perf_counter()
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-c", COMMAND, *arguments],
            cwd=ROOT,
            env=dict(environ),
            stdout=output,
            stderr=said,
        )
        posts = posting(port, 1, lambda: process.poll() is not None, pause=0.02)
        said.seek(0)
        lines = said.read().splitlines()
    memory = int(lines[-1]) / 1024 if process.returncode == 0 else float("nan")
    name = " ".join(arguments[:3] if arguments[0] == "requests" else arguments[:2]).split(" /")[0]
    return (
        f"  {name:24} {time.perf_counter() - begun:6.1f} s, {memory:4.0f} MiB; posts beside it:"
        f" the slowest {max(posts.good):.2f} s, median {median(posts.good) * 1000:.0f} ms,"
        f" {posts.refused} refused"
    )


def main() -> int:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5, help="for each rate")
    parser.add_argument("--requests", type=int, default=100_000, help="for the commands")
    parser.add_argument("--site", type=Path, default=ROOT / "site", help="a built site")
    parser.add_argument("--folder", type=Path, help="on the disk to be measured")
    options = parser.parse_args()
    if not (options.site / "index.html").is_file():
        raise SystemExit(f"there is no built site in {options.site}: run `make build` first")
    with tempfile.TemporaryDirectory(prefix="benchmark-", dir=options.folder) as made:
        folder = Path(made)
        for lines in (
            measure_rates(folder, options.site, options.seconds),
            measure_wrong_forms(folder, options.site, options.seconds),
            measure_locked(folder, options.site),
            measure_frozen(folder, options.site),
            measure_commands(folder, options.site, options.requests),
        ):
            for line in lines:
                sys.stdout.write(f"{line}\n")
                sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
