"""Kill server and worker at random under load, round after round, and count what is left.

`python -m tests.soak --rounds 300` ends with 0 if every reference that was given is stored with its
notification, no key is stored twice, the database is sound, and all mail arrives in the end.
"""

import argparse
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx
from sqlalchemy import Engine, func, select, text, update

from backend.storage.connections import connect
from backend.storage.tables import consents, notifications, submissions
from model.dataset import ROOT
from tests.backend.conftest import ANSWERS
from tests.backend.smtp_server import Handler, mail_server
from tools.testenv.postgres import running

CLIENTS = 8
# Seconds of load before the kill: long enough for both to be in the middle of something.
LOAD = (0.05, 0.8)
START = 60
# Seconds for the very first reference.
FIRST = 10
# Seconds without one delivery after which the rest counts as undelivered.
STUCK = 60


@dataclass
class Tally:
    """What the clients know: keys without an answer yet, and references by key."""

    unanswered: list[str] = field(default_factory=list)
    given: dict[str, set[str]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next_key(self) -> str:
        """A key that got no answer, as a buyer sends again, or a new one."""
        with self.lock:
            return self.unanswered.pop() if self.unanswered else uuid4().hex

    def note(self, key: str, reference: str | None) -> None:
        with self.lock:
            if reference is None:
                self.unanswered.append(key)
            else:
                self.given.setdefault(key, set()).add(reference)


def soak(rounds: int, url: str, folder: Path, say: Callable[[str], object]) -> list[str]:
    """Run all rounds; return what is wrong, nothing where all is well."""
    handler, tally = Handler(), Tally()
    (folder / "site").mkdir()
    (folder / "site" / "index.html").write_text("<title>x</title>")
    with mail_server(handler) as port:
        environ = {
            **os.environ,
            "QUOTES_DATABASE_URL": url,
            "QUOTES_SITE_DIR": str(folder / "site"),
            "QUOTES_RATE_LIMITS": "off",
            "QUOTES_WORKER": "off",
            "QUOTES_SMTP_URL": f"smtp://127.0.0.1:{port}",
            "QUOTES_NOTIFY_TO": "operator@site.test",
            "SITE_ADDRESS": "https://site.test/",
        }
        for number in range(1, rounds + 1):
            one_round(environ, folder / "log", tally)
            say(f"round {number}: {len(tally.given)} given, {len(handler.messages)} mails\n")
        engine = connect(url)
        problems = wrong(engine, tally)
        drain(engine, environ, folder / "log")
    return problems + undelivered(engine, handler)


def one_round(environ: dict[str, str], log: Path, tally: Tally) -> None:
    log.write_text("")
    with log.open("a") as output:
        commands = (["serve", "--port", "0"], ["worker"])
        server, worker = (
            subprocess.Popen(
                [sys.executable, "-m", "backend", *command], cwd=ROOT, env=environ, stderr=output
            )
            for command in commands
        )
        try:
            address = wait_for_log(log, r"serving (http://\S+)", server)
            wait_for_log(log, r"the worker is at work()", worker)
            over = threading.Event()
            clients = [
                threading.Thread(target=client, args=(address, tally, over)) for _ in range(CLIENTS)
            ]
            for thread in clients:
                thread.start()
            time.sleep(random.uniform(*LOAD))
            first = time.monotonic() + FIRST
            while not tally.given and time.monotonic() < first:  # a busy machine begins late
                time.sleep(0.02)
            victims = [server, worker]
            random.shuffle(victims)
            for victim in victims:
                victim.send_signal(signal.SIGKILL)
                time.sleep(random.uniform(0, 0.1))
            over.set()
            for thread in clients:
                thread.join()
        finally:
            for process in (server, worker):
                process.kill()
                process.wait()


def wait_for_log(log: Path, pattern: str, process: subprocess.Popen[bytes]) -> str:
    end = time.monotonic() + START
    while not (found := re.search(pattern, log.read_text())):
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"it does not start:\n{log.read_text()}")
        time.sleep(0.02)
    return found[1]


def client(address: str, tally: Tally, over: threading.Event) -> None:
    headers = {"Accept": "application/json", "Origin": "https://site.test"}
    with httpx.Client(headers=headers, timeout=10) as http:
        while not over.is_set():
            key, reference = tally.next_key(), None
            try:
                body = {**ANSWERS, "idempotency_key": key, "email": f"{key}@example.com"}
                answer = http.post(f"{address}api/quotes", data=body)
                if answer.status_code == 201:
                    reference = answer.json()["reference"]
            except httpx.HTTPError:
                over.wait(0.02)
            tally.note(key, reference)


def wrong(engine: Engine, tally: Tally) -> list[str]:
    with engine.connect() as connection:
        keys = select(submissions.c.idempotency_key, submissions.c.reference)
        stored = {row.idempotency_key: row.reference for row in connection.execute(keys)}
        rows = connection.scalar(select(func.count()).select_from(submissions))
        told = select(func.count(notifications.c.submission_id.distinct()))
        proofs = connection.scalar(select(func.count()).select_from(consents))
        problems = [
            f"key {key} was given {references}, stored is {stored.get(key)}"
            for key, references in tally.given.items()
            if references != {stored.get(key)}
        ]
        if not rows == len(stored) == connection.scalar(told) == proofs:
            problems.append(f"{rows} requests, {len(stored)} keys, {proofs} proofs of consent")
        if engine.dialect.name == "sqlite":
            found = connection.scalar(text("PRAGMA integrity_check"))
            problems += [] if found == "ok" else [f"integrity_check: {found}"]
    return problems if tally.given else ["nothing was given: the load never came"]


def drain(engine: Engine, environ: dict[str, str], log: Path) -> None:
    """Deliver the rest, as if the leases of the dead had run out."""
    waiting = notifications.c.state == "pending"
    with engine.begin() as connection:
        connection.execute(update(notifications).where(waiting).values(leased_until=None))
    query = select(func.count()).select_from(notifications).where(waiting)
    with log.open("w") as output:
        command = [sys.executable, "-m", "backend", "worker"]
        worker = subprocess.Popen(command, cwd=ROOT, env=environ, stderr=output)
        try:
            left, since = None, time.monotonic()
            while left != 0 and time.monotonic() < since + STUCK:
                with engine.connect() as connection:
                    now = connection.scalar(query)
                if now != left:
                    left, since = now, time.monotonic()
                time.sleep(0.2)
        finally:
            worker.terminate()
            worker.wait()


def undelivered(engine: Engine, handler: Handler) -> list[str]:
    """At least one mail for each request; a second copy has the same Message-ID.

    A digest is left out: sent again it has its old Message-ID and a new subject, since it counts
    anew what waits.
    """
    with engine.connect() as connection:
        references = set(connection.scalars(select(submissions.c.reference)))
    identities: dict[str, set[str]] = {}
    for message in handler.messages:
        kind, _, reference = str(message["Subject"]).rpartition(" ")
        if kind == "Quote request":
            identities.setdefault(reference, set()).add(str(message["Message-ID"]))
    problems = [f"no mail about {reference}" for reference in references - identities.keys()]
    problems += [
        f"a mail about {reference}, which is not stored"
        for reference in identities.keys() - references
    ]
    return problems + [
        f"{len(found)} Message-IDs for {reference}"
        for reference, found in identities.items()
        if len(found) > 1
    ]


def main() -> int:
    """Run on the command line; 1 where something is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--postgresql", action="store_true", help="rather than SQLite")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="soak-")))
        url = f"sqlite:///{folder / 'quotes.db'}"
        if options.postgresql:
            url = stack.enter_context(running())
        problems = soak(options.rounds, url, folder, sys.stdout.write)
    for problem in problems or ["all is well"]:
        sys.stdout.write(f"{problem}\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
