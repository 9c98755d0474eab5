"""From a change to the changed pages: as little is rendered as is safe, or everything.

A page whose source has changed is rendered at once. A page that a change of data concerns is out of
date until somebody asks for it, so that no edit waits for pages that nobody looks at.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from macros.preview_pages import Doubt, LastBuild
from macros.preview_watch import Files, look

SEARCH = "search/search_index.json"
log = logging.getLogger("mkdocs.plugins.preview")


@dataclass(repr=False)  # the plugin prints everything it is given, and the data is long
class Preview:
    """What the macros tell the preview: the last sound data, and what is wrong now."""

    site: Any = None
    data_problems: list[str] = field(default_factory=list)
    page_problems: dict[str, list[str]] = field(default_factory=dict)
    checks: Any = None
    calls: Any = None


@dataclass
class Changed:
    """The files that have changed, by what they mean."""

    pages: set[str] = field(default_factory=set)
    assets: set[str] = field(default_factory=set)
    data: bool = False


class Builder:
    """Takes the place of the function with which MkDocs builds everything after each change."""

    def __init__(self, preview: Preview, ours: Callable[[str], Any]) -> None:
        """Keep what macros tell, and `ours`, which imports a module of the project."""
        self.preview, self.ours = preview, ours
        self.all: Callable[[], None] = lambda: None
        self.paths: Callable[[], list[str]] = list
        self.seen: Files = {}
        self.ready: LastBuild | None = None
        self.last: LastBuild | None = None
        self.outdated: set[str] = set()
        self.lock = threading.RLock()  # one page at a time: MkDocs notes which one it is at

    def begin(self) -> None:
        """Forget the last build, since a full one begins, and note the files it starts from."""
        self.last = self.ready = None
        self.outdated = set()
        self.seen = look(self.paths())

    def __call__(self) -> None:
        """Build what a change asks for."""
        with self.lock:
            begun = time.perf_counter()
            before, self.seen = self.seen, look(self.paths())
            try:
                said = self._some(before)
            except Doubt as doubt:
                log.info("Everything is rendered again: %s", doubt)
            except Exception:  # the full build shows the same mistake in its own way, or none
                log.debug("Everything is rendered again", exc_info=True)
            else:
                log.info("%s, in %.0f ms", said, (time.perf_counter() - begun) * 1000)
                return
            self.all()

    def freshen(self, path: str | None = None) -> bool:
        """Render what is out of date of a file of the site, or of all; return if any was."""
        with self.lock:
            if self.last is None:
                return False
            last, everything = self.last, path is None or path == SEARCH
            pages = {name for name in self.outdated if everything or last.target(name) == path}
            self.outdated -= pages
            try:
                self._render(last, pages)
                return bool((everything and last.write_search()) or pages)
            except Exception:
                log.debug("Everything is rendered again", exc_info=True)
            try:
                self.all()
            except (Exception, SystemExit):  # the mistake is shown when the next change is built
                log.exception("The page is served as it was before")
            return self.last is not None

    def _some(self, before: Files) -> str:
        """Render the pages that have changed and say what was done; raises Doubt."""
        if self.last is None:
            raise Doubt("the last build did not come to its end")
        last = self.last
        last.check()
        changed = self._sorted(before, last)
        concerned = self._data() if changed.data else set()
        waiting = {page for page in concerned - changed.pages if last.can_wait(page)}
        rendered = self._render(last, changed.pages | concerned - waiting)
        self.outdated = (self.outdated | waiting) - rendered
        for name in changed.assets:
            last.copy(name)
        done = ", ".join(sorted(rendered | changed.assets)) or "nothing"
        return f"Rendered {done}" + (f"; {len(waiting)} pages when asked for" if waiting else "")

    def _render(self, last: LastBuild, pages: set[str]) -> set[str]:
        """Check and render pages, and those whose mistakes are others now; return them all."""
        pages = pages | self._checked(pages)
        for page in sorted(pages):
            last.read(page)
        for page in sorted(pages):
            last.write(page)
        return pages

    def _sorted(self, before: Files, last: LastBuild) -> Changed:
        changed = Changed()
        docs, data = Path(last.config.docs_dir), self.ours("model.load").DATA
        # as pairs, so that a file that came or went is among them
        for name in {name for name, _ in before.items() ^ self.seen.items()}:
            path = Path(name)
            if name not in before or name not in self.seen:
                raise Doubt(f"{path.name} has come or gone")
            if path.is_relative_to(docs):
                inner = path.relative_to(docs).as_posix()
                (changed.pages if last.is_page(inner) else changed.assets).add(inner)
            elif path.is_relative_to(data):
                changed.data = True
            else:
                raise Doubt(f"{path.name} concerns every page")
        return changed

    def _data(self) -> set[str]:
        """Load the data anew and return the pages that show it otherwise."""
        if self.preview.data_problems:
            raise Doubt("the data had mistakes")
        site = self.ours("model.load").load()
        shared = self.ours("macros").shared
        if shared(site) != shared(self.preview.site):
            raise Doubt("the templates or the checks read what has changed in the data")
        self.preview.site = site
        pages: set[str] = self.preview.calls.renew(site) | set(self.preview.page_problems)
        return pages

    def _checked(self, pages: set[str]) -> set[str]:
        """Look for mistakes in pages and return all whose mistakes are others now."""
        if not pages:
            return set()
        preview = self.preview
        preview.calls.page = None
        for page in pages:
            preview.checks.look_at(page)
        before, found = preview.page_problems, preview.checks.problems()
        now = {page: [str(problem) for problem in some] for page, some in found.items()}
        preview.page_problems = now
        other = {page for page in before.keys() | now.keys() if before.get(page) != now.get(page)}
        for problem in (problem for page in other for problem in now.get(page, [])):
            log.error("%s", problem)
        return other
