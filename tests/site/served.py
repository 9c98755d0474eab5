"""A copy of the project that `mkdocs serve` serves, as an editor has it open."""

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from model.dataset import ROOT
from tests.ports import reserved_port

PARTS = ("docs", "data", "macros", "model", "backend", "overrides")
PATIENCE = 120  # seconds for a full build of many pages on a slow machine
QUIET = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}


def copy_project(folder: Path) -> Path:
    """Copy what a site is built from."""
    folder.mkdir(exist_ok=True)
    for name in PARTS:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "mkdocs.yml", folder)
    return folder


@dataclass(frozen=True)
class Served:
    """The copy, the address it is served at, and the folder that MkDocs builds into."""

    folder: Path
    address: str
    site: Path
    server: subprocess.Popen[bytes]

    def read(self, path: str = "") -> bytes:
        """Return what is served at a path, once no build is going on."""
        with urllib.request.urlopen(self.address + path, timeout=PATIENCE) as answer:
            body: bytes = answer.read()
            return body

    def epoch(self) -> int:
        """Return the number of the build that pages show."""
        found = re.search(rb"livereload\((\d+), \d+\);", self.read())
        assert found, "live reload is off"
        return int(found[1])

    def wait(self, epoch: int) -> int:
        """Return the number of a later build, as soon as there is one, as a browser learns it."""
        root = self.address.rsplit("/", 1)[0]
        while self.server.poll() is None:
            with urllib.request.urlopen(f"{root}/livereload/{epoch}/0", timeout=PATIENCE) as answer:
                if (now := int(answer.read())) > epoch:
                    return now
        raise AssertionError(f"the server has ended: {self.log()}")

    def log(self) -> str:
        """Return what the server has printed."""
        return (self.folder / "serve.log").read_text(encoding="utf-8")


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """Serve a copied project until the block ends."""
    built = folder / "tmp"
    built.mkdir()
    environment = {
        **os.environ, **QUIET, "TMPDIR": str(built), "PYTHONUNBUFFERED": "1",
        "QUOTES_DATABASE_URL": f"sqlite:///{folder / 'quotes.db'}",
    }  # fmt: skip
    with reserved_port() as port:
        command = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}"]
        with (folder / "serve.log").open("wb") as output:
            server = subprocess.Popen(
                command, cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT
            )
        try:
            yield Served(folder, _address(server, folder), next(built.glob("mkdocs_*")), server)
        finally:
            server.terminate()
            server.wait(20)


def _address(server: subprocess.Popen[bytes], folder: Path) -> str:
    deadline = time.monotonic() + PATIENCE
    while True:
        said = (folder / "serve.log").read_text(encoding="utf-8")
        if found := re.search(r"Serving on (http\S+)", said):
            return found[1].rstrip("/") + "/"
        assert server.poll() is None and time.monotonic() < deadline, said
        time.sleep(0.05)
