"""Sentences of a page that state something and name no source for it.

What states nothing needs none: questions, advice, sentences about us, and those that only lead on.
For the rest an editor cites, or says with own() what the sentence is. A page about the site itself
says so in its front matter.
"""

import re
from collections.abc import Iterator

from macros import front_matter, plain_words
from macros.claim_rules import SAID, is_label, needs_none
from macros.front_matter import Finding
from macros.page_links import blank_code

# One character in place of each mark: sources, sources of tier 3 only, own().
CITED, REPORTED, EXCUSED = plain_words.MARKS
CITE = re.compile(r"\{\{\s*cite\((.*?)\)\s*\}\}", re.S)
OWN_CALL = re.compile(r"\{\{\s*own\(.*?\)\s*\}\}", re.S)

ITEM = re.compile(r"\s*(?:[-*+]|\d+\.)\s")
MARK = "".join(plain_words.MARKS)
NO_MARKS = str.maketrans("", "", MARK)
LEAD_IN = re.compile(rf":[*_]*\s*[{MARK}][{MARK}\s]*$")
TAG = re.compile(r"<!--.*?-->|</?[a-z][\w-]*(?:\s[^<>]*)?>", re.I | re.S)
ROW = re.compile(r"^\s*\|(.*)$")
RULE = re.compile(r"^[\s|:-]+$")


def findings(page: str, text: str) -> Iterator[Finding]:
    """Yield (line, "", what) for each sentence that states something without a fit source."""
    if front_matter.is_ours(page, text):
        return
    for line, sentence, leads in _sentences(text):
        bare = sentence.translate(NO_MARKS).strip()
        marks = _marks(sentence)
        start = f"“{bare if len(bare) <= 60 else f'{bare[:59]}…'}”"
        if not plain_words.WORD.search(bare):
            continue
        if REPORTED in marks and CITED not in marks:
            if not SAID.search(bare):
                what = f"only tier 3 sources for {start}: name who says it, or cite another"
                yield line, "", what
        elif not (marks or needs_none(bare) or is_label(bare, leads)):
            yield line, "", f'no source for {start}: add {{{{ cite("…") }}}} or {{{{ own("…") }}}}'


def _sentences(text: str) -> Iterator[tuple[int, str, bool]]:
    """Yield (line, sentence, whether more of its paragraph follows) of the prose and of tables.

    A lead-in with a mark covers what its items begin with.
    """
    marked = _marked(text)
    lines = marked.splitlines()
    yield from _rows(lines)
    covered = False
    for line, paragraph in plain_words.paragraphs(marked):
        item = ITEM.match(lines[line - 1]) is not None
        if not item:
            covered = bool(LEAD_IN.search(paragraph))
        spans = list(plain_words.spans(paragraph))
        for start, end in spans[1 if item and covered else 0 :]:
            sentence = " ".join(paragraph[start:end].split())
            yield line + paragraph.count("\n", 0, start), sentence, end < len(paragraph.rstrip())


def _rows(lines: list[str]) -> Iterator[tuple[int, str, bool]]:
    """Yield each row of a Markdown table as a sentence; its heads state nothing."""
    for number, line in enumerate(lines, 1):
        below = lines[number] if number < len(lines) else ""
        row = ROW.match(line)
        if row and not RULE.match(line) and not (ROW.match(below) and RULE.match(below)):
            marks = "".join(_marks(cell.strip()) for cell in row[1].split("|"))
            yield number, f"{' '.join(row[1].replace('|', ' ').split())} {marks}".strip(), False


def _marked(text: str) -> str:
    """Return a page's prose with one character in place of each source mark, line for line."""
    text = CITE.sub(_mark, front_matter.blank(blank_code(text)))
    text = plain_words.SHOWN.sub(plain_words.shown, OWN_CALL.sub(EXCUSED, text))
    text = plain_words.CALL.sub(_blank, text)
    return TAG.sub(_blank, text)


def _blank(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


def _mark(cite: re.Match[str]) -> str:
    return CITED if re.search(r"[\"'][SF]", cite[1]) else REPORTED


def _marks(sentence: str) -> str:
    """Return the marks at the end of a sentence."""
    return sentence[len(sentence.rstrip(f"{MARK} ")) :].replace(" ", "")
