"""The glossary, and links into it from pages."""

from collections.abc import Iterable

from macros.views.citations import UnknownNameError, statement
from macros.views.render import Links, render
from model.content import Term
from model.core.problems import suggest
from model.dataset import Dataset

PAGE = "glossary/"


def find_term(terms: Iterable[Term], name: object) -> Term:
    """Return the term with this name, abbreviation or other name; raises UnknownNameError."""
    names = [(known, item) for item in terms for known in item.names]
    for known, item in names:
        if isinstance(name, str) and name.casefold() == known.casefold():
            return item
    known_names = [known for known, _ in names]
    raise UnknownNameError(f"unknown term “{name}”{suggest(str(name), known_names)}")


def term(dataset: Dataset, links: Links, name: object, shown: object = None) -> str:
    """Return a link to the glossary, for the first use of a term on a page.

    `shown` is the text to print where it is not the name, such as a plural.
    Raises UnknownNameError.
    """
    found = find_term(dataset.terms.values(), name)
    if shown is not None and not (isinstance(shown, str) and shown.strip()):
        raise UnknownNameError("the second argument of term is the text to print, such as a plural")
    context = {"href": links.page(f"{PAGE}#{found.id}"), "text": shown or name}
    return render("term.html.j2", context)


def glossary(dataset: Dataset, links: Links) -> str:
    """Return every term with its definition, sorted, under its letter."""
    letters: dict[str, list[dict[str, object]]] = {}
    for item in sorted(dataset.terms.values(), key=_sort_key):
        letters.setdefault(_sort_key(item)[0].upper(), []).append(
            {
                "term": item,
                "heading": _heading(item),
                "definition": statement(dataset, links, item.definition),
                "see": [dataset.terms[other] for other in item.see],
            }
        )
    return render("glossary.html.j2", {"letters": letters})


def _heading(item: Term) -> str:
    """Return the term as it is looked up: the abbreviation with its words, or the words."""
    if item.short and item.short.casefold() not in item.name.casefold():
        return f"{item.short} ({item.name})"
    return item.short or item.name


def _sort_key(item: Term) -> str:
    return _heading(item).casefold()
