"""The proof of a paragraph, list item or row of a table; what needs none; who says it."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from macros.checks.markup import Finding, blank_code, blank_front_matter, is_own_page
from macros.checks.prose import readability

ADVICE = (
    "add|ask|be|begin|choose|compare|contact|decide|do|download|get|give|go|keep|learn|let|offer|"
    "publish|say|see|send|settle|take|tell|treat|try|watch|write"
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
OWN_REASON = re.compile(r"""\{\{\s*own\(\s*["']([\w-]*)["']\s*\)\s*\}\}""")
OWN_CALL = re.compile(r"\{\{\s*own\(.*?\)\s*\}\}", re.S)
ITEM = re.compile(r"\s*(?:[-*+]|\d+\.)\s")
MARK = "".join(readability.MARKS)
NO_MARKS = str.maketrans("", "", MARK)
LEAD_IN = re.compile(rf":[*_]*\s*[{MARK}][{MARK}\s]*$")
# Markup, and the line of what opens, which only names what stands inside.
TAG = re.compile(r"<summary>.*?</summary>|<!--.*?-->|</?[a-z][\w-]*(?:\s[^<>]*)?>", re.I | re.S)
# A picture, and the words below it, show what the text around them proves.
PICTURE = re.compile(r"^[ \t]*(?:!\[[^\]]*\]\([^)]*\)(?:\{[^}\n]*\})?[ \t]*)+$", re.M)
CAPTION = re.compile(r"^/// caption\b.*?^///[ \t]*$|<figcaption.*?</figcaption>", re.M | re.S)
ROW = re.compile(r"^\s*\|(.*)$")
RULE = re.compile(r"^[\s|:-]+$")


class Sentence(NamedTuple):
    """A sentence without its marks, and whether more of its paragraph follows it."""

    line: int
    text: str
    leads: bool

    @property
    def states(self) -> bool:
        """Whether it says something that could be false."""
        return not (needs_no_source(self.text) or is_label(self.text, self.leads))

    @property
    def start(self) -> str:
        """What a message shows of it."""
        return f"“{self.text if len(self.text) <= 60 else f'{self.text[:59]}…'}”"


Kind = Literal["paragraph", "lead-in", "item", "row"]


class Unit(NamedTuple):
    """What a mark proves as a whole: a paragraph, a list item, or a row of a table."""

    marks: set[str]
    sentences: list[Sentence]
    kind: Kind

    @property
    def stating(self) -> list[Sentence]:
        """The sentences that need a proof."""
        return [sentence for sentence in self.sentences if sentence.states]


class Excuse(NamedTuple):
    """A call of own(): line, reason, whether the check would ask for it, and what it excuses."""

    line: int
    reason: str
    needed: bool
    start: str


def check_citations(page: str, text: str) -> Iterator[Finding]:
    """Yield (line, "", what) for each unit that states something without a fit source.

    Rows of one table, and items of one list, are told of together, at the first of them.
    """
    if is_own_page(page, text):
        return
    unproved = list[Unit]()
    for unit in _units(text):
        first = unit.sentences[0]
        if unproved and not _belongs(unproved[-1], unit):
            yield _without_source(unproved)
            unproved = []
        if REPORTED in unit.marks and CITED not in unit.marks:
            if not any(SAID.search(sentence.text) for sentence in unit.sentences):
                what = f"only tier 3 sources for {first.start}: name who says it, or cite another"
                yield first.line, "", what
        elif not unit.marks and unit.stating:
            unproved.append(unit)
    if unproved:
        yield _without_source(unproved)


def _belongs(before: Unit, unit: Unit) -> bool:
    """Tell whether a unit goes on with the list or the table of the one before."""
    gap = unit.sentences[0].line - before.sentences[-1].line
    if unit.kind == "row":
        return before.kind == "row" and gap == 1
    return unit.kind == "item" and (before.kind == "item" or (before.kind == "lead-in" and gap < 3))


def _without_source(units: list[Unit]) -> Finding:
    """Return what is said of a paragraph, of a list with its lead-in, or of rows of a table."""
    first = units[0].stating[0]
    calls = '{{ cite("…") }} or {{ own("…") }}'
    if units[0].kind == "lead-in" and len(units) > 1:
        what = f"and the list below it: add {calls} after its colon, for the start of every item"
    elif len(units) > 1:
        parts = "rows" if units[0].kind == "row" else "items"
        lines = ", ".join(str(unit.stating[0].line) for unit in units[1:])
        what = f"and more {parts} (on line {lines}): add {calls} to each"
    else:
        return first.line, "", f"no source for {first.start}: add {calls}"
    return first.line, "", f"no source for {first.start} {what}"


def find_excuses(page: str, text: str) -> Iterator[Excuse]:
    """Yield each own() of a page; it is rare where paragraphs that state nothing look like it."""
    asks = not is_own_page(page, text)
    units = sorted(_units(text), key=lambda unit: unit.sentences[0].line)
    for call in OWN_REASON.finditer(text):
        line = text.count("\n", 0, call.start()) + 1
        above = [unit for unit in units if unit.sentences[0].line <= line]
        needed = asks and bool(above) and above[-1].marks == {EXCUSED} and bool(above[-1].stating)
        yield Excuse(line, call[1], needed, above[-1].stating[0].start if needed else "")


def _units(text: str) -> Iterator[Unit]:
    """Yield the units of a page's prose and tables that have words.

    A lead-in with a mark covers what its items begin with.
    """
    marked = _marked(text)
    lines = marked.splitlines()
    yield from _rows(lines)
    covered = advised = False
    for line, paragraph in readability.paragraphs(marked):
        item = ITEM.match(lines[line - 1]) is not None
        if not item:
            covered = bool(LEAD_IN.search(paragraph))
            advised = _is_advice(paragraph)
        goes_on = advised and paragraph[:1].islower()  # “Ask three things:” … “what it cost;”
        spans = list(readability.spans(paragraph))[1 if item and (covered or goes_on) else 0 :]
        sentences = [
            Sentence(
                line + paragraph.count("\n", 0, start),
                " ".join(paragraph[start:end].translate(NO_MARKS).split()),
                end < len(paragraph.rstrip()),
            )
            for start, end in spans
        ]
        worded = [one for one in sentences if readability.WORD.search(one.text)]
        if worded:
            ends = paragraph.rstrip().rstrip(f"*_ {MARK}")
            kind: Kind = "item" if item else "lead-in" if ends.endswith(":") else "paragraph"
            yield Unit(set(paragraph) & set(MARK), worded, kind)


def _is_advice(lead_in: str) -> bool:
    """Tell whether a paragraph ends with advice that the items below it go on with."""
    *_, (start, end) = readability.spans(lead_in)
    last = lead_in[start:end].strip().rstrip("*_")
    return last.endswith(":") and ADVISES.match(last.lstrip("*_ ")) is not None


def _rows(lines: list[str]) -> Iterator[Unit]:
    """Yield each row of a Markdown table; its heads state nothing."""
    for number, line in enumerate(lines, 1):
        below = lines[number] if number < len(lines) else ""
        row = ROW.match(line)
        if row and not RULE.match(line) and not (ROW.match(below) and RULE.match(below)):
            said = " ".join(row[1].replace("|", " ").translate(NO_MARKS).split())
            if readability.WORD.search(said):
                yield Unit(set(row[1]) & set(MARK), [Sentence(number, said, leads=False)], "row")


def _marked(text: str) -> str:
    """Return a page's prose with one character in place of each source mark, line for line."""
    text = blank_front_matter(blank_code(text))
    text = PICTURE.sub(_blank, CAPTION.sub(_blank, text))
    text = CITE.sub(_mark, text)
    text = readability.TERM_CALL.sub(readability.displayed_term, OWN_CALL.sub(EXCUSED, text))
    text = readability.CALL.sub(_blank, text)
    return TAG.sub(_blank, text)


def _blank(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


def _mark(cite: re.Match[str]) -> str:
    return CITED if re.search(r"[\"'][SF]", cite[1]) else REPORTED
