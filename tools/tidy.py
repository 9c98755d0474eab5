"""Make Markdown of what was pasted into a page from a word processor or a mail.

Paragraphs, headings, lists and tables get the signs of this site, what nobody sees goes, and each
term is linked where it comes first. Words stay as they are. A second run changes nothing.
"""

import itertools
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import click

from macros.checks import find_pasted, find_unlinked
from model.content import Term
from model.core.command_line import HELP, run_command
from model.core.problems import InvalidDataError
from model.dataset import ROOT, load
from tools.scaffold import find_problems

SHOWN = 10  # mistakes that are said in full
FRONT_MATTER = re.compile(r"\A---\n.*?^---[ \t]*\n", re.M | re.S)
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
LINE_ENDS = re.compile("\r\n?|[\v\f\u0085\u2028\u2029]")
SPACES = re.compile("(?<=\\S)(?: |[\u00a0\u2000-\u200a\u202f\u3000])+")
# What pandoc writes for anchors, underlines and quotes.
LEFT_OVER = [
    (
        re.compile(
            r"\[\]\{#[^}]*\}|<span id=\"[^\"]*\" class=\"anchor\"></span>|\[\]\(#[^)]*\)|^<!-- -->$"
        ),
        "",
    ),
    (re.compile(r"\\\[(\d+)\\\]"), r"[\1]"),
    (re.compile(r"\[([^\]]*)\]\{\.\w+\}"), r"\1"),
    (re.compile(r"^(#+ .*?) *\{#[^}]*\}$"), r"\1"),
    (re.compile(r"\\\.\.\."), "…"),
    (re.compile(r"\\(?=['\"$@~.<>-])"), ""),
]
SIGN = re.compile("[ \t]*(?:[-*+●•◦▪■○‣⁃·§\uf0a7\uf0b7])[ \t]+(?=\\S)")
LETTER_SIGN = re.compile(r"[ \t]*(?:o(?:\t| {2,})|[a-z]\)[ \t]+)(?=\S)")
NUMBER = re.compile(r"[ \t]*(\d{1,2})[.)][ \t]+(?=\S)")
HEADING = re.compile(r"(#+)\s+(?:\d+(?:\.\d+)*[.)]?\s+)?(.*)")
BOLD = re.compile(r"\*\*([^*]+?):?\*\*")
AS_IT_IS = re.compile(r"\s*(?:\||<|///|>|\{[{%]|!\[|\[)")
FENCE = re.compile(r"\s*(?:```|~~~)")
EMPTY_CELL = "|  |"
ENDS = ".!?…:;,”"
HEADING_WORDS = 10
HEADING_LETTERS = 60


class Line(NamedTuple):
    """A line of a page: what it is, its text in Markdown, and how deep it is indented."""

    kind: str  # empty, heading, bullet, number, row, code, other or text
    text: str
    number: int | None = None


def make_markdown(text: str, terms: Iterable[Term]) -> tuple[str, Counter[str]]:
    """Return a page in Markdown of this site, and how much was changed, by what."""
    front = found[0] if (found := FRONT_MATTER.match(text)) else ""
    changes: Counter[str] = Counter()
    body = LINE_ENDS.sub("\n", text[len(front) :])
    pasted = find_pasted(body) is not None
    lines = _drop_empty_columns([_read(line) for line in _outside_code(body.split("\n"))])
    if pasted:
        body = _write(_demote(_find_headings(lines), changes), changes)
    else:  # its paragraphs are those of this site
        body = "\n".join(line.text for line in _demote(lines, changes))
    body = _link_terms(body, list(terms), changes)
    return front + body, changes


def _outside_code(lines: Sequence[str]) -> list[tuple[str, bool]]:
    """Return each line, and whether it belongs to a code sample."""
    marked, inside = list[tuple[str, bool]](), False
    for line in lines:
        fence = FENCE.match(line) is not None
        marked.append((line, inside or fence))
        inside ^= fence
    return marked


def _read(marked: tuple[str, bool]) -> Line:
    line, code = marked
    if code:
        return Line("code", line)
    line = SPACES.sub(" ", INVISIBLE.sub("", line)).rstrip()
    for pattern, new in LEFT_OVER:
        line = pattern.sub(new, line)
    indent = " " * 4 * (line[: len(line) - len(line.lstrip())].expandtabs(4).count(" ") // 4)
    readers: list[tuple[re.Pattern[str], Callable[[re.Match[str]], Line]]] = [
        (HEADING, lambda found: Line("heading", f"{found[1]} {found[2]}")),
        (SIGN, lambda found: Line("bullet", f"{indent}- {line[found.end() :]}")),
        (LETTER_SIGN, lambda found: Line("bullet", f"    - {line[found.end() :]}")),
        (NUMBER, lambda found: Line("number", f"{indent}{found[1]}. {line[found.end() :]}",
                                    int(found[1]))),
        (AS_IT_IS, lambda _: Line("other", line)),
    ]  # fmt: skip
    for pattern, make in readers:
        if found := pattern.match(line):
            return make(found)
    if not line.strip():
        return Line("empty", "")
    if "\t" in line.strip():
        cells = " | ".join(cell.strip() for cell in line.split("\t"))
        return Line("row", f"| {cells} |")
    return Line("text", line)


def _drop_empty_columns(lines: Sequence[Line]) -> list[Line]:
    """Return lines without the first cell of tables that are indented as a whole.

    An empty first cell is right where only the head has one.
    """
    kept = list[Line]()
    for kind, group in itertools.groupby(lines, key=lambda line: line.kind):
        rows = list(group)
        if kind == "row" and all(row.text.startswith(EMPTY_CELL) for row in rows):
            rows = [Line("row", row.text.removeprefix(EMPTY_CELL[:-1])) for row in rows]
        kept += rows
    return kept


def _find_headings(lines: Sequence[Line]) -> list[Line]:
    """Return lines with a heading for each short one that names what follows it."""
    worded = [index for index, line in enumerate(lines) if line.kind != "empty"]
    beside = {index: (before, after) for before, index, after in
              zip([None, *worded], worded, [*worded[1:], None], strict=False)}  # fmt: skip
    found = list(lines)
    for index, (before, after) in beside.items():
        line = lines[index]
        said = re.sub(r"^\d+\. ", "", line.text)
        bold = BOLD.fullmatch(said)
        short = len(said.split()) <= HEADING_WORDS and said[-1] not in ENDS
        counted = [(before, (line.number or 0) - 1), (after, (line.number or 0) + 1)]
        listed = any(near is not None and lines[near].number == number for near, number in counted)
        alone = line.kind == "number" and not listed
        pasted = line.kind == "text" and after == index + 1 and _is_long(lines[after])
        pasted = pasted or _is_above(lines, before, index, after)
        if after is not None and short and (alone or pasted or (bold and line.kind == "text")):
            found[index] = Line("heading", f"## {bold[1] if bold else said}")
    return found


def _is_above(lines: Sequence[Line], before: int | None, index: int, after: int | None) -> bool:
    """Return whether a short line stands above a list, a table or a text that it can head.

    Of a text that a mail has cut into lines, only the last line is short, and it ends a sentence.
    """
    line, ends = lines[index], tuple(ENDS)
    if line.kind != "text" or after != index + 1 or len(line.text) > HEADING_LETTERS:
        return False
    begins = (
        before is None
        or before < index - 1
        or lines[before].kind != "text"
        or lines[before].text.endswith(ends)
    )
    below = lines[after]
    listed = below.kind in {"bullet", "number", "row"}
    begun = below.kind == "text" and below.text.endswith(ends) and not below.text[0].islower()
    return begins and (listed or begun) and not line.text[0].islower()


def _is_long(line: Line) -> bool:
    return line.kind == "text" and len(line.text.split()) > HEADING_WORDS * 2


def _demote(lines: Sequence[Line], changes: Counter[str]) -> list[Line]:
    """Return lines with one first heading: that of the page, and not that of what was pasted."""
    tops = [index for index, line in enumerate(lines) if line.text.startswith("# ")]
    if not tops:
        return list(lines)
    title = tops[0]
    below = next((i for i in range(title + 1, len(lines)) if lines[i].kind != "empty"), None)
    if below is not None and (
        below in tops or lines[below].text.lstrip("# ") == lines[title].text[2:]
    ):
        changes["second title"] += 1
        rest = lines[below + 1 :]
        lines = [*lines[:below], *(rest[1:] if rest and rest[0].kind == "empty" else rest)]
        tops = [index for index in tops if index != below]
    deeper = "#" if len(tops) > 1 else ""
    return [
        Line("heading", deeper + line.text) if line.kind == "heading" and index > title else line
        for index, line in enumerate(lines)
    ]


def _write(lines: Sequence[Line], changes: Counter[str]) -> str:
    """Return lines as Markdown, with an empty line wherever a block ends."""
    written = list[str]()
    before = Line("empty", "")
    for line in lines:
        if _ends_block(before, line):
            written.append("")
            changes["empty line"] += 1
        written.append(line.text)
        if line.kind == "row" and before.kind != "row":
            written.append("|" + "---|" * (line.text.count(" | ") + 1))
            changes["table"] += 1
        before = line
    body = re.sub(r"\n{3,}", "\n\n", "\n".join(written)).strip("\n")
    return f"\n{body}\n"


def _ends_block(before: Line, line: Line) -> bool:
    if "empty" in (before.kind, line.kind) or "code" in (before.kind, line.kind):
        return False
    if before.kind == line.kind:
        return line.kind in {"heading", "text"}
    if before.kind in {"bullet", "number"} and line.kind == "text":
        return not line.text.startswith(" ")
    if {before.kind, line.kind} == {"bullet", "number"}:
        return not line.text.startswith(" ") and not before.text.startswith(" ")
    return "heading" in (before.kind, line.kind) or "other" not in (before.kind, line.kind)


def _link_terms(body: str, terms: list[Term], changes: Counter[str]) -> str:
    for use in reversed(list(find_unlinked(body, terms))):
        body = body[: use.start] + use.call + body[use.end :]
        changes["term"] += 1
    return body


@click.command(help=__doc__, context_settings=HELP)
@click.argument("page")
@click.option("--root", type=click.Path(path_type=Path), default=ROOT, metavar="FOLDER",
              help="The project's folder.")  # fmt: skip
def _command(page: str, root: Path) -> int:
    path = root / "docs" / f"{page.removeprefix('docs/').removesuffix('.md').strip('/')}.md"
    if not path.is_file():
        print(f"docs/ has no page “{page}”: give its short name, like soc-1", file=sys.stderr)
        return 1
    try:
        terms = load(root / "data").terms.values()
    except InvalidDataError as error:
        print(error, file=sys.stderr)
        return 1
    old = path.read_text(encoding="utf-8-sig")
    new, changes = make_markdown(old, terms)
    path.write_text(new, encoding="utf-8")
    name = path.relative_to(root).as_posix()
    said = ", ".join(f"{count} × {what}" for what, count in sorted(changes.items()))
    print(f"{name}: {said or 'changed'}" if new != old else f"{name}: nothing to change")
    problems = find_problems(root, [path])
    for problem in problems[:SHOWN]:
        print(problem)
    if len(problems) > SHOWN:
        print(f"{name}: and {len(problems) - SHOWN} more")
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns 0, or 1 with a line that says what is wrong."""
    return run_command(_command, arguments, "python -m tools.tidy")


if __name__ == "__main__":
    sys.exit(main())
