"""A release is built aside and switched in at once; whoever looks sees a whole site."""

import http.client
import json
import threading
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from publish.precompress import compress
from publish.releases import KEPT, find_live, import_release, list_releases, switch, switch_back
from publish.site import UNFINISHED_MARK, PublishError

Build = Callable[[Path], None]


def build(word: str, script: str = "") -> Build:
    """Build a small site whose pages all say the same word."""

    def write(site: Path) -> None:
        for name in ("index.html", "404.html", "quotes/index.html", "other/index.html"):
            file = site / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"<p>{word}</p>" * 200, encoding="utf-8")
        if script:
            asset = site / "assets" / "js" / script
            asset.parent.mkdir(parents=True)
            asset.write_text("1;", encoding="utf-8")
        compress(site)
        headers = site.with_name("site.headers")
        headers.mkdir()
        (headers / "headers.json").write_text("{}", encoding="utf-8")

    return write


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Releases are named by the second; nobody waits for the next one here."""
    names = iter(range(10_000))

    def new_folder(folder: Path) -> Path:
        made = folder / f"20260101T{next(names):06}Z"
        made.mkdir()
        return made

    monkeypatch.setattr("publish.releases._new_folder", new_folder)


def shown(base: Path, name: str = "index.html") -> str:
    return (base / "live" / "site" / name).read_text(encoding="utf-8")[:20]


def test_a_release_is_shown_once_it_is_built(tmp_path: Path) -> None:
    assert find_live(tmp_path) is None
    made = switch(tmp_path, build("first"))
    assert find_live(tmp_path) == made
    assert "first" in shown(tmp_path)


def test_one_command_goes_back(tmp_path: Path) -> None:
    first = switch(tmp_path, build("first"))
    switch(tmp_path, build("second"))
    assert switch_back(tmp_path) == first
    assert "first" in shown(tmp_path)


def test_what_was_built_in_another_folder_can_be_shown(tmp_path: Path) -> None:
    first = switch(tmp_path, build("first"))
    made = import_release(tmp_path, switch(tmp_path / "aside", build("second")))
    assert find_live(tmp_path) == made
    assert "second" in shown(tmp_path)
    assert switch_back(tmp_path) == first


def test_what_is_half_built_in_another_folder_is_not_shown(tmp_path: Path) -> None:
    first = switch(tmp_path, build("first"))
    other = switch(tmp_path / "aside", build("second"))
    (other / "site" / "404.html").unlink()
    with pytest.raises(PublishError, match=r"404\.html: is missing"):
        import_release(tmp_path, other)
    assert find_live(tmp_path) == first


def test_a_folder_that_is_no_release_is_not_shown(tmp_path: Path) -> None:
    with pytest.raises(PublishError, match="is no release"):
        import_release(tmp_path, tmp_path / "nowhere")


def test_there_is_no_way_back_from_the_first(tmp_path: Path) -> None:
    switch(tmp_path, build("first"))
    with pytest.raises(PublishError, match="no earlier release"):
        switch_back(tmp_path)


def test_the_last_ones_are_kept_and_no_more(tmp_path: Path) -> None:
    made = [switch(tmp_path, build(str(number))) for number in range(KEPT + 2)]
    assert list_releases(tmp_path / "releases") == made[-KEPT:]


def test_what_is_live_is_never_deleted(tmp_path: Path) -> None:
    made = [switch(tmp_path, build(str(number))) for number in range(KEPT)]
    for _ in range(KEPT - 1):
        switch_back(tmp_path)
    assert find_live(tmp_path) == made[0]
    switch(tmp_path, build("new"))
    assert find_live(tmp_path) in list_releases(tmp_path / "releases")


def unfinished(site: Path) -> None:
    build("bad")(site)
    (site / UNFINISHED_MARK).touch()


def without_a_page(site: Path) -> None:
    build("bad")(site)
    (site / "quotes" / "index.html").unlink()


def torn(site: Path) -> None:
    build("bad")(site)
    (site / "other" / "index.html.br").write_bytes(b"half")


def without_headers(site: Path) -> None:
    build("bad")(site)
    (site.with_name("site.headers") / "headers.json").unlink()


def failing(site: Path) -> None:
    build("bad")(site)
    raise PublishError(["a broken link"])


@pytest.mark.parametrize("bad", [unfinished, without_a_page, torn, without_headers, failing])
def test_what_is_not_whole_is_never_shown(tmp_path: Path, bad: Build) -> None:
    made = switch(tmp_path, build("good"))
    with pytest.raises(PublishError):
        switch(tmp_path, bad)
    assert list_releases(tmp_path / "releases") == [made]
    assert "good" in shown(tmp_path)


def test_going_back_gives_files_times_that_the_live_ones_do_not_have(tmp_path: Path) -> None:
    """Same size and same time is the same page to browsers and servers."""
    switch(tmp_path, build("first"))
    second = switch(tmp_path, build("secnd"))
    times = {file.stat().st_mtime for file in (second / "site").rglob("*") if file.is_file()}
    first = switch_back(tmp_path)
    back = {file.stat().st_mtime for file in (first / "site").rglob("*") if file.is_file()}
    assert min(back) >= max(times) + 1 or int(min(back)) > int(max(times))


def test_files_named_by_content_stay_for_open_pages_until_their_release_goes(
    tmp_path: Path,
) -> None:
    name, file = "old.0123abcd.js", "assets/js/old.0123abcd.js"
    switch(tmp_path, build("0", name))
    for number in range(1, KEPT):
        switch(tmp_path, build(str(number)))
        assert (tmp_path / "live" / "site" / file).is_file()
    for number in range(2):
        switch(tmp_path, build(f"later {number}"))
    assert not (tmp_path / "live" / "site" / file).exists()


def test_two_cannot_publish_at_once(tmp_path: Path) -> None:
    def meanwhile(site: Path) -> None:
        with pytest.raises(PublishError, match="another one is publishing"):
            switch(tmp_path, build("other"))
        build("first")(site)

    switch(tmp_path, meanwhile)
    assert "first" in shown(tmp_path)


def test_whoever_looks_during_ten_builds_sees_only_whole_pages(tmp_path: Path) -> None:
    """1,000 polls over HTTP, of pages and of a compressed one, while releases come and go."""
    switch(tmp_path, build("word"))

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    handler = partial(Quiet, directory=str(tmp_path / "live" / "site"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    builds = threading.Thread(target=lambda: [switch(tmp_path, build("word")) for _ in range(10)])
    whole = ("<p>word</p>" * 200).encode()
    seen = []
    builds.start()
    try:
        for number in range(1000):
            connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1])
            connection.request("GET", ("/index.html", "/other/index.html")[number % 2])
            answer = connection.getresponse()
            seen.append((answer.status, answer.read() == whole))
            connection.close()
    finally:
        builds.join()
        server.shutdown()
        server.server_close()
    assert set(seen) == {(200, True)}
    assert json.loads((tmp_path / "live" / "own-files.json").read_text()) == []
