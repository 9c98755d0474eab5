"""Source marks and the list of sources."""

from collections.abc import Iterable

from macros.views.render import Links, render
from model.core.problems import suggest
from model.core.record import Statement
from model.dataset import Dataset

TIERS = {
    1: "Standard setters and regulators",
    2: "CPA firms and professional references",
    3: "Vendors, directories and blogs",
}

# What excuses a sentence of a page from a source, and what that means to an editor.
EXCUSES = {
    "advice": "what we advise a reader to do",
    "example": "an example of what a cited sentence says",
    "follows": "it follows from the cited sentences around it, and from nothing else",
    "leads-on": "it only leads over to what comes next, where the sources are",
    "site": "it tells what this site does or shows",
}


class UnknownNameError(ValueError):
    """A macro was given a name that the data does not have."""


def check_known(kind: str, name: object, names: Iterable[str]) -> str:
    """Return `name` if it is one of `names`; raises UnknownNameError with the nearest one."""
    allowed = list(names)
    if not isinstance(name, str) or name not in allowed:
        raise UnknownNameError(f"unknown {kind} “{name}”{suggest(str(name), allowed)}")
    return name


def publishers(dataset: Dataset, ids: Iterable[str]) -> list[str]:
    """Return who has published the sources, each once, in their order."""
    return list(dict.fromkeys(dataset.sources[name].publisher for name in ids))


def source_marks(dataset: Dataset, links: Links, ids: Iterable[str]) -> list[dict[str, str]]:
    """Return {id, href, title} for each source."""
    return [
        {
            "id": source,
            "href": links.page(f"sources/#{source.lower()}"),
            "title": f"{dataset.sources[source].publisher}: {dataset.sources[source].title}",
        }
        for source in ids
    ]


def statement(dataset: Dataset, links: Links, said: Statement) -> dict[str, object]:
    """Return {text, sources, disagreement} of a statement, ready for a template."""
    other = getattr(said, "disagreement", None)
    return {
        "text": said.text,
        "sources": source_marks(dataset, links, said.sources),
        "disagreement": statement(dataset, links, other) if other else None,
    }


def cite(dataset: Dataset, links: Links, *ids: object) -> str:
    """Return the inline mark of one or more sources; raises UnknownNameError."""
    if not ids:
        raise UnknownNameError("cite needs at least one source id")
    checked = [check_known("source", name, dataset.sources) for name in ids]
    return render("cite.html.j2", {"marks": source_marks(dataset, links, checked)})


def own(_site: Dataset, kind: object) -> str:
    """Return nothing: it excuses a sentence that names no source. Raises UnknownNameError."""
    check_known("reason", kind, EXCUSES)
    return ""


def source_list(dataset: Dataset) -> str:
    """Return every source, by tier."""
    tiers = [
        {
            "number": tier,
            "label": label,
            "sources": [source for source in dataset.sources.values() if source.tier == tier],
        }
        for tier, label in TIERS.items()
    ]
    return render("source_list.html.j2", {"tiers": tiers})
