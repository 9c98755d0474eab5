"""Every page of a built site, and the states a visitor can bring one into.

The tests of looks and access and `make screenshots` walk the same list.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from playwright.sync_api import Page

QUESTIONS, OUTCOMES = "which-report/ask-", "which-report/result-"  # how such paths begin
SIZES = {1280: 900, 390: 844, 320: 640}  # width: height, in CSS pixels
SCHEMES = ("light", "dark")
ZOOMED = {"width": 320, "height": 256}  # a window of 1280 by 1024 pixels at 400 %
MENU_BELOW = 896  # wider windows show the ways in beside each other, and no menu
RESULT = (
    "which-report/?named=nothing&financial_impact=yes&customer_data=yes&asked_by=both&evidence=operating"
    "&deadline=6-to-12-months&stage=ready&public_summary=no"
)

REQUEST = (
    "Our vendor risk team needs your SOC 2 Type 2 report within five months. A SOC 1 is not enough."
)

# What a script has not woken yet, or still fetches for. The search waits until it is opened, and
# a question on a page of its own leads on to the tool; the frame for other sites has no script.
NOT_STARTED = (
    ".js [data-module]:not([data-ready], [data-module=search], [data-module=decision-step]), "
    ".js .md-dialog:not([role])"  # the script of the header gives it one
)
# A page that has styles for later, and the sheet of them once it is asked for.
HAS_LATER_STYLES = ".js head template[data-after-load]"
LATER_STYLES = "body > link[rel=stylesheet][href*='css/shared.']"
ARRIVED = """link => link.sheet ? null : new Promise((arrived, failed) => {
    link.addEventListener("load", () => arrived());
    link.addEventListener("error", () => failed(new Error(`${link.href} did not come`)));
})"""


def settle(page: Page) -> None:
    """Wait until a page has loaded, has all its styles, and its scripts are at work."""
    page.wait_for_load_state()
    page.locator(NOT_STARTED).first.wait_for(state="detached")
    if page.locator(HAS_LATER_STYLES).count():
        styles = page.locator(LATER_STYLES).first
        styles.wait_for(state="attached")
        styles.evaluate(ARRIVED)


@dataclass(frozen=True)
class State:
    """A page brought into a state: `enter` acts on the open page and waits until it is there."""

    name: str
    label: str  # what people call it
    path: str
    enter: Callable[[Page], object]
    narrow_only: bool = False

    def exists_at(self, width: int) -> bool:
        """Whether a window of this width can show the state."""
        return width < MENU_BELOW or not self.narrow_only


def _form_errors(page: Page) -> None:
    page.locator("form[data-quote-form][novalidate]").wait_for()
    page.locator("[data-module=quote-form] [type=submit]").click()
    page.locator("[data-error-summary]").wait_for()


def _result(page: Page) -> None:
    page.locator("[data-result][data-report]").wait_for()


def _request_text(page: Page) -> None:
    page.locator("[data-module=request-text] > summary").click()
    page.locator("[data-text]").fill(REQUEST)
    page.locator("[data-module=request-text] select").first.wait_for()


def _search(page: Page) -> None:
    button = page.locator(".soc-header-button[data-toggles=__search]")
    if not button.is_visible():  # on a phone it stands in the menu
        _menu(page)
    button.click()
    page.locator(".soc-search__input").fill("period")
    page.locator(".soc-search__hit").first.wait_for()


def _menu(page: Page) -> None:
    page.locator(".soc-header-button[data-toggles=__drawer]").click()
    page.locator("#site-menu").wait_for()


def _note(page: Page) -> None:
    page.locator(".src__mark").first.click()
    page.locator(".soc-notes__one:popover-open").wait_for()


STATES = [
    State("form-errors", "the quote form with its errors", "quotes/", _form_errors),
    State("result", "the decision tool with a result", RESULT, _result),
    State("request-read", "a pasted request, read", "which-report/", _request_text),
    State("search-open", "the search, open, with results", "soc-1/", _search),
    State("note-open", "the note of a source mark, open", "soc-1/", _note),
    State("menu-open", "the menu, open", "soc-1-vs-soc-2/", _menu, narrow_only=True),
]


def list_paths(folder: Path) -> list[str]:
    """Return the path of every page of a built site, home first as ''; redirects are none.

    Of the outcomes of the tool, which are made from one page, the longest stands for all. The
    questions are left out: with a script they lead on to the tool.
    """
    files = (file for file in folder.rglob("*.html") if not _is_redirect(file))
    sizes = {
        file.relative_to(folder).as_posix().removesuffix("index.html"): file.stat().st_size
        for file in files
    }
    outcomes = [path for path in sizes if path.startswith(OUTCOMES)]
    left_out = sorted(outcomes, key=lambda path: (sizes[path], path))[:-1]
    return sorted(path for path in sizes if path not in left_out and not path.startswith(QUESTIONS))


def _is_redirect(file: Path) -> bool:
    return 'http-equiv="refresh"' in file.read_text(encoding="utf-8")


class _QuietHandler(SimpleHTTPRequestHandler):
    """Serves a folder, its 404.html for what is missing, and says nothing."""

    def log_message(self, format: str, *args: object) -> None:
        pass

    def send_error(self, code: int, *_: object) -> None:
        body = b""
        if code == HTTPStatus.NOT_FOUND and self.directory:
            body = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def serve_folder(folder: Path) -> Iterator[str]:
    """Serve a folder; the address ends in a slash."""
    handler = partial(_QuietHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
