"""Little comes before the first paint, nothing moves, and who touches the page at once is served.

The pages are the published ones, as our own server sends them.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import brotli
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from selectolax.lexbor import LexborHTMLParser

from tests.browser.live import hold
from tests.budget_allowances import bytes_of_further
from tests.data import standing
from tools.browser_states import RESULT, STATES, State, list_paths, settle

# Bytes of a page with its headers: one flight of packets, and what the largest pages may take.
ONE_FLIGHT = 16 * 1024
MAX_BYTES = 20 * 1024
FLIGHT_WITHOUT_HEADERS = 13_500  # of ten packets
LEAN = ["", "soc-1/", "soc-2/", "quotes/", "both/", "choosing-a-firm/", "compare-quotes/"]
LEAN = standing([*LEAN, "privacy/", "type-1-vs-type-2/", "renewal/"])
BY_DAY = ["", "soc-1/", "quotes/"]  # the other pages are made of the same parts
# A slow phone: bytes a second, milliseconds, times.
SLOW = {"offline": False, "downloadThroughput": 50_000, "uploadThroughput": 50_000, "latency": 400}
SLOWER = 6
SHIFTS = """() => new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(sum), 300);
})"""
# The policy of the page refuses a style element; what a script constructs it lets through.
WHOLE = """(untrimmed) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(untrimmed);
  document.adoptedStyleSheets = [sheet];
}"""
# What is folded up has a place only once a browser happened to lay it out.
UNFOLD = "() => document.querySelectorAll('details').forEach((fold) => { fold.open = true; })"
# Where everything is and what it looks like; the parts that a browser adds are seen by their size.
# The dialog is left out: it is empty until the theme's script comes, together with all rules.
LOOKS = """() => [...document.querySelectorAll("body :not(.md-dialog, .md-dialog *, link, script)")]
  .map((one) => {
  const { x, y, width, height } = one.getBoundingClientRect();
  const style = getComputedStyle(one);
  const looks = ["color", "backgroundColor", "fontSize", "fontWeight", "fontFamily", "display",
    "borderTop", "borderLeft", "outlineStyle", "textDecorationLine", "visibility", "opacity"];
  const texts = looks.map((name) => style[name]);
  return [one.tagName, one.className, x, y, width, height, ...texts].join();
})"""


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page on a phone: phone(address, scheme="dark")."""
    contexts: list[BrowserContext] = []

    def page(address: str = "", width: int = 390, scheme: str = "light") -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 844},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
        )
        contexts.append(context)
        opened = context.new_page()
        if address:
            opened.goto(address)
        return opened

    yield page
    for context in contexts:
        context.close()


def further(published: Path, path: str) -> int:
    """The bytes of what editors have added since: see tests/budget_allowances.py."""
    return bytes_of_further((published / path / "index.html").read_text(encoding="utf-8"), path)


def received(page: Page, address: str) -> tuple[int, list[str]]:
    """Open a page; return its bytes with headers, and what else it asked for.

    What a script asks for once the page has loaded, documents and the sheet that all pages share,
    holds up no paint and is left out, and so are the pictures that are in the page, or in the
    browser for its own fields.
    """
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    sizes: dict[str, int] = {}
    asked: dict[str, str] = {}
    loaded: list[float] = []
    client.send("Page.enable")
    client.on("Page.loadEventFired", lambda event: loaded.append(event["timestamp"]))

    def note(event: dict) -> None:
        url = event["request"]["url"]
        later = url.endswith(".json") or "/shared." in url
        late = bool(loaded) and event["timestamp"] > loaded[0] and later
        if not late and not url.startswith("data:image/"):
            asked[event["requestId"]] = url

    client.on("Network.requestWillBeSent", note)
    client.on(
        "Network.loadingFinished", lambda e: sizes.update({e["requestId"]: e["encodedDataLength"]})
    )
    page.goto(address, wait_until="networkidle")
    first = next(number for number, url in asked.items() if url == address)
    return round(sizes[first]), [url for number, url in asked.items() if number != first]


@pytest.mark.parametrize(
    "path",
    [path if path in BY_DAY else pytest.param(path, marks=pytest.mark.nightly) for path in LEAN],
)
def test_a_page_arrives_in_one_flight_with_everything_that_the_first_paint_needs(
    phone, served, published, path
):
    size, others = received(phone(), served + path)
    assert 4_000 < size <= ONE_FLIGHT + further(published, path)
    page = LexborHTMLParser((published / path / "index.html").read_bytes())
    # Those that an editor has put beside the text hold up nothing either.
    pictures = [Path(one.attributes["src"] or "").name for one in page.css("article img")]
    kinds = (".mjs", ".svg", ".woff2", *pictures)
    (header,) = published.glob("assets/js/header.*.js")  # loaded after the paint, too
    assert [url for url in others if not url.endswith((*kinds, header.name))] == []


@pytest.mark.nightly
def test_the_pages_with_large_tables_stay_below_their_limit(phone, served, published):
    for path in ("soc-1-vs-soc-2/", "which-report/"):
        size, _ = received(phone(), served + path)
        assert size <= MAX_BYTES + further(published, path), path


@pytest.mark.nightly
def test_the_first_flight_of_a_large_page_is_painted_before_the_rest_is_there(published):
    """As the page is sent with Brotli; tests/browser/test_arriving.py looks at such a beginning."""
    large = ["soc-1-vs-soc-2/", "which-report/", "cost-and-time/", "scenarios/"]
    for path in standing(large):
        end = FLIGHT_WITHOUT_HEADERS + further(published, path)
        sent = (published / path / "index.html.br").read_bytes()[:end]
        unpacked = brotli.Decompressor()  # of little at a time it keeps nothing back
        parts = (sent[at : at + 100] for at in range(0, len(sent), 100))
        first = b"".join(map(unpacked.process, parts)).decode("utf-8", "ignore")
        tree = LexborHTMLParser(first)
        assert tree.css_first("style") and "</style>" in first, path
        assert len(tree.css("article > p")) >= 2, path


def moving(phone, served: str, paths: list[str], width: int) -> dict[str, float]:
    """How much moved on each page of these, where something did."""
    moved = {path: phone(served + path, width).evaluate(SHIFTS) for path in paths}
    return {path: sum for path, sum in moved.items() if sum > 0.001}


def test_nothing_moves_while_a_page_with_a_tool_loads(phone, served):
    assert moving(phone, served, ["", "soc-1-vs-soc-2/", "which-report/"], 390) == {}


@pytest.mark.nightly
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_moves_while_a_page_loads(phone, served, published, width):
    seen = list_paths(published) if width == 390 else [*LEAN, "soc-1-vs-soc-2/", "which-report/"]
    assert moving(phone, served, seen, width) == {}


@pytest.mark.nightly
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_a_page_with_its_own_rules_looks_as_with_all_rules(phone, served, published, width, scheme):
    (whole,) = published.glob("assets/css/whole.*.css")
    page = phone("", width, scheme)
    for late in ("**/late.*", f"**/{whole.name}"):
        page.route(late, lambda route: route.abort())
    differing = {}
    visits = [State(path, "", path, lambda _: None) for path in list_paths(published)]
    visits += [state for state in STATES if state.exists_at(width) and "search" not in state.name]
    for state in (one for one in visits if not one.path.startswith("embed")):
        page.goto(served + state.path)
        settle(page)
        # A letter shows its buttons once its script is at work, whichever rules there are.
        page.locator("[data-actions][hidden]").first.wait_for(state="detached")
        state.enter(page)
        page.evaluate(UNFOLD)
        before = page.evaluate(LOOKS)
        page.evaluate(WHOLE, whole.read_text(encoding="utf-8"))
        after = page.evaluate(LOOKS)
        found = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
        if found:
            differing[state.name] = found[:2]
    assert differing == {}


def slowly(page: Page) -> Page:
    """Slow the network and the processor."""
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    client.send("Network.emulateNetworkConditions", SLOW)
    client.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return page


@pytest.fixture
def early(phone, served) -> Callable[[str], Page]:
    """Open a page on a slow phone and return as soon as its heading is there."""

    def page(path: str) -> Page:
        opened = slowly(phone())
        opened.goto(served + path, wait_until="commit")
        opened.locator("h1:visible, [data-heading]:visible").first.wait_for()
        return opened

    return page


@pytest.mark.nightly
def test_the_menu_opens_for_who_touches_it_at_once(early):
    page = early("soc-1/")
    page.get_by_role("button", name="Menu").click()
    expect(page.locator("#site-menu")).to_be_visible()
    assert page.locator("script[src*=late]").count() == 0


@pytest.mark.nightly
def test_what_is_typed_into_search_before_its_script_is_there_is_found(early):
    page = early("soc-1/")
    late = hold(page, "**/late.*.js")
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Search").click()
    page.keyboard.type("period")
    expect(page.get_by_role("textbox", name="Search")).to_have_value("period")
    assert page.evaluate("'component$' in window") is False  # the theme's script has not run yet
    late().continue_()
    expect(page.locator(".soc-search__hit").first).to_be_visible(timeout=30_000)
    expect(page.get_by_role("textbox", name="Search")).to_have_value("period")


@pytest.mark.nightly
def test_the_colours_switch_for_who_touches_them_at_once(early):
    page = early("soc-1/")
    page.get_by_role("button", name="Menu").click()
    page.locator("[data-palette]:visible").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    assert page.locator("script[src*=late]").count() == 0


@pytest.mark.nightly
def test_the_first_paint_has_the_colours_of_the_system(early, phone, served):
    page = phone("", scheme="dark")
    page.route("**/*.mjs", lambda route: route.abort())
    page.goto(served + "soc-1/")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")


def test_the_tool_takes_an_answer_that_is_given_at_once(early):
    page = early("which-report/")
    page.locator("[data-module=decision-tool] [data-stage] button[name]").first.click()
    page.wait_for_url("**/which-report/?named=*", timeout=30_000)


@pytest.mark.nightly
def test_the_script_of_the_comparison_is_fetched_after_the_page_has_loaded(phone, served):
    """A paint is noted when it is seen, some time after its frame, so it is not compared."""
    page = phone(served + "soc-1-vs-soc-2/")
    expect(page.locator(".soc-comparison[data-ready]")).to_have_count(1)
    fetched = page.evaluate("""() => performance.getEntriesByType("resource")
        .find(({ name }) => name.includes("comparison")).startTime""")
    loaded = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventStart")
    assert fetched >= loaded > 0


@pytest.mark.nightly
def test_the_contents_follow_the_reader_in_a_wide_window(phone, served):
    page = phone(served + "privacy/", 1280)
    page.locator("script[src*=late]").wait_for(state="attached")
    page.locator("h2").nth(3).scroll_into_view_if_needed()
    page.mouse.wheel(0, 600)
    expect(page.locator(".soc-contents .md-nav__link--active")).to_have_count(1)


@pytest.mark.nightly
@pytest.mark.of_page("data/")
def test_code_gets_its_copy_button_when_it_comes_into_view(phone, served):
    page = phone(served + "data/")
    assert page.locator(".md-code__nav").count() == 0
    page.locator("pre code").first.scroll_into_view_if_needed()
    expect(page.locator(".md-code__nav")).not_to_have_count(0)


@pytest.mark.nightly
def test_a_search_in_the_address_is_made(phone, served):
    page = phone(f"{served}soc-1/?q=period")
    expect(page.locator(".soc-search__hit").first).to_be_visible()


def test_a_result_of_the_tool_waits_for_no_script_of_the_theme(phone, served):
    page = phone(served + RESULT)
    expect(page.locator("[data-result][data-report]")).to_be_visible()
    assert page.locator("script[src*=late]").count() == 0
