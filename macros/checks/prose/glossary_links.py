"""A page links each term of the glossary where its prose uses it first, and only there.

Headings, links, code, tables and what macros print do not count as a use.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from typing import NamedTuple

from macros.checks.markup import Finding, blank_code, blank_front_matter
from macros.checks.prose.readability import CALL, LINK, OTHER
from macros.views import UnknownNameError, find_term
from model.content import Term

TERM_CALL = re.compile(r"""\{\{\s*term\(\s*(["'])(.+?)\1""")
# These need no link: five have articles of their own, and “control” is an everyday word as well.
NEVER_LINKED = {"soc-1", "soc-2", "soc-3", "type-1", "type-2", "control"}
PRINTS_ALL = re.compile(r"\{\{\s*glossary\(")
# Where a name may begin, and how: few words of a page begin like a name, and only those are held
# against the names of that beginning.
BEGINNING = re.compile(r"(?<![\w-])(?=(\S\w?))")
ENDINGS = r"(?:s|'s|s')?"
# The pattern of each name and the id of its term, by how the name begins.
Names = dict[str, list[tuple[re.Pattern[str], str]]]


def check_repeated_links(text: str, terms: Collection[Term]) -> Iterator[Finding]:
    """Yield (line, "term", what) where a page links a term that it has linked before."""
    body = blank_code(blank_front_matter(text))
    first: dict[str, int] = {}
    for place, name, found in _calls(body, terms):
        line = _line(body, place)
        if first.setdefault(found.id, place) != place:
            before = _line(body, first[found.id])
            yield line, "term", f"“{name}” is linked on line {before} already: link first uses"


class Unlinked(NamedTuple):
    """The first use of a term that is no link: where it stands in the text, and the call for it."""

    start: int
    end: int
    call: str


def check_first_uses(text: str, terms: Iterable[Term]) -> Iterator[Finding]:
    """Yield (line, "term", what) where the first use of a term is no link to the glossary.

    The link may follow on the same line, as for an abbreviation behind the words in full.
    """
    body = blank_front_matter(text)
    for use in find_unlinked(body, terms):
        shown = " ".join(body[use.start : use.end].split())
        what = f"“{shown}” is in the glossary, and its first use is no link: {use.call}"
        yield _line(body, use.start), "term", what


def find_unlinked(body: str, terms: Iterable[Term]) -> Iterator[Unlinked]:
    """Yield each first use that is no link, in order, of a page without its front matter."""
    known = {term.id: term for term in terms}
    body = blank_code(body)
    if PRINTS_ALL.search(body):
        return
    links = {found.id: place for place, _, found in reversed(list(_calls(body, known.values())))}
    seen = set(NEVER_LINKED)
    prose = _prose(body)
    names = _names(tuple((term.id, *_used(term)) for term in known.values()))
    for match, found in _uses(prose, names):
        if found in seen:
            continue
        seen.add(found)
        line_end = f"{prose}\n".index("\n", match.end())
        if links.get(found, len(body) + 1) > line_end:
            yield Unlinked(match.start(), match.end(), _call(match[0], known[found]))


def abbreviations(terms: Iterable[Term]) -> dict[str, Term]:
    """Return the terms that have an abbreviation of capitals, by it."""
    return {
        term.short: term
        for term in terms
        if term.short and term.id not in NEVER_LINKED and re.match(r"[A-Z]{2}", term.short)
    }


def _calls(body: str, terms: Collection[Term]) -> Iterator[tuple[int, str, Term]]:
    """Yield (place, name, term) of each call; an unknown name is a finding of page_calls."""
    for match in TERM_CALL.finditer(body):
        with suppress(UnknownNameError):
            yield match.start(), match[2], find_term(terms, match[2])


def _prose(body: str) -> str:
    """Return what readers read as sentences, each letter where it was."""
    for pattern in (CALL, LINK):
        body = pattern.sub(_gap, body)
    return "".join(
        _spaces(line) if OTHER.match(line) else line for line in body.splitlines(keepends=True)
    )


def _gap(match: re.Match[str]) -> str:
    return _spaces(match[0])


def _spaces(text: str) -> str:
    return "\n".join(" " * len(line) for line in text.split("\n"))


def _uses(prose: str, names: Names) -> Iterator[tuple[re.Match[str], str]]:
    """Yield (match, id of the term) of each name, in order; none lies within another."""
    end = 0
    for beginning in BEGINNING.finditer(prose):
        place = beginning.start()
        for pattern, found in names.get(beginning[1].lower(), ()):
            if place >= end and (match := pattern.match(prose, place)):
                end = match.end()
                yield match, found


@lru_cache(maxsize=4)  # each page is held against the same names
def _names(terms: tuple[tuple[str, ...], ...]) -> Names:
    """Return what to look for, the longest names first; each of `terms` is an id and names."""
    named = [(name, term[0]) for term in terms for name in term[1:]]
    found: Names = {}
    for name, term in sorted(named, key=lambda pair: -len(pair[0])):
        pattern = re.compile(rf"{_pattern(name)}(?![\w-])")
        found.setdefault(BEGINNING.findall(name)[0].lower(), []).append((pattern, term))
    return found


def _used(term: Term) -> list[str]:
    """Return the names by which prose uses a term; “period” alone may mean anything."""
    return [
        name
        for name in term.names
        if name in {term.name, term.short} or " " in name or name != name.lower()
    ]


def _pattern(name: str) -> str:
    words = r"\s+".join(map(re.escape, name.split()))
    if name != name.lower():
        return f"{words}{ENDINGS}"
    return f"(?i:{words[:-1]}(?:y|ies))" if name.endswith("y") else f"(?i:{words}{ENDINGS})"


def _call(words: str, term: Term) -> str:
    name = term.short or term.name
    shown = " ".join(words.split())
    call = f'term("{name}")' if shown == name else f'term("{name}", "{shown}")'
    return f"{{{{ {call} }}}}"


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1
