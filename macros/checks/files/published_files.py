"""Files below docs/ that would be published: an allow list of kinds and sizes, and dead weight."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from PIL import Image

from model.core.problems import Problem

KILOBYTE, MEGABYTE = 1_000, 1_000_000
PICTURES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".gif", ".avif"})
# Bytes that a file of a kind may have; what is not here is not published. Pictures are made small
# on the way to the site, so the limit only keeps the repository light.
SIZES = {
    ".md": 200 * KILOBYTE,
    ".css": 100 * KILOBYTE,
    ".js": 100 * KILOBYTE,
    ".mjs": 100 * KILOBYTE,
    ".svg": 100 * KILOBYTE,
    ".txt": 100 * KILOBYTE,
    ".woff2": 200 * KILOBYTE,
    ".ico": 100 * KILOBYTE,
    ".pdf": 2 * MEGABYTE,
    **dict.fromkeys(PICTURES, 8 * MEGABYTE),
}
LIVE_SVG = {
    re.compile(r"<script", re.I): "a script",
    re.compile(r"\son[a-z]+\s*=", re.I): "a script in an attribute",
    re.compile(r"javascript:", re.I): "a script in a link",
    re.compile(r"<foreignObject", re.I): "a foreignObject",
    re.compile(r"<!ENTITY", re.I): "an entity",
    re.compile(r"(?:href|src)\s*=\s*[\"'](?:https?:)?//", re.I): "a link to another site",
    re.compile(r"@import|url\(\s*[\"']?(?:https?:)?//", re.I): "a style of another site",
}
ASSETS = "assets/"
FONTS = "assets/fonts/"  # with their licences
DOCUMENTS = frozenset({".pdf", ".txt"})
ASKED_FOR = frozenset({"ads.txt", "humans.txt", "llms.txt", "robots.txt", "security.txt"})


def check_published_files(
    docs: Path, texts: Mapping[str, str], name: Callable[[Path], str]
) -> Iterator[Problem]:
    """Yield a problem for each file below `docs` that must not be published as it is.

    `texts` are the pages; `name` tells how editors know a path.
    """
    written = "\n".join(texts.values()).replace("%20", " ")
    for path in sorted(docs.rglob("*")):
        inner = path.relative_to(docs)
        if not path.is_file() or any(part.startswith(".") for part in inner.parts):
            continue  # the renderer leaves out what begins with a dot
        kind = path.suffix.lower()
        for what in _file(path, kind):
            yield Problem(name(path), 0, "", what)
        if kind in PICTURES and path.name not in written:
            yield Problem(name(path), 0, "", "no page shows it: show it, or take it away")
        asked_for = inner.as_posix() in ASKED_FOR or inner.as_posix().startswith(FONTS)
        if kind in DOCUMENTS and path.name not in written and not asked_for:
            yield Problem(name(path), 0, "", "no page links to it: link to it, or take it away")
        if kind in PICTURES and not inner.as_posix().startswith(ASSETS):
            yield Problem(name(path), 0, "", "pictures belong into docs/assets/")


def _file(path: Path, kind: str) -> Iterator[str]:
    if kind not in SIZES:
        kinds = ", ".join(sorted(SIZES))
        yield f"this kind of file is not published: take it out of docs/ (may stay: {kinds})"
        return
    size = path.stat().st_size
    if size > SIZES[kind]:
        yield f"has {size / MEGABYTE:.1f} MB; {SIZES[kind] / MEGABYTE:g} MB are the most for {kind}"
    if kind in PICTURES:
        yield from _picture(path)
    if kind == ".svg":
        text = path.read_text(encoding="utf-8", errors="replace")
        for pattern, part in LIVE_SVG.items():
            if pattern.search(text):
                yield f"the drawing has {part}: take it out"


def _picture(path: Path) -> Iterator[str]:
    try:
        with Image.open(path) as picture:
            frames = getattr(picture, "n_frames", 1)
    except (OSError, Image.DecompressionBombError):
        yield "is no picture that can be read"
        return
    if frames > 1:
        yield "the picture moves: show a still, and link to a film"
