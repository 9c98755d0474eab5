"""The preview answers with the file that MkDocs would open, of a build that has come to its end."""

import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from mkdocs.livereload import LiveReloadServer

from macros.preview.backend_mount import BackendMount
from macros.preview.rebuild import Builder
from macros.preview.state import PreviewState

Start = Callable[..., Any]
FILES = ["index.html", "soc-1/index.html", "größe/index.html", "a b/50%.txt", "404.html"]
ADDRESSES = [
    *("", "soc-1/", "soc-1/index.html", "gr%C3%B6%C3%9Fe/", "gr%C3%B6%C3%9Fe/index.html"),
    *("a%20b/50%25.txt", "/soc-1/", "soc-1//", "größe/../soc-1/", "../soc-1/", "./404.html"),
    *("gr%FF%C3%B6%C3%9Fe/",),
]


def environ(path: str) -> dict[str, Any]:
    """Return what a server of Python's own gives of a request."""
    return {"PATH_INFO": unquote(path, "latin-1"), "REQUEST_METHOD": "GET"}


class Noted(Builder):
    """Notes which files are asked for."""

    def render_stale(self, path: str | None = None) -> int:
        self.asked = path
        return super().render_stale(path)


def answered(backend: BackendMount, site: Any, builder: Builder, path: str) -> tuple[Any, bytes]:
    heads: list[Any] = []
    body = backend.wrap(site, builder)(environ(path), lambda *head: heads.append(head))
    (head,) = heads
    return head, b"".join(body)


@pytest.mark.parametrize("mount", ["/", "/soc/"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_the_file_that_is_rendered_is_the_one_that_mkdocs_opens(
    tmp_path: Path, mount: str, address: str
) -> None:
    for name in FILES:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    server = LiveReloadServer(lambda: None, "127.0.0.1", 0, str(tmp_path), mount)
    builder = Noted(PreviewState())
    backend = BackendMount(tmp_path, server.url)
    _, body = answered(backend, server.get_app(), builder, mount + address)
    server.server_close()
    assert body.decode() == builder.asked
    assert builder.asked in FILES


def test_the_address_without_its_slash_leads_to_the_site(tmp_path: Path) -> None:
    backend = BackendMount(tmp_path, "http://127.0.0.1:8000/soc/")
    (status, headers), body = answered(backend, None, Noted(PreviewState()), "/soc")
    assert (status, dict(headers)["Location"], body) == ("302 Found", "/soc/", b"")


def test_what_was_read_while_a_build_began_is_read_again(tmp_path: Path) -> None:
    builder = Builder(PreviewState())
    texts = [b"half", b"whole!"]

    def site(_: Any, start: Start) -> Iterable[bytes]:
        text = texts.pop(0)
        start("200 OK", [("Content-Length", str(len(text)))])
        if texts:
            builder.start_full_build()
        return [text]

    head, body = answered(BackendMount(tmp_path, "http://localhost/"), site, builder, "/soc-1/")
    assert head == ("200 OK", [("Content-Length", "6")])
    assert body == b"whole!"


def test_an_answer_waits_for_the_end_of_a_build_and_shows_it(tmp_path: Path) -> None:
    builder = Builder(PreviewState())
    building, reading, shown = threading.Event(), threading.Event(), [b"before"]

    def build() -> None:
        building.set()
        reading.wait(10)
        shown[:] = [b"after"]

    def site(_: Any, start: Start) -> Iterable[bytes]:
        text = list(shown)
        if not building.is_set():
            threading.Thread(target=builder).start()
            building.wait(10)
        reading.set()
        start("200 OK", [])
        return text

    builder.build_all = build
    _, body = answered(BackendMount(tmp_path, "http://localhost/"), site, builder, "/soc-1/")
    assert body == b"after"


def test_no_build_goes_on_while_the_form_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    builder, found = Builder(PreviewState()), []

    def look() -> None:
        found.append(builder.lock.acquire(blocking=False))

    def form(_: Any, start: Start) -> Iterable[bytes]:
        other = threading.Thread(target=look)
        other.start()
        other.join()
        start("201 Created", [])
        return [b"stored"]

    backend = BackendMount(tmp_path, "http://localhost/")
    monkeypatch.setattr(backend, "current_app", lambda: form)
    _, body = answered(backend, None, builder, "/api/quotes")
    assert (body, found) == (b"stored", [False])


def test_a_full_build_that_fails_is_told_and_tried_again_with_the_next_change() -> None:
    builder = Builder(PreviewState())
    builder.last_build = builder.current_build = object()  # type: ignore[assignment] # any build will do
    tries: list[int] = []

    def fail() -> None:
        tries.append(1)
        raise OSError("the configuration cannot be read")

    told: list[str] = []
    builder.build_all = fail
    builder.on_failure = lambda error: told.append(str(error))
    for _ in range(2):
        builder()
        assert builder.broken
    assert told == ["the configuration cannot be read"] * 2
    assert len(tries) == 2
    assert builder.last_build is None
    builder.build_all = lambda: None
    builder()
    assert not builder.broken
