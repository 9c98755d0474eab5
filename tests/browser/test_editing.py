"""The editor in a browser: by keyboard, without a script, and axe-core finds nothing."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from playwright.sync_api import Page

from macros.editing import mount_editor
from model.dataset import ROOT
from tools.testenv import axe

pytestmark = pytest.mark.nightly

PAGES = (
    "",
    "file?file=data/prices.yml",
    "file?file=docs/about.md",
    "file?file=none",
    "field?file=data/prices.yml&add=figures",
    "field?file=data/site.yml&path=[%22name%22]",
)


class Silent(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Write nothing between the dots of the tests."""


@pytest.fixture
def editor(tmp_path: Path) -> Iterator[str]:
    """The address of an editor for a copy of the project."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copytree(ROOT / "docs", tmp_path / "docs", ignore=lambda _, names: {"assets"} & {*names})

    def styles(environ, start):
        path = ROOT / "docs" / environ["PATH_INFO"].lstrip("/")
        body = path.read_bytes() if path.is_file() else b""
        start("200 OK", [("Content-Type", "text/css" if path.suffix == ".css" else "font/woff2")])
        return [body]

    app = mount_editor(styles, tmp_path, "/", lambda _: ["docs/about.md:1: a mistake"])
    with make_server("127.0.0.1", 0, app, handler_class=Silent) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/_edit/"
        server.shutdown()


def press_enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page_of_the_editor(open_context, editor, scheme):
    page = open_context(390, scheme, bypass_csp=True).new_page()
    found = {}
    for path in PAGES:
        page.goto(editor + path)
        found[path] = axe.violations(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page.fill("#value", "")
    press_enter(page)
    found["wrong"] = axe.violations(page)
    page.fill("#value", "Another name")
    press_enter(page)
    found["difference"] = axe.violations(page)
    page.get_by_role("button", name="Save").focus()
    press_enter(page)
    found["saved"] = axe.violations(page)
    assert {path: some for path, some in found.items() if some} == {}


def test_a_value_is_changed_by_keyboard_and_without_a_script(open_context, editor):
    page = open_context(java_script_enabled=False).new_page()
    page.goto(editor + PAGES[-1])
    page.focus("#value")
    for text in ("Control+A", "Delete"):
        page.keyboard.press(text)
    page.keyboard.type("Another name")
    press_enter(page)
    page.get_by_role("button", name="Save").focus()
    press_enter(page)
    assert page.get_by_role("heading", name="Saved").is_visible()
    page.goto(editor + "file?file=data/site.yml")
    assert "Another name" in page.inner_text("main")
