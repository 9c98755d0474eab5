"""What the page does by itself while the backend fails, and what it leaves to the person."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Page, Route, expect

from model.form.definition import FORM_TOKEN
from tests.browser.live import LiveSite, Visit
from tests.browser.test_journey import REFERENCE, STARTED, SUBMIT, SUMMARY, fill, kept
from tests.data import load_data

pytestmark = pytest.mark.nightly

SITE = load_data()
FORM = SITE.quote_form
MAIL = f"{SUMMARY} a[href^='mailto:']"


@pytest.fixture
def email(request: pytest.FixtureRequest) -> Iterator[str]:
    yield re.sub(r"\W+", "-", request.node.name).strip("-")[-60:].strip("-") + "@example.com"


@pytest.fixture
def failing() -> Callable[..., list[str]]:
    """Let the first `times` posts fail: aborted, or with a status and headers."""

    def fail(page: Page, times: int, status: int = 0, **headers: str) -> list[str]:
        bodies: list[str] = []

        def answer(route: Route) -> None:
            bodies.append(route.request.post_data or "")
            if len(bodies) > times:
                route.continue_()
            elif status == 0:
                route.abort()
            else:
                named = {name.replace("_", "-"): value for name, value in headers.items()}
                route.fulfill(status=status, headers=named, json={"error": "planted failure"})

        page.route("**/api/quotes", answer)
        return bodies

    return fail


def keys(bodies: list[str]) -> set[str]:
    return {parse_qs(body)["idempotency_key"][0] for body in bodies}


@pytest.mark.parametrize("status", [0, 503])
def test_a_short_failure_passes_without_the_person(
    visit: Visit, live_site: LiveSite, email: str, failing: Callable[..., list[str]], status: int
) -> None:
    page = visit("quotes/").page
    bodies = failing(page, 2, status)
    fill(page, email)
    page.locator(SUBMIT).click()
    expect(page.locator(REFERENCE).first).to_be_visible(timeout=15_000)
    assert len(bodies) == 3
    assert len(keys(bodies)) == 1
    assert [row["status"] for row in live_site.stored_requests(email)] == ["received"]


def test_a_long_failure_keeps_the_answers_and_names_another_way(
    visit: Visit, live_site: LiveSite, email: str, failing: Callable[..., list[str]]
) -> None:
    page = visit("quotes/").page
    bodies = failing(page, 4)
    fill(page, email)
    before = kept(page)
    page.locator(SUBMIT).click()
    expect(page.locator(SUMMARY)).to_contain_text(FORM.failures.network, timeout=15_000)
    expect(page.locator(SUMMARY)).to_be_focused()
    expect(page.locator(MAIL)).to_have_attribute("href", f"mailto:{SITE.settings.operator_email}")
    expect(page.locator(SUBMIT)).to_have_text(FORM.submit.again)
    assert kept(page) == before
    assert len(bodies) == 4
    page.locator(SUBMIT).click()
    expect(page.locator(REFERENCE).first).to_be_visible(timeout=15_000)
    assert len(keys(bodies)) == 1
    assert len(live_site.stored_requests(email)) == 1


def test_a_limit_that_lasts_is_told_at_once(
    visit: Visit, email: str, failing: Callable[..., list[str]]
) -> None:
    page = visit("quotes/").page
    bodies = failing(page, 9, 429, Retry_After="3000")
    fill(page, email)
    page.locator(SUBMIT).click()
    expect(page.locator(SUMMARY)).to_contain_text("planted failure", timeout=15_000)
    expect(page.locator(MAIL)).to_be_visible()
    assert len(bodies) == 1


def test_a_form_filled_in_at_once_is_received_as_a_persons(
    visit: Visit, live_site: LiveSite, email: str, failing: Callable[..., list[str]]
) -> None:
    page = visit("quotes/").page
    bodies = failing(page, 0)
    fill(page, email)
    page.locator(SUBMIT).click()
    expect(page.locator(REFERENCE).first).to_be_visible(timeout=15_000)
    assert len(parse_qs(bodies[0])[FORM_TOKEN]) == 1
    assert [row["status"] for row in live_site.stored_requests(email)] == ["received"]


def test_no_token_is_asked_for_before_somebody_begins(visit: Visit) -> None:
    visitor = visit("quotes/")
    visitor.page.locator(STARTED).wait_for()
    asked = [address for address in visitor.requests if address.endswith("/api/token")]
    assert not asked
    with visitor.page.expect_response("**/api/token"):
        visitor.page.locator('[name="framework"]').first.focus()
