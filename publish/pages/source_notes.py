"""One quiet mark a paragraph, list item or cell, and the note at the page's end that it leads to.

The renderer's pages have a mark for each source, beside what it proves. A reader sees one number
where the paragraph ends. Where the browser knows popovers the number is a button that opens the
note beside it, without a script; elsewhere it is a link to the notes, which then stand at the end.
The notes of a page that has very many stand on a page of their own: the first has no room for them.
What is said where sources disagree stands there, too; its question stays, as a link.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import count

from model.content import TIER_NAMES
from model.dataset import Dataset
from publish.render import render
from publish.site import BuiltSite, Page

# A group of marks; what is no markup of the page; a tag.
TOKEN = re.compile(
    r'(?P<marks>\s*<span class="src" data-search-exclude>(?P<links>.*?)</span>)'
    r"|<(?P<raw>script|style|textarea|template)\b.*?</(?P=raw)>|<!--.*?-->"
    r"""|<(?P<close>/?)(?P<tag>[a-z][a-z0-9]*)(?P<attributes>(?:"[^"]*"|'[^']*'|[^'">])*)>""",
    re.DOTALL,
)
SOURCE = re.compile(r'href="[^"]*sources/#([^"]+)"')
# What a mark proves as a whole: the nearest of these around it.
UNITS = {
    *("article", "aside", "blockquote", "body", "caption", "dd", "details", "div", "dl", "dt"),
    *("figcaption", "figure", "form", "h1", "h2", "h3", "h4", "h5", "h6", "li", "main", "ol", "p"),
    *("section", "span", "summary", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
SECOND_VOICE = "soc-statement--other"  # where sources disagree, each side has its own mark
INLINE = "span"
# An answer carries no mark: one line beneath leads to the sources of all of it.
ANSWER = re.compile(r'\bdata-answer\b|\bclass="[^"]*\bsoc-(?:lead|six|pairs)\b')
FRAMED = '<base target="_top">'  # a link to a part of such a page would lead out of its frame
APART = re.compile(r'data-notes-of="([^"]+)">')  # where a page shows the notes of another
EXPORTS = 'data-module="comparison"'  # its table is taken along with the ids of its sources
# What is said where sources disagree, below its question.
DISAGREEMENT = re.compile(
    r'<details class="soc-rows__dispute">\s*<summary>(?P<question>.*?)</summary>'
    r"(?P<said>.*?)</details>",
    re.DOTALL,
)
ENDS = ('<aside class="soc-trust"', "</article>", "</main>")


@dataclass
class Mark:
    """The place of a mark: the sources that it stands for, and whether it has a line of its own."""

    sources: list[str]
    alone: bool = False


@dataclass
class Unit:
    """An element that is open: where its marks stood, and what they name."""

    tag: str
    is_unit: bool
    is_answer: bool
    places: list[int] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    ended: bool = True  # nothing but text has followed the last mark


def write_source_notes(site: BuiltSite, dataset: Dataset) -> None:
    """Gather the marks of every page, and write its notes."""
    by_anchor = {name.lower(): name for name in dataset.sources}
    apart = find_pages_of_notes(site)
    for page in site.pages.values():
        if 'class="src"' in page.html:
            _write(site, page, dataset, by_anchor, apart.get(page.path))


def find_pages_of_notes(site: BuiltSite) -> dict[str, Page]:
    """Return the pages that show the notes of another, by the path of that."""
    return {found[1]: page for page in site.pages.values() if (found := APART.search(page.html))}


def _write(
    site: BuiltSite,
    page: Page,
    dataset: Dataset,
    by_anchor: dict[str, str],
    apart: Page | None,
) -> None:
    numbers: dict[frozenset[str], int] = {}
    notes: list[dict[str, object]] = []
    text = []
    for part in gather_marks(page.html):
        if isinstance(part, str):
            text.append(part)
            continue
        key = frozenset(part.sources)
        if key not in numbers:
            numbers[key] = len(numbers) + 1
            sources = [dataset.sources[by_anchor[name]] for name in part.sources]
            notes.append({"number": numbers[key], "sources": sources})
        template = "source_line.html.j2" if part.alone else "source_mark.html.j2"
        context = {
            "number": numbers[key],
            "linked": FRAMED not in page.html,
            "apart": f"{site.base}{apart.path}" if apart else None,
        }
        text.append(render(template, context).strip())
    html = "".join(text)
    disagreements: list[dict[str, str]] = []
    if apart:
        disagreements = [found.groupdict() for found in DISAGREEMENT.finditer(html)]
        link = partial(_link_disagreement, site.base + apart.path, count(1))
        html = DISAGREEMENT.sub(link, html)
    end = next(end for end in ENDS if end in html)
    before, after = html.rsplit(end, 1)
    written = {
        "notes": notes,
        "tier_names": TIER_NAMES,
        "href": f"{site.base}sources/",
        "exported": EXPORTS in page.html,
        "popover": apart is None,
        "disagreements": disagreements,
    }
    text_of_notes = render("source_notes.html.j2", written)
    if apart:
        apart.write(APART.sub(lambda place: place[0] + text_of_notes, apart.html))
        where = {"path": apart.path, "href": site.base + apart.path, "address": site.address}
        text_of_notes = render("notes_apart.html.j2", where)
    page.write(before + text_of_notes + end + after)


def _link_disagreement(page: str, numbers: Iterator[int], found: re.Match[str]) -> str:
    context = {"page": page, "number": next(numbers), "question": found["question"]}
    return render("disagreement_apart.html.j2", context).strip()


def gather_marks(html: str) -> Iterator[str | Mark]:
    """Yield the page in pieces, with one mark in the place of all those of a unit."""
    pieces: list[str | Mark] = []
    open_units: list[Unit] = []
    at = 0
    for token in TOKEN.finditer(html):
        pieces.append(html[at : token.start()])
        at = token.end()
        if token["marks"]:
            unit = next(unit for unit in reversed(open_units) if unit.is_unit)
            unit.sources += SOURCE.findall(token["links"])
            unit.places.append(len(pieces))
            unit.ended = True
            pieces.append("")
        elif token["tag"] not in UNITS:
            pieces.append(token[0])
        elif not token["close"]:
            pieces.append(token[0])
            _open(open_units, token["tag"], token["attributes"])
        else:
            unit = _close_until(token["tag"], pieces, open_units)
            pieces.append(token[0])
            if unit.is_answer and unit.sources:
                pieces.append(Mark(_once(unit.sources), alone=True))
    pieces.append(html[at:])
    yield from pieces


def _open(open_units: list[Unit], tag: str, attributes: str) -> None:
    is_unit = tag != INLINE or SECOND_VOICE in attributes
    if is_unit:
        for unit in open_units:
            unit.ended = False
    open_units.append(Unit(tag, is_unit, ANSWER.search(attributes) is not None))


def _close_until(tag: str, pieces: list[str | Mark], open_units: list[Unit]) -> Unit:
    """Close the units that end with this tag; return the one that it names."""
    while True:
        unit = open_units.pop()
        _close(unit, pieces, open_units)
        if unit.tag == tag:
            return unit


def _close(unit: Unit, pieces: list[str | Mark], around: list[Unit]) -> None:
    """Put the one mark of a unit where it ends, or where its own text does."""
    if not unit.sources or unit.is_answer:
        return
    answer = next((one for one in around if one.is_answer), None)
    if answer:
        answer.sources += unit.sources
        return
    mark = Mark(_once(unit.sources))
    if not unit.ended:
        pieces[unit.places[-1]] = mark
        return
    last = pieces[-1]
    if isinstance(last, str):
        pieces[-1] = last.rstrip()
    pieces.append(mark)


def _once(sources: list[str]) -> list[str]:
    return list(dict.fromkeys(sources))
