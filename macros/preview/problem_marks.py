"""What is wrong with a page, listed above it, with a mark at each place that the list leads to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from macros.views import create_environment

TEMPLATES = Path(__file__).resolve().parent / "templates"
SHOWN = 10  # in full; the rest is counted
PLACE = re.compile(r"(?P<file>[^:\n]+):(?P<line>\d+): (?P<what>.*)", re.S)
# What may stand before the first word of a line that can bear a mark.
START = re.compile(r"(\s*(?:>\s*)*(?:(?:[-*+]|\d+\.)\s+|\|\s*)?)(?=\S)")
# Lines that a mark would break: markup, calls, boxes, headings, rules of tables, pictures.
UNFIT = re.compile(r"\s*(?:<|\{\{|\{%|///|#|\||!\[|:?-{3,}|\[[^\]]*\]:)|\s{4,}")
HEADING = re.compile(r"#{1,6} ")
FENCE = re.compile(r"\s*(`{3,}|~{3,})")


@dataclass
class Place:
    """Problems of one paragraph: they share a mark."""

    number: int
    row: int | None  # index of the line that bears the mark
    problems: list[str] = field(default_factory=list)


def show_problems(
    markdown: str, problems: Sequence[str], *, heading: str, advice: str, first_line: int
) -> str:
    """Return a page with its problems above it, and a mark at the paragraph of each.

    `problems` are lines as `make check` says them; `first_line` is that of `markdown` in its file.
    """
    rows = markdown.split("\n")
    places = _group(rows, problems, first_line)
    for place in places:
        if place.row is not None:
            rows[place.row] = _marked(rows[place.row], place.number)
    listed = [(place, what) for place in places for what in place.problems]
    shown = render_list(heading, listed[:SHOWN], advice, left=len(listed) - SHOWN)
    return f"{shown}\n\n" + "\n".join(rows)


def render_list(
    heading: str, listed: Sequence[tuple[Place | None, str]], advice: str, left: int = 0
) -> str:
    """Return the list as markup of one line; nothing in it is a call."""
    template = create_environment(TEMPLATES).get_template("problems.html.j2")
    markup = template.render(heading=heading, listed=listed, advice=advice, left=max(left, 0))
    plain = " ".join(line.strip() for line in markup.splitlines())
    return plain.replace("{", "&#123;").replace("}", "&#125;")


def _group(rows: list[str], problems: Sequence[str], first_line: int) -> list[Place]:
    """Return the problems by paragraph, in the order in which the page is read."""
    found: dict[int | None, Place] = {}
    # sorted() is stable: what has no line comes first, as it stands in the front matter
    for problem in sorted(problems, key=_line_of):
        row = _bearing_row(rows, _line_of(problem) - first_line)
        place = found.setdefault(row, Place(len(found) + 1, row))
        place.problems.append(problem)
    return list(found.values())


def _line_of(problem: str) -> int:
    match = PLACE.match(problem)
    return int(match["line"]) if match else 0


def _bearing_row(rows: list[str], index: int) -> int | None:
    """Return the row that can bear a mark for one, at or above it in its paragraph."""
    if not 0 <= index < len(rows):
        return None
    inside = False
    for row in rows[:index]:
        inside ^= bool(FENCE.match(row))
    if inside or FENCE.match(rows[index]):
        return None
    for here in range(index, -1, -1):
        if not rows[here].strip():
            return None
        if HEADING.match(rows[here]) or not UNFIT.match(rows[here]):
            return here
        if rows[here].lstrip().startswith("|") and not re.match(r"[\s|:-]*$", rows[here]):
            return here
    return None


def _marked(row: str, number: int) -> str:
    template = create_environment(TEMPLATES).get_template("problem_mark.html.j2")
    mark = template.render(number=number).strip()
    if HEADING.match(row):  # the mark would become part of its id
        return f"{mark}\n\n{row}"
    return START.sub(lambda start: f"{start[0]}{mark} ", row, count=1)
