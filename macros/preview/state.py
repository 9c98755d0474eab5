"""What is shown and what is wrong now, from one build of the preview to the next."""

import logging
from dataclasses import dataclass, field

from macros.preview.content import Content
from macros.preview.page_render import FullRebuildRequiredError
from model.dataset import Dataset

log = logging.getLogger("mkdocs.plugins.preview")


@dataclass(repr=False)  # the macros plugin prints everything it is given, and the data is long
class PreviewState:
    """The last sound data, and what is wrong now."""

    dataset: Dataset | None = None
    data_problems: list[str] = field(default_factory=list)
    page_problems: dict[str, list[str]] = field(default_factory=dict)
    content: Content | None = None

    def reload_data(self) -> set[str]:
        """Load the data anew and return the pages that show it otherwise.

        Raises FullRebuildRequiredError.
        """
        if self.data_problems or self.content is None:
            raise FullRebuildRequiredError("the data had mistakes")
        loaded = self.content.reload()
        if loaded is None:
            said = "the templates or the checks read what has changed in the data"
            raise FullRebuildRequiredError(said)
        self.dataset, pages = loaded
        return pages | set(self.page_problems)

    def check_pages(self, pages: set[str]) -> set[str]:
        """Look for mistakes in pages and return all whose mistakes are others now."""
        if not pages or self.content is None:
            return set()
        before, now = self.page_problems, self.content.check_pages(pages)
        self.page_problems = now
        other = {page for page in before.keys() | now.keys() if before.get(page) != now.get(page)}
        for problem in (problem for page in other for problem in now.get(page, [])):
            log.error("%s", problem)
        return other
