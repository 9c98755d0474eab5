"""The glossary, links into it from pages, and checks of how pages use it."""

import re
from collections.abc import Iterable, Iterator

from macros.evidence import UnknownName, statement
from macros.render import Links, render
from model.glossary import Term
from model.load import Site
from model.problems import did_you_mean

Finding = tuple[int, str, str]
PAGE = "glossary/"
CALL = re.compile(r"""\{\{\s*term\(\s*(["'])(.+?)\1""")
# Abbreviations that a reader may not know: each is written out, or a link, where it comes first.
ABBREVIATIONS = (
    *("CPA", "AICPA", "PCAOB"),
    *("SSAE", "AT-C", "TSP", "DC"),
    *("CUEC", "CSOC", "NDA", "ICFR"),
)


def find_term(terms: Iterable[Term], name: object) -> Term:
    """Return the term with this name, abbreviation or other name; raises UnknownName."""
    names = [(known, item) for item in terms for known in item.names]
    for known, item in names:
        if isinstance(name, str) and name.casefold() == known.casefold():
            return item
    known_names = [known for known, _ in names]
    raise UnknownName(f"unknown term “{name}”{did_you_mean(str(name), known_names)}")


def term(site: Site, links: Links, name: object, shown: object = None) -> str:
    """Return a link to the glossary, for the first use of a term on a page.

    `shown` is the text to print where it is not the name, such as a plural. Raises UnknownName.
    """
    found = find_term(site.terms.values(), name)
    if shown is not None and not (isinstance(shown, str) and shown.strip()):
        raise UnknownName("the second argument of term is the text to print, such as a plural")
    context = {"href": links.page(f"{PAGE}#{found.id}"), "text": shown or name}
    return render("term.html.j2", context)


def glossary(site: Site, links: Links) -> str:
    """Return every term with its definition, sorted, under its letter."""
    letters: dict[str, list[dict[str, object]]] = {}
    for item in sorted(site.terms.values(), key=_sort_key):
        letters.setdefault(_sort_key(item)[0].upper(), []).append(
            {
                "term": item,
                "heading": _heading(item),
                "definition": statement(site, links, item.definition),
                "see": [site.terms[other] for other in item.see],
            }
        )
    return render("glossary.html.j2", {"letters": letters})


def repeated_terms(text: str, terms: Iterable[Term]) -> Iterator[Finding]:
    """Yield (line, "term", what) where a page links a term that it has linked before."""
    first: dict[str, int] = {}
    known = list(terms)
    for match in CALL.finditer(text):
        found, line = find_term(known, match[2]), text.count("\n", 0, match.start()) + 1
        if first.setdefault(found.id, match.start()) != match.start():
            before = text.count("\n", 0, first[found.id]) + 1
            yield line, "term", f"“{match[2]}” is linked on line {before} already: link first uses"


def unexplained(text: str, terms: Iterable[Term]) -> Iterator[Finding]:
    """Yield (line, abbreviation, what) where the first use of an abbreviation says not what it is.

    `text` is the prose of a page: no front matter and no source marks. Explained is a term()
    link at the first use, or the words in full on the lines up to it.
    """
    known = {item.short: item for item in terms if item.short}
    for short in ABBREVIATIONS:
        if short not in text:  # most pages, and much quicker than the search
            continue
        use = re.search(rf"(?<![\w-]){re.escape(short)}(?:s|'s)?(?![\w-])", text)
        if use is None:
            continue
        line = text.count("\n", 0, use.start()) + 1
        if not _explains(_until(text, use.start()), _named(known, short)):
            yield line, short, f'the first use is not explained: {{{{ term("{short}") }}}}'


def _until(text: str, use: int) -> str:
    """Return the text up to the end of a use's line; what follows a heading explains it."""
    end = re.compile(r"$", re.M)
    line = text.rfind("\n", 0, use) + 1
    stop = end.search(text, use)
    if text.startswith("#", line) and stop:
        stop = re.compile(r"\S.*$", re.M).search(text, stop.end())
    return text[: stop.end() if stop else len(text)]


def _named(known: dict[str, Term], short: str) -> Term:
    return known.get(short) or next(item for item in known.values() if short in item.names)


def _explains(before: str, item: Term) -> bool:
    calls = [match[2].casefold() for match in CALL.finditer(before)]
    words = re.sub(r"[*_\s]+", " ", CALL.sub(" ", before)).casefold()
    long = item.name.casefold()
    # “American Institute of CPAs” and plurals explain as well as the words in full
    return any(name.casefold() in calls for name in item.names) or stem(long) in words


def stem(words: str) -> str:
    """Return a long form without what differs between singular and plural or by abbreviation."""
    return re.split(r" certified public| for attestation|, clarified| section", words)[0]


def _heading(item: Term) -> str:
    """Return the term as it is looked up: the abbreviation with its words, or the words."""
    if item.short and item.short.casefold() not in item.name.casefold():
        return f"{item.short} ({item.name})"
    return item.short or item.name


def _sort_key(item: Term) -> str:
    return _heading(item).casefold()
