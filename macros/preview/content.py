"""The data, macros and checks of the last full build, brought up to date by smaller ones."""

import logging
from dataclasses import dataclass

from macros.checks import PageChecks, check_calls, check_data_links
from macros.preview.dependencies import MacroCache, deep_equal, shared_data
from model.dataset import Dataset, data_folder, load
from model.integrity import FileCache

log = logging.getLogger("mkdocs.plugins.preview")


@dataclass(repr=False)  # the macros plugin prints everything it is given, and the data is long
class Content:
    """What the macros plugin made in a full build, with the code of that build.

    A full build imports all modules anew. Whoever keeps this from one build to the next calls the
    code of now through it, whatever code it was imported with itself.
    """

    cache: MacroCache
    checks: PageChecks
    data_cache: FileCache  # data files that stay as they are are not read and checked again
    address_problems: str = ""  # in the data, a line each

    def can_render(self, markdown: str) -> bool:
        """Return whether the calls of a page work, so that it can be shown with its mistakes."""
        return not list(check_calls(markdown, self.checks.macros))

    def reload(self) -> tuple[Dataset, set[str]] | None:
        """Load the data anew; return it and the pages that show it otherwise.

        None where what has changed is shown by templates, or read by checks: then any page may
        be another. Raises InvalidDataError.
        """
        dataset = load(data_folder(), cache=self.data_cache)
        if not deep_equal(shared_data(dataset), shared_data(self.cache.dataset)):
            return None
        pages = self.cache.update_dataset(dataset)
        self._report_addresses()
        return dataset, pages

    def _report_addresses(self) -> None:
        """Log which addresses in the data lead nowhere, if they are others now."""

        def find() -> str:
            checks, dataset = self.checks, self.cache.tracked_dataset
            return "\n".join(map(str, check_data_links(dataset, checks.docs, checks.root)))

        # A call that stands in no page: it is worked out anew only if what it reads has changed.
        self.cache.current_page = None
        found = self.cache.wrap({"addresses in data": find})["addresses in data"]()
        if found != self.address_problems:
            for problem in found.splitlines():
                log.error("%s", problem)
        self.address_problems = found

    def check_pages(self, pages: set[str]) -> dict[str, list[str]]:
        """Check some pages again and return the mistakes of all pages."""
        self.cache.current_page = None
        for page in pages:
            self.checks.check_page(page)
        return {page: [str(one) for one in some] for page, some in self.checks.problems().items()}
