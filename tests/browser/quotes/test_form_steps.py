"""The form in three steps, what a reload keeps of it, and the page that confirms it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.live import LiveSite, Visit
from tests.browser.test_journey import (
    FIELDS,
    REFERENCE,
    STARTED,
    SUBMIT,
    answer,
    either_way,
    fill,
    fill_field,
)
from tests.data import load_data

FORM = load_data().quote_form
STEPS = FORM.fieldsets
SHOWN = "[data-step]:visible"
KNOWN = "named=soc-2&customer_data=yes&evidence=operating&deadline=6-to-12-months"


def open_form(visit: Visit, query: str = "") -> Page:
    page = visit(f"quotes/{query}").page
    page.locator(STARTED).wait_for()
    return page


def fill_step(page: Page, number: int, email: str = "steps@example.com") -> None:
    for field in STEPS[number].fields:
        fill_field(page, field, answer(field, email))


def expect_step(page: Page, number: int) -> None:
    """One step is shown, and it is this one of `STEPS`."""
    expect(page.locator(f"{SHOWN} > legend")).to_have_text([STEPS[number].legend])
    expect(page.locator(SHOWN)).to_have_count(1)


@either_way
def test_m8_the_limit_of_a_text_is_a_hint_that_counts_only_with_a_script(
    visit: Visit, javascript: bool
) -> None:
    page = visit("quotes/", javascript=javascript).page
    [field] = [field for field in FIELDS if field.kind == "textarea"]
    count = page.locator(f"#{field.name}-count")
    most = FORM.character_count.most.replace("{count}", str(field.max_length))
    if javascript:
        page.locator(STARTED).wait_for()
        left = FORM.character_count.left.replace("{count}", str(field.max_length))
        expect(count).to_have_text(left)
    else:
        expect(count).to_have_text(most)
        page.locator(f'[name="{field.name}"]').fill("abc")
        expect(count).to_have_text(most)


@either_way
def test_m9_what_confirms_is_a_page_of_its_own_that_a_reload_shows_again(
    visit: Visit, javascript: bool
) -> None:
    page = visit("quotes/", javascript=javascript).page
    fill(page, f"m9-{javascript}@example.com".lower())
    page.locator(SUBMIT).click()
    expect(page).to_have_title(re.compile(f"^{FORM.success.heading}"))
    number = page.locator(REFERENCE).inner_text()
    page.reload()
    expect(page.locator(REFERENCE)).to_have_text(number)
    expect(page.locator("h1")).to_have_text(FORM.success.heading)
    expect(page.locator("main")).not_to_contain_text("have not sent anything")


def test_m10_a_half_filled_form_survives_a_reload_but_for_what_is_personal(visit: Visit) -> None:
    page = open_form(visit)
    for number in range(len(STEPS)):
        fill_step(page, number)
        if number + 1 < len(STEPS):
            page.locator(SUBMIT).click()
    page.reload()
    page.locator(STARTED).wait_for()
    expect(page.locator(f"{SHOWN} > legend")).to_have_text(STEPS[-1].legend)
    for field in FIELDS:
        chosen = ":checked" if field.kind in {"radio", "checkboxes"} else ""
        box = page.locator(f'[name="{field.name}"]{chosen}')
        expected = "" if field.personal else answer(field, "")
        if field.name == "timeline":  # the range follows from the date
            expected = "over-12-months"
        assert box.input_value() == expected, field.name


def test_what_is_personal_is_never_kept_in_the_browser(visit: Visit) -> None:
    page = open_form(visit)
    fill(page, "kept@example.com")
    kept = page.evaluate("JSON.stringify({...sessionStorage, ...localStorage})")
    personal = [field for field in FIELDS if field.personal]
    assert {field.name for field in personal} >= {"name", "email", "company", "notes"}
    for field in personal:
        assert answer(field, "kept@example.com") not in kept


def test_what_is_personal_is_not_kept_for_the_confirmation(visit: Visit) -> None:
    page = open_form(visit)
    fill(page, "confirmed@example.com")
    page.locator(SUBMIT).click()
    page.locator(REFERENCE).wait_for()
    kept = page.evaluate("JSON.stringify({...sessionStorage, ...localStorage})")
    asked = next(field for field in FIELDS if not field.personal)
    assert asked.label in kept
    for field in (field for field in FIELDS if field.personal):
        assert answer(field, "confirmed@example.com") not in kept


def test_sending_forgets_the_draft(visit: Visit) -> None:
    page = open_form(visit)
    fill(page, "forgets@example.com")
    page.locator(SUBMIT).click()
    page.locator(REFERENCE).wait_for()
    page.goto(page.url.split("thanks/")[0])
    page.locator(STARTED).wait_for()
    expect(page.locator("input:checked")).to_have_count(0)


def test_one_step_is_asked_at_a_time_and_the_browser_leads_back(visit: Visit) -> None:
    page = open_form(visit)
    for number in range(len(STEPS)):
        expect_step(page, number)
        fill_step(page, number)
        page.locator(SUBMIT).click()
    expect(page.locator("[data-check-heading]")).to_be_focused()
    expect(page.locator(SHOWN)).to_have_count(0)
    page.go_back()
    expect_step(page, -1)
    page.locator("[data-step-back]").click()
    expect_step(page, -2)


def test_without_a_script_every_question_and_the_button_are_on_one_page(visit: Visit) -> None:
    page = visit("quotes/", javascript=False).page
    expect(page.locator(SHOWN)).to_have_count(len(STEPS))
    expect(page.locator(".soc-quote-form__progress")).to_be_hidden()
    expect(page.locator(SUBMIT)).to_have_text(FORM.submit.label)


def test_all_answers_are_shown_before_they_are_sent_and_can_be_changed(visit: Visit) -> None:
    page = open_form(visit)
    fill(page, "check@example.com")
    for field in FIELDS:
        row = page.locator(f'[data-answer-to="{field.name}"]')
        expect(row.locator("dt")).to_have_text(field.label)
        if field.options and field.name != "timeline":  # the range follows from the date
            expect(row).to_contain_text(field.options[-1].label)
    page.locator('[data-answer-to="stage"] button').click()
    expect_step(page, 0)
    page.locator('[name="stage"]').first.check()
    page.locator(SUBMIT).click()
    [stage] = [field for field in FIELDS if field.name == "stage"]
    expect(page.locator('[data-answer-to="stage"]')).to_contain_text(stage.options[0].label)


def test_a_buyer_from_the_tool_sends_with_at_most_eight_taps_besides_typing(
    visit: Visit, live_site: LiveSite
) -> None:
    page = open_form(visit, f"?{KNOWN}")
    expect(page.locator("[data-known]")).to_be_visible()
    email, taps = "eight-taps@example.com", 0
    page.locator('[name="stage"]').first.check()
    taps += 1
    for _ in range(2):
        page.locator(SUBMIT).click()
        taps += 1
    page.locator('[name="company_size"]').select_option(index=1)
    taps += 2  # the list opens, and one of it is chosen
    for name, text in (("company", "Company"), ("name", "Ada"), ("email", email)):
        page.locator(f'[name="{name}"]').fill(text)
    for _ in range(2):
        page.locator(SUBMIT).click()
        taps += 1
    assert taps <= 8
    page.locator(REFERENCE).wait_for()
    assert len(live_site.stored_requests(email)) == 1


@pytest.mark.nightly
@either_way
def test_what_the_model_of_time_warns_of_is_said_on_the_confirmation(
    visit: Visit, javascript: bool
) -> None:
    page = visit("quotes/", javascript=javascript).page
    if javascript:
        page.locator(STARTED).wait_for()
    for number in range(len(STEPS)):
        fill_step(page, number, f"late-{javascript}@example.com".lower())
        if number == 0:
            page.locator('[name="report_type"][value="type-2"]').check()
            page.locator('[name="stage"][value="exploring"]').check()
            page.locator('[name="needed_by"]').fill("")
            page.locator('[name="timeline"][value="under-3-months"]').check()
        if javascript:
            page.locator(SUBMIT).click()
    page.locator(SUBMIT).click()
    page.locator(REFERENCE).wait_for()
    expect(page.locator("[data-late]")).to_be_visible()


@pytest.mark.nightly
def test_the_confirmation_is_saved_as_a_file_with_its_number(visit: Visit) -> None:
    page = open_form(visit)
    fill(page, "file@example.com")
    page.locator(SUBMIT).click()
    number = page.locator("[data-reference-value]:visible").inner_text()
    expect(page.locator("[data-print]")).to_be_visible()
    with page.expect_download() as saved:
        page.locator("[data-file]").click()
    assert number in saved.value.path().read_text(encoding="utf-8")
