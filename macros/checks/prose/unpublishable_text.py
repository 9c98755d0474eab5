"""What a page must not publish: comments, notes to oneself, live code, remains of a paste."""

import re
import unicodedata
from collections.abc import Iterator

from macros.checks.markup import Finding, blank_code, blank_front_matter
from model.core.unpublishable import find_unpublishable

COMMENT = re.compile(r"<!--(.*?)(?:-->|\Z)", re.S)
BUILD_MARKERS = frozenset({"PAGE BODY"})  # comments that publishing replaces
LIVE = {
    re.compile(r"<(script|style|iframe|object|embed|form|meta|link|base)\b", re.I): "cannot stand "
    "in a page: nothing runs or loads there but what the site brings itself",
    re.compile(r"<[a-z][^<>]*\s(on[a-z]+)\s*=", re.I): "is a script in an attribute: take it out",
    re.compile(r"\b(javascript|vbscript):", re.I): "is a script in a link: take it out",
}
PASTE = "comes from a word processor and shows nothing here: paste the text without formats"
PASTED = {
    re.compile(r"<[a-z][^<>]*\sclass\s*=\s*[\"']?(Mso\w*)", re.I): PASTE,
    re.compile(r"<((?:o|w|m|v|st1):\w+|font|center)\b", re.I): PASTE,
    re.compile(r"<[a-z][^<>]*\s(style)\s*=", re.I): "gives a look of its own, which no page "
    "may have: take it out",
}
# What nobody sees in an editor: soft hyphens, characters without width, turns of the direction of
# writing, line ends of other programs. Search finds no word with one inside.
INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069\u2028\u2029\u0085\v\f]"
)


def check_unpublishable_text(text: str) -> Iterator[Finding]:
    """Yield (line, "", what) for each part of a page that must not be published."""
    prose = blank_code(blank_front_matter(text))
    for match in COMMENT.finditer(prose):
        said = " ".join(match[1].split())
        if said in BUILD_MARKERS:
            continue
        what = f"the comment “{said[:40]}” would be published, for all who look: take it out"
        yield _line(prose, match.start()), "", what
    for match in INVISIBLE.finditer(text):
        before = text[: match.start()].rpartition("\n")[2][-15:]
        near = INVISIBLE.sub("", before + text[match.end() :].partition("\n")[0][:15]).strip()
        name = unicodedata.name(match[0], f"U+{ord(match[0]):04X}").lower()
        what = f"a character that nobody sees ({name}) stands near “{near}”: type it anew"
        yield _line(text, match.start()), "", what
    for pattern, what in (LIVE | PASTED).items():
        for match in pattern.finditer(prose):
            yield _line(prose, match.start()), "", f"“{match[1]}” {what}"
    for position, what in find_unpublishable(prose):
        if not prose.startswith("\nTODO", position - 1):  # leftovers.py names a line that begins so
            yield _line(prose, position), "", what


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
