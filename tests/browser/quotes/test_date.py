"""The form says what cannot be had by a date, before anything is sent."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from model.timeline import RANGES, add_months, range_of, warn
from tests.browser.live import Visit
from tests.browser.test_journey import STARTED, SUBMIT
from tests.data import load_data

pytestmark = pytest.mark.nightly

SITE = load_data()
LATE, TEXT, DATE = "[data-late]", "[data-late-text]", "[name=needed_by]"


def choose(page: Page, **answers: str) -> None:
    for name, value in answers.items():
        page.check(f'[name="{name}"][value="{value}"]')


def name_date(page: Page, day: date) -> None:
    page.locator(DATE).fill(day.isoformat())
    page.locator(DATE).dispatch_event("change")


def test_what_the_model_says_is_said_as_soon_as_it_is_known(visit: Visit) -> None:
    page = visit("quotes/").page
    page.locator(STARTED).wait_for()
    expect(page.locator(LATE)).to_be_hidden()
    choose(page, report_type="type-2", stage="preparing")
    for deadline in RANGES:
        choose(page, timeline=deadline)
        expected = warn(
            SITE.timeline, type="type-2", stage="preparing", deadline=deadline, today=date.today()
        )
        expect(page.locator(TEXT)).to_have_text(expected)
        expect(page.locator(LATE)).to_be_visible(visible=bool(expected))


def test_a_date_counts_and_chooses_its_range(visit: Visit) -> None:
    page = visit("quotes/").page
    page.locator(STARTED).wait_for()
    choose(page, report_type="type-2", stage="ready", timeline="over-12-months")
    day = add_months(date.today(), 5)
    name_date(page, day)
    expect(page.locator(f'[name=timeline][value="{range_of(day, date.today())}"]')).to_be_checked()
    expected = warn(
        SITE.timeline, type="type-2", stage="ready", deadline=str(day), today=date.today()
    )
    expect(page.locator(TEXT)).to_have_text(expected)
    leads_to = page.locator(f"{LATE} a").evaluate("(link) => link.pathname + link.search")
    query = f"?evidence=operating&deadline={day}&stage=ready"
    assert leads_to == f"/can-i-make-the-date/{query}"


def test_a_date_in_the_past_is_refused_with_its_message(visit: Visit) -> None:
    page = visit("quotes/").page
    page.locator(STARTED).wait_for()
    name_date(page, date.today() - timedelta(days=10))
    page.locator(SUBMIT).click()
    [field] = [field for field in SITE.quote_form.fields if field.name == "needed_by"]
    place = page.locator('[data-field="needed_by"] [data-error-text]')
    expect(place).to_have_text(field.messages.past or "")


def test_stage_and_date_of_the_address_are_not_asked_again(visit: Visit) -> None:
    day = add_months(date.today(), 2)
    page = visit(f"quotes/?stage=ready&needed_by={day}").page
    expect(page.locator('[name=stage][value="ready"]')).to_be_checked()
    expect(page.locator(DATE)).to_have_value(day.isoformat())
    expect(page.locator('[name=timeline][value="under-3-months"]')).to_be_checked()


def test_a_date_that_the_tool_knows_is_taken_over(visit: Visit) -> None:
    day = add_months(date.today(), 8)
    page = visit(f"quotes/?deadline={day}").page
    expect(page.locator(DATE)).to_have_value(day.isoformat())
    expect(page.locator('[name=timeline][value="6-to-12-months"]')).to_be_checked()
