"""How long the sentences of a page are, with the long ones named by line."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from macros.checks.markup import Finding, blank_code

MAX_AVERAGE = 20  # words a sentence on a page
LISTED = 5  # of the longest sentences

TERM_CALL = re.compile(r"""\{\{\s*term\(\s*(["'])(.+?)\1(?:\s*,\s*(["'])(.+?)\3)?\s*\)\s*\}\}""")
CALL = re.compile(r"\{\{.*?\}\}", re.S)
LINK = re.compile(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])")
MARKER = re.compile(r"^\s*(?:[-*+]|\d+\.)\s+")
# Lines that are no prose: headings, tables, boxes, raw markup.
OTHER = re.compile(r"^\s*(?:#|\||///|<)")
# Stand in a page's text for marks that follow a sentence; citations.py puts them there.
MARKS = ("\ue000", "\ue001", "\ue002")
# Not after “No.” or an initial.
END = re.compile(rf"(?<!\bNo)(?<!\b[A-Z])[.!?…][\"”)’*_]*[\s{''.join(MARKS)}]+(?=[\"“(\[*_A-Z0-9])")
WORD = re.compile(r"[\w$%&'’./,-]*\w[\w%+]*")


class Sentence(NamedTuple):
    """A sentence of a page: the line on which it starts, its text, its number of words."""

    line: int
    text: str
    words: int


def check_readability(text: str) -> Iterator[Finding]:
    """Yield (line, "", what) for each of the longest sentences if a page's average is too high."""
    found = list(sentences(text))
    average = sum(sentence.words for sentence in found) / max(len(found), 1)
    if average > MAX_AVERAGE:
        for sentence in sorted(found, key=lambda one: -one.words)[:LISTED]:
            yield (
                sentence.line,
                "",
                f"{sentence.words} words: “{_start(sentence.text)}” – sentences on this page have "
                f"{average:.1f} words on average, {MAX_AVERAGE} are right",
            )


def sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences of a page's prose in order; a list item or paragraph ends one."""
    for line, paragraph in paragraphs(prose(text)):
        for start, end in spans(paragraph):
            piece = paragraph[start:end]
            if words := len(WORD.findall(piece)):
                line_here = line + paragraph.count("\n", 0, start)
                yield Sentence(line_here, " ".join(piece.split()), words)


def spans(paragraph: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each sentence of a paragraph."""
    return pairwise([0, *(match.end() for match in END.finditer(paragraph)), len(paragraph)])


def prose(text: str) -> str:
    """Return a page as it is read, line for line: no front matter, calls, code or addresses."""
    text = re.sub(r"\A---\n.*?^---\s*$", _blank, text, count=1, flags=re.M | re.S)
    text = TERM_CALL.sub(displayed_term, blank_code(text))
    return LINK.sub(r"\1", CALL.sub(_blank, text))


def displayed_term(term: re.Match[str]) -> str:
    """Return what a call of term() prints; `term` is a match of SHOWN."""
    return term[4] or term[2]


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", "", match[0])


def paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Yield (line, text) of each paragraph and list item, line breaks kept."""
    first, lines = 1, list[str]()
    for number, line in enumerate([*text.splitlines(), ""], 1):
        starts = bool(MARKER.match(line))
        if lines and (starts or OTHER.match(line) or not line.strip()):
            yield first, "\n".join(lines)
            lines = []
        if line.strip() and not OTHER.match(line):
            first = first if lines else number
            lines.append(MARKER.sub("", line))


def _start(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"
