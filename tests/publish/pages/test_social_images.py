"""Each page has an image for link previews."""

import io

from PIL import Image

from publish.pages.social_images import LINES, SIZE, SIZES, _fit_heading, draw_image
from publish.site import Page


def test_every_page_that_may_be_indexed_has_an_image_of_its_own(published, pages):
    named = [
        page.select_one('meta[property="og:image"]')["content"]
        for page in pages.values()
        if page.select_one('meta[property="og:image"]')
    ]
    assert len(named) == len(set(named)) >= 18
    for address in named:
        file = published / address.removeprefix("https://soc2auditors.example/")
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


def test_a_long_heading_is_set_smaller_until_it_fits():
    font, lines = _fit_heading(
        "Which SOC report does your customer need, and which type of it? " * 2
    )
    assert font.size < SIZES[0]
    assert 1 < len(lines) <= LINES
