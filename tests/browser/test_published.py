"""The published site, as our own server sends it, under its strict content security policy."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from tests.browser.test_journey import REFERENCE, SUBMIT, SUMMARY, fill
from tools.browser_states import list_paths

# Tells the test of every violation, also of those that the console leaves out.
REPORT = """
  document.addEventListener("securitypolicyviolation", (event) => {
    console.error(`violation: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
  });
"""
POLICY = r'content="(default-src[^"]+)"'
PHONE, DESK = {"width": 390, "height": 800}, {"width": 1280, "height": 900}


@dataclass
class Watched:
    """A browser context: what it complained about and what it asked for."""

    address: str
    context: BrowserContext
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def open(self, path: str, size: dict[str, int] = DESK) -> Page:
        page = self.context.new_page()
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.on("console", lambda said: self._note(f"{said.type}: {said.text}", said.type))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("requestfailed", self._failed)
        page.goto(self.address + path, wait_until="networkidle")
        return page

    def _note(self, text: str, kind: str) -> None:
        if kind in {"error", "warning"}:
            self.complaints.append(text)

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # a page that is left stops its requests
            self.complaints.append(f"{request.url}: {request.failure}")

    def third_parties(self) -> list[str]:
        own = (self.address, "data:", "blob:")
        return [address for address in self.requests if not address.startswith(own)]


@pytest.fixture
def watch(chromium: Browser, served: str) -> Iterator[Callable[..., Watched]]:
    """Open a context that notes every complaint and request: watch(java_script_enabled=False)."""
    contexts = []

    def watched(**options: object) -> Watched:
        context = chromium.new_context(**options)  # type: ignore[arg-type]
        contexts.append(context)
        context.add_init_script(REPORT)
        result = Watched(served, context)
        context.on("request", lambda request: result.requests.append(request.url))
        return result

    yield watched
    for context in contexts:
        context.close()


def paths(published: Path) -> list[str]:
    return [
        file.relative_to(published).as_posix().removesuffix("index.html")
        for file in sorted(published.rglob("*.html"))
    ]


def assert_quiet(watched: Watched) -> None:
    assert watched.complaints == []
    assert watched.third_parties() == []
    assert watched.requests


def test_the_watch_notices_a_violation(watch):
    watched = watch()
    page = watched.open("")
    with page.expect_console_message(lambda message: "violation: style-src" in message.text):
        page.evaluate(
            "document.body.insertAdjacentHTML('beforeend', '<p style=\"color:red\">x</p>')"
        )
    assert any("violation: style-src" in said for said in watched.complaints)


@pytest.mark.parametrize(
    "opened", [list_paths, pytest.param(paths, marks=pytest.mark.nightly)], ids=["kinds", "all"]
)
def test_every_page_opens_without_a_violation_or_a_third_party(watch, published, opened):
    watched = watch()
    page = watched.open("")
    for path in opened(published):
        page.goto(watched.address + path)  # modules have run when a page is loaded
    page.wait_for_load_state("networkidle")
    assert_quiet(watched)


@pytest.mark.nightly
def test_search_palette_and_menu_work_under_the_policy(watch):
    watched = watch()
    page = watched.open("about/")
    page.locator("[data-toggles=__search]:visible").first.click()
    page.locator(".soc-search__input").press_sequentially("period")
    expect(page.locator(".soc-search__hit").first).to_be_visible()
    page.keyboard.press("Escape")
    before = page.locator("body").get_attribute("data-md-color-scheme")
    page.locator("[data-palette]:visible").click()
    expect(page.locator("body")).not_to_have_attribute("data-md-color-scheme", before or "")
    phone = watched.open("soc-1/", PHONE)
    opener = phone.locator("[data-toggles=__drawer]:visible").first
    opener.click()
    expect(opener).to_have_attribute("aria-expanded", "true")
    assert_quiet(watched)


@pytest.mark.nightly
def test_the_tools_work_under_the_policy(watch):
    watched = watch()
    table = watched.open("soc-1-vs-soc-2/?columns=soc-1.type-2,soc-2.type-2")
    expect(table.locator("tr[id=observation-period] > td:visible")).to_have_count(2)
    tool = watched.open("which-report/")
    with tool.expect_response("**/phrases.*.json"):
        tool.locator("[data-module=request-text] > summary").click()
    tool.locator("[data-module=request-text] [data-text]").fill("SOC 2 Type 2 for our auditors")
    expect(tool.locator("[data-module=request-text] select").first).to_be_visible()
    tool.locator("[data-module=decision-tool] [data-stage] button[name]").first.click()
    expect(tool).to_have_url(re.compile("named="))
    framed = watched.open("embed/comparison/?differences=1")
    expect(framed.locator("[data-module=comparison][data-ready]")).to_be_visible()
    assert_quiet(watched)


@pytest.mark.parametrize(
    "javascript",
    [True, pytest.param(False, marks=pytest.mark.nightly)],
    ids=["script", "no script"],
)
def test_the_form_works_under_the_policy(watch, javascript):
    watched = watch(java_script_enabled=javascript)
    page = watched.open("quotes/")
    page.locator("form[data-quote-form]").evaluate("form => form.noValidate = true")
    page.locator(SUBMIT).click()
    expect(page.locator(SUMMARY)).to_be_visible()
    fill(page, f"published-{javascript}@example.com")
    page.locator(SUBMIT).click()
    expect(page.locator(REFERENCE)).to_be_visible()
    refused = [said for said in watched.complaints if "422" not in said]  # asked for above
    assert refused == []
    assert watched.third_parties() == []


@pytest.fixture
def elsewhere(tmp_path: Path, served: str) -> Iterator[str]:
    """Another site, whose page frames two of ours. A real one: browsers keep local ones apart."""
    frames = (f'<iframe src="{served}{path}"></iframe>' for path in ("embed/comparison/", "about/"))
    (tmp_path / "index.html").write_text("".join(frames), encoding="utf-8")
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_another_site_may_frame_the_embedded_page_and_no_other(watch, elsewhere):
    page = watch().context.new_page()
    page.goto(elsewhere, wait_until="networkidle")
    first, second = page.frames[1:]
    expect(first.locator("h1")).to_have_text("SOC 1 and SOC 2 compared")
    assert second.url.startswith("chrome-error:")


def test_headers_come_with_pages_files_and_answers_of_the_backend(served):
    for path, cache in {"": "no-cache", "nowhere/": "no-cache", "api/health": "no-store"}.items():
        headers = httpx.get(served + path).headers
        assert "object-src 'none'" in headers["Content-Security-Policy"] or path == "api/health"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
        assert cache in headers["Cache-Control"], path
    style = re.search(r'href="(assets/css/[^"]+)"', httpx.get(served).text)
    assert style is not None
    assert "immutable" in httpx.get(served + style[1]).headers["Cache-Control"]


def test_what_is_no_page_may_load_nothing_but_what_a_worker_needs(served):
    for path in ("search/search_index.json", "api/health"):
        policy = httpx.get(served + path).headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'"), path


def test_the_answer_with_mistakes_keeps_the_policy_of_the_form(served):
    answer = httpx.post(f"{served}api/quotes", data={"name": "x"}, headers={"Origin": served[:-1]})
    quotes = httpx.get(f"{served}quotes/")
    assert answer.status_code == 422
    header = "Content-Security-Policy"
    assert answer.headers[header] == quotes.headers[header]
    policies = [re.findall(POLICY, page.text) for page in (answer, quotes)]
    assert policies[0] == policies[1]
    assert len(policies[0]) == 1
