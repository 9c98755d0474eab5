"""Saving a file while a generator serves its pages, and waiting for the page that shows it."""

import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path

from benchmarks.build_peers import ENVIRONMENT, Peer
from tests.browser.live import free_port

PATIENCE = 300  # seconds for a full build of many pages on a slow machine
FIRST = "sample/part-1/page-1"


@dataclass(frozen=True)
class Edit:
    """A file, what to put a mark before, and the page that shows the mark."""

    name: str
    file: str
    place: str
    page: str


def edits(peer: Peer) -> list[Edit]:
    """Return the edits that are measured with a generator: only ours has data."""
    if peer.name.startswith("Hugo"):
        return [Edit("a page", f"content/docs/{FIRST}.md", "This page is", f"docs/{FIRST}/")]
    page = Edit("a page", f"docs/{FIRST}.md", "This page is", f"{FIRST}/")
    if peer.name != "this project":
        return [page]
    # the table of the comparison shows it, the heaviest page of the site
    data = Edit("data", "data/types.yml", "Type 1", "soc-1-vs-soc-2/")
    return [page, data]


def seconds_to_page(peer: Peer, edit: Edit, folder: Path, runs: int) -> list[float]:
    """Return how long each of `runs` saves takes until the page shows it."""
    with _served(peer, folder) as read:
        path, found = folder / edit.file, []
        text = path.read_text(encoding="utf-8")
        _until(lambda: read(edit.page) is not None)
        for number in range(runs + 1):  # the first one warms up
            time.sleep(0.5)  # nobody saves twice in an instant
            mark = f"saved{time.monotonic_ns()}"
            begun = time.perf_counter()
            path.write_text(text.replace(edit.place, f"{mark} {edit.place}", 1), encoding="utf-8")
            _until(lambda mark=mark: mark.encode() in (read(edit.page) or b""))  # type: ignore[misc]
            found += [time.perf_counter() - begun] if number else []
    return found


def _until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > deadline:
            raise SystemExit("the change is not served")
        time.sleep(0.01)  # often enough to tell, seldom enough not to slow the server down


@contextmanager
def _served(peer: Peer, folder: Path) -> Iterator[Callable[[str], bytes | None]]:
    port = free_port()

    def read(page: str) -> bytes | None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/{page}", timeout=PATIENCE) as got:
                body: bytes = got.read()
                return body
        except (urllib.error.URLError, HTTPException, ConnectionError):
            return None  # MkDocs may write the file while it sends it

    with tempfile.TemporaryDirectory() as built:  # what MkDocs leaves when it is stopped
        environment = {
            **ENVIRONMENT,
            "TMPDIR": built,
            "QUOTES_DATABASE_URL": f"sqlite:///{built}/q",
        }
        quiet = subprocess.DEVNULL
        server = subprocess.Popen(  # noqa: S603
            peer.serve(port), cwd=folder, env=environment, stdout=quiet, stderr=quiet
        )
        try:
            yield read
        finally:
            server.terminate()
            server.wait(30)
