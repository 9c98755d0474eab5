"""The whole journey of a buyer: from the tool's answer to firms, their mails, and their quotes.

A real server, worker, database and mail server, as `make demo` runs them, on a phone.
"""

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from publish.pages.typography import bind_numbers
from tests.browser.decision.test_tool import answer
from tests.browser.live import ROOT
from tests.browser.quotes.test_quote_sheet import (
    enter_all,
    expect_blank_sheet,
    expect_gaps,
    wait_for_sheet,
)
from tests.data import is_removed, load_data, load_shown
from tests.ports import reserved_port
from tools.demo.__main__ import demo_environment
from tools.demo.mail_sink import running_mail_sink
from tools.testenv.axe import violations
from tools.testenv.postgres import running

BUYER = "ada@company-a.com"
SHEET = "compare-quotes/"  # where the private page leads on
# Where the pages lead that an editor has removed.
MOVED = {item.old: item.new for item in load_data().redirects.redirects if is_removed(item.old)}
LINK = re.compile(r"http\S+/api/introductions\?answer=(accept|decline)\S+")
CONFIRM = re.compile(r"http\S+&confirm=\S+")
ADDRESS = re.compile(r"https?://\S+")
# What the buyer answers in the tool, question by question.
ANSWERS = {"named": "soc-2", "customer_data": "yes", "evidence": "operating"}
KNOWN = {"framework": "soc-2", "report_type": "type-2"}  # and what the form then knows


@dataclass(frozen=True)
class Shown:
    """A running demonstration."""

    address: str
    mail: Path
    environment: dict[str, str]

    def mails(self, to: str, count: int) -> list[str]:
        """The mails to an address, once there are so many."""
        deadline = time.monotonic() + 20
        while len(found := sorted(self.mail.glob(f"*{to}*"))) < count:
            assert time.monotonic() < deadline, f"{len(found)} mails to {to}, not {count}"
            time.sleep(0.1)
        return [file.read_text(encoding="utf-8") for file in found]

    def links(self) -> set[str]:
        """Every address in any mail so far."""
        texts = (file.read_text(encoding="utf-8") for file in self.mail.glob("*.txt"))
        return {link for text in texts for link in ADDRESS.findall(text)}

    def audit(self, reference: str) -> list[str]:
        """What the operator's own command says, without the times."""
        command = [sys.executable, "-m", "backend", "matches", "audit", reference]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=True
        )
        return [line.split("  ", 1)[1].split(" [")[0] for line in done.stdout.splitlines()]


@contextmanager
def showing(
    site: Path, folder: Path, url: str, more: Mapping[str, str] | None = None
) -> Iterator[Shown]:
    with (
        reserved_port() as port,
        running_mail_sink(folder / "mail", print) as smtp,
        (folder / "log").open("w") as log,
    ):
        address = f"http://127.0.0.1:{port}/"
        environment = {
            **demo_environment(folder, address),
            "QUOTES_SITE_DIR": str(site),
            "QUOTES_DATABASE_URL": url,
            "QUOTES_SMTP_URL": f"smtp://127.0.0.1:{smtp}",
            **(more or {}),
        }
        command = [sys.executable, "-m", "backend", "serve", "--demonstration", "--port", str(port)]
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=log)
        try:
            while (
                "the worker" not in (said := (folder / "log").read_text()) and "serving" not in said
            ):
                assert server.poll() is None, said
                time.sleep(0.1)
            yield Shown(address, folder / "mail", environment)
        finally:
            server.terminate()
            server.wait(10)


@pytest.fixture(scope="module")
def on_sqlite(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    folder = tmp_path_factory.mktemp("sqlite")
    with showing(site, folder, f"sqlite:///{folder / 'quotes.db'}") as made:
        yield made


@pytest.fixture(scope="module")
def on_postgresql(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    with running() as url, showing(site, tmp_path_factory.mktemp("pg"), url) as made:
        yield made


@pytest.mark.parametrize(
    ("shown", "script"),
    [
        ("on_sqlite", True),
        pytest.param("on_postgresql", False, marks=pytest.mark.nightly),
    ],
    ids=["sqlite, with a script", "postgresql, without"],
)
def test_a_buyer_goes_from_the_tool_to_the_comparison_of_quotes(
    request: pytest.FixtureRequest, chromium: Browser, shown: str, script: bool
) -> None:
    demo: Shown = request.getfixturevalue(shown)
    context = chromium.new_context(
        java_script_enabled=script, viewport={"width": 390, "height": 844}
    )
    page = context.new_page()
    ask_the_tool(demo, page, script)
    fill_in(page, script)
    private = page.url
    reference = page.locator("[data-reference-value]").last.inner_text()
    boxes = page.locator('input[name="firm"][type="checkbox"]')
    expect(boxes).to_have_count(3)
    assert not [box for box in boxes.all() if box.is_checked()]

    edit(page)
    firms = [str(box.get_attribute("value")) for box in boxes.all()]
    read_along(page)
    page.get_by_role("button", name="Send to the firms I ticked").click()
    expect(page.locator("[data-error-summary] li")).to_have_count(2)

    for firm in firms[:2]:
        page.locator(f'[id="firm-{firm}"]').check()
    page.locator("#agree").check()
    page.get_by_role("button", name=re.compile("Send to (2 firms|the firms I ticked)")).click()
    page.wait_for_url("**/quotes/thanks/?reference=*")
    expect(page.locator("[data-unconfirmed]")).to_be_visible()
    confirm(page, demo.mails(BUYER, 1)[0])
    introductions = demo.mails("introductions@", 2)
    assert all(BUYER in each for each in introductions)
    assert len(demo.mails(BUYER, 3)) == 3  # the receipt and two copies

    decline(page, introductions[0])
    assert "cannot quote" in demo.mails(BUYER, 4)[3]
    page.goto(private)
    expect(page.locator('[data-state="declined"]')).to_have_count(1)
    (kept,) = page.locator('[data-state="introduced"]').all()
    kept.get_by_text("Take this firm back").click()
    kept.get_by_role("button", name="Take back").click()
    expect(page.locator('[data-state="withdrawn"]')).to_have_count(1)
    assert "Delete introduction" in demo.mails("introductions@", 3)[2]

    open_every_link(demo, page)
    page.goto(private)
    step = page.locator(f'[data-step] a[href$="{SHEET}"]')
    if SHEET in MOVED:
        expect_moved(page, step.evaluate("link => link.href"), MOVED[SHEET])
    else:
        step.click()
        compare(page, script)
    assert_log_tells_it(demo, reference, firms)
    context.close()


@pytest.mark.parametrize(
    ("width", "scheme"), [(320, "dark"), pytest.param(1280, "light", marks=pytest.mark.nightly)]
)
def test_the_private_page_passes_the_rules_of_access(
    on_sqlite: Shown, open_context: Callable[..., BrowserContext], width: int, scheme: str
) -> None:
    page = open_context(width, scheme, bypass_csp=True).new_page()
    page.goto(f"{on_sqlite.address}quotes/?{urlencode(ANSWERS)}")
    fill_in(page, True, email=f"{scheme}@company-a.com")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_text("Change your answers").click()
    assert violations(page) == []
    page.locator('input[name="firm"][type="checkbox"]').first.check()
    page.locator("#agree").press("Space")
    page.get_by_role("button", name="Send to 1 firm").press("Enter")
    expect(page.locator("[data-state]")).to_have_count(1)
    assert violations(page) == []
    page.get_by_role("button", name="Make a link to read").click()
    page.goto(str(page.locator("[data-reader]").get_attribute("href")))
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def ask_the_tool(demo: Shown, page: Page, script: bool) -> None:
    """Answer its questions; its result leads to the form."""
    page.goto(f"{demo.address}which-report/")
    for question in load_data().vocabulary.questions:
        if (value := ANSWERS.get(question.id)) and script:
            answer(page, value)
        elif value:
            (label,) = [option.label for option in question.options if option.id == value]
            links = page.locator("a.soc-decision-tool__option:visible")
            links.filter(
                has_text=re.compile(rf"^\s*{re.escape(bind_numbers(label))}")
            ).first.click()
    page.locator('main a[href*="quotes/"].md-button:visible').first.click()
    page.wait_for_url("**/quotes/**")


def label_of(name: str, value: str) -> str:
    """The words of an answer of the form, as visitors read them."""
    fields = [field for part in load_shown().quote_form.fieldsets for field in part.fields]
    (label,) = (
        option.label
        for field in fields
        if field.name == name
        for option in field.options
        if option.value == value
    )
    return label


def fill_in(page: Page, script: bool, email: str = BUYER) -> None:
    """Answer what the tool has not, and go on to the private page."""
    if script:
        known = ", ".join(label_of(name, value) for name, value in KNOWN.items())
        expect(page.locator("[data-known]")).to_contain_text(known)
    else:
        for name, value in KNOWN.items():
            page.check(f'input[name="{name}"][value="{value}"]')
    page.check('input[name="stage"][value="ready"]')
    page.check('input[name="timeline"][value="6-to-12-months"]')
    for _ in range(2 if script else 0):
        page.click("[data-submit]")
    page.fill('input[name="company"]', "Sample Company")
    page.select_option('select[name="company_size"]', "51-200")
    page.fill('input[name="name"]', "Ada Lovelace")
    page.fill('input[name="email"]', email)
    for _ in range(2 if script else 1):
        page.click("[data-submit]")
    page.wait_for_url("**/quotes/thanks/?reference=*&key=*&sent=1")
    expect(page.locator("[data-print]")).to_be_visible(visible=script)  # it needs one
    page.locator("[data-private-link]").click()
    page.wait_for_url(re.compile("key=[^&]+$"))


def edit(page: Page) -> None:
    """The buyer corrects an answer on the same page."""
    page.get_by_text("Change your answers").click()
    page.locator("#edit-notes").fill("A second thought")
    page.get_by_role("button", name="Save the changes").click()
    expect(page.locator("[data-edits]")).to_be_visible()
    expect(page.locator("[data-choice]")).to_contain_text("A second thought")


def read_along(page: Page) -> None:
    """A second reader compares the firms, and has no button."""
    private = page.url
    page.get_by_role("button", name="Make a link to read").click()
    page.goto(str(page.locator("[data-reader]").get_attribute("href")))
    expect(page.locator("thead th[data-firm]")).to_have_count(3)
    expect(page.locator("main form")).to_have_count(0)
    page.goto(private)


def confirm(page: Page, mail: str) -> None:
    """The buyer opens the link of the mail and presses the button."""
    (link,) = CONFIRM.findall(mail)
    page.goto(link)
    page.get_by_role("button", name="Yes, this is my address").click()
    expect(page.locator("[data-confirmed]")).to_be_visible()


def decline(page: Page, letter: str) -> None:
    """The firm opens its link and presses the button."""
    links = {found[1]: found[0] for found in LINK.finditer(letter)}
    page.goto(links["decline"])
    page.get_by_role("button", name="We will not quote").click()
    expect(page.locator("main")).to_contain_text("you have said that you will not quote")


def open_every_link(demo: Shown, page: Page) -> None:
    """Each address in each mail is whole and leads somewhere; looking changes nothing."""
    links = demo.links()
    assert links
    for link in sorted(links):
        if new := MOVED.get(link.removeprefix(demo.address)):
            expect_moved(page, link, new)
            continue
        answered = page.goto(link)
        assert answered and answered.ok, link


def expect_moved(page: Page, link: str, new: str) -> None:
    """The address of a removed page leads on; not to here, as the site was built for another."""
    answered = page.request.get(link)
    assert answered.ok
    assert f"/{new}" in answered.text()


def compare(page: Page, script: bool) -> None:
    """Three quotes go into the worksheet; without a script it is a sheet to print."""
    page.wait_for_url(f"**/{SHEET}")
    if script:
        wait_for_sheet(page)
        enter_all(page)
        expect_gaps(page)
    else:
        expect_blank_sheet(page)


def assert_log_tells_it(demo: Shown, reference: str, firms: list[str]) -> None:
    """The operator's log holds exactly what buyer and firms did, in their order."""
    log = demo.audit(reference)
    first, second = sorted(firms[:2], key=lambda firm: log.index(f"service introduced {firm}"))
    aside = ("service offered", "service removed", "service copied")
    assert [line for line in log if not line.startswith(aside)] == [
        "buyer edited",
        "buyer shared",
        f"buyer chosen {firms[0]}",
        f"buyer chosen {firms[1]}",
        "buyer confirmed",
        f"service sending {first}",
        f"service introduced {first}",
        f"service sending {second}",
        f"service introduced {second}",
        f"firm declined {first}",
        f"buyer withdrawn {second}",
        f"service asked-to-delete {second}",
    ]
