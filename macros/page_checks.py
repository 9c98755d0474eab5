"""The mistakes in all pages, kept so that one page can be looked at again on its own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from macros import pages
from model.glossary import Term
from model.problems import Problem

Macro = Callable[..., str]


@dataclass
class PageChecks:
    """What was found in each page; problems are those that macros/pages.py finds in all."""

    docs: Path
    root: Path
    macros: Mapping[str, Macro]
    terms: Sequence[Term]
    texts: dict[str, str] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    found: dict[str, list[Problem]] = field(default_factory=dict)

    def look_at_all(self) -> None:
        """Look at every page below `docs`, as for the first time."""
        paths = [path for path in self.docs.rglob("*") if path.is_file()]
        self.files = {path.relative_to(self.docs).as_posix() for path in paths}
        for page in sorted(name for name in self.files if name.endswith(".md")):
            self.look_at(page)

    def look_at(self, page: str) -> None:
        """Look at one page, whose text or macros have changed."""
        try:
            # some editors put a mark before the text; it is not part of the page
            text = (self.docs / page).read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            self.texts.pop(page, None)
            self.found[page] = [self._problem(page, *pages.not_text(error))]
            return
        self.texts[page] = text
        findings = pages.page_findings(page, text, self.macros, self.files, terms=self.terms)
        self.found[page] = [self._problem(page, *finding) for finding in findings]

    def problems(self) -> dict[str, list[Problem]]:
        """Return the problems of each page that has any, those between pages included."""
        all_found = {page: list(found) for page, found in self.found.items() if found}
        for page, line, where, what in pages.twice(self.texts):
            all_found.setdefault(page, []).append(self._problem(page, line, where, what))
        return {page: sorted(found) for page, found in all_found.items()}

    def _problem(self, page: str, line: int, where: str, what: str) -> Problem:
        return Problem(pages.name_of(self.docs / page, self.root), line, where, what)
