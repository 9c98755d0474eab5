"""What the eye meets: the first screen, measure, colours, figures, paper, pictures."""

import colorsys
import itertools
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from model.dataset import ROOT
from tests.browser.test_budgets import PLANNED, TOOL
from tools import screenshots
from tools.browser_states import RESULT, STATES, settle

pytestmark = pytest.mark.nightly

STYLES = ROOT / "docs" / "assets" / "css"
COLOUR = re.compile(r":[^;{]*(#[0-9a-fA-F]{3,8}\b|\b(rgb|hsl|oklch)a?\()")
# A length that is no custom property; what only hides a part from the eye is none.
SIZE = re.compile(
    r"^ +(?:font-size|margin[a-z-]*|padding[a-z-]*|gap): [^;]*?(?<![-\w])\d*\.?\d+(?:em|rem|px);",
    re.MULTILINE,
)
# Characters of running text that fit into the widest line of a paragraph.
CHARACTERS = """part => {
  const canvas = document.createElement("canvas").getContext("2d");
  const { fontSize, fontFamily } = getComputedStyle(part);
  canvas.font = `${fontSize} ${fontFamily}`;
  const text = part.textContent.replace(/\\s+/g, " ");
  return part.clientWidth / (canvas.measureText(text).width / text.length);
}"""


# Texts that may break between "SOC" and its number, or "Type" and its.
PARTED = """() => {
  const kept = "code, kbd, option, pre, samp, script, style, textarea, title";
  const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) {
    const { data, parentElement } = texts.currentNode;
    if (/\\b(SOC|Type) \\d/.test(data) && !parentElement.closest(kept)) found.push(data);
  }
  return found;
}"""

# Words of tables that stand on two lines.
BROKEN = """() => {
  const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const [found, range] = [[], document.createRange()];
  while (texts.nextNode()) {
    const { currentNode: text } = texts;
    if (!text.parentElement.closest("td, th") || !text.parentElement.checkVisibility()) continue;
    for (const word of text.data.matchAll(/[\\p{L}\\p{N}]+/gu)) {
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      if (new Set([...range.getClientRects()].map(({ top }) => top)).size > 1) found.push(word[0]);
    }
  }
  return found;
}"""

UNFOLD = "() => document.querySelectorAll('details').forEach((fold) => { fold.open = true; })"


def style(part, name: str) -> str:
    value: str = part.evaluate("(part, name) => getComputedStyle(part)[name]", name)
    return value


def test_the_first_screen_of_a_phone_asks_answers_and_leads_on(open_page):
    page = open_page("", 390)
    for part in (
        page.locator("h1"),
        page.locator(".soc-lead"),
        page.locator(".soc-first__ask"),
        page.locator(".soc-first__option").last,
    ):
        expect(part).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("path", ["", "soc-1/", "quotes/"])
def test_lines_of_text_have_a_readable_length(open_page, path):
    page = open_page(path, 1280)
    for fold in page.locator("article details").all():
        fold.evaluate("fold => fold.open = true")  # most text of the form waits in one
    lines = [
        part.evaluate(CHARACTERS)
        for part in page.locator("article p:not(.soc-checked, figure *):visible").all()
        if len(part.text_content() or "") > 80  # shorter ones stay on one line
    ]
    assert lines
    assert all(length <= 78 for length in lines), lines


def test_headings_have_the_colour_of_the_text(open_page):
    page = open_page("soc-1/", 1280)
    text = style(page.locator("article p:not(.soc-checked)").first, "color")
    for heading in page.locator("article :is(h1, h2, h3)").all():
        assert style(heading, "color") == text


@pytest.mark.parametrize(
    "path", ["", "soc-1-vs-soc-2/", "other-evidence/", TOOL, RESULT, PLANNED, "quotes/"]
)
def test_no_text_parts_a_report_from_its_number(open_page, path):
    assert open_page(path, 390).evaluate(PARTED) == []


@pytest.mark.parametrize("path", ["both/", "type-1-vs-type-2/"])
@pytest.mark.parametrize("width", [320, 390])
def test_no_word_of_a_table_breaks_in_a_narrow_window(open_page, path, width):
    page = open_page(path, width)
    page.evaluate(UNFOLD)
    assert page.evaluate(BROKEN) == []


@pytest.mark.parametrize("width", [390, 1280])
def test_no_note_of_a_page_of_notes_is_cut_off(open_page, width):
    notes = open_page("soc-1-vs-soc-2/sources/", width).locator(".soc-notes__one")
    assert notes.count()
    assert not notes.evaluate_all(
        "notes => notes.filter((note) => note.scrollHeight > note.clientHeight).length"
    )


def test_the_first_screen_on_cost_uses_the_width_of_the_page(open_page):
    """The answer and what stands beside it, and no empty half."""
    page = open_page("cost-and-time/", 1280)
    answer, beside = page.locator("[data-answer]"), page.locator(".soc-split > .soc-card")
    expect(beside).to_be_in_viewport(ratio=1)
    left, right = answer.bounding_box(), beside.bounding_box()
    assert right["x"] - (left["x"] + left["width"]) <= 200
    main = page.locator("article").bounding_box()
    assert main["x"] + main["width"] - (right["x"] + right["width"]) <= 200


def test_a_table_of_figures_has_columns_where_the_window_is_wide(open_page):
    page = open_page("cost-and-time/", 1280)
    page.evaluate(UNFOLD)
    row = page.locator(".soc-chart__table tbody tr").first
    tops = row.locator("th, td").evaluate_all("cells => cells.map((cell) => cell.offsetTop)")
    assert len(tops) == 4
    assert len({*tops}) == 1
    assert page.evaluate("document.documentElement.scrollWidth") == 1280


@pytest.mark.parametrize(("width", "columns"), [(1280, 2), (900, 1)])
def test_the_checklist_has_two_columns_where_each_has_room(open_page, width, columns):
    page = open_page("choosing-a-firm/", width)
    boxes = page.locator(".soc-checks input")
    assert len({(box.bounding_box() or {})["x"] for box in boxes.all()}) == columns


@pytest.mark.parametrize(("width", "is_beside"), [(1280, True), (390, False)])
def test_what_to_send_to_a_boss_is_open_beside_a_result_that_has_room(open_page, width, is_beside):
    page = open_page(RESULT, width)
    boss, verdict = page.locator(".soc-decision-tool__boss"), page.locator("[data-answer]:visible")
    left, right = verdict.bounding_box(), boss.bounding_box()
    assert (right["x"] >= left["x"] + left["width"]) == is_beside
    assert boss.evaluate("fold => fold.open") == is_beside


def test_the_fields_of_the_planner_keep_their_look_while_one_has_the_focus(open_page):
    page = open_page("can-i-make-the-date/", 1280)
    card, field = page.locator("[data-asked]"), page.locator("[data-asked] input")
    looks = [(style(card, "backgroundColor"), style(field, "fontSize"))]
    field.focus()
    looks.append((style(card, "backgroundColor"), style(field, "fontSize")))
    assert looks[0] == looks[1]


@pytest.mark.parametrize("width", [390, 1280])
def test_a_step_of_the_form_begins_below_the_header_with_no_half_heading(open_page, width):
    page = open_page("quotes/", width)
    form = page.locator("form[data-quote-form][novalidate]")
    for name in form.locator("fieldset:visible input[type=radio]").evaluate_all(
        "radios => [...new Set(radios.map((radio) => radio.name))]"
    ):
        form.locator(f"[name={name}]").first.check()
    form.locator("[data-submit]").click()
    expect(form.locator("[data-progress]")).to_contain_text("2")
    heading, header = page.locator("h1").bounding_box(), page.locator(".md-header").bounding_box()
    assert heading["y"] + heading["height"] <= header["y"] + header["height"] + 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_report_has_the_same_colour_on_every_page(open_page, scheme):
    home = open_page("", 1280, scheme=scheme).locator(".soc-lane--soc-1 .soc-lane__report")
    table = open_page("soc-1-vs-soc-2/", 1280, scheme=scheme)
    short, full = (
        table.locator(f".{block}--soc-1").first for block in ("soc-six__head", "soc-table__column")
    )
    both = open_page("both/", 1280, scheme=scheme).locator(".soc-lane--soc-1 .soc-lane__report")
    colour = style(home, "backgroundColor")
    assert colour == style(both, "backgroundColor") == style(short, "backgroundColor")
    assert colour == style(full, "color")
    assert colour != style(table.locator(".soc-table__column--soc-2").first, "color")


def test_source_marks_are_smaller_and_paler_than_the_text(open_page):
    page = open_page("soc-1/", 1280)
    text = page.locator("article p:not(.soc-source-line):has(.src__mark)").first
    mark = text.locator(".src__mark")
    assert float(style(mark, "fontSize")[:-2]) < 0.8 * float(style(text, "fontSize")[:-2])
    assert style(mark, "color") != style(text, "color")


@pytest.mark.parametrize("path", ["soc-1-vs-soc-2/", "cost-and-time/"])
def test_the_words_of_a_figure_stand_below_it(open_page, path):
    page = open_page(path, 1280)
    for figure in page.locator("article figure:has(svg):has(figcaption)").all():
        drawing = figure.locator("svg").bounding_box()
        words = figure.locator("figcaption").bounding_box()
        assert words["y"] >= drawing["y"] + drawing["height"]


def test_colours_stand_in_one_file():
    for file in STYLES.glob("*.css"):
        if file.name != "tokens.css":
            assert not COLOUR.search(file.read_text(encoding="utf-8")), file.name


def test_sizes_and_spaces_are_those_of_the_one_file():
    """Apart from paper, drawings, and the frame on other sites, which has no part of the theme."""
    for file in STYLES.glob("*.css"):
        if file.name not in {"tokens.css", "spread.css", "embed.css", "fonts.css"}:
            text = file.read_text(encoding="utf-8").partition("@media print")[0]
            assert SIZE.findall(text) == [], file.name


@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_no_report_has_the_colour_of_links_of_errors_or_of_another(scheme):
    text = (STYLES / "tokens.css").read_text(encoding="utf-8")
    block = text.partition(f'[data-md-color-scheme="{scheme}"] {{')[2].partition("}")[0]
    colours = dict(re.findall(r"--([\w-]+): #([0-9a-f]{6});", block))
    hues = {
        name: colorsys.rgb_to_hls(*(byte / 255 for byte in bytes.fromhex(colours[name])))[0] * 360
        for name in ("soc-1", "soc-2", "soc-3", "link", "error")
    }
    for one, other in itertools.combinations(hues, 2):
        apart = abs(hues[one] - hues[other])
        assert min(apart, 360 - apart) > 20, (one, other)


def test_every_name_that_a_style_uses_is_defined():
    text = "".join(file.read_text(encoding="utf-8") for file in STYLES.glob("*.css"))
    used = set(re.findall(r"var\((--[\w-]+)", text))
    assert used - set(re.findall(r"(--[\w-]+):", text)) == set()


@pytest.mark.nightly
@pytest.mark.parametrize("path", ["", "soc-1-vs-soc-2/", "quotes/", "scenarios/"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_gets_black_text_on_white_without_the_parts_for_the_screen(open_page, path, scheme):
    page = open_page(path, 1280, scheme=scheme)
    page.emulate_media(media="print")
    for part in (".md-header", ".soc-menu", ".soc-sidebar",
                 ".md-footer", ".headerlink"):  # fmt: skip
        expect(page.locator(part).first).not_to_be_visible()
    assert style(page.locator("body"), "backgroundColor") == "rgb(255, 255, 255)"
    assert style(page.locator("article p").first, "color") == "rgb(0, 0, 0)"


@pytest.mark.nightly
@pytest.mark.parametrize("path", ["type-1-vs-type-2/"])
def test_on_paper_each_dot_of_a_figure_stands_on_a_line(open_page, path):
    page = open_page(path, 718)
    page.emulate_media(media="print")
    widths = page.locator(".soc-dots__line").evaluate_all(
        "lines => lines.map((line) => line.getBoundingClientRect().width)"
    )
    assert widths and min(widths) > 300


@pytest.mark.nightly
def test_pictures_are_written_of_a_page_and_of_every_state(open_context, address, tmp_path):
    for width in (1280, 320):
        folder = tmp_path / str(width)
        folder.mkdir()
        count = screenshots.capture_pages(open_context(width), address, ["about/"], folder)
        names = {f"state-{state.name}.png" for state in STATES if state.exists_at(width)}
        assert {file.name for file in folder.iterdir()} == names | {"about.png"}
        assert count == len(names) + 1


def test_the_picture_of_the_readme_is_small_and_of_the_expected_size():
    picture = Path(screenshots.README_PICTURE)
    assert picture.stat().st_size < 250_000
    with screenshots.Image.open(picture) as image:
        assert image.size == (1280, 850)


def test_nothing_empty_fades_when_the_later_styles_arrive(
    new_page: Callable[[bool], Page], address: str
) -> None:
    page = new_page(True)
    page.emulate_media(reduced_motion="no-preference")
    page.add_init_script(
        "window.faded = [];"
        "addEventListener('transitionrun', (event) => faded.push(event.target.className), true)"
    )
    page.goto(f"{address}myths/")
    settle(page)
    assert page.locator(".md-dialog").count() == 1
    assert page.evaluate("faded") == []
