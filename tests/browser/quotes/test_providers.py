"""The form with each hosted provider, in a real browser, against a stand-in on loopback.

The data may name no address of this machine. So the form of the built page is turned from the
provider's address to its stand-in; all else is as shipped.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from model.dataset import DATA, ROOT
from model.form.definition import CONTRACT, IDEMPOTENCY_KEY
from tests.browser.live import Visitor
from tests.browser.test_journey import SITE, SUBMIT, SUMMARY, fill, kept
from tests.providers.choices import HOSTED, SETTINGS
from tests.providers.standin import Ask, Pages, Posts, World, serving

SUCCESS = "[data-sent]:visible"
REDIRECTS = {"redirect", "_next", "_redirect", "redirectTo"}
WORDS = SITE.provider_words

# Each is a site of its own; by day tests/providers tries every record without a browser.
pytestmark = pytest.mark.nightly


def providers(*names: str) -> pytest.MarkDecorator:
    """Try a test with these providers."""
    return pytest.mark.parametrize("provider", names)


@dataclass(frozen=True)
class Hosts:
    """Where the built sites and the stand-ins are, and what the stand-ins kept."""

    pages: str
    standin: str
    world: World
    folder: Path

    def site(self, provider: str) -> str:
        """The address of the site with this provider; built when it is asked for first."""
        address, built = f"{self.pages}/{provider}/", self.folder / "built" / provider
        if not built.exists():
            build(data_for(provider, self.folder), address, built)
            lead_to_standin(built / "quotes" / "index.html", provider, self.standin)
        return address


def data_for(provider: str, folder: Path) -> Path:
    """A copy of the data that chooses this provider."""
    data = folder / provider / "data"
    shutil.copytree(DATA, data)
    choice = f"form_backend: {provider}\nform: {json.dumps(SETTINGS[provider])}\n"
    replace(data / "site.yml", "form_backend: embedded\n", choice)
    return data


def lead_to_standin(page: Path, provider: str, standin: str) -> None:
    """Turn the form of a page to the stand-in; one that posts to the site itself stays."""
    html = page.read_text(encoding="utf-8")
    [action] = re.findall(r'<form [^>]*\baction="?([^"\s>]+)[^>]*data-quote-form', html)
    if action.startswith("https://"):
        elsewhere = re.sub(r"^https://[^/]+", f"{standin}/{provider}", action)
        replace(page, action, elsewhere)


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def build(data: Path, address: str, target: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(target)],
        cwd=ROOT,
        env={**os.environ, "SITE_DATA": str(data), "SITE_ADDRESS": address},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def hosts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosts]:
    """Sites with each provider, and the stand-ins, all at addresses of this machine."""
    folder, world = tmp_path_factory.mktemp("providers"), World()
    with (
        serving(Pages, world, folder / "built") as pages,
        serving(Posts, world) as standin,
    ):
        yield Hosts(pages, standin, world, folder)


@pytest.fixture
def open_form(chromium: Browser, hosts: Hosts) -> Iterator[Callable[..., Visitor]]:
    """Open the quotes page with a provider, filled in: open_form("x", "a@example.com")."""
    contexts = []

    def open_page(provider: str, email: str, *, javascript: bool = True) -> Visitor:
        # What an operator sets as the thanks page where a provider has that in its dashboard.
        hosts.world.thanks = hosts.site(provider) + "quotes/thanks/"
        context = chromium.new_context(java_script_enabled=javascript)
        context.set_default_timeout(10_000)
        contexts.append(context)
        visitor = Visitor(context.new_page())
        visitor.page.goto(hosts.site(provider) + "quotes/")
        fill(visitor.page, email)
        return visitor

    yield open_page
    for context in contexts:
        context.close()


def label(provider: str) -> str:
    return str(SETTINGS[provider].get("name", SITE.providers[provider].label))


def answers(ask: Ask) -> set[str]:
    return {name for name in CONTRACT if ask.fields.get(name)}


@providers(*HOSTED)
def test_with_a_script_the_request_arrives_and_the_page_says_who_took_it(
    open_form, hosts: Hosts, provider: str
):
    email = "script@example.com"
    visitor = open_form(provider, email)
    page = visitor.page
    page.locator(SUBMIT).click()
    expect(page).to_have_url(hosts.site(provider) + "quotes/thanks/")
    expect(page.locator(SUCCESS)).to_contain_text(
        WORDS.success.text.replace("{provider}", label(provider))
    )
    expect(page.locator("[data-reference-fallback]")).to_be_hidden()
    [ask] = hosts.world.of(provider, email)
    assert not ask.is_page
    assert answers(ask) == set(CONTRACT)
    assert ask.fields[IDEMPOTENCY_KEY]
    assert not REDIRECTS & set(ask.fields)
    assert not visitor.complaints
    assert not [url for url in visitor.requests if not url.startswith((hosts.pages, hosts.standin))]


@providers(*HOSTED)
def test_without_a_script_the_request_arrives_and_leads_to_the_thanks_page(
    open_form, hosts: Hosts, provider: str
):
    email = "plain@example.com"
    page = open_form(provider, email, javascript=False).page
    page.locator(SUBMIT).click()
    # The whole address: no answer may stand in it.
    expect(page).to_have_url(hosts.site(provider) + "quotes/thanks/")
    expect(page.locator("article")).to_contain_text(f"was sent to {label(provider)}")
    expect(page.locator("[data-reference]")).to_be_hidden()
    [ask] = hosts.world.of(provider, email)
    assert ask.is_page
    assert answers(ask) == set(CONTRACT)


@pytest.mark.nightly
@providers("formspree", "basin")
def test_an_answer_that_nobody_knows_is_no_success(open_form, hosts: Hosts, provider: str):
    page = open_form(provider, "odd@example.com").page
    before = kept(page)
    page.locator(SUBMIT).click()
    unknown = WORDS.failures.unknown.replace("{provider}", label(provider))
    expect(page.locator(SUMMARY)).to_contain_text(unknown)
    expect(page.locator(SUMMARY)).to_be_focused()
    expect(page.locator(f"{SUMMARY} a[href^='mailto:']")).to_have_attribute(
        "href", f"mailto:{SITE.settings.operator_email}"
    )
    assert page.url == hosts.site(provider) + "quotes/"
    assert kept(page) == before


REASONS = {
    "formspark": "This form is paused",
    "staticforms": "Monthly limit exceeded",
    "basin": "Form is inactive",
    "netlify": "",
}


@providers(*REASONS)
def test_a_refusal_is_shown_with_the_reason_that_was_given(open_form, hosts: Hosts, provider: str):
    email = "refused@example.com"
    page = open_form(provider, email).page
    page.locator(SUBMIT).click()
    refused = WORDS.failures.refused.replace("{provider}", label(provider))
    expect(page.locator(SUMMARY)).to_contain_text(refused)
    expect(page.locator(SUMMARY)).to_contain_text(REASONS[provider])
    assert page.url == hosts.site(provider) + "quotes/"
    assert not hosts.world.of(provider, email)


@pytest.mark.nightly
@providers("formspree", "formcarry", "custom")
def test_an_error_of_a_field_lands_at_the_field(open_form, hosts: Hosts, provider: str):
    page = open_form(provider, "wrong@example.com").page
    page.locator(SUBMIT).click()
    said = {
        "formspree": "should be an email",
        "formcarry": "must be a valid email",
        "custom": "We cannot reach this address",
    }[provider]
    expect(page.locator("#email-error")).to_contain_text(said)
    expect(page.locator("[name=email]")).to_have_attribute("aria-invalid", "true")
    page.locator(f"{SUMMARY} a", has_text=said).click()
    expect(page.locator("[name=email]")).to_be_focused()


@providers("formspark", "web3forms")
def test_without_an_answer_the_form_can_still_be_sent_as_a_page(
    open_form, hosts: Hosts, provider: str
):
    page = open_form(provider, "silent@example.com").page
    page.locator(SUBMIT).click()
    network = WORDS.failures.network.replace("{provider}", label(provider))
    expect(page.locator(SUMMARY)).to_contain_text(network)
    expect(page.locator(SUBMIT)).to_have_text(SITE.quote_form.submit.again)
    page.locator(SUBMIT).click()
    expect(page).to_have_url(hosts.site(provider) + "quotes/thanks/")
    first, second = hosts.world.of(provider, "silent@example.com")
    # Whoever reads them can tell that the two are one.
    assert first.fields[IDEMPOTENCY_KEY] == second.fields[IDEMPOTENCY_KEY]
