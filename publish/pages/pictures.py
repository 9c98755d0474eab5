"""Pictures of pages, made fit for the web: upright, small, modern, with a width and a height.

An editor drops any picture into docs/assets/ and shows it with `![words](assets/a.jpg)`. What a
camera has noted in the file, its place included, does not reach the site.
"""

import hashlib
import io
import re
from functools import partial
from pathlib import PurePosixPath
from posixpath import relpath
from urllib.parse import quote

from PIL import Image, ImageOps
from selectolax.lexbor import LexborHTMLParser

from publish.render import render
from publish.site import BuiltSite, Page, PublishError, find_links

KINDS = frozenset({".png", ".jpg", ".jpeg", ".webp", ".gif", ".avif"})
WIDEST = 1600  # pixels: a column of text on a screen of twice the usual density
QUALITY = 80
METHOD = 4  # how hard the encoder tries; 6 takes four times as long for 2 % less
TAG = re.compile(r"<img\b[^>]*>")
VIEW_BOX = re.compile(r"<svg\b[^>]*\bviewBox=[\"'][\d.-]+[ ,]+[\d.-]+[ ,]+([\d.]+)[ ,]+([\d.]+)")

# Address below the site's of the copy, and its size in pixels.
Copy = tuple[str, int, int]


def write_pictures(site: BuiltSite) -> None:
    """Show small copies in place of the pictures of all pages, and take those away.

    Raises PublishError, which names the file, where one cannot be read.
    """
    copies: dict[str, Copy] = {}
    for page in site.pages.values():
        if TAG.search(page.html):
            _rewrite(site, page, copies)
    for page in site.pages.values():
        _lead_to_copies(site, page, copies)
    styles = "".join(file.read_text("utf-8") for file in site.folder.rglob("*.css"))
    for original in copies:
        if PurePosixPath(original).name not in styles:
            (site.folder / original).unlink()


def _rewrite(site: BuiltSite, page: Page, copies: dict[str, Copy]) -> None:
    """Give each picture of a page its copy and its size; all but the first one load late."""
    later = False

    def replace(tag: re.Match[str]) -> str:
        nonlocal later
        node = LexborHTMLParser(tag[0]).css_first("img")
        attributes = {name: value or "" for name, value in node.attributes.items()} if node else {}
        place = site.locate(page.path, attributes.get("src", ""))
        size = _measure(site, place[0], copies) if place else None
        if size is None:
            return tag[0]
        if place and place[0] in copies:
            attributes["src"] = _address(page, copies[place[0]][0])
        _set_size(attributes, *size)
        own_choice = "loading" in attributes  # as a logo has, which is not the page's first picture
        if later:
            attributes.setdefault("loading", "lazy")
        attributes.setdefault("decoding", "async")
        later = later or not own_choice
        return render("picture.html.j2", {"attributes": attributes})

    html = TAG.sub(replace, page.html)
    if html != page.html:
        page.write(html)


def _measure(site: BuiltSite, path: str, copies: dict[str, Copy]) -> tuple[int, int] | None:
    """Return width and height of a picture, of which a copy is made; None where they are open."""
    kind = PurePosixPath(path).suffix.lower()
    file = site.find_file(path)
    if file is None:
        return None  # check_links names it
    if kind == ".svg":
        box = VIEW_BOX.search(file.read_text(encoding="utf-8"))
        return (round(float(box[1])), round(float(box[2]))) if box else None
    if kind not in KINDS:
        return None
    if path not in copies:
        try:
            content, width, height = shrink(file.read_bytes())
        except (OSError, ValueError, Image.DecompressionBombError) as error:
            raise PublishError([f"{path}: is no picture that can be read: {error}"]) from None
        name = f"{path.removesuffix(PurePosixPath(path).suffix)}-{_digest(content)}.webp"
        site.write(name, content)
        copies[path] = (name, width, height)
    return copies[path][1:]


def shrink(content: bytes) -> tuple[bytes, int, int]:
    """Return a picture as WebP, upright and at most WIDEST pixels wide, with width and height."""
    with Image.open(io.BytesIO(content)) as opened:
        drawn = opened.format in {"PNG", "GIF"}  # often few colours, which lossless takes best
        profile = opened.info.get("icc_profile")
        upright = ImageOps.exif_transpose(opened)
        clear = "transparency" in upright.info or upright.mode in {"RGBA", "LA", "PA"}
        image = upright.convert("RGBA" if clear else "RGB")
    if image.width > WIDEST:
        height = max(1, round(image.height * WIDEST / image.width))
        image = image.resize((WIDEST, height), Image.Resampling.LANCZOS)
    encode = partial(_encode, image, profile)
    found = [encode(lossless=False), *([encode(lossless=True)] if drawn else [])]
    return min(found, key=len), image.width, image.height


def _encode(image: Image.Image, profile: bytes | None, *, lossless: bool) -> bytes:
    target = io.BytesIO()
    image.save(
        target,
        "WEBP",
        quality=QUALITY,
        method=METHOD,
        lossless=lossless,
        icc_profile=profile or b"",
        exif=b"",
    )
    return target.getvalue()


def _set_size(attributes: dict[str, str], width: int, height: int) -> None:
    """Set width and height; a width that the editor gave decides."""
    given = attributes.get("width", "")
    shown = int(given) if given.isdecimal() and int(given) > 0 else width
    attributes["width"] = str(shown)
    if "height" not in attributes:
        attributes["height"] = str(max(1, round(height * shown / width)))


def _lead_to_copies(site: BuiltSite, page: Page, copies: dict[str, Copy]) -> None:
    """Have links to a picture lead to its copy."""
    html = page.html
    for node, attribute, link in find_links(page) if copies else ():
        place = site.locate(page.path, link) if node.tag == "a" else None
        if place and place[0] in copies:
            new = _address(page, copies[place[0]][0])
            html = html.replace(f'{attribute}="{link}"', f'{attribute}="{new}"')
    if html != page.html:
        page.write(html)


def _address(page: Page, path: str) -> str:
    folder = page.path if page.path.endswith("/") or not page.path else ""
    return quote(relpath(path, folder or "."))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:8]
