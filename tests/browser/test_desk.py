"""The operator's desk in a browser: signed in by a mail or a command, without a script, for all."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.backend.conftest import ANSWERS
from tests.browser.live import ROOT
from tests.browser.quotes.test_matching import Shown, showing
from tools.testenv.axe import violations

PERSON = "olga@example.com"
LINK = re.compile(r"http\S+/desk/in/\S+")
CODE = re.compile(r"\b\d{8}\b")
DESK = {"QUOTES_DESK": "on", "QUOTES_DESK_PEOPLE": PERSON}


def printed_link(demo: Shown) -> str:
    command = [sys.executable, "-m", "backend", "desk", "link"]
    done = subprocess.run(
        command, cwd=ROOT, env=demo.environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def send_one(demo: Shown, page: Page, buyer: str) -> None:
    """Send the form as a buyer of that name; one that names no page of ours is set aside."""
    answers = {**ANSWERS, "email": f"{buyer}@company-a.com"}
    for origin in (demo.address.rstrip("/"), "null"):
        answers["company"] = f"Sample Company, from {origin}"
        sent = page.request.post(
            f"{demo.address}api/quotes", form=answers, headers={"Origin": origin}, max_redirects=0
        )
        assert sent.status == 303


@pytest.mark.nightly  # by day the link that a command prints signs in
@pytest.mark.parametrize("way", ["link", "code"])
def test_a_person_signs_in_by_mail_without_a_script(
    site: Path, tmp_path: Path, chromium: Browser, way: str
) -> None:
    with showing(site, tmp_path, f"sqlite:///{tmp_path / 'quotes.db'}", DESK) as demo:
        context = chromium.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(f"{demo.address}desk/")
        page.get_by_label("Your email address").fill(PERSON)
        page.get_by_role("button", name="Mail me a link").click()
        (mail,) = demo.mails(PERSON, 1)
        if way == "link":
            page.goto(LINK.findall(mail)[0])
            page.get_by_role("button", name=f"Sign in as {PERSON}").click()
        else:
            page.get_by_label("Code of the mail").fill(CODE.findall(mail)[0])
            page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="Requests", level=1)).to_be_visible()
        page.get_by_role("button", name="Sign out", exact=True).click()
        page.goto(f"{demo.address}desk/")
        expect(page.get_by_label("Your email address")).to_be_visible()
        context.close()


@pytest.mark.parametrize(
    ("width", "scheme"), [(320, "dark"), pytest.param(1280, "light", marks=pytest.mark.nightly)]
)
def test_the_desk_passes_the_rules_of_access_and_asks_nobody_else(
    site: Path, tmp_path: Path, open_context: Callable[..., BrowserContext], width: int, scheme: str
) -> None:
    with showing(site, tmp_path, f"sqlite:///{tmp_path / 'quotes.db'}", DESK) as demo:
        page = open_context(width, scheme, bypass_csp=True).new_page()
        asked: list[str] = []
        send_one(demo, page, f"ada-{width}")
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{demo.address}desk/sign-in")
        assert violations(page) == []
        page.goto(printed_link(demo))
        assert violations(page) == []
        page.get_by_role("button", name=f"Sign in as {PERSON}").click()
        for path in ("", "?find=nothing", "health", "firms", "applications", "counts"):
            page.goto(f"{demo.address}desk/{path}")
            check(page)
        page.goto(f"{demo.address}desk/?state=all")
        page.locator("[data-inbox] tbody a").first.click()
        check(page)
        page.get_by_label("Where it stands with us").select_option("contacted")
        page.get_by_role("button", name="Save the state").click()
        expect(page.locator("[data-done]")).to_be_visible()
        page.get_by_label("A note", exact=True).fill("called")
        page.get_by_role("button", name="Add the note").click()
        expect(page.locator("[data-note]")).to_contain_text(PERSON)
        page.get_by_label("Type the last").fill("!!!!")
        page.get_by_role("button", name="Erase this request").click()
        expect(page.locator("[data-problem]")).to_be_visible()
        check(page)
        assert not [url for url in asked if not url.startswith((demo.address, "data:"))]


def check(page: Page) -> None:
    assert violations(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
