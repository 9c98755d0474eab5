"""Check pages before they are built, so that a mistake is reported with its file and line.

MkDocs and the macros plugin count lines after the front matter, or give none at all.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from macros.checks import (
    citations,
    front_matter,
    glossary_links,
    headings,
    leftovers,
    links,
    macro_calls,
    readability,
)
from macros.checks.front_matter import Finding
from model.content.glossary import Term
from model.core.problems import Problem, deduplicate

Macro = Callable[..., str]


def problems(  # noqa: PLR0913 - what pages are held against
    docs: Path,
    macros: Mapping[str, Macro],
    root: Path,
    config: Mapping[str, Any] | None = None,
    terms: Iterable[Term] = (),
    *,
    anchors: bool = True,
) -> list[Problem]:
    """Return every mistake in the Markdown pages below `docs`, in order.

    With MkDocs' `config` the nav is checked too, and `anchors`, which takes longer. With the
    glossary's `terms` each page must link a term where it comes first, and only there.
    """
    terms = list(terms)
    found: list[Problem] = []
    texts: dict[str, str] = {}
    for path in sorted(docs.rglob("*.md")):
        try:
            # some editors put a mark before the text; it is not part of the page
            texts[path.relative_to(docs).as_posix()] = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            found.append(Problem(name_of(path, root), *not_text(error)))
    files = {path.relative_to(docs).as_posix() for path in docs.rglob("*") if path.is_file()}
    known: links.Anchors = links.no_anchors
    if config is not None:
        found += _nav(config, root, docs)
        if anchors:
            known = links.known_anchors(ids(texts, macros, config))
    for page, text in texts.items():
        findings = page_findings(page, text, macros, files, known, terms)
        found += [Problem(name_of(docs / page, root), *finding) for finding in findings]
    for page, line, where, what in twice(texts):
        found.append(Problem(name_of(docs / page, root), line, where, what))
    return deduplicate(found)


def not_text(error: UnicodeDecodeError) -> Finding:
    """Return what is wrong with a page that cannot be read."""
    return 1, "", f"the file is not UTF-8 text (byte {error.start})"


def twice(texts: Mapping[str, str]) -> Iterator[tuple[str, int, str, str]]:
    """Yield a finding for each title or description that another page has."""
    seen: dict[tuple[str, str], str] = {}
    for page, text in texts.items():
        document = front_matter.parse(text)
        data = document.data if document else None
        for key in ("title", "description"):
            value = data.get(key) if isinstance(data, dict) else None
            if document and isinstance(value, str):
                other = seen.setdefault((key, value), page)
                if other != page:
                    yield page, document.line((key,)), key, f"is that of docs/{other}"


def page_findings(  # noqa: PLR0913, PLR0917 - what a page is held against
    page: str,
    text: str,
    macros: Mapping[str, Macro],
    files: set[str],
    anchors: links.Anchors = links.no_anchors,
    terms: Sequence[Term] = (),
) -> Iterator[Finding]:
    """Yield what can be found in one page without a look at the others."""
    yield from front_matter.findings(page, text)
    yield from macro_calls.findings(text, macros)
    yield from links.findings(page, text, files, anchors)
    yield from headings.headings(text)
    yield from readability.findings(text)
    yield from citations.findings(page, text)
    yield from leftovers.findings(text, macros)
    if terms:
        yield from glossary_links.repeated(text, terms)
        yield from glossary_links.unlinked(text, terms)


def read(docs: Path) -> dict[str, str]:
    """Return the text of each page below `docs` that can be read, by its path there."""
    return {
        path.relative_to(docs).as_posix(): path.read_text(encoding="utf-8-sig", errors="replace")
        for path in sorted(docs.rglob("*.md"))
    }


def ids(
    texts: Mapping[str, str], macros: Mapping[str, Macro], config: Mapping[str, Any]
) -> dict[str, set[str]]:
    """Return the ids of each page whose calls work; the others have mistakes to mend first."""
    return {
        page: headings.ids(text, macros, config)
        for page, text in texts.items()
        if not list(macro_calls.findings(text, macros))
    }


def _nav(config: Mapping[str, Any], root: Path, docs: Path) -> Iterator[Problem]:
    path = Path(config["config_file_path"])
    pages = {page.relative_to(docs).as_posix() for page in docs.rglob("*.md")}
    ignored = config["not_in_nav"]
    found = headings.nav_findings(
        config["nav"],
        pages,
        lambda page: bool(ignored and ignored.match_file(page)),
        path.read_text(encoding="utf-8"),
    )
    for line, where, what in found:
        yield Problem(name_of(path, root), line, where, what)


def name_of(path: Path, root: Path) -> str:
    """Return a path as editors know it: from the project on, if it lies in it."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
