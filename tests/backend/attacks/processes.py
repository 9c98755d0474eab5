"""The real server and worker as processes of their own, on a database and a site of one test."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from model.dataset import ROOT

START = 60
ORIGIN = "https://soc.example"


@dataclass
class Backend:
    """A running process of ours. `address` is empty for a worker."""

    process: subprocess.Popen[bytes]
    log: Path
    address: str = ""
    # One for all threads: making one takes longer than an answer.
    client: httpx.Client = field(
        default_factory=lambda: httpx.Client(
            verify=False, timeout=30, limits=httpx.Limits(max_connections=None)
        )
    )

    @property
    def port(self) -> int:
        return int(self.address.rstrip("/").rpartition(":")[2])

    def read_log(self) -> str:
        return self.log.read_text()

    def last_words(self, lines: int = 20) -> str:
        """The end of its log, without the lines that say that all is well."""
        said = [line for line in self.read_log().splitlines() if not line.endswith(" sent")]
        return "\n".join([f"--- {self.log.name}", *said[-lines:]])

    def post(self, answers: Mapping[str, str], **options: Any) -> httpx.Response:
        headers = {"Accept": "application/json", "Origin": ORIGIN}
        return self.client.post(
            f"{self.address}api/quotes", data=answers, headers=headers, **options
        )

    def get(self, path: str = "", **options: Any) -> httpx.Response:
        return self.client.get(self.address + path, **options)


def environment(folder: Path, site: Path, **changes: str) -> dict[str, str]:
    """A deployment on SQLite in a folder, without mail and without rate limits."""
    return {
        **os.environ,
        "QUOTES_DATABASE_URL": f"sqlite:///{folder / 'var' / 'quotes.db'}",
        "QUOTES_SITE_DIR": str(site),
        "QUOTES_RATE_LIMITS": "off",
        "SITE_ADDRESS": f"{ORIGIN}/",
        "PYTHONWARNINGS": "error",
        **changes,
    }


@contextmanager
def serving(environ: Mapping[str, str], log: Path, *program: str) -> Iterator[Backend]:
    """Run a server; `program`: other Python than `-m backend serve`."""
    command = program or ("-m", "backend", "serve", "--port", "0")
    with _running(environ, log, command) as process:
        found = _wait_for(log, r"serving (http://[^\s\"]+)", process)
        made = Backend(process, log, found)
        with made.client:
            yield made


@contextmanager
def working(environ: Mapping[str, str], log: Path) -> Iterator[Backend]:
    """Run a worker of its own."""
    with _running(environ, log, ("-m", "backend", "worker")) as process:
        _wait_for(log, r"the worker is at work()", process)
        yield Backend(process, log)


def command(environ: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one command of the operator."""
    return subprocess.run(
        [sys.executable, "-m", "backend", *arguments],
        cwd=ROOT,
        env=dict(environ),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def wait_until(
    condition: Callable[[], object],
    seconds: float = 30,
    explain: Callable[[], str] = lambda: "",
) -> None:
    """Wait for it; `explain` says, once it is too late, what there is instead."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"it does not come about; {explain()}"
        time.sleep(0.05)


@contextmanager
def _running(
    environ: Mapping[str, str], log: Path, command: tuple[str, ...]
) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=dict(environ), stderr=output
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def _wait_for(log: Path, pattern: str, process: subprocess.Popen[bytes]) -> str:
    end = time.monotonic() + START
    while not (found := re.search(pattern, log.read_text())):
        assert process.poll() is None and time.monotonic() < end, log.read_text()
        time.sleep(0.02)
    return found[1]
