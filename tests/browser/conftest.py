"""One live server and one Chromium for the browser tests.

Package scope, not session: Playwright's sync API keeps an event loop running in this thread, which
tests elsewhere must not meet.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.live import ROOT, LiveSite, Visit, Visitor
from tests.conftest import DEMONSTRATED_AT, make_once
from tools.browser_states import SIZES, serve_folder, settle
from tools.demo.__main__ import demo_environment
from tools.testenv import browser as browser_tool

# Chromium's own errands (updates, sync, first run) would look like requests of the page.
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
expect.set_options(timeout=15_000)  # a busy machine is slow, and not wrong
# Seconds the server may take to come up on a busy machine.
STARTED = 60


@pytest.fixture(scope="package")
def live_site(tmp_path_factory: pytest.TempPathFactory, published: Path) -> Iterator[LiveSite]:
    """The published site as `python -m backend serve` serves it, with a database of its own.

    Limits are off: all tests come from one address. `make serve` is tried by tests/site.
    """
    folder = tmp_path_factory.mktemp("live")
    environment = {
        **os.environ,
        "QUOTES_SITE_DIR": str(published),
        "QUOTES_DATABASE_URL": f"sqlite:///{folder / 'quotes.db'}",
        "QUOTES_RATE_LIMITS": "off",
    }
    command = [sys.executable, "-m", "backend", "serve", "--port", "0"]
    log = folder / "serve.log"
    with log.open("w", encoding="utf-8") as output:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=output)
    try:
        yield LiveSite(_address(server, log), environment)
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


# A published site without its compressed copies, which take half of the time.
PUBLISH = "import sys, publish.__main__ as p; p.compress = lambda _: None; sys.exit(p.main())"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, demonstration: tuple[Path, str]) -> Path:
    """The published site of a demonstration; the tests serve it with firms and a desk."""

    def make(folder: Path) -> str:
        environment = demo_environment(folder.parent, DEMONSTRATED_AT)
        shutil.copytree(demonstration[0], folder)
        command = [sys.executable, "-c", PUBLISH, "--site", str(folder)]
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return make_once(tmp_path_factory, "demonstration-published", make)[0]


@pytest.fixture(scope="package")
def served(live_site: LiveSite) -> str:
    """The address of the live site."""
    return live_site.address


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """A real Chromium; without one the tests fail, they are not skipped."""
    try:
        path = browser_tool.find()
    except browser_tool.BrowserError as error:
        pytest.fail(str(error), pytrace=False)
    if path is None:
        pytest.fail("no Chromium: `python -m tools.testenv.browser` installs one", pytrace=False)
    # Chromium refuses its sandbox to root.
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def shared_contexts(chromium: Browser, live_site: LiveSite) -> Iterator[dict[bool, BrowserContext]]:
    """Two contexts, by whether scripts run, that tests open their pages in.

    A context of its own would cost each test a process; a page that stays open keeps the process.
    """
    contexts = {}
    for javascript in (True, False):
        contexts[javascript] = chromium.new_context(java_script_enabled=javascript)
        contexts[javascript].new_page().goto(live_site.address + "assets/favicon.svg")
    yield contexts
    for context in contexts.values():
        context.close()


@pytest.fixture
def new_page(shared_contexts: dict[bool, BrowserContext]) -> Iterator[Callable[[bool], Page]]:
    """Open an empty page that remembers nothing of earlier tests: new_page(javascript)."""
    pages: list[Page] = []

    def page(javascript: bool) -> Page:
        pages.append(shared_contexts[javascript].new_page())
        return pages[-1]

    yield page
    for opened in pages:
        if opened.is_closed():
            continue
        origin = urlsplit(opened.url)
        opened.context.new_cdp_session(opened).send(
            "Storage.clearDataForOrigin",
            {"origin": f"{origin.scheme}://{origin.netloc}", "storageTypes": "all"},
        )
        opened.close()


@pytest.fixture
def visit(new_page: Callable[[bool], Page], live_site: LiveSite) -> Visit:
    """Open a page of the live site: visit("quotes/", javascript=False)."""

    def open_page(path: str = "", *, javascript: bool = True) -> Visitor:
        visitor = Visitor(new_page(javascript))
        visitor.page.goto(live_site.address + path)
        if javascript:
            settle(visitor.page)
        return visitor

    return open_page


@pytest.fixture(scope="package")
def address(published: Path) -> Iterator[str]:
    """The published site, served as files."""
    with serve_folder(published) as served:
        yield served


@pytest.fixture
def open_context(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Open a browser context of a width and scheme: open_context(320, "dark")."""
    contexts = []

    def context(width: int = 1280, scheme: str = "light", **more: object) -> BrowserContext:
        made = chromium.new_context(
            viewport={"width": width, "height": SIZES.get(width, 800)},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
            **more,  # type: ignore[arg-type]
        )
        contexts.append(made)
        return made

    yield context
    for made in contexts:
        made.close()


@pytest.fixture
def open_page(new_page: Callable[[bool], Page], address: str) -> Callable[..., Page]:
    """Open a page of the published site: open_page("soc-1/", 390, scheme="dark")."""

    def page(
        path: str,
        width: int = 1280,
        scheme: Literal["light", "dark"] = "light",
        *,
        java_script_enabled: bool = True,
        forced_colors: Literal["active", "none"] = "none",
    ) -> Page:
        opened = new_page(java_script_enabled)
        opened.set_viewport_size({"width": width, "height": SIZES.get(width, 800)})
        opened.emulate_media(
            color_scheme=scheme, reduced_motion="reduce", forced_colors=forced_colors
        )
        opened.goto(address + path)
        settle(opened)
        return opened

    return page


def _address(server: subprocess.Popen[bytes], log: Path) -> str:
    """The address that the server announces once it answers."""
    deadline = time.monotonic() + STARTED
    while not (announced := re.search(r"serving (http://\S+)", log.read_text(encoding="utf-8"))):
        if server.poll() is not None or time.monotonic() > deadline:
            pytest.fail("the server did not come up:\n" + log.read_text(encoding="utf-8"), False)
        time.sleep(0.05)
    return announced[1].rstrip("/") + "/"
