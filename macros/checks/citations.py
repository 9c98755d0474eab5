"""What a sentence looks like that needs no source, or that tells whose words it is."""

import re
from collections.abc import Iterator

from macros.checks import front_matter, readability
from macros.checks.front_matter import Finding
from macros.checks.links import blank_code

ADVICE = (
    "add|ask|be|begin|choose|compare|decide|do|give|go|keep|let|offer|publish|say|see|send|settle|"
    "take|tell|treat|try|write"
)

# These are nouns as often as verbs: “Plan sponsors must …” is no advice. What follows tells.
ADVICE_OR_NOUN = "check|copy|count|judge|leave|link|look|name|open|plan|read|start|use"

AFTER_VERB = (
    "a|all|an|any|as|at|both|by|each|every|first|five|for|four|from|how|in|it|on|one|only|our|out|"
    "that|the|their|them|these|this|those|three|through|to|two|up|what|when|whether|which|who|with|"
    "your"
)

# “Ask …”, “So ask …”, “If both have one, compare …”
ADVISES = re.compile(
    r"(?:(?:And|But|If|Once|Or|So|When|Where)\b(?:[^,]*,)? )?\[?"
    rf"(?:(?:{ADVICE})(?![\w-])|(?:{ADVICE_OR_NOUN})(?: \[?(?:{AFTER_VERB})\b|[.,:]))",
    re.I,
)

# “We …”, “If the tool asks, we …”: we are the subject, and not some firm of which we know.
ABOUT_US = re.compile(
    r"(?:(?:And|But|Here|If|Once|So|Until|When|Where)\b(?:[^,]*,)? )?"
    r"(?:(?:None|One|Some|Most|Many) of our|Our|This (?:page|site)|We)\b",
    re.I,
)

PAGE_LINK = r"\[[^\]]*\]\((?!https?:)[^)]*\)(?:\{[^}]*\})?"
# A sentence of links to pages, and of nothing else that could be false.
LEADS_ON = re.compile(
    r"(?:(?:See|More about|There (?:is|are)) )?"
    rf"{PAGE_LINK}(?:,? (?:and|or) {PAGE_LINK}|,? {PAGE_LINK})*[.:]?",
    re.I,
)

LABEL = re.compile(r"\*\*[^*]+\*\*[.:]?\s*")
LABEL_WORDS = 6
# Words by which a sentence tells that somebody else says it.
SAID = re.compile(
    r"\b(?:according to|says?|said|calls?|names?|notes?|advises?|asks?|describe[sd]?|gives?|"
    r"mentions?|publish(?:es)?|assumes?|puts?|for one)\b"
)


def is_label(text: str, leads: bool) -> bool:
    """Return whether a bold text is the name of what follows, below it or (`leads`) beside it."""
    short = bool(LABEL.fullmatch(text)) and len(text.split()) <= LABEL_WORDS
    return short and (leads or text.rstrip("* ")[-1:] not in ".!")


def needs_no_source(text: str) -> bool:
    """Return whether a sentence without marks states nothing about the world."""
    bare = text.lstrip("*_ ")
    return (
        text.rstrip('*_"”').endswith("?")
        or bare.startswith("TODO")  # macros/checks/pages.py names it
        or any(rule.match(bare) for rule in (ADVISES, ABOUT_US))
        or LEADS_ON.fullmatch(bare) is not None
    )


# One character in place of each mark: sources, sources of tier 3 only, own().
CITED, REPORTED, EXCUSED = readability.MARKS
CITE = re.compile(r"\{\{\s*cite\((.*?)\)\s*\}\}", re.S)
OWN_CALL = re.compile(r"\{\{\s*own\(.*?\)\s*\}\}", re.S)
ITEM = re.compile(r"\s*(?:[-*+]|\d+\.)\s")
MARK = "".join(readability.MARKS)
NO_MARKS = str.maketrans("", "", MARK)
LEAD_IN = re.compile(rf":[*_]*\s*[{MARK}][{MARK}\s]*$")
TAG = re.compile(r"<!--.*?-->|</?[a-z][\w-]*(?:\s[^<>]*)?>", re.I | re.S)
ROW = re.compile(r"^\s*\|(.*)$")
RULE = re.compile(r"^[\s|:-]+$")


def check_citations(page: str, text: str) -> Iterator[Finding]:
    """Yield (line, "", what) for each sentence that states something without a fit source."""
    if front_matter.is_own_page(page, text):
        return
    for line, sentence, leads in _sentences(text):
        bare = sentence.translate(NO_MARKS).strip()
        marks = _marks(sentence)
        start = f"“{bare if len(bare) <= 60 else f'{bare[:59]}…'}”"
        if not readability.WORD.search(bare):
            continue
        if REPORTED in marks and CITED not in marks:
            if not SAID.search(bare):
                what = f"only tier 3 sources for {start}: name who says it, or cite another"
                yield line, "", what
        elif not (marks or needs_no_source(bare) or is_label(bare, leads)):
            yield line, "", f'no source for {start}: add {{{{ cite("…") }}}} or {{{{ own("…") }}}}'


def _sentences(text: str) -> Iterator[tuple[int, str, bool]]:
    """Yield (line, sentence, whether more of its paragraph follows) of the prose and of tables.

    A lead-in with a mark covers what its items begin with.
    """
    marked = _marked(text)
    lines = marked.splitlines()
    yield from _rows(lines)
    covered = False
    for line, paragraph in readability.paragraphs(marked):
        item = ITEM.match(lines[line - 1]) is not None
        if not item:
            covered = bool(LEAD_IN.search(paragraph))
        spans = list(readability.spans(paragraph))
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
    text = CITE.sub(_mark, front_matter.blank_front_matter(blank_code(text)))
    text = readability.TERM_CALL.sub(readability.displayed_term, OWN_CALL.sub(EXCUSED, text))
    text = readability.CALL.sub(_blank, text)
    return TAG.sub(_blank, text)


def _blank(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


def _mark(cite: re.Match[str]) -> str:
    return CITED if re.search(r"[\"'][SF]", cite[1]) else REPORTED


def _marks(sentence: str) -> str:
    """Return the marks at the end of a sentence."""
    return sentence[len(sentence.rstrip(f"{MARK} ")) :].replace(" ", "")
