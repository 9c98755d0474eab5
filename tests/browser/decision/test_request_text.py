"""The box for a pasted request: what it reads is shown, confirmed or changed, and handed on."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tools.browser_states import REQUEST, settle

pytestmark = pytest.mark.nightly

OPTION = "asked_by"  # a question of the tool that the request below answers
BOX = "[data-module=request-text]"
SAID = f"{BOX} [data-said]"
USE = f"{BOX} [data-slot=use]"
Open = Callable[..., Page]
BEGUN = "[data-module=decision-tool][data-ready]"
MODEL = "**/decision/model.*.json"
TWO_FRAMES = """() => new Promise((passed) => {
  requestAnimationFrame(() => requestAnimationFrame(passed));
})"""


@pytest.fixture
def open_tool(open_context, address) -> Open:
    """Open the tool's page: open_tool(390, java_script_enabled=False)."""

    def opened(width: int = 1280, **more: object) -> Page:
        page: Page = open_context(width, **more).new_page()
        page.goto(address + "which-report/")
        settle(page)
        return page

    return opened


def paste(page: Page, text: str = REQUEST) -> None:
    page.locator(f"{BOX} > summary").click()
    page.locator(f"{BOX} [data-text]").fill(text)


def choice(page: Page, question: str) -> Locator:
    return page.locator(f"{BOX} select[data-question={question}]")


def answers(page: Page) -> dict[str, str]:
    query = parse_qs(urlsplit(page.url).query)
    return {name: values[0] for name, values in query.items()}


def test_without_a_script_there_is_no_box(open_tool):
    page = open_tool(java_script_enabled=False)
    expect(page.locator(BOX)).to_be_hidden()


def test_what_reads_the_text_is_loaded_when_the_box_is_opened(open_tool):
    page = open_tool()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    assert not any("request-text/phrases" in path for path in asked)
    with page.expect_response("**/phrases.*.json"):
        page.locator(f"{BOX} > summary").click()
    names = {re.sub(r"\.\w{8}\.", ".", path.rsplit("/", 1)[1]) for path in asked}
    assert {"reading.mjs", "engine.mjs", "phrases.json"} <= names


@pytest.mark.parametrize("width", [390, 1280])
def test_each_phrase_is_shown_with_its_answer_and_why(open_tool, width):
    page = open_tool(width)
    paste(page)
    part = page.locator(f"{BOX} .soc-request-text__answer:has([data-question={OPTION}])")
    expect(part.locator("q")).to_have_text("vendor risk")
    expect(choice(page, OPTION)).to_have_value("security")
    label = choice(page, OPTION).locator("option:checked").inner_text()
    expect(part.locator("li strong")).to_have_text(label)
    expect(part.locator("li .src__mark")).to_be_visible()


def test_a_source_is_a_number_in_order_and_no_id(open_tool):
    page = open_tool()
    paste(page)
    marks = page.locator(f"{BOX} .src__mark")
    expect(marks.first).to_be_visible()
    shown = list(dict.fromkeys(marks.all_inner_texts()))
    assert shown == [str(number) for number in range(1, len(shown) + 1)]
    for mark in marks.all():
        about = mark.get_attribute("aria-label") or ""
        assert about.startswith(f"Source {mark.inner_text()}, ")


def test_what_was_read_is_announced(open_tool):
    page = open_tool()
    paste(page)
    label = choice(page, OPTION).locator("option:checked").inner_text()
    expect(page.locator(SAID)).to_contain_text(label)
    expect(page.locator(SAID)).to_have_attribute("role", "status")


def test_a_name_that_is_ruled_out_is_noted(open_tool):
    page = open_tool()
    paste(page)
    expect(page.locator(f"{BOX} .soc-request-text__notes")).to_contain_text("“SOC 1”")


def test_confirmed_answers_go_into_the_tools_address(open_tool):
    page = open_tool()
    paste(page)
    page.locator(USE).click()
    page.wait_for_url(lambda url: OPTION in url)
    given = answers(page)
    assert given[OPTION] == "security"
    assert given["evidence"] == "operating"
    expect(page.locator("[data-stage] [data-heading]")).to_be_focused()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_report_named_in_the_text_settles_the_result_after_at_most_three_answers(
    open_tool, width
):
    page = open_tool(width)
    paste(page, "Please send your SOC 2 Type 2.")
    page.locator(USE).click()
    page.wait_for_url(lambda url: "named=soc-2" in url)
    result = page.locator("[data-stage] [data-report]")
    about = {"customer_data": "yes", "financial_impact": "no", "asked_by": "security"}
    for _ in about:
        expect(page.locator("[data-stage] [data-heading]")).to_be_visible()
        if result.count():
            break
        asked = page.locator("[data-stage] button[name]").first.get_attribute("name") or ""
        page.locator(f'[data-stage] button[value="{about[asked]}"]').click()
    expect(result).to_have_attribute("data-report", "soc-2")
    expect(result).to_have_attribute("data-type", "type-2")


@pytest.fixture
def early(open_context, address) -> Callable[[], tuple[Page, Callable[[], None]]]:
    """Open the tool's page before its model is there; returns what lets the model arrive, too."""

    def opened() -> tuple[Page, Callable[[], None]]:
        page: Page = open_context().new_page()
        held: list[Route] = []

        def hold(route: Route) -> None:
            held.append(route)

        page.route(MODEL, hold)
        with page.expect_request(MODEL):
            page.goto(address + "which-report/")
        page.locator(f"{BOX}[data-ready]").wait_for()

        def arrive() -> None:
            with page.expect_response(MODEL) as response:
                held[0].continue_()
            page.unroute(MODEL)
            response.value.finished()
            page.evaluate(TWO_FRAMES)

        return page, arrive

    return opened


def test_who_types_into_the_box_while_the_tool_begins_goes_on_typing(early):
    page, arrive = early()
    paste(page, "Our vendor risk team")
    arrive()
    expect(page.locator(BEGUN)).to_be_visible()
    page.keyboard.type(" asks for a SOC 2.")
    text = page.locator(f"{BOX} [data-text]")
    expect(text).to_have_value("Our vendor risk team asks for a SOC 2.")
    expect(choice(page, "named")).to_have_value("soc-2")


def test_a_box_that_is_pressed_while_the_tool_begins_opens(early):
    page, arrive = early()
    page.locator(f"{BOX} > summary").hover()
    page.mouse.down()
    arrive()
    page.mouse.up()
    expect(page.locator(f"{BOX} [data-text]")).to_be_visible()
    expect(page.locator(BEGUN)).to_be_visible()


def test_an_answer_that_is_pressed_while_the_tool_begins_counts(early):
    page, arrive = early()
    option = page.locator("[data-stage] button[name]").first
    option.hover()
    page.mouse.down()
    arrive()
    page.mouse.up()
    page.wait_for_url("**/which-report/?named=*")


def test_the_box_makes_room_once_a_question_is_answered(open_tool):
    page = open_tool()
    expect(page.locator(BOX)).to_be_visible()
    page.locator("[data-stage] button[name]").first.click()
    expect(page.locator(BOX)).to_be_hidden()
    page.go_back()
    expect(page.locator(BOX)).to_be_visible()


def test_a_changed_answer_is_the_one_that_is_used(open_tool):
    page = open_tool()
    paste(page)
    choice(page, OPTION).select_option("finance")
    choice(page, "evidence").select_option("")
    page.locator(USE).click()
    page.wait_for_url(lambda url: OPTION in url)
    assert answers(page)[OPTION] == "finance"
    assert "evidence" not in answers(page)


def test_the_box_can_be_used_by_keyboard_alone(open_tool):
    page = open_tool()
    page.locator(f"{BOX} > summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.insert_text(REQUEST)
    expect(page.locator(USE)).to_be_visible()
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.locator(USE).evaluate("button => button === document.activeElement"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: OPTION in url)


def test_a_text_that_says_nothing_leads_to_the_questions(open_tool):
    page = open_tool()
    paste(page, "Lunch at noon?")
    expect(page.locator(SAID)).to_contain_text("Answer the questions below")
    expect(page.locator(USE)).to_have_count(0)


def test_with_every_answer_left_open_nothing_is_handed_on(open_tool):
    page = open_tool()
    before = page.url
    paste(page)
    expect(page.locator(USE)).to_be_visible()
    for select in page.locator(f"{BOX} select").all():
        select.select_option("")
    page.locator(USE).click()
    expect(page.locator(SAID)).to_contain_text("Choose at least one")
    assert page.url == before


def test_the_text_is_neither_sent_nor_kept(open_tool):
    page = open_tool()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.url} {request.post_data or ''}"))
    paste(page)
    page.locator(USE).click()
    page.wait_for_url(lambda url: OPTION in url)
    page.wait_for_load_state("networkidle")
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, history.state])")
    for word in ("vendor", "enough", "SOC%201"):
        assert not [one for one in [*sent, kept, page.url] if word in one]
    page.reload()
    page.get_by_role("link", name="Back", exact=True).click()
    expect(page.locator(f"{BOX} [data-text]")).to_have_value("")


def test_where_the_phrases_cannot_be_loaded_the_box_says_so_and_can_be_opened_again(open_tool):
    page = open_tool()
    page.route("**/phrases.*.json", lambda route: route.abort())
    paste(page)
    expect(page.locator(SAID)).to_contain_text("could not be loaded")
    page.unroute("**/phrases.*.json")
    page.locator(f"{BOX} > summary").click()
    page.locator(f"{BOX} > summary").click()
    expect(choice(page, OPTION)).to_have_value("security")


def test_markup_in_a_text_stays_text(open_tool):
    page = open_tool()
    paste(page, "Send <img src=x onerror=alert(1)> SOC 2 Type <b>2</b> to our security team.")
    expect(page.locator(USE)).to_be_visible()
    assert page.locator(f"{BOX} :is(img, b)").count() == 0


def test_a_text_that_is_too_long_is_read_in_part_and_that_is_said(open_tool):
    page = open_tool()
    paste(page, REQUEST + " word" * 20_000)
    expect(page.locator(f"{BOX} .soc-request-text__notes")).to_contain_text("characters were read")
