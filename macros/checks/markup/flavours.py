"""Markdown of other programs, found where a page would show it raw or lose a part of it.

One look at the rendered page finds signs that no reader should see; one look at the source finds
what never ends and table cells that would vanish.
"""

import itertools
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from macros.checks.markup.front_matter import Finding, blank_front_matter
from macros.checks.markup.headings import Convert
from macros.checks.markup.links import FENCE, blank_code

BOX = "write a box as “/// note | Title”, its text, and “///”"
LINK = "write “[words](address)”"
CITE = 'take it out, and write {{ cite("…") }} at the end of the paragraph'
EMPTY_LINE = "leave an empty line before it"
# What a raised number becomes when it is pasted as plain text; “No.1” and “p.5” are none.
FOOTNOTE_NUMBER = re.compile(
    r"(?<![\w.])(?!(?:[Nn]os?|[Ss]ec|[Aa]rt|[Vv]ol|[Ff]ig|[Cc]h|[Pp]p|[Vv]er|[Ee]d|[Pp]ara?)\.)"
    r"[A-Za-z’'-]{2,}[.!?,;”’)]{1,2}\d{1,2}(?=\s|$)"
)
# At the start of a line of text: what it is, and what to write instead.
LINE_SIGNS = [
    (re.compile(r"[-*+]\s+\S"), f"a list inside a paragraph: {EMPTY_LINE}"),
    (re.compile(r"\d{1,2}\.\s+\S"), f"a list inside a paragraph: {EMPTY_LINE}"),
    (re.compile(r"[●•◦▪■○‣⁃·§\uf0a7\uf0b7]\s"), "a bullet that stays a sign: write “- ”"),
    (re.compile(r"o\s{2,}\S"), "a bullet that stays a letter: write “- ”"),
    (re.compile(r"[*+-](?=[A-Za-z])"), "a bullet that stays a sign: leave a space after it"),
    (re.compile(r"[–—]\s"), "a bullet that stays a sign: write “- ”"),
    (re.compile(r"(?:\d{1,2}|[a-z])\)\s+\S"), "a number with a bracket makes no list: write “1. ”"),
    (re.compile(r"(?:!!!|\?\?\?)\+? ?[\w\"]"), f"a box of another kind: {BOX}"),
    (re.compile(r"\[!\w+\]"), f"a box of another kind: {BOX}"),
    (re.compile(r":::"), f"a box of another kind: {BOX}"),
    (re.compile(r"===[!+]? ?\""), "there are no tabs here: write a heading for each"),
    (re.compile(r"\[[ xX]\] "), "there are no tick boxes here: write a plain list"),
    (re.compile(r"\|.*\|"), f"a table that is none: {EMPTY_LINE}, and “|---|---|” below its head"),
    (re.compile(r"///"), "a box that is not known here or not alone on its lines: " + BOX),
    (re.compile(r"```|~~~"), f"a code sample that is none: {EMPTY_LINE}, and end it"),
    (re.compile(r":\s{1,3}\S"), "there are no definition lists here: write a list, or a term"),
    (re.compile(r"(?:Table|Figure): "), "a caption of another kind: write “/// caption”"),
    (re.compile(r"\{:"), "braces that stay: write “{ #name }” after a heading"),
]
# Anywhere in a text.
TEXT_SIGNS = [
    (re.compile(r"~~\S"), "“~~” stays: there is no striking out here"),
    (re.compile(r"\^\w+\^|~\w+~"), "“^” or “~” stays: nothing is raised or lowered here"),
    (re.compile(r"\*\*"), "“**” that is not closed, or has a space on its inner side"),
    (re.compile(r"(?<!\w)__(?=\w)"), "“__” that is not closed: write “**” on both sides"),
    (re.compile(r"==\S[^=\n]*=="), "“==” stays: write “**” on both sides"),
    (re.compile(r"\[\[\w"), "a link of another kind: write “[words](page.md)”"),
    (
        re.compile(r"(?<![\w*])[*](?=\w)|(?<=[\w.,;])[*](?![\w*])"),
        "“*” that is not closed: take it out",
    ),
    (re.compile(r"(?<![\w/-])_(?=\w)"), "“_” that is not closed: write “*” on both sides"),
    (re.compile(r"`"), "“`” that is not closed: write one on both sides, or none"),
    (re.compile(r"\]\s+\([^\s)]*[./#][^\s)]*\)"), f"a space inside a link: {LINK}"),
    (re.compile(r"\]\("), "a link that is none: write “[words](page.md)”, nothing escaped"),
    (re.compile(r"\$\$"), "there are no formulas here: write words"),
    (re.compile(r"(?<![\w:]):[a-z][a-z_-]{2,}:(?![\w:])"), "a picture by name stays text"),
    (re.compile(r"(?<![\w./@-])(?:https?://|www\.)\w"), f"an address that is no link: {LINK}"),
    (re.compile(r"(?<=[\w.,;”])\[\d{1,2}\]|^\[\d{1,2}\] "), f"a number of a footnote: {CITE}"),
    (
        re.compile(r"(?<=[\w.,;:!?”)])[\u00b9\u2070\u2074-\u2079]"),
        f"a number of a footnote: {CITE}",
    ),
    (FOOTNOTE_NUMBER, f"a number of a footnote: {CITE}"),
    (
        re.compile(r"\[[A-Z]{1,3}\d{1,3}\]"),
        "the mark of a comment: take it out",
    ),
    (re.compile(r"\\$", re.M), "a backslash ends no line here: leave an empty line"),
]
BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "caption", "dd", "details", "div", "dl"),
        *("dt", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header"),
        *("hr", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody"),
        *("td", "tfoot", "th", "thead", "tr", "ul"),
    }
)
INLINE = frozenset(
    {
        *("a", "abbr", "b", "bdi", "bdo", "br", "button", "cite", "code", "col", "colgroup"),
        *("data", "del", "dfn", "em", "fieldset", "form", "i", "img", "input", "ins", "kbd"),
        *("label", "legend", "mark", "meter", "option", "output", "picture", "progress", "q"),
        *("ruby", "rp", "rt", "s", "samp", "search", "select", "small", "source", "span"),
        *("strong", "sub", "sup", "svg", "path", "g", "circle", "rect", "line", "use", "template"),
        *("text", "time", "title", "track", "u", "var", "video", "audio", "wbr", "textarea"),
        *("script", "style", "iframe", "object", "embed"),  # live_parts.py names them
    }
)
VOID = frozenset({"br", "col", "embed", "hr", "img", "input", "source", "track", "wbr"})
SAMPLES = frozenset({"code", "pre", "kbd", "samp", "script", "style", "textarea"})
TAG = re.compile(r"<(/?)([a-z][\w-]*)((?:\s[^<>]*)?)>", re.I)
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
CALL = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.S)
ITEM_SIGN = re.compile(r"\s*(?:\W|\w{1,2}[.)]|o)\s")  # its tab follows a bullet or a number
ITEM = re.compile(r"( *)(?:[-*+]|\d+\.) ")
RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
CAPTION = re.compile(r"/{3,}\s*caption\b")
SHOWN = re.compile(r"!\[|\||</?[a-z]|/{3,}|\[!\[|\{\{")  # what may have a caption
FOOTNOTE = re.compile(r"\[\^[\w-]+\]")
BLOCK_MARK = re.compile(r"(/{3,})(.*)$")
WORDS = 5  # by which a line of the rendered page is found in its source


def check_flavours(text: str, convert: Convert | None = None) -> Iterator[Finding]:
    """Yield (line, "", what) for each place where the page shows less or more than was meant.

    `convert` renders Markdown; without it only the source is looked at.
    """
    body = blank_front_matter(text)
    prose = CALL.sub(_blank, blank_code(body))
    yield from _endless(body, prose)
    plain = COMMENT.sub(_blank, prose)
    yield from _tags(plain)
    yield from _sublists(plain)
    yield from _indented(CALL.sub(_mark, blank_code(body)))
    yield from _tables(plain)
    yield from _columns(plain)
    yield from _captions(blank_code(body))
    if body != text:  # a broken front matter is named by itself
        yield from _lines_below(plain)
    for note in FOOTNOTE.finditer(plain):  # one word after its colon makes a link of it
        what = 'there are no footnotes here: write {{ cite("…") }}'
        yield _line(plain, note.start()), "", what
    if convert:
        yield from _raw(convert(CALL.sub(_filled, body)), prose)


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def _mark(call: re.Match[str]) -> str:
    return "…" + "\n" * call[0].count("\n")


def _filled(call: re.Match[str]) -> str:
    """Return what stands in for a call: nothing where it is alone on its line."""
    before = call.string[: call.start()].rpartition("\n")[2]
    after = call.string[call.end() :].partition("\n")[0]
    return "" if not before.strip() and not after.strip() else "…"


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _endless(body: str, prose: str) -> Iterator[Finding]:
    """Yield what begins and never ends: code samples, comments, boxes."""
    for match in re.finditer(r"^ *(?:`{3,}|~{3,})[^`\n]*$", FENCE.sub(_blank, body), re.M):
        yield _line(body, match.start()), "", "a code sample begins here and never ends"
        return  # all below is part of it
    for match in COMMENT.finditer(prose):
        if not match[0].endswith("-->"):
            yield _line(prose, match.start()), "", "a comment begins here and never ends"
    waiting: list[tuple[int, str]] = []
    for number, line in enumerate(prose.splitlines(), 1):
        if mark := BLOCK_MARK.match(line):
            if mark[2].strip():
                waiting.append((number, mark[1]))
            elif any(slashes == mark[1] for _, slashes in waiting):
                while waiting.pop()[1] != mark[1]:
                    pass
    for number, slashes in waiting:
        yield number, "", f"a box begins here and never ends: write “{slashes}” alone on a line"


def _tags(prose: str) -> Iterator[Finding]:
    """Yield tags that are no HTML, that never end, or that end what has not begun."""
    waiting: list[tuple[int, str]] = []
    for match in TAG.finditer(prose):
        name, number = match[2].lower(), _line(prose, match.start())
        if name not in BLOCKS | INLINE:
            yield number, "", f"“{match[0]}” would vanish: write “&lt;” for “<”"
        elif match[1]:
            if name not in (open_name for _, open_name in waiting):
                yield number, "", f"“{match[0]}” ends what has not begun"
                continue
            while waiting and (found := waiting.pop())[1] != name:
                yield found[0], "", f"“<{found[1]}>” begins here and never ends"
        elif name not in VOID and not match[3].endswith("/"):
            waiting.append((number, name))
    for number, name in waiting:
        yield number, "", f"“<{name}>” begins here and never ends"


def _sublists(prose: str) -> Iterator[Finding]:
    """Yield items that are indented too little, so that they stand on the level above."""
    indent: int | None = None  # of the item above
    for number, line in enumerate(prose.splitlines(), 1):
        if item := ITEM.match(line):
            here = len(item[1])
            if indent is not None and here > indent and here - indent < 4:
                what = "an item of a list in a list that is indented too little: write four spaces"
                yield number, "", what
            else:
                indent = here
        elif line.strip() and not line.startswith(" "):
            indent = None


def _indented(prose: str) -> Iterator[Finding]:
    """Yield paragraphs that an indent turns into code samples, as pasted ones may have it."""
    empty, listed, told = True, False, False  # the line above; the block; this paragraph
    for number, line in enumerate(prose.splitlines(), 1):
        if not line.strip():
            empty = True
            continue
        if not line.startswith(("    ", "\t")):
            listed, told = ITEM.match(line) is not None, False
        elif empty and not listed and not told:
            yield number, "", "an indent makes a code sample of this: take it out"
            told = True
        empty = False


def _tables(prose: str) -> Iterator[Finding]:
    """Yield rows that have more cells than the head, which vanish, or fewer."""
    lines = prose.splitlines()
    for number, (head, rule) in enumerate(itertools.pairwise(lines), 1):
        if "|" not in head or "|" not in rule or not RULE.match(rule):
            continue
        wanted = _cells(head)
        if _cells(rule) != wanted:
            yield number + 1, "", f"has {_cells(rule)} cells and the head of the table {wanted}"
        for below in range(number + 1, len(lines)):
            if "|" not in lines[below]:
                break
            if (found := _cells(lines[below])) != wanted:
                lost = ": what is too much would vanish" if found > wanted else ""
                yield below + 1, "", f"has {found} cells and the head of the table {wanted}{lost}"


def _columns(prose: str) -> Iterator[Finding]:
    """Yield the first line of each table whose cells only tabs hold apart, as pasted ones."""
    before = False
    for number, line in enumerate(prose.splitlines(), 1):
        cells = [cell for cell in line.split("\t") if cell.strip()]
        here = len(cells) > 1 and not ITEM_SIGN.match(line)
        if here and not before:
            what = "a table that is none: write “| a | b |”, and “|---|---|” below its head"
            yield number, "", what
        before = here


def _captions(prose: str) -> Iterator[Finding]:
    """Yield captions with a plain paragraph above, which would become the picture."""
    above = ""
    for number, line in enumerate(prose.splitlines(), 1):
        if CAPTION.match(line) and not SHOWN.match(above):
            yield number, "", "a caption stands below a picture or a table: there is none above it"
        above = line.strip() or above


def _cells(row: str) -> int:
    inner = re.sub(r"\\\|", "", row.strip()).removeprefix("|").removesuffix("|")
    return inner.count("|") + 1


def _lines_below(prose: str) -> Iterator[Finding]:
    """Yield lines of dashes that make a heading of the paragraph above."""
    lines = prose.splitlines()
    for number, (above, line) in enumerate(itertools.pairwise(lines), 2):
        if re.fullmatch(r"-{3,}", line.rstrip()) and above.strip() and "|" not in above:
            what = "makes a heading of the line above: leave an empty line, or write “## ”"
            yield number, "", f"“{line.strip()[:3]}” {what}"


class _Text(HTMLParser):
    """The lines of text that a reader sees; True for what starts a line or a block."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[tuple[bool, str]] = []
        self._samples = 0
        self._fresh = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._samples += tag in SAMPLES
        self._fresh = tag in BLOCKS or tag == "br"

    def handle_endtag(self, tag: str) -> None:
        self._samples -= tag in SAMPLES
        self._fresh = tag in BLOCKS

    def handle_data(self, data: str) -> None:
        if self._samples:
            return
        for index, line in enumerate(data.split("\n")):
            if line.strip():
                self.lines.append((index > 0 or self._fresh, line.strip()))
                self._fresh = False


def _raw(html: str, prose: str) -> Iterator[Finding]:
    """Yield signs of Markdown in a rendered page, at their lines of the source."""
    reader = _Text()
    reader.feed(html)
    reader.close()
    source = [(number, line.strip()) for number, line in enumerate(prose.splitlines(), 1)]
    told: set[tuple[int, str]] = set()
    for starts, line in reader.lines:
        for signs, find in ((LINE_SIGNS if starts else [], "match"), (TEXT_SIGNS, "search")):
            for sign, what in signs:
                if getattr(sign, find)(line) and (place := _locate(source, sign, line, told, what)):
                    yield place, "", what


def _locate(
    source: list[tuple[int, str]],
    sign: re.Pattern[str],
    line: str,
    told: set[tuple[int, str]],
    what: str,
) -> int:
    """Return the first line that has the sign and the words and is not told of; 0 for none."""
    words = " ".join(re.findall(r"\w+", line)[:WORDS])
    for number, text in source:
        if (number, what) in told or not sign.search(text):
            continue
        if " ".join(re.findall(r"\w+", text)).find(words) >= 0 or not words:
            told.add((number, what))
            return number
    return 0
