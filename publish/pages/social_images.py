"""One image a page for link previews, in the type of the site. The same bytes every time.

It shows the page's heading and, as the page has them, its short comparison or its answer.
"""

import io
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PIL import Image, ImageColor, ImageDraw, ImageFont
from selectolax.lexbor import LexborHTMLParser, LexborNode

from model.dataset import ROOT
from publish.site import BuiltSite, Page

SIZE = (1200, 630)  # pixels, as the page's og:image:width and height say
MARGIN = 70
TOKENS = ROOT / "docs" / "assets" / "css" / "tokens.css"
COLOUR = re.compile(r"--([\w-]+): (#[0-9a-fA-F]{3,6});")


def read_colours(styles: str) -> dict[str, str]:
    """Return the colours of the light scheme by name, as the style sheet of the site has them."""
    light = styles.partition('[data-md-color-scheme="slate"]')[0]
    return dict(COLOUR.findall(light))


COLOURS_OF_SITE = read_colours(TOKENS.read_text(encoding="utf-8"))
BACKGROUND, TEXT, SOFT, LINE = (
    COLOURS_OF_SITE[name] for name in ("paper", "ink", "ink-soft", "line")
)
REPORT = re.compile(r"soc-(?!.*-soft$).+")
COLUMNS = {
    name: colour for name, colour in COLOURS_OF_SITE.items() if re.match(r"soc-(?!.*-soft$)", name)
}
BARS = (COLUMNS["soc-1"], COLUMNS["soc-2"])
SIZES = (84, 72, 62, 52, 44)  # tried in this order until the heading fits
LINES = 4
HEADING_HEIGHT = 250  # of the heading where an answer stands below it
TABLE_HEADING = 44
LABELS = 200  # the width of the first column of a table
ROW_TYPE, ANSWER_TYPE, ANSWER_LINES = 22, 34, 3
COLOURS = 32  # enough for smooth letters, and a third of the bytes
# The font of the headlines, as pages load it: a subset, which holds what headlines need.
HEADLINES = ROOT / "docs" / "assets" / "fonts" / "newsreader-600.woff2"
SPACE = re.compile(r"\s+")

Font = ImageFont.FreeTypeFont


def write_social_images(site: BuiltSite, name: str, tagline: str) -> None:
    """Draw the image that each page names as its own."""
    for page in site.indexable_pages():
        address = page.read_meta("og:image")
        place = site.locate(page.path, address) if address else None
        if place:
            site.write(place[0], draw_image(page, name, tagline))


def draw_image(page: Page, name: str, tagline: str) -> bytes:
    """Return the image of a page as PNG."""
    image = Image.new("RGB", SIZE, BACKGROUND)
    canvas = ImageDraw.Draw(image)
    half = SIZE[0] // 2
    for index, colour in enumerate(BARS):
        canvas.rectangle((index * half, 0, (index + 1) * half, 14), fill=colour)
    if rows := read_table(page):
        _draw_table(canvas, page.heading, rows)
    else:
        _draw_heading(canvas, page.heading, read_answer(page))
    name_font = _sans("Semibold", 30)
    canvas.text((MARGIN, SIZE[1] - 62), name, font=name_font, fill=TEXT)
    start = MARGIN + int(name_font.getlength(name)) + 24
    canvas.text((start, SIZE[1] - 60), tagline, font=_sans("Regular", 27), fill=SOFT)
    return _png(image)


def read_table(page: Page) -> list[list[str]]:
    """Return the short comparison of a page: its head and rows, as a reader sees them, or none."""
    table = page.tree.css_first("table.soc-six")
    rows = table.css("tr") if table else []
    return [[_text(cell) for cell in row.css("th, td")] for row in rows]


def read_answer(page: Page) -> str:
    """Return the sentence that answers first on a page, or an empty text."""
    found = page.tree.css_first("[data-answer]")
    return _text(found) if found else ""


def _text(node: LexborNode) -> str:
    """Return what a reader sees of an element, without the marks of its sources."""
    copy = LexborHTMLParser(f"<template></template><div>{node.inner_html or ''}</div>")
    for left in copy.css("script, template, button, .src, .soc-visually-hidden, .headerlink"):
        left.decompose()
    return SPACE.sub(" ", copy.body.text() if copy.body else "").strip()


def _draw_heading(canvas: ImageDraw.ImageDraw, heading: str, answer: str) -> None:
    font, lines = _fit_heading(heading, HEADING_HEIGHT if answer else SIZE[1] - 200)
    top = MARGIN
    for line in lines:
        canvas.text((MARGIN, top), line, font=font, fill=TEXT)
        top += int(font.size * 1.2)
    sans = _sans("Regular", ANSWER_TYPE)
    said = _wrap_lines(answer, sans, SIZE[0] - 2 * MARGIN)
    if len(said) > ANSWER_LINES:
        said = [*said[: ANSWER_LINES - 1], f"{said[ANSWER_LINES - 1]} …"]
    for number, line in enumerate(said):
        canvas.text((MARGIN, top + 24 + number * 46), line, font=sans, fill=SOFT)


def _draw_table(canvas: ImageDraw.ImageDraw, heading: str, rows: list[list[str]]) -> None:
    canvas.text((MARGIN, 40), heading, font=_headline(TABLE_HEADING), fill=TEXT)
    width = (SIZE[0] - 2 * MARGIN - LABELS) // (len(rows[0]) - 1)
    colours = [COLUMNS.get(name.lower().replace(" ", "-"), TEXT) for name in rows[0]]
    top = 108
    for number, row in enumerate(rows):
        if number:
            canvas.line((MARGIN, top, SIZE[0] - MARGIN, top), fill=LINE)
        deepest = 1
        for column, text in enumerate(row):
            font = _sans("Semibold" if not (number and column) else "Regular", ROW_TYPE)
            left = MARGIN + (LABELS + (column - 1) * width if column else 0)
            lines = _wrap_lines(text, font, (width if column else LABELS) - 20)
            deepest = max(deepest, len(lines))
            for line, said in enumerate(lines):
                fill = colours[column] if column else SOFT
                canvas.text((left, top + 8 + line * 27), said, font=font, fill=fill)
        top += deepest * 27 + 14


def _png(image: Image.Image) -> bytes:
    content = io.BytesIO()
    # An octree takes a seventh of the time of a median cut, and makes white nearly white.
    reduced = image.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    palette, ground = reduced.getpalette() or [], 3 * reduced.tobytes()[-1]
    palette[ground : ground + 3] = ImageColor.getrgb(BACKGROUND)
    reduced.putpalette(palette)
    reduced.save(content, "PNG")
    return content.getvalue()


def _fit_heading(heading: str, height: int = SIZE[1] - 330) -> tuple[Font, list[str]]:
    """Return the largest type in which a heading fits, and its lines."""
    for size in SIZES:
        font = _headline(size)
        lines = _wrap_lines(heading, font, SIZE[0] - 2 * MARGIN)
        if len(lines) <= LINES and len(lines) * size * 1.2 <= height:
            break
    return font, lines


def _wrap_lines(text: str, font: Font, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@cache
def _headline(size: int) -> Font:
    # The basic layout engine is part of every Pillow; the other one depends on the machine.
    return ImageFont.truetype(str(HEADLINES), size, layout_engine=ImageFont.Layout.BASIC)


@cache
def _sans(weight: str, size: int) -> Font:
    """Return Source Sans Pro (SIL Open Font License), which the font package brings as files."""
    # Not imported: the package's own code lists folders, and only the files are needed.
    found = find_spec("font_source_sans_pro")
    assert found and found.origin  # noqa: S101 - requirements.txt has it
    path = Path(found.origin).parent / "files" / f"SourceSansPro-{weight}.ttf"
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)
