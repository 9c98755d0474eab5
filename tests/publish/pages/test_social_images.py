"""Each page has an image for link previews."""

import io

from PIL import Image, ImageColor

from publish.pages.social_images import (
    BACKGROUND,
    COLUMNS,
    LINES,
    SIZE,
    SIZES,
    _fit_heading,
    _headline,
    draw_image,
    read_answer,
    read_colours,
    read_table,
)
from publish.site import Page
from tests.conftest import ADDRESS
from tests.data import load_shown


def test_every_page_that_may_be_indexed_has_an_image_of_its_own(published, pages):
    named = [
        page.select_one('meta[property="og:image"]')["content"]
        for page in pages.values()
        if page.select_one('meta[property="og:image"]')
    ]
    assert len(named) == len(set(named)) > 0
    for address in named:
        file = published / address.removeprefix(ADDRESS)
        with Image.open(file) as image:
            assert image.size == SIZE
        assert file.stat().st_size < 60_000


def page_with(heading: str) -> Page:
    return Page("x/", None, f"<h1>{heading}</h1>")


def test_the_same_heading_gives_the_same_bytes():
    assert draw_image(page_with("A"), "B", "C") == draw_image(page_with("A"), "B", "C")
    assert draw_image(page_with("A"), "B", "C") != draw_image(page_with("D"), "B", "C")


def test_the_image_shows_the_heading():
    empty, full = (
        Image.open(io.BytesIO(draw_image(page_with(text), "B", "C"))).convert("L")
        for text in ("", "Ag")
    )
    assert empty.tobytes() != full.tobytes()


def test_the_ground_has_the_very_colour_of_the_paper():
    image = Image.open(io.BytesIO(draw_image(page_with("A"), "B", "C"))).convert("RGB")
    assert image.getpixel((0, SIZE[1] - 1)) == ImageColor.getrgb(BACKGROUND)


def test_a_long_heading_is_set_smaller_until_it_fits():
    font, lines = _fit_heading(
        "Which SOC report does your customer need, and which type of it? " * 2
    )
    assert font.size < SIZES[0]
    assert 1 < len(lines) <= LINES


def test_the_type_of_the_headlines_has_every_sign_of_every_heading(pages):
    font = _headline(40)
    unknown = bytes(font.getmask("\uffff"))
    signs = {sign for page in pages.values() for sign in page.h1.get_text() if not sign.isspace()}
    assert {sign for sign in signs if bytes(font.getmask(sign)) == unknown} == set()


def test_the_comparison_shows_its_short_rows_from_data(published):
    data = load_shown()
    path = "soc-1-vs-soc-2/"
    html = (published / path / "index.html").read_text(encoding="utf-8")
    head, *rows = read_table(Page(path, None, html))
    reports = [one for one in data.reports.values() if one.name in head]
    assert len(reports) == len(head) - 1
    assert rows == [
        [row.label, *(report.values[row.id].short.text for report in reports)]
        for row in data.short_rows.values()
    ]


def test_a_table_is_drawn_in_the_colours_of_its_reports():
    rows = "<tr><th></th><th>SOC 1</th></tr><tr><th>A</th><td>B</td></tr>"
    page = Page("x/", None, f"<h1>C</h1><table class='soc-six'>{rows}</table>")
    image = Image.open(io.BytesIO(draw_image(page, "", "")))
    colours = image.convert("RGB").crop((0, 100, *SIZE)).getcolors(1 << 16)
    assert ImageColor.getrgb(COLUMNS["soc-1"]) in {colour for _, colour in colours}


def test_other_pages_show_the_sentence_that_answers(published):
    html = (published / "soc-1" / "index.html").read_text(encoding="utf-8")
    said = read_answer(Page("soc-1/", None, html))
    assert said.endswith(".") and "  " not in said
    with_answer, without = (
        draw_image(Page("x/", None, f"<h1>A</h1>{more}"), "B", "C")
        for more in (f"<p data-answer>{said}</p>", "")
    )
    assert with_answer != without


def test_the_colours_are_those_of_the_light_scheme():
    styles = """:root { --ink: #111; }
[data-md-color-scheme="slate"] { --ink: #eee; }"""
    assert read_colours(styles) == {"ink": "#111"}
