"""What the macros tell the preview, and what a change of data or pages makes of it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from macros.preview.dependencies import deep_equal
from macros.preview.page_render import FullRebuildRequiredError

log = logging.getLogger("mkdocs.plugins.preview")


@dataclass(repr=False)  # the plugin prints everything it is given, and the data is long
class PreviewState:
    """The last sound data, and what is wrong now."""

    site: Any = None
    data_problems: list[str] = field(default_factory=list)
    page_problems: dict[str, list[str]] = field(default_factory=dict)
    checks: Any = None
    calls: Any = None
    wrong_addresses: str = ""  # in the data, a line each

    def renew(self, ours: Callable[[str], Any]) -> set[str]:
        """Load the data anew and return the pages that show it otherwise; raises Doubt."""
        if self.data_problems:
            raise FullRebuildRequiredError("the data had mistakes")
        site = ours("model.dataset").load()
        shared = ours("macros.preview.dependencies").shared_data
        if not deep_equal(shared(site), shared(self.site)):
            raise FullRebuildRequiredError(
                "the templates or the checks read what has changed in the data"
            )
        self.site = site
        pages: set[str] = self.calls.renew(site) | set(self.page_problems)
        self._look_at_addresses(ours("macros.checks.data_links").problems)
        return pages

    def _look_at_addresses(self, problems: Callable[..., list[Any]]) -> None:
        """Say which addresses in the data lead nowhere, if they are others now."""

        def found() -> str:
            checks = self.checks
            return "\n".join(map(str, problems(self.calls.site, checks.docs, checks.root)))

        # A call that stands in no page: it is worked out anew only if what it reads has changed.
        self.calls.page = None
        now = self.calls.wrap({"addresses in data": found})["addresses in data"]()
        if now != self.wrong_addresses:
            for problem in now.splitlines():
                log.error("%s", problem)
        self.wrong_addresses = now

    def look_at(self, pages: set[str]) -> set[str]:
        """Look for mistakes in pages and return all whose mistakes are others now."""
        if not pages:
            return set()
        self.calls.page = None
        for page in pages:
            self.checks.look_at(page)
        before, found = self.page_problems, self.checks.problems()
        now = {page: [str(problem) for problem in some] for page, some in found.items()}
        self.page_problems = now
        other = {page for page in before.keys() | now.keys() if before.get(page) != now.get(page)}
        for problem in (problem for page in other for problem in now.get(page, [])):
            log.error("%s", problem)
        return other
