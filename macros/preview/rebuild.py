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

from macros.preview.page_render import FullRebuildRequiredError, LastBuild
from macros.preview.state import PreviewState
from macros.preview.watcher import FileStates, scan

SEARCH = "search/search_index.json"
log = logging.getLogger("mkdocs.plugins.preview")


@dataclass
class Changes:
    """The files that have changed, by what they mean."""

    pages: set[str] = field(default_factory=set)
    assets: set[str] = field(default_factory=set)
    data: bool = False


class Builder:
    """Takes the place of the function with which MkDocs builds everything after each change."""

    def __init__(self, preview: PreviewState, ours: Callable[[str], Any]) -> None:
        """Keep what macros tell, and `ours`, which imports a module of the project."""
        self.preview, self.ours = preview, ours
        self.all: Callable[[], None] = lambda: None
        self.paths: Callable[[], list[str]] = list
        self.failed: Callable[[BaseException], None] = lambda error: None
        self.broken = False
        self.seen: FileStates = {}
        self.ready: LastBuild | None = None
        self.last: LastBuild | None = None
        self.outdated: set[str] = set()
        self.number = 0  # of the build, counted up before it writes anything
        self.lock = threading.RLock()  # one page at a time: MkDocs notes which one it is at

    def begin(self) -> None:
        """Forget the last build, since a full one begins, and note the files it starts from."""
        self.number += 1
        self.last = self.ready = None
        self.outdated = set()
        self.seen = scan(self.paths())

    def __call__(self) -> None:
        """Build what a change asks for."""
        with self.lock:
            begun = time.perf_counter()
            self.number += 1
            before, self.seen = self.seen, scan(self.paths())
            try:
                said = self._some(before)
            except FullRebuildRequiredError as doubt:
                log.info("Everything is rendered again: %s", doubt)
            except Exception:  # the full build shows the same mistake in its own way, or none
                log.debug("Everything is rendered again", exc_info=True)
            else:
                log.info("%s, in %.0f ms", said, (time.perf_counter() - begun) * 1000)
                return
            self._everything()

    def freshen(self, path: str | None = None) -> int:
        """Render what is out of date of a file of the site, or of all; return the build's number.

        As long as that is `still` the number, the file is not out of date and nobody writes to it.
        """
        with self.lock:
            if self.last is not None:
                self._freshen(self.last, path)
            return self.number

    def still(self, number: int) -> bool:
        """Return whether no other build has begun; waits for the end of one that goes on."""
        with self.lock:
            return self.number == number

    def _freshen(self, last: LastBuild, path: str | None) -> None:
        everything = path is None or path == SEARCH
        pages = {name for name in self.outdated if everything or last.target(name) == path}
        self.outdated -= pages
        try:
            self._render(last, pages)
            if everything:
                last.write_search()
            return
        except Exception:
            log.debug("Everything is rendered again", exc_info=True)
        self._everything()

    def _everything(self) -> None:
        """Build everything; if that fails, even before it begins, the next change does it again."""
        self.last = None
        self.broken = False
        try:
            self.all()
        except (Exception, SystemExit) as error:
            log.debug("Nothing could be built", exc_info=True)
            self.broken = True
            self.failed(error)

    def _some(self, before: FileStates) -> str:
        """Render the pages that have changed and say what was done; raises Doubt."""
        if self.last is None:
            raise FullRebuildRequiredError("the last build did not come to its end")
        last = self.last
        last.check()
        changed = self._sorted(before, last)
        concerned = self.preview.renew(self.ours) if changed.data else set()
        waiting = {page for page in concerned - changed.pages if last.can_wait(page)}
        rendered = self._render(last, changed.pages | concerned - waiting)
        self.outdated = (self.outdated | waiting) - rendered
        for name in changed.assets:
            last.copy(name)
        done = ", ".join(sorted(rendered | changed.assets)) or "nothing"
        return f"Rendered {done}" + (f"; {len(waiting)} pages when asked for" if waiting else "")

    def _render(self, last: LastBuild, pages: set[str]) -> set[str]:
        """Check and render pages, and those whose mistakes are others now; return them all."""
        pages = pages | self.preview.look_at(pages)
        for page in sorted(pages):
            last.read(page)
        for page in sorted(pages):
            last.write(page)
        return pages

    def _sorted(self, before: FileStates, last: LastBuild) -> Changes:
        changed = Changes()
        docs, data = Path(last.config.docs_dir), self.ours("model.dataset").DATA
        # as pairs, so that a file that came or went is among them
        for name in {name for name, _ in before.items() ^ self.seen.items()}:
            path = Path(name)
            if name not in before or name not in self.seen:
                raise FullRebuildRequiredError(f"{path.name} has come or gone")
            if path.is_relative_to(docs):
                inner = path.relative_to(docs).as_posix()
                (changed.pages if last.is_page(inner) else changed.assets).add(inner)
            elif path.is_relative_to(data):
                changed.data = True
            else:
                raise FullRebuildRequiredError(f"{path.name} concerns every page")
        return changed
