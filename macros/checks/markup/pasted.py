"""Signs that a text was pasted from a word processor and is no Markdown yet."""

import re
from itertools import pairwise

from macros.checks.markup.front_matter import Finding, blank_front_matter
from macros.checks.markup.links import blank_code

SIGNS = re.compile(
    "[ \t]*(?:[●•◦▪■○‣⁃\uf0a7\uf0b7][ \t]|\\d{1,2}[.)]\t)"  # bullets, numbers with a tab
    "|[^|\t]*[^|\\s:]\t+[^\\s|]"  # columns that tabs hold apart
)
BLOCK = re.compile(r"\s*(?:[-*+] |\d+\. |[#|<>/{!\[])")
SENTENCE_END = re.compile(r"[.!?…][”\"’)]*\s+(?=[A-Z“\"])")
LONG = 200  # characters of a paragraph that is one line


def find_pasted(text: str) -> int | None:
    """Return the first line of a page that looks pasted, or None.

    Here a line is a sentence; in what a word processor leaves it is a whole paragraph, and no
    empty line stands below it.
    """
    lines = blank_code(blank_front_matter(text)).splitlines()
    for number, (line, below) in enumerate(pairwise([*lines, ""]), 1):
        if SIGNS.match(line) or (_is_paragraph(line) and _is_paragraph(below)):
            return number
    return None


def check_pasted(page: str, text: str) -> list[Finding]:
    """Return (line, "", what) for a page whose text looks pasted."""
    line = find_pasted(text)
    if line is None:
        return []
    name = page.removesuffix(".md")
    what = f"pasted, and no Markdown yet: “make tidy page={name}” makes paragraphs and lists of it"
    return [(line, "", what)]


def _is_paragraph(line: str) -> bool:
    return len(line) > LONG and not BLOCK.match(line) and bool(SENTENCE_END.search(line))
