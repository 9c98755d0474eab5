"""One image a page for link previews: its heading, set in type. The same bytes every time."""

import io
from importlib.util import find_spec
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from publish.site import BuiltSite, Page

SIZE = (1200, 630)  # pixels, as the page's og:image:width and height say
MARGIN = 90
BACKGROUND, TEXT, SOFT = "#17365d", "#ffffff", "#c9d8ec"
BARS = ("#e9bf87", "#86d3bd")  # SOC 1, SOC 2
SIZES = (84, 72, 62, 52)  # tried in this order until the heading fits
LINES = 4
COLOURS = 32  # enough for smooth letters, and a third of the bytes


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
    for index, colour in enumerate(BARS):
        left = MARGIN + index * 130
        canvas.rectangle((left, MARGIN, left + 110, MARGIN + 14), fill=colour)
    font, lines = _fit_heading(page.heading)
    canvas.multiline_text(
        (MARGIN, MARGIN + 60), "\n".join(lines), font=font, fill=TEXT, spacing=font.size // 5
    )
    canvas.text((MARGIN, SIZE[1] - 150), name, font=_font("Semibold", 40), fill=TEXT)
    canvas.text((MARGIN, SIZE[1] - 96), tagline, font=_font("Regular", 32), fill=SOFT)
    return _png(image)


def _png(image: Image.Image) -> bytes:
    content = io.BytesIO()
    reduced = image.quantize(COLOURS, dither=Image.Dither.NONE)
    reduced.save(content, "PNG", optimize=True)
    return content.getvalue()


def _fit_heading(heading: str) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """Return the largest type in which a heading fits, and its lines."""
    for size in SIZES:
        font = _font("Bold", size)
        lines = _wrap_lines(heading, font)
        if len(lines) <= LINES and len(lines) * size * 1.3 < SIZE[1] - 330:
            break
    return font, lines


def _wrap_lines(text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= SIZE[0] - 2 * MARGIN or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    """Return Source Sans Pro (SIL Open Font License), which the font package brings as files."""
    # Not imported: the package's own code lists folders, and only the files are needed.
    found = find_spec("font_source_sans_pro")
    assert found and found.origin  # noqa: S101 - requirements.txt has it
    path = Path(found.origin).parent / "files" / f"SourceSansPro-{weight}.ttf"
    # The basic layout engine is part of every Pillow; the other one depends on the machine.
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)
