"""Choosing columns and rows of a comparison, sharing the choice and taking it along."""

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.live import Visit
from tests.data import load_shown

pytestmark = pytest.mark.nightly

SITE = load_shown()
PAGE = "soc-1-vs-soc-2/"
NARROWED = "?columns=soc-1.type-2,soc-2.type-2&differences=1&view=security&words=customers"
CONTROLS = ".soc-comparison__controls > summary"
COLUMNS = [
    f"{report}.{kind}" for report in ("soc-1", "soc-2") for kind in SITE.reports[report].types
]
DIFFERS = "observation-period"  # only one type of report has any


def table(page: Page) -> Locator:
    """The rows of every group."""
    return page.locator("[data-module=comparison] .soc-rows")


def control(page: Page, name: str, value: str) -> Locator:
    return page.locator(f'[data-controls] [name="{name}"][value="{value}"]')


def columns(page: Page) -> list[str]:
    """The columns of a row in which no two types share a cell."""
    cells = table(page).locator(f"tr[id={DIFFERS}] > td:not([hidden])")
    return [cell.get_attribute("data-columns") or "" for cell in cells.all()]


def rows(page: Page) -> list[str]:
    """The ids of the rows to be seen."""
    return [row.get_attribute("id") or "" for row in table(page).locator("tr[id]:visible").all()]


def opened(visit: Visit, query: str = "", page: str = PAGE) -> Page:
    shown = visit(page + query).page
    expect(shown.locator("[data-module=comparison][data-ready]")).to_be_visible()
    shown.locator(CONTROLS).click()
    return shown


def status(page: Page) -> Locator:
    return page.locator(".soc-comparison__status")


def seen(page: Page) -> tuple[list[str], list[str], str]:
    return columns(page), rows(page), page.locator("[name=words]").input_value()


def test_a_choice_stands_in_the_address_and_survives_a_reload(visit: Visit) -> None:
    page = opened(visit)
    control(page, "columns", "soc-1.type-1").uncheck()
    control(page, "columns", "soc-2.type-1").uncheck()
    page.get_by_label("Only differences").check()
    page.locator("[name=view]").select_option("security")
    page.get_by_label("Find in the rows").fill("customers")
    expect(page).to_have_url(re.compile(re.escape(NARROWED) + "$"))
    before = seen(page)
    assert before[0] == ["soc-1.type-2", "soc-2.type-2"]
    assert 0 < len(before[1]) < len(SITE.attributes)
    page.reload()
    expect(page.locator("[data-module=comparison][data-ready]")).to_be_visible()
    assert seen(page) == before
    assert seen(opened(visit, NARROWED)) == before, "the shared link shows the same"


def test_a_cell_over_two_types_spans_the_chosen_columns_only(visit: Visit) -> None:
    page = opened(visit, "?columns=soc-1.type-2,soc-2.type-1,soc-2.type-2")
    spans = {
        row: table(page)
        .locator(f"tr[id={row}] td:visible")
        .evaluate_all("cells => cells.map(cell => Number(cell.dataset.span))")
        for row in ("standard", DIFFERS)
    }
    assert spans == {"standard": [1, 2], DIFFERS: [1, 1, 1]}


@pytest.mark.parametrize(
    "query",
    ["", "?columns=soc-1.type-2,soc-2.type-1,soc-2.type-2", "?columns=soc-2.type-1,soc-2.type-2"],
)
def test_every_row_is_as_wide_as_the_columns_that_are_left(visit: Visit, query: str) -> None:
    widths = """tables => tables.map(table => [...table.rows].map(row =>
      [...row.cells].reduce((sum, cell) => sum + (cell.hidden ? 0 : cell.colSpan), 0)))"""
    for rows_of in table(opened(visit, query)).locator("table").evaluate_all(widths):
        assert len(set(rows_of)) == 1


def test_only_differences_hides_the_rows_that_say_the_same(visit: Visit) -> None:
    page = opened(visit, "?columns=soc-1.type-1,soc-2.type-1&differences=1")
    same = [
        name
        for name in SITE.attributes
        if len({SITE.reports[report].values[name].statement("type-1").text
                for report in ("soc-1", "soc-2")}) == 1
    ]  # fmt: skip
    assert same
    hidden = set(SITE.attributes) - set(rows(page))
    assert hidden <= set(same)
    assert "tests-and-results" in hidden


@pytest.mark.parametrize("name", SITE.views)
def test_a_view_shows_the_rows_of_its_groups_and_says_what_it_is(visit: Visit, name: str) -> None:
    page = opened(visit)
    page.locator("[name=view]").select_option(name)
    view = SITE.views[name]
    wanted = [row.id for row in SITE.attributes.values() if row.group in view.groups]
    assert sorted(rows(page)) == sorted(wanted)
    expect(status(page)).to_have_text(
        f"{len(wanted)} of {len(SITE.attributes)} rows shown. {view.says}"
    )
    headings = (
        table(page)
        .locator("[data-group]:visible")
        .evaluate_all("blocks => blocks.map(block => block.dataset.group)")
    )
    assert set(headings) == set(view.groups)


def test_groups_can_be_chosen_one_by_one(visit: Visit) -> None:
    page = opened(visit)
    page.locator("[data-controls] summary").click()
    for group in list(SITE.groups)[1:]:
        control(page, "groups", group).uncheck()
    first = next(iter(SITE.groups))
    expect(page).to_have_url(re.compile(rf"\?groups={first}$"))
    expect(page.locator("[name=view]")).to_have_value("own")
    control(page, "groups", first).click()
    expect(control(page, "groups", first)).to_be_checked()
    expect(status(page)).to_contain_text(SITE.control_words.no_group)


def test_back_and_forward_undo_and_redo_a_choice(visit: Visit) -> None:
    page = opened(visit)
    page.locator("[name=view]").select_option("sales")
    page.get_by_label("Only differences").check()
    narrowed = rows(page)
    page.go_back()
    expect(page.get_by_label("Only differences")).not_to_be_checked()
    page.go_back()
    expect(page.locator("[name=view]")).to_have_value("")
    assert len(rows(page)) == len(SITE.attributes)
    page.go_forward()
    page.go_forward()
    expect(page.get_by_label("Only differences")).to_be_checked()
    assert rows(page) == narrowed


def test_typing_makes_no_history(visit: Visit) -> None:
    page = opened(visit)
    before = page.evaluate("history.length")
    page.get_by_label("Find in the rows").press_sequentially("control")
    expect(page).to_have_url(re.compile(r"\?words=control$"))
    assert page.evaluate("history.length") == before


def test_unknown_parts_of_a_link_are_left_out_with_a_notice(visit: Visit) -> None:
    page = opened(visit, "?columns=soc-1.type-2,soc-9.type-1,soc-2.type-2&view=ceo")
    notice = page.locator("[data-notice]")
    expect(notice).to_be_visible()
    expect(notice).to_contain_text("columns=soc-9.type-1, view=ceo")
    assert columns(page) == ["soc-1.type-2", "soc-2.type-2"]


def test_a_good_link_shows_no_notice(visit: Visit) -> None:
    expect(opened(visit, NARROWED).locator("[data-notice]")).to_be_hidden()


def test_fewer_than_two_columns_are_refused(visit: Visit) -> None:
    page = opened(visit, "?columns=soc-1.type-2,soc-2.type-2")
    box = control(page, "columns", "soc-2.type-2")
    box.click()
    fewest = SITE.control_words.too_few_columns.replace("{fewest}", "2")
    expect(status(page)).to_contain_text(fewest)
    expect(box).to_be_checked()
    assert len(columns(page)) == 2


def test_where_nothing_is_found_one_button_shows_all_rows(visit: Visit) -> None:
    page = opened(visit, "?columns=soc-1.type-2,soc-2.type-2&words=zzz")
    assert rows(page) == []
    expect(status(page)).to_contain_text("0 of")
    page.get_by_role("button", name="Show all rows").click()
    assert len(rows(page)) == len(SITE.attributes)
    assert columns(page) == ["soc-1.type-2", "soc-2.type-2"], "columns stay as chosen"
    expect(page.get_by_label("Find in the rows")).to_be_focused()


def test_the_link_and_the_table_can_be_copied(visit: Visit) -> None:
    page = opened(visit, NARROWED)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").click()
    expect(status(page)).to_contain_text(SITE.control_words.link_copied)
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    page.get_by_role("button", name="Copy as Markdown").click()
    expect(status(page)).to_contain_text(SITE.control_words.table_copied)
    lines = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert lines[0] == "| Group | What is compared | SOC 1 Type 2 | SOC 2 Type 2 |"
    assert len([line for line in lines if line.startswith("|")]) == len(rows(page)) + 2
    assert f"From <{page.url}>" in lines


def test_the_csv_file_holds_the_rows_and_columns_shown_with_their_sources(visit: Visit) -> None:
    page = opened(visit, "?columns=soc-1.type-2,soc-2.type-2&view=sales")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download CSV").click()
    download = waiting.value
    assert download.suggested_filename == "comparison-soc-1-soc-2.csv"
    text = Path(download.path()).read_text(encoding="utf-8-sig")
    head, *lines = csv.reader(io.StringIO(text, newline=""))
    assert head == ["Group", "What is compared", "SOC 1 Type 2", "SOC 2 Type 2"]
    shown = [SITE.attributes[name] for name in rows(page)]
    assert [line[:2] for line in lines] == [
        [SITE.groups[row.group].label, row.label] for row in shown
    ]
    for line, row in zip(lines, shown, strict=True):
        for value, report in zip(line[2:], ("soc-1", "soc-2"), strict=True):
            said = SITE.reports[report].values[row.id].statement("type-2")
            assert value.startswith(f"{said.text} ({', '.join(said.sources)})")


def test_printing_shows_the_selection_and_no_controls(visit: Visit) -> None:
    page = opened(visit, NARROWED)
    before = columns(page), rows(page)
    page.emulate_media(media="print")
    assert (columns(page), rows(page)) == before
    expect(page.get_by_label("Find in the rows")).to_be_hidden()
    expect(page.get_by_role("button", name="Copy link")).to_be_hidden()
    expect(status(page)).to_be_visible()


def test_everything_can_be_done_with_the_keyboard(visit: Visit) -> None:
    page = opened(visit)
    control(page, "columns", COLUMNS[0]).focus()
    page.keyboard.press("Space")
    assert columns(page) == COLUMNS[1:]
    page.get_by_label("Find in the rows").focus()
    page.keyboard.type("customers")
    page.keyboard.press("Enter")  # nothing is sent anywhere
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[name=view]")).to_have_value(next(iter(SITE.views)))
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_label("Only differences")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(control(page, "groups", next(iter(SITE.groups)))).to_be_visible()
    expect(page).to_have_url(re.compile(r"columns=.*&differences=1&view=\w+&words=customers$"))


def test_a_link_to_a_row_keeps_the_choice(visit: Visit) -> None:
    page = opened(visit, "?differences=1")
    page.locator("tr[id=standard] a.soc-table__link").click()
    expect(page).to_have_url(re.compile(r"\?differences=1#standard$"))
    page.get_by_label("Only differences").uncheck()
    expect(page).to_have_url(re.compile(rf"/{PAGE}#standard$"))


@pytest.mark.parametrize(("width", "height"), [(320, 640), (320, 256)], ids=["320 px", "400 %"])
@pytest.mark.parametrize("query", ["", NARROWED, "?columns=soc-9.type-1&groups=purpose"])
def test_no_page_scrolls_sideways_on_a_narrow_screen(
    visit: Visit, width: int, height: int, query: str
) -> None:
    page = opened(visit, query)
    page.set_viewport_size({"width": width, "height": height})
    room = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert room[0] <= room[1]
    box = page.locator("[data-controls]").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width


def test_a_stacked_cell_names_the_chosen_columns_only(visit: Visit) -> None:
    page = opened(visit, "?columns=soc-1.type-2,soc-2.type-1,soc-2.type-2")
    page.set_viewport_size({"width": 320, "height": 640})
    names = table(page).locator("tr[id=observation-period] .soc-table__for:visible")
    expect(names).to_have_text(["SOC 1 Type 2", "SOC 2 Type 1", "SOC 2 Type 2"])
    expect(table(page).locator("tr[id=standard] .soc-table__for")).to_have_text(
        ["SOC 1 Type 2", "SOC 2 Type 1 and Type 2"]
    )


def test_without_a_script_the_table_is_complete_and_no_control_shows(visit: Visit) -> None:
    page = visit(PAGE + NARROWED, javascript=False).page
    assert rows(page) == []
    for group in page.locator("[data-group] > summary").all():
        group.click()
    assert columns(page) == COLUMNS
    assert len(rows(page)) == len(SITE.attributes)
    expect(page.locator(".soc-comparison__controls")).to_be_hidden()
    expect(page.get_by_role("button", name="Show all rows")).to_be_hidden()


def test_the_controls_move_nothing_when_they_wake_up(visit: Visit) -> None:
    page = opened(visit)
    page.locator(CONTROLS).click()
    caption = page.locator("[data-group] > summary").first
    awake = caption.bounding_box()
    page.route("**/comparison/controls*.mjs", lambda route: route.abort())
    page.reload()
    expect(page.locator(".soc-comparison__controls")).to_be_hidden()
    assert caption.bounding_box() == awake


@pytest.mark.of_page("soc-2-vs-soc-3/")
def test_a_pair_page_of_a_third_report_works_the_same(visit: Visit) -> None:
    page = opened(visit, "?columns=soc-2.type-2,soc-3.type-2", page="soc-2-vs-soc-3/")
    labels = table(page).locator(f"tr[id={DIFFERS}] > td:not([hidden]) > .soc-table__for")
    soc_2, soc_3, type_2 = SITE.reports["soc-2"], SITE.reports["soc-3"], SITE.types["type-2"]
    expect(labels).to_have_text([soc_2.heading(type_2), soc_3.heading(type_2)])


def test_the_groups_are_closed_until_a_reader_opens_one_or_asks_for_less(visit: Visit) -> None:
    page = visit(PAGE).page
    expect(page.locator("[data-module=comparison][data-ready]")).to_be_visible()
    assert page.locator("[data-group][open]").count() == 0
    assert opened(visit, "?differences=1").locator("[data-group]:not([open])").count() == 0


def test_a_link_to_a_row_opens_its_group(visit: Visit) -> None:
    page = visit(PAGE + "#observation-period", javascript=False).page
    expect(page.locator("tr[id=observation-period]")).to_be_visible()
    assert page.locator("[data-group][open]").count() == 1


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_short_rows_stand_side_by_side(visit: Visit, width: int) -> None:
    page = visit(PAGE).page
    page.set_viewport_size({"width": width, "height": 800})
    for row in page.locator(".soc-six tbody tr").all():
        left, right = (cell.bounding_box() for cell in row.locator("td").all())
        assert left is not None
        assert right is not None
        assert left["y"] == right["y"]
        assert left["x"] + left["width"] <= right["x"] + 1


def test_the_short_rows_can_be_copied(visit: Visit) -> None:
    page = visit(PAGE).page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    expect(page.locator("[data-module=short-comparison][data-ready]")).to_be_visible()
    page.get_by_role("button", name="Copy these rows").click()
    expect(page.locator("[data-module=short-comparison] [data-status]")).not_to_be_empty()
    copied = page.evaluate("navigator.clipboard.readText()")
    for report in ("soc-1", "soc-2"):
        for row in SITE.short_rows:
            short = SITE.reports[report].values[row].short
            assert short is not None
            assert short.text in copied


def test_a_row_that_a_link_names_counts_for_more_than_its_filter(visit: Visit) -> None:
    hidden = SITE.views["finance"].groups
    row = next(row for row in SITE.attributes.values() if row.group not in hidden)
    page = opened(visit, f"?view=finance#{row.id}")
    expect(table(page).locator(f"#{row.id}")).to_be_visible()
    expect(page.locator("[data-notice]")).to_contain_text(SITE.control_words.row_of_link)


def test_a_row_that_the_filter_shows_leaves_it_alone(visit: Visit) -> None:
    row = next(row for row in SITE.attributes.values() if row.group in SITE.views["finance"].groups)
    page = opened(visit, f"?view=finance#{row.id}")
    assert len(rows(page)) < len(SITE.attributes)
    expect(page.locator("[data-notice]")).to_be_hidden()


def test_the_filter_finds_a_name_and_its_number_written_together(visit: Visit) -> None:
    together, apart = (rows(opened(visit, f"?words={words}")) for words in ("soc1", "soc 1"))
    assert together == apart and together
