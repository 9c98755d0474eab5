"""The sheet for quotes in a real browser: three quotes go in, and what is missing comes out."""

import csv
import gzip
import io
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from model.exports import compile_quote_sheet
from publish.pages.typography import bind_numbers
from tests.browser.live import Visit, Visitor
from tests.data import load_shown
from tools.testenv import axe

PAGE = "compare-quotes/"
pytestmark = [pytest.mark.nightly, pytest.mark.of_page(PAGE)]

SHEET = compile_quote_sheet(load_shown())
WORDS = load_shown().quote_sheet.words
ROWS = SHEET["rows"]
STATUS = "[data-module=quote-sheet] [data-status]"
PAID = [row["id"] for row in ROWS if row["payee"] == "firm"]
MAX_SCRIPTS = 15 * 1024
RETESTS, SIGNED = "retests", "period-in-letter"
# A whole quote: every row is filled in, with an amount, some words or an answer that is no sign.
SIGNS = {(sign["row"], name) for sign in SHEET["signs"] for name in sign["when"]}
WHOLE = {
    row["id"]: next(
        (one["label"] for one in row["options"] if (row["id"], one["id"]) not in SIGNS),
        WORDS.states.included if row["kind"] == "amount" else "Ann Lee, CPA",
    )
    for row in ROWS
}
QUOTES = {
    "Alpha CPA": {**WHOLE, "fee": "20000"},
    "Beta CPA": {**WHOLE, "fee": "18000", RETESTS: ""},
    "Gamma CPA": {**WHOLE, "fee": "26,000", SIGNED: "No"},
}


def loaded(visitor: Visitor) -> Page:
    wait_for_sheet(visitor.page)
    return visitor.page


def wait_for_sheet(page: Page) -> None:
    page.locator("[data-module=quote-sheet][data-loaded]").wait_for()


def enter(page: Page, number: int, firm: str, cells: dict[str, str]) -> None:
    form = page.locator(".soc-quote-sheet__quote").nth(number)
    form.evaluate("part => part.open = true")
    form.locator("[name=firm]").fill(firm)
    for name, text in cells.items():
        field = form.locator(f"[data-row={name}]")
        labels = field.locator("option").all_text_contents()
        if text in labels:
            field.locator("select").select_option(label=text)
        elif text:
            field.locator("input").fill(text)
            field.locator("input").blur()
    form.evaluate("part => part.open = false")


def enter_all(page: Page) -> None:
    page.get_by_role("button", name=WORDS.add).click()
    for number, (firm, cells) in enumerate(QUOTES.items()):
        enter(page, number, firm, cells)


def pages_of(page: Page) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))


def cells_of(page: Page, label: str) -> list[str]:
    row = page.locator("[data-table] tr").filter(has=page.get_by_role("rowheader", name=label))
    names = list(QUOTES)
    found = row.first.locator("td").all_text_contents()
    return [text.removeprefix(name) for name, text in zip(names, found, strict=True)]


@pytest.fixture
def filled(visit: Visit) -> Visitor:
    visitor = visit(PAGE)
    enter_all(loaded(visitor))
    return visitor


def test_the_missing_retest_and_the_unsigned_period_are_found_and_printed(filled: Visitor) -> None:
    expect_gaps(filled.page)
    assert not filled.complaints


def expect_gaps(page: Page) -> None:
    """What is missing in the three quotes is found, and all of it prints on one page."""
    alpha, beta, gamma = QUOTES
    open_row = WORDS.at_least.format(amount="$18,000", rows=WORDS.one_row)
    assert cells_of(page, WORDS.total_row) == ["$20,000", open_row, "$26,000"]
    more = WORDS.more.format(amount="$6,000")
    difference = WORDS.difference_row.format(firm=alpha)
    assert cells_of(page, difference) == [WORDS.first, WORDS.no_difference, more]
    # The question to the firm that did not state it, and to no other.
    [asked] = page.locator("[data-questions] pre").all_text_contents()
    [ask] = [row["ask"] for row in ROWS if row["id"] == RETESTS]
    assert asked.splitlines()[2:] == [f"- {ask}"]
    assert beta in page.locator("[data-questions] summary").inner_text()
    # The sign of the firm whose period nobody would sign.
    [sign] = [one for one in SHEET["signs"] if one["row"] == SIGNED]
    [said] = page.locator("[data-signs] li").all_text_contents()
    assert said.startswith(gamma) and sign["says"] in said
    assert pages_of(page) == 1
    page.emulate_media(media="print")
    expect(page.locator("[data-table]")).to_be_visible()
    expect(page.locator(".soc-quote-sheet__blank")).to_be_hidden()


def test_quotes_for_another_job_show_no_difference(filled: Visitor) -> None:
    page = filled.page
    enter(page, 1, "Beta CPA", {"type": "Type 2", RETESTS: "500"})
    expect(page.locator("[data-job]")).to_have_attribute("data-says", "other")
    heads = page.locator(".soc-quote-sheet__sums th").all_text_contents()
    assert heads == [WORDS.total_row, WORDS.others_row]


def test_what_is_typed_is_sent_nowhere_and_kept_nowhere(filled: Visitor) -> None:
    page = filled.page
    before = len(filled.requests)
    enter(page, 0, "Delta CPA", {"fee": "7000"})
    assert filled.requests[before:] == []
    kept = "[localStorage.length, sessionStorage.length, document.cookie, location.hash]"
    assert page.evaluate(kept)[1:] == [0, "", ""] and "Delta" not in str(
        page.evaluate("localStorage")
    )
    page.reload()
    page.locator("[data-loaded]").wait_for()
    expect(page.locator("[data-results]")).to_be_hidden()


def test_the_address_keeps_the_quotes_only_where_it_is_asked_to(filled: Visitor) -> None:
    page = filled.page
    before = cells_of(page, WORDS.total_row)
    page.get_by_role("checkbox", name=WORDS.keep).check()
    assert urlsplit(page.url).query == "" and urlsplit(page.url).fragment
    page.reload()
    page.locator("[data-loaded]").wait_for()
    assert cells_of(page, WORDS.total_row) == before
    # No server hears of it.
    assert not any("Alpha" in request for request in filled.requests)
    page.get_by_role("checkbox", name=WORDS.keep).uncheck()
    assert urlsplit(page.url).fragment == ""


def test_a_saved_file_is_opened_again_beside_what_is_there(filled: Visitor, tmp_path: Path) -> None:
    page = filled.page
    with page.expect_download() as waiting:
        page.get_by_role("button", name=WORDS.save).click()
    file = tmp_path / "quotes.csv"
    waiting.value.save_as(file)
    keys = [cells[0] for cells in csv.reader(io.StringIO(file.read_text("utf-8-sig"), newline=""))]
    assert keys[2:] == [row["id"] for row in ROWS]
    page.get_by_role("button", name=WORDS.clear).click()
    expect(page.locator("[data-results]")).to_be_hidden()
    page.locator("[type=file]").set_input_files(file)
    expect(page.locator(STATUS)).to_have_text(WORDS.opened.format(count=len(QUOTES)))
    assert cells_of(page, WORDS.total_row)[0] == "$20,000"
    enter(page, 0, "=1+1", {})
    with page.expect_download() as waiting:
        page.get_by_role("button", name=WORDS.save).click()
    assert "'=1+1" in waiting.value.path().read_text("utf-8-sig")


def test_a_strange_file_changes_nothing(filled: Visitor) -> None:
    given = {"name": "x.csv", "mimeType": "text/csv", "buffer": b"a,b\n<img src=x onerror=1>,2"}
    filled.page.locator("[type=file]").set_input_files(files=[given])
    expect(filled.page.locator(STATUS)).to_have_text(WORDS.not_opened)
    assert cells_of(filled.page, WORDS.total_row)[0] == "$20,000"


def test_markup_in_an_address_stays_text(visit: Visit) -> None:
    cell = "%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E"
    visitor = visit(f"{PAGE}#quotes=firm,,{cell}%0D%0A{PAID[0]},,{cell}")
    page = loaded(visitor)
    assert page.locator("[data-module=quote-sheet] img").count() == 0
    expect(page.locator("[data-table] thead th").nth(1)).to_have_text(
        "<img src=x onerror=alert(1)>"
    )
    assert not visitor.complaints


def test_an_amount_that_cannot_be_read_is_told_at_its_field(visit: Visit) -> None:
    page = loaded(visit(PAGE))
    enter(page, 0, "", {PAID[0]: "1.000"})
    field = page.locator(f"[data-row={PAID[0]}]").first
    error = field.locator("[data-error]")
    assert error.text_content() == WORDS.unreadable
    about = field.locator("input")
    assert about.get_attribute("aria-describedby") == error.get_attribute("id")
    assert about.get_attribute("aria-invalid") == "true"


def test_two_to_five_quotes_and_the_keyboard_adds_and_takes_out(visit: Visit) -> None:
    page = loaded(visit(PAGE))
    quotes = page.locator(".soc-quote-sheet__quote")
    expect(quotes).to_have_count(SHEET["fewest"])
    add = page.get_by_role("button", name=WORDS.add)
    for number in range(SHEET["fewest"], SHEET["most"]):
        add.focus()
        page.keyboard.press("Enter")
        expect(quotes.nth(number).locator("[name=firm]")).to_be_focused()
    expect(add).to_be_hidden()
    quotes.last.get_by_role("button", name=WORDS.remove).focus()
    page.keyboard.press("Space")
    expect(quotes).to_have_count(SHEET["most"] - 1)
    expect(quotes.last.locator("summary")).to_be_focused()


def expect_blank_sheet(page: Page) -> None:
    """Without a script the page is the sheet itself, and one page of paper."""
    asked = [bind_numbers(row["label"]) for row in ROWS if row["ask"]]
    assert set(asked) <= set(page.locator(".soc-quote-sheet__blank th").all_text_contents())
    expect(page.get_by_text(WORDS.no_script)).to_be_visible()
    assert page.get_by_role("button", name=WORDS.print_sheet).count() == 0
    assert pages_of(page) == 1


def test_the_blank_sheet_is_one_page_without_a_script_and_after_quotes(visit: Visit) -> None:
    expect_blank_sheet(visit(PAGE, javascript=False).page)
    page = loaded(visit(PAGE))
    enter(page, 0, "Alpha CPA", {"fee": "1"})
    page.evaluate("window.print = () => {}")
    page.get_by_role("button", name=WORDS.print_sheet).click()
    page.emulate_media(media="print")
    expect(page.locator(".soc-quote-sheet__blank")).to_be_visible()
    expect(page.locator(".soc-quote-sheet__work")).to_be_hidden()


def scrolls(page: Page) -> bool:
    wide: bool = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return wide


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_a_filled_worksheet_can_be_used_by_everybody(open_context, address, width, scheme) -> None:
    context = open_context(width, scheme)
    context.add_init_script(axe.AXE.path().read_text(encoding="utf-8"))
    page = context.new_page()
    page.goto(address + PAGE)
    page.locator("[data-loaded]").wait_for()
    enter_all(page)
    first: Locator = page.locator(".soc-quote-sheet__quote").first
    first.evaluate("part => part.open = true")
    assert not scrolls(page)
    page.evaluate("scrollTo(0, 0)")  # nothing lies below the header, which stays in sight
    axe.start(page)
    assert list(axe.found(page)) == []


def test_the_scripts_of_the_page_are_small(visit: Visit, published: Path) -> None:
    visitor = visit(PAGE)
    loaded(visitor)
    paths = {urlsplit(url).path.lstrip("/") for url in visitor.requests}
    ours = [path for path in paths if path.startswith("assets/js/")]
    assert any("worksheet" in path for path in ours) and any(".json" in path for path in ours)
    sizes = [len(gzip.compress((published / path).read_bytes())) for path in ours]
    assert sum(sizes) <= MAX_SCRIPTS
