"""Links, anchors and images in pages, found in the source so that they have a line."""

import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from posixpath import normpath
from urllib.parse import unquote

from macros.checks.markup.front_matter import Finding
from model.core.problems import suggest

FENCE = re.compile(r"^( *)(```+|~~~+)[^\n]*\n.*?^\1\2[^\n]*$", re.M | re.S)
CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.S)
# A space belongs to a path unless a title in quotes follows it.
LINK = re.compile(r"(!?)\[([^\]]*)\]\(\s*<?((?:[^)\s>]| (?=[^)\"'\s]))+)")
RAW_LINK = re.compile(r"<([a-z]+)\b[^>]*?\b(?:href|src)=[\"']?([^\"'\s>]+)")
REFERENCE = re.compile(r"\[[^\]\n]+\]\[([^\]\n]+)\]")
DEFINITION = re.compile(r"^ {0,3}\[([^\]]+)\]:\s*<?(\S+?)>?(?=\s|$)", re.M)
RAW_IMAGE = re.compile(r"<img\b(?![^>]*\balt=)[^>]*>")
EXTERNAL = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|//|\{\{)", re.I)

# Returns the ids on a page, or None where they are not known.
Anchors = Callable[[str], set[str] | None]


def check_links(page: str, text: str, files: set[str], anchors: Anchors) -> Iterator[Finding]:
    """Yield (line, "", what) for each link or image that is wrong.

    `page` and `files` are paths below docs/ with forward slashes.
    """
    prose = blank_code(text)
    for match in LINK.finditer(prose):
        line = prose.count("\n", 0, match.start()) + 1
        if match[1] and re.match(r"https?:|//", match[3]):
            yield line, "", f"“{match[3]}” would be loaded from another site: keep a copy in docs/"
        if match[1] and not match[2].strip():
            yield line, "", f"image “{match[3]}” has no text: write what it shows in the brackets"
        yield from ((line, "", what) for what in _target(page, match[3], files, anchors, raw=False))
    for match in RAW_LINK.finditer(prose):
        line = prose.count("\n", 0, match.start()) + 1
        if match[1] != "a" and re.match(r"https?:|//", match[2]):
            yield line, "", f"“{match[2]}” would be loaded from another site: keep a copy in docs/"
        yield from ((line, "", what) for what in _target(page, match[2], files, anchors, raw=True))
    for match in RAW_IMAGE.finditer(prose):
        yield prose.count("\n", 0, match.start()) + 1, "", "an image has no alt text"
    defined = set()
    for match in DEFINITION.finditer(prose):
        defined.add(match[1].lower())
        line = prose.count("\n", 0, match.start()) + 1
        yield from ((line, "", what) for what in _target(page, match[2], files, anchors, raw=False))
    for match in REFERENCE.finditer(prose):
        if match[1].lower() not in defined:
            line = prose.count("\n", 0, match.start()) + 1
            yield line, "", f"“[{match[1]}]” is not defined{suggest(match[1], defined)}"


def find_targets(page: str, text: str) -> Iterator[tuple[int, str]]:
    """Yield (line, file below docs/) of each Markdown link of a page to a file."""
    prose = blank_code(text)
    for match in [*LINK.finditer(prose), *DEFINITION.finditer(prose)]:
        target = match[match.re.groups]
        file = unquote(target).partition("#")[0].partition("?")[0]
        if file and not EXTERNAL.match(target):
            found = normpath(str(PurePosixPath(page).parent / file))
            yield prose.count("\n", 0, match.start()) + 1, found


def blank_code(text: str) -> str:
    """Return the text with code samples blanked out, line for line."""
    if "`" not in text and "~~~" not in text:  # most pages have none, and each check asks
        return text

    def blank(match: re.Match[str]) -> str:
        return re.sub(r"[^\n]", " ", match[0])

    return CODE.sub(blank, FENCE.sub(blank, text))


def _target(
    page: str, target: str, files: set[str], anchors: Anchors, *, raw: bool
) -> Iterator[str]:
    file, _, anchor = unquote(target).partition("#")
    file = file.partition("?")[0]
    if EXTERNAL.match(target):
        return
    if file.startswith("/"):
        yield f"link “{target}” starts with a slash: use a relative .md link"
        return
    here = PurePosixPath(page).parent
    found = normpath(str(here / file)) if file else page
    if found not in files:
        if not raw and not PurePosixPath(file).suffix:
            yield f"link “{target}” must lead to a .md file, such as soc-1.md"
        elif not raw or PurePosixPath(file).suffix:
            kind = PurePosixPath(file).suffix
            near = [_relative(other, here) for other in files if other.endswith(kind)]
            yield f"link “{target}” leads nowhere{suggest(file, near)}"
        else:
            yield f"link “{target}” in HTML cannot be checked: use a Markdown link"
    elif raw and found.endswith(".md") and file:
        yield f"link “{target}” in HTML is not rewritten: use a Markdown link"
    elif anchor and (ids := anchors(found)) is not None and anchor not in ids:
        yield f"link “{target}”: the page has no such anchor{suggest(anchor, ids)}"


def _relative(target: str, start: PurePosixPath) -> str:
    parts, base = PurePosixPath(target).parts, start.parts
    while parts and base and parts[0] == base[0]:
        parts, base = parts[1:], base[1:]
    return "/".join([*(".." for _ in base), *parts])


def no_anchors(_page: str) -> set[str] | None:
    """Leave anchors unchecked."""
    return None
