"""Check pages before they are built, so that a mistake is reported with its file and line.

MkDocs and the macros plugin count lines after the front matter, or give none at all.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from macros.build.background import run_in_fork
from macros.checks.files import check_damage, check_published_files, undecodable
from macros.checks.markup import (
    Convert,
    Finding,
    check_calls,
    check_flavours,
    check_front_matter,
    check_headings,
    check_leftovers,
    check_links,
    check_nav_entries,
    check_pasted,
    find_targets,
    is_draft,
    is_foreign,
    markdown_converter,
    may_call,
    no_anchors,
    parse_front_matter,
    rendered_ids,
)
from macros.checks.prose import (
    check_citations,
    check_first_uses,
    check_lengths_of_time,
    check_readability,
    check_repeated_links,
    check_unpublishable_text,
)
from model.content import Term
from model.core.problems import Problem, deduplicate

Macro = Callable[..., str]
# A link to a part of a page: only such pages are checked again when ids of another change.
LINK_TO_PART = re.compile(r"(?:\]\(|\]: *)[^)\s]*#")


def check_pages(
    docs: Path,
    macros: Mapping[str, Macro],
    root: Path,
    config: Mapping[str, Any] | None = None,
    terms: Iterable[Term] = (),
) -> list[Problem]:
    """Return every mistake in the Markdown pages below `docs`, in order.

    With MkDocs' `config` the nav is checked too, and anchors, which takes longer. With the
    glossary's `terms` each page must link a term where it comes first, and only there.
    """
    checks = PageChecks(docs, root, macros, list(terms), config)
    checks.check_all()
    nav = check_nav(config, root, docs) if config is not None else ()
    return deduplicate([*nav, *checks.all_problems()])


@dataclass
class PageChecks:
    """The mistakes in all pages, kept so that one page can be checked again on its own.

    With MkDocs' `config` anchors are checked too.
    """

    docs: Path
    root: Path
    macros: Mapping[str, Macro]
    terms: Sequence[Term]
    config: Mapping[str, Any] | None = None
    _texts: dict[str, str] = field(default_factory=dict)
    _files: set[str] = field(default_factory=set)
    _found: dict[str, list[Problem]] = field(default_factory=dict)
    _ids: dict[str, set[str] | None] = field(default_factory=dict)
    _convert: Convert | None = None

    def __post_init__(self) -> None:
        if self.config is not None:
            self._convert = markdown_converter(self.config)

    def check_all(self) -> None:
        """Check every page below `docs`, as for the first time."""
        paths = [path for path in self.docs.rglob("*") if path.is_file()]
        self._files = {path.relative_to(self.docs).as_posix() for path in paths}
        for page in sorted(name for name in self._files if name.endswith(".md")):
            self._read(page)
        # The results of a page's calls are cached for the build, so only pages without are forked.
        plain = [page for page, text in self._texts.items() if not may_call(text)]
        forked = plain[: len(plain) // 2]
        work = run_in_fork(lambda: {page: self._check(page) for page in forked}) if forked else dict
        self._found |= {page: self._check(page) for page in self._texts.keys() - forked}
        self._found |= work()

    def check_page(self, page: str) -> None:
        """Check one page, whose text or macros have changed."""
        self._ids.pop(page, None)
        if self._read(page):
            self._found[page] = self._check(page)

    def problems(self) -> dict[str, list[Problem]]:
        """Return the problems of each page that has any, those between pages included."""
        by_page = {page: list(found) for page, found in self._found.items() if found}
        between = [*_find_duplicates(self._texts), *self._anchors(), *self._links_to_drafts()]
        for page, finding in between:
            by_page.setdefault(page, []).append(self._problem(page, *finding))
        return {page: sorted(set(found)) for page, found in by_page.items()}

    def all_problems(self) -> Iterator[Problem]:
        """Yield the problems of all pages that are published."""
        drafts = self.drafts
        for page, found in self.problems().items():
            if page not in drafts:
                yield from found

    @property
    def texts(self) -> Mapping[str, str]:
        """The pages that could be read, by their names below `docs`."""
        return self._texts

    @property
    def drafts(self) -> set[str]:
        """The pages that say that they are drafts: a preview shows them, and nothing else does."""
        return {page for page, text in self._texts.items() if is_draft(text)}

    @property
    def foreign(self) -> set[str]:
        """The pages that are in another language than the site."""
        return {page for page, text in self._texts.items() if is_foreign(text)}

    def _links_to_drafts(self) -> Iterator[tuple[str, Finding]]:
        """Yield what leads from a page that is published to one that is not."""
        drafts = self.drafts
        for page, text in self._texts.items() if drafts else ():
            if page not in drafts:
                for line, target in find_targets(page, text):
                    if target in drafts:
                        what = f"leads to docs/{target}, which is a draft and is not published"
                        yield page, (line, "", what)

    def file_problems(self) -> list[Problem]:
        """Return what is wrong with the files below `docs` that would be published."""
        name = partial(path_for_editors, root=self.root)
        return list(check_published_files(self.docs, self._texts, name))

    def ids_of(self, page: str) -> set[str] | None:
        """Return the ids of a page if it can be rendered; few pages are asked for theirs.

        None without MkDocs' `config`, and for a page whose calls have mistakes to mend first.
        """
        if page not in self._ids and page in self._texts and self._convert is not None:
            text = self._texts[page]
            broken = any(check_calls(text, self.macros))
            self._ids[page] = None if broken else rendered_ids(text, self.macros, self._convert)
        return self._ids.get(page)

    def _read(self, page: str) -> bool:
        """Read a page, or note that it is no text."""
        try:
            # some editors put a mark before the text; it is not part of the page
            self._texts[page] = (self.docs / page).read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            self._texts.pop(page, None)
            self._found[page] = [self._problem(page, *undecodable(error))]
        return page in self._texts

    def _check(self, page: str) -> list[Problem]:
        text = self._texts[page]
        found = [*_check_alone(page, text, self.macros, self._files, self.terms)]
        found += check_flavours(text, self._convert)
        return [self._problem(page, *finding) for finding in found]

    def _anchors(self) -> Iterator[tuple[str, Finding]]:
        """Yield what is wrong with links, as a link depends on the ids of the page it leads to."""
        if self.config is None:
            return
        for page, text in self._texts.items():
            if LINK_TO_PART.search(text):
                for finding in check_links(page, text, self._files, self.ids_of):
                    yield page, finding

    def _problem(self, page: str, line: int, where: str, what: str) -> Problem:
        return Problem(path_for_editors(self.docs / page, self.root), line, where, what)


def _check_alone(
    page: str, text: str, macros: Mapping[str, Macro], files: set[str], terms: Sequence[Term]
) -> Iterator[Finding]:
    """Yield what can be found in one page without a look at the others."""
    yield from check_front_matter(page, text)
    yield from check_calls(text, macros)
    yield from check_links(page, text, files, no_anchors)
    yield from check_headings(text)
    yield from check_citations(page, text)
    yield from check_leftovers(text, macros)
    yield from check_damage(text)
    yield from check_pasted(page, text)
    yield from check_unpublishable_text(text)
    if is_foreign(text):
        return  # what follows knows words of the site's language
    yield from check_readability(text)
    yield from check_lengths_of_time(text)
    if terms:
        yield from check_repeated_links(text, terms)
        yield from check_first_uses(text, terms)


def _find_duplicates(texts: Mapping[str, str]) -> Iterator[tuple[str, Finding]]:
    """Yield (page, finding) for each title or description that another page has."""
    seen: dict[tuple[str, str], str] = {}
    for page, text in texts.items():
        document = parse_front_matter(text)
        data = document.data if document else None
        for key in ("title", "description"):
            value = data.get(key) if isinstance(data, dict) else None
            if document and isinstance(value, str):
                other = seen.setdefault((key, value), page)
                if other != page:
                    yield page, (document.line((key,)), key, f"is that of docs/{other}")


def check_nav(config: Mapping[str, Any], root: Path, docs: Path) -> Iterator[Problem]:
    """Yield a problem for each page that the nav of mkdocs.yml lacks or invents."""
    path = Path(config["config_file_path"])
    pages = {page.relative_to(docs).as_posix() for page in docs.rglob("*.md")}
    ignored = config["not_in_nav"]
    found = check_nav_entries(
        config["nav"],
        pages,
        lambda page: bool(ignored and ignored.match_file(page)),
        path.read_text(encoding="utf-8"),
    )
    for line, where, what in found:
        yield Problem(path_for_editors(path, root), line, where, what)


def path_for_editors(path: Path, root: Path) -> str:
    """Return a path as editors know it: from the project on, if it lies in it."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
