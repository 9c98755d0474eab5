"""The mistakes in all pages, kept so that one page can be looked at again on its own."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from macros.build.background import run_in_fork
from macros.checks import links, macro_calls, pages
from model.content.glossary import Term
from model.core.problems import Problem

Macro = Callable[..., str]
# A link to a part of a page: only such pages are looked at again when ids of another change.
TO_A_PART = re.compile(r"(?:\]\(|\]: *)[^)\s]*#")


@dataclass
class PageChecks:
    """What was found in each page; problems are those that macros/checks/pages.py finds in all.

    With MkDocs' `config` anchors are checked too.
    """

    docs: Path
    root: Path
    macros: Mapping[str, Macro]
    terms: Sequence[Term]
    config: Mapping[str, Any] | None = None
    texts: dict[str, str] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    found: dict[str, list[Problem]] = field(default_factory=dict)
    ids: dict[str, set[str] | None] = field(default_factory=dict)

    def look_at_all(self) -> None:
        """Look at every page below `docs`, as for the first time."""
        paths = [path for path in self.docs.rglob("*") if path.is_file()]
        self.files = {path.relative_to(self.docs).as_posix() for path in paths}
        for page in sorted(name for name in self.files if name.endswith(".md")):
            self._read(page)
        # What the calls of a page give is kept for the build, so only pages without go aside.
        plain = [page for page, text in self.texts.items() if not macro_calls.may_call(text)]
        there = plain[: len(plain) // 2]
        found = (
            run_in_fork(lambda: {page: self._found_in(page) for page in there}) if there else dict
        )
        self.found |= {page: self._found_in(page) for page in self.texts.keys() - there}
        self.found |= found()

    def look_at(self, page: str) -> None:
        """Look at one page, whose text or macros have changed."""
        self.ids.pop(page, None)
        if self._read(page):
            self.found[page] = self._found_in(page)

    def _read(self, page: str) -> bool:
        """Read a page, or note that it is no text."""
        try:
            # some editors put a mark before the text; it is not part of the page
            self.texts[page] = (self.docs / page).read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            self.texts.pop(page, None)
            self.found[page] = [self._problem(page, *pages.not_text(error))]
        return page in self.texts

    def _found_in(self, page: str) -> list[Problem]:
        text = self.texts[page]
        findings = pages.page_findings(page, text, self.macros, self.files, terms=self.terms)
        return [self._problem(page, *finding) for finding in findings]

    def problems(self) -> dict[str, list[Problem]]:
        """Return the problems of each page that has any, those between pages included."""
        all_found = {page: list(found) for page, found in self.found.items() if found}
        for page, line, where, what in pages.twice(self.texts):
            all_found.setdefault(page, []).append(self._problem(page, line, where, what))
        for page, problem in self._anchors():
            all_found.setdefault(page, []).append(problem)
        return {page: sorted(set(found)) for page, found in all_found.items()}

    def _anchors(self) -> Iterator[tuple[str, Problem]]:
        """Yield what is wrong with links, as a link depends on the ids of the page it leads to."""
        if self.config is None:
            return
        for page, text in self.texts.items():
            if TO_A_PART.search(text):
                for finding in links.findings(page, text, self.files, self._ids):
                    yield page, self._problem(page, *finding)

    def _ids(self, page: str) -> set[str] | None:
        """Return the ids of a page if it can be rendered; few pages are asked for theirs."""
        if page not in self.ids and self.config is not None:
            text = {page: self.texts[page]} if page in self.texts else {}
            self.ids[page] = pages.ids(text, self.macros, self.config).get(page)
        return self.ids.get(page)

    def _problem(self, page: str, line: int, where: str, what: str) -> Problem:
        return Problem(pages.name_of(self.docs / page, self.root), line, where, what)
