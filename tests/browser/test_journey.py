"""What a visitor does, from the first page to the stored request, in a real browser."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from model.form.definition import QuoteField
from tests.browser.live import LiveSite, Visit, Visitor
from tests.data import load_shown

SITE = load_shown()
FIELDS = [field for group in SITE.quote_form.fieldsets for field in group.fields]
SUBMIT = "[data-module=quote-form] [type=submit]"
SUMMARY = "[data-error-summary]"
REFERENCE = "[data-reference]:visible"
STARTED = "form[data-quote-form][novalidate]"

either_way = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])


def answer(field: QuoteField, email: str) -> str:
    """A valid answer: the last option, an address, or a text within the limits."""
    if field.options:
        return field.options[-1].value
    if field.kind == "date":
        return "2091-03-31"
    return email if field.kind == "email" else f"A {field.name} with ü, 株 and <b>"


def fill(page: Page, email: str) -> None:
    """Answer every question of the form as a person would, up to where all answers are shown."""
    script = page.evaluate("matchMedia('(scripting: enabled)').matches")
    if script:
        page.locator(STARTED).wait_for()
    for step in SITE.quote_form.fieldsets:
        for field in step.fields:
            fill_field(page, field, answer(field, email))
        if script:
            page.locator(SUBMIT).click()


def fill_field(page: Page, field: QuoteField, value: str) -> None:
    box = page.locator(f'[name="{field.name}"]')
    match field.kind:
        case "radio" | "checkboxes":
            page.locator(f'[name="{field.name}"][value="{value}"]').check()
        case "select":
            box.select_option(value)
        case _:
            box.fill(value)


def kept(page: Page) -> dict[str, str]:
    """What the form holds now, by field."""
    held = {}
    for field in FIELDS:
        chosen = ":checked" if field.kind in {"radio", "checkboxes"} else ""
        box = page.locator(f'[name="{field.name}"]{chosen}')
        held[field.name] = box.input_value() if box.count() else ""
    return held


def third_parties(visitor: Visitor, site: LiveSite) -> list[str]:
    """Every address that was asked for and is not the site's own."""
    own = (site.address, "data:", "blob:")
    return [address for address in visitor.requests if not address.startswith(own)]


@pytest.fixture
def email(request: pytest.FixtureRequest) -> Iterator[str]:
    """An address that only this test uses, so that its rows can be told apart."""
    yield re.sub(r"\W+", "-", request.node.name).strip("-")[-60:].strip("-") + "@example.com"


def test_a_reader_finds_the_comparison_from_the_first_page(visit: Visit) -> None:
    page = visit().page
    page.locator('article a[href$="soc-1-vs-soc-2/"]').first.click()
    expect(page.locator("h1")).to_be_visible()
    assert page.url.endswith("/soc-1-vs-soc-2/")


@either_way
def test_the_comparison_shows_every_value_of_the_data(visit: Visit, javascript: bool) -> None:
    page = visit("soc-1-vs-soc-2/", javascript=javascript).page
    for group in page.locator(".soc-rows__group").all():
        if not group.evaluate("(group) => group.open"):
            group.locator(":scope > summary").click()
    shown = " ".join(page.locator("article").inner_text().split())
    values = [
        value.statement(kind).text
        for report in (SITE.reports["soc-1"], SITE.reports["soc-2"])
        for value in report.values.values()
        for kind in report.types
    ]
    assert values
    assert not [text for text in values if text not in shown]


@either_way
def test_a_buyer_gets_a_reference_and_the_operator_finds_the_request(
    visit: Visit, live_site: LiveSite, email: str, javascript: bool
) -> None:
    visitor = visit(javascript=javascript)
    page = visitor.page
    page.locator('article a[href$="quotes/"]').first.click()
    fill(page, email)
    page.locator(SUBMIT).click()
    expect(page.locator(REFERENCE).first).to_be_visible()
    assert page.url.split("?")[0].endswith("/quotes/thanks/")
    [row] = live_site.stored_requests(email)
    expect(page.locator(REFERENCE).first).to_contain_text(row["reference"])
    assert row["status"] == "received"
    assert not visitor.complaints
    assert not third_parties(visitor, live_site)


@pytest.mark.nightly
def test_a_list_that_was_left_alone_is_no_answer_in_the_record(visit: Visit, email: str) -> None:
    page = visit("quotes/").page
    fill(page, email)
    optional = next(field for field in FIELDS if field.kind == "select" and not field.required)
    page.locator(f'[data-answer-to="{optional.name}"] button').click()
    page.locator(f'[name="{optional.name}"]').select_option("")
    page.locator(SUBMIT).click()
    row = page.locator(f'[data-answer-to="{optional.name}"]')
    expect(row).to_contain_text(SITE.quote_form.steps.unanswered)
    page.locator(SUBMIT).click()
    record = page.locator("[data-record]:visible")
    expect(record).to_be_visible()
    expect(record).not_to_contain_text(SITE.quote_form.select_prompt)
    expect(record).not_to_contain_text(optional.label)


def test_a_double_click_is_one_request(visit: Visit, live_site: LiveSite, email: str) -> None:
    page = visit("quotes/").page
    fill(page, email)
    page.locator(SUBMIT).dblclick()
    expect(page.locator(REFERENCE).first).to_be_visible()
    assert len(live_site.stored_requests(email)) == 1


def test_going_back_and_sending_again_without_a_script_is_one_request(
    visit: Visit, live_site: LiveSite, email: str
) -> None:
    page = visit("quotes/", javascript=False).page
    for _ in range(2):
        fill(page, email)
        page.locator(SUBMIT).click()
        expect(page.locator(REFERENCE).first).to_be_visible()
        page.go_back()
    assert len(live_site.stored_requests(email)) == 1


def test_an_empty_step_shows_a_focused_summary_that_leads_to_each_field(visit: Visit) -> None:
    page = visit("quotes/").page
    page.locator(STARTED).wait_for()
    page.locator(SUBMIT).click()
    summary = page.locator(SUMMARY)
    expect(summary).to_be_visible()
    expect(summary).to_be_focused()
    asked = [field.name for field in SITE.quote_form.fieldsets[0].fields if field.required]
    assert asked
    assert summary.locator("a").count() == len(asked)
    for link, name in zip(summary.locator("a").all(), asked, strict=True):
        link.click()
        expect(page.locator(":focus")).to_have_attribute("name", name)


@either_way
def test_a_wrong_answer_is_named_and_every_answer_kept(
    visit: Visit, live_site: LiveSite, email: str, javascript: bool
) -> None:
    # The browser's own check lets this one pass, so that without a script the backend must answer.
    wrong = email.removesuffix(".com")
    visitor = visit("quotes/", javascript=javascript)
    page = visitor.page
    fill(page, wrong)
    if javascript:  # the step of the address does not let go
        expect(page.locator(SUMMARY)).to_be_focused()
    before = kept(page)
    page.locator(SUBMIT).click()
    message = next(field.messages.email for field in FIELDS if field.kind == "email")
    assert message
    expect(page.locator(SUMMARY)).to_contain_text(message)
    expect(page.locator("#email-error")).to_contain_text(message)
    expect(page).to_have_title(re.compile(f"^{SITE.quote_form.errors.prefix} "))
    assert kept(page) == before
    asked = any(address.endswith("/api/quotes") for address in visitor.requests)
    assert asked is not javascript, "a script checks by itself, a plain form asks the backend"
    assert not live_site.stored_requests(wrong)


@pytest.mark.nightly  # by day test_published.py opens every page
@either_way
def test_no_page_complains_or_asks_a_third_party(
    visit: Visit, live_site: LiveSite, javascript: bool
) -> None:
    visitor = visit(javascript=javascript)
    listed = visitor.page.request.get(live_site.address + "sitemap.xml").text()
    addresses = re.findall(r"<loc>[^<]*?//[^/]+/([^<]*)</loc>", listed)
    assert len(addresses) > 5
    for path in addresses:
        visitor.page.goto(live_site.address + path)
        expect(visitor.page.locator("h1")).to_have_count(1)
    assert not visitor.complaints
    assert not third_parties(visitor, live_site)
