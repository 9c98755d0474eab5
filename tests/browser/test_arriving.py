"""A page of which only the beginning has arrived: what can be seen there works already."""

from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from benchmarks.page_load import PAGES as MEASURED
from tests.browser.test_first_screen import SHIFTS
from tests.data import standing

pytestmark = pytest.mark.nightly

PATHS = ["", "soc-1-vs-soc-2/", "which-report/"]
PATIENCE = 30  # seconds
WITH_HEADINGS = standing(
    list(dict.fromkeys([*MEASURED, "soc-2-vs-soc-3/", "both/", "cost-and-time/"]))
)
# Width, and whether it is of a screen that is touched.
WINDOWS = [(360, True), (390, True), (412, True), (1280, False)]
STAND_IN = "voice dejavu"
# The families of which the machine has a font, of those that stand in for that of headings.
STAND_INS = """async () => {
  const faces = [...document.fonts].filter(({ family }) => !/newsreader/i.test(family));
  await Promise.allSettled(faces.map((face) => face.load()));
  return faces.filter(({ status }) => status === "loaded").map(({ family }) => family);
}"""
REMEMBER = """() => {
  const parts = [...document.querySelectorAll("main :not(h1, h1 *)")];
  const seen = parts.filter((part) => part.checkVisibility());
  window.tops = new Map(seen.map((part) => [part, part.getBoundingClientRect().top]));
}"""
# The most that one of them has moved since, in pixels, once the font of headings is there.
MOVED = """async () => {
  const faces = [...document.fonts].filter(({ family }) => /newsreader/i.test(family));
  await Promise.all(faces.map((face) => face.load()));
  const moves = [...window.tops].map(([part, top]) => part.getBoundingClientRect().top - top);
  return Math.max(...moves.map(Math.abs));
}"""


class Halting(SimpleHTTPRequestHandler):
    """Sends a page up to the end of its heading, and the rest when it is told to.

    An address with "?after=TEXT" is sent up to that text.
    """

    def __init__(self, *arguments: object, rest: Event, **named: object) -> None:
        self.rest = rest
        super().__init__(*arguments, **named)  # type: ignore[arg-type]

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if not path.is_dir() and path.suffix != ".html":
            super().do_GET()
            return
        page = path / "index.html" if path.is_dir() else path
        after = parse_qs(urlsplit(self.path).query).get("after", ["</h1>"])[0]
        first, end, rest = page.read_bytes().partition(after.encode())
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(first + end)
        self.rest.wait(PATIENCE)
        self.wfile.write(rest)


@pytest.fixture
def arriving(published: Path, chromium: Browser) -> Iterator[Callable[[str], tuple[Page, Event]]]:
    """Open a page on a phone; return it, and the event that lets the rest of it come."""
    rest = Event()
    handler = partial(Halting, directory=str(published), rest=rest)
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()

        def open_page(path: str) -> tuple[Page, Event]:
            page = context.new_page()
            page.goto(f"http://127.0.0.1:{server.server_port}/{path}", wait_until="commit")
            page.locator("h1").wait_for()
            assert page.evaluate("document.readyState") == "loading"
            return page, rest

        yield open_page
        rest.set()
        context.close()
        server.shutdown()


@pytest.mark.parametrize("path", PATHS)
def test_the_menu_opens_before_the_rest_of_the_page_is_there(arriving, path):
    page, rest = arriving(path)
    page.get_by_role("button", name="Menu").click()
    expect(page.locator("#site-menu")).to_be_visible()
    rest.set()
    page.wait_for_load_state()
    expect(page.locator("#site-menu")).to_be_visible()
    # What came after the touch is out of reach behind the menu as well.
    assert page.locator(".md-footer").evaluate("part => part.inert")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Menu")).to_be_focused()
    assert not page.locator(".md-footer").evaluate("part => part.inert")


@pytest.mark.parametrize("path", PATHS)
def test_what_is_typed_into_search_before_the_rest_is_there_is_found(arriving, path):
    page, rest = arriving(path)
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Search").click()
    page.keyboard.type("period")
    rest.set()
    expect(page.locator(".soc-search__hit").first).to_be_visible(timeout=PATIENCE * 1000)
    expect(page.get_by_role("textbox", name="Search")).to_have_value("period")


def test_the_colours_switch_before_the_rest_of_the_page_is_there(arriving):
    page, _ = arriving("soc-1-vs-soc-2/")
    before = page.locator("body").get_attribute("data-md-color-scheme")
    page.get_by_role("button", name="Menu").click()
    page.locator("[data-palette]:visible").click()
    expect(page.locator("body")).not_to_have_attribute("data-md-color-scheme", before)


def test_the_foot_of_a_short_page_does_not_move_while_it_arrives(arriving):
    page, rest = arriving("404.html?after=data-report>")
    page.evaluate("() => new Promise((painted) => setTimeout(painted, 500))")
    rest.set()
    page.wait_for_load_state()
    expect(page.locator(".md-footer")).to_be_visible()
    assert page.evaluate(SHIFTS) == 0


@pytest.mark.parametrize(("width", "touched"), WINDOWS)
@pytest.mark.parametrize("path", WITH_HEADINGS)
def test_the_text_stays_where_it_is_when_the_font_of_headings_arrives(
    open_context, address, path, width, touched
):
    """What follows a heading stays, since the font's stand-in has its widths.

    This holds for DejaVu Serif as the stand-in. With Liberation Serif a heading takes another line
    in three of these windows, with Noto Serif in four. A machine without DejaVu Serif proves
    nothing, and the test says so.
    """
    page: Page = open_context(width, has_touch=touched, is_mobile=touched).new_page()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/newsreader-*.woff2", hold)
    with page.expect_request("**/newsreader-*.woff2"):
        page.goto(address + path, wait_until="domcontentloaded")
    assert STAND_IN in [family.lower() for family in page.evaluate(STAND_INS)], (
        "DejaVu Serif is not installed here: it comes with fonts-dejavu-core"
    )
    page.evaluate(f"document.body.style.setProperty('--serif', 'Newsreader, \"{STAND_IN}\"')")
    page.evaluate(REMEMBER)
    for route in held:
        route.continue_()
    assert page.evaluate(MOVED) < 1


def test_no_image_of_the_browser_holds_up_the_first_paint(open_context, address, published):
    """A browser draws the icon of a date field from an image, which counts as one more request."""
    dated = [
        page.parent.relative_to(published)
        for page in published.rglob("index.html")
        if 'type="date"' in page.read_text()
    ]
    assert dated
    page: Page = open_context(1280).new_page()
    asked: list[str] = []
    session = page.context.new_cdp_session(page)
    session.on("Network.requestWillBeSent", lambda event: asked.append(event["request"]["url"]))
    session.send("Network.enable")
    for path in dated:
        page.goto(f"{address}{path}/", wait_until="networkidle")
    assert asked
    assert not [url for url in asked if url.startswith("data:")]
