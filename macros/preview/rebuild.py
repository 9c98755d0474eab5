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

from macros.preview.page_render import FullRebuildRequiredError, LastBuild
from macros.preview.state import PreviewState
from macros.preview.watcher import FileStates, scan
from model.dataset import data_folder

SEARCH_INDEX = "search/search_index.json"
log = logging.getLogger("mkdocs.plugins.preview")


@dataclass
class Changes:
    """The files that have changed, by what they mean."""

    pages: set[str] = field(default_factory=set)
    assets: set[str] = field(default_factory=set)
    data: bool = False


class Builder:
    """Takes the place of the function with which MkDocs builds everything after each change."""

    def __init__(self, state: PreviewState) -> None:
        """Keep what the macros plugin tells; the hook sets what a server brings."""
        self.state = state
        self.build_all: Callable[[], None] = lambda: None
        self.watched_paths: Callable[[], list[str]] = list
        self.on_failure: Callable[[BaseException], None] = lambda error: None
        self.broken = False
        self.files: FileStates = {}
        self.current_build: LastBuild | None = None  # until it has come to its end
        self.last_build: LastBuild | None = None
        self.stale_pages: set[str] = set()
        self.number = 0  # of the build, counted up before it writes anything
        self.lock = threading.RLock()  # one page at a time: MkDocs notes which one it is at

    def start_full_build(self) -> None:
        """Forget the last build, since a full one begins, and note the files it starts from."""
        self.number += 1
        self.last_build = self.current_build = None
        self.stale_pages = set()
        self.files = scan(self.watched_paths())

    def __call__(self) -> None:
        """Build what a change asks for."""
        with self.lock:
            begun = time.perf_counter()
            self.number += 1
            before, self.files = self.files, scan(self.watched_paths())
            try:
                said = self._build_changed(before)
            except FullRebuildRequiredError as reason:
                log.info("Everything is rendered again: %s", reason)
            except Exception:  # the full build shows the same mistake in its own way, or none
                log.debug("Everything is rendered again", exc_info=True)
            else:
                log.info("%s, in %.0f ms", said, (time.perf_counter() - begun) * 1000)
                return
            self._build_everything()

    def render_stale(self, path: str | None = None) -> int:
        """Render what is out of date of a file of the site, or of all; return the build's number.

        As long as that `is_current`, the file is not out of date and nobody writes to it.
        """
        with self.lock:
            if self.last_build is not None:
                self._render_stale(self.last_build, path)
            return self.number

    def is_current(self, number: int) -> bool:
        """Return whether no other build has begun; waits for the end of one that goes on."""
        with self.lock:
            return self.number == number

    def _render_stale(self, last: LastBuild, path: str | None) -> None:
        everything = path is None or path == SEARCH_INDEX
        pages = {name for name in self.stale_pages if everything or last.output_file(name) == path}
        self.stale_pages -= pages
        try:
            self._render(last, pages)
            if everything:
                last.write_search_index()
            return
        except Exception:
            log.debug("Everything is rendered again", exc_info=True)
        self._build_everything()

    def _build_everything(self) -> None:
        """Build everything; if that fails, even before it begins, the next change does it again."""
        self.last_build = None
        self.broken = False
        try:
            self.build_all()
        except (Exception, SystemExit) as error:
            log.debug("Nothing could be built", exc_info=True)
            self.broken = True
            self.on_failure(error)

    def _build_changed(self, before: FileStates) -> str:
        """Render the pages that have changed and say what was done.

        Raises FullRebuildRequiredError.
        """
        if self.last_build is None:
            raise FullRebuildRequiredError("the last build did not come to its end")
        last = self.last_build
        last.ensure_reusable()
        changed = self._classify(before, last)
        concerned = self.state.reload_data() if changed.data else set()
        waiting = {page for page in concerned - changed.pages if last.can_defer(page)}
        rendered = self._render(last, changed.pages | concerned - waiting)
        self.stale_pages = (self.stale_pages | waiting) - rendered
        for name in changed.assets:
            last.copy_asset(name)
        done = ", ".join(sorted(rendered | changed.assets)) or "nothing"
        return f"Rendered {done}" + (f"; {len(waiting)} pages when asked for" if waiting else "")

    def _render(self, last: LastBuild, pages: set[str]) -> set[str]:
        """Check and render pages, and those whose mistakes are others now; return them all."""
        pages = pages | self.state.check_pages(pages)
        for page in sorted(pages):
            last.convert_page(page)
        for page in sorted(pages):
            last.write_page(page)
        return pages

    def _classify(self, before: FileStates, last: LastBuild) -> Changes:
        changed = Changes()
        docs, data = Path(last.config.docs_dir), data_folder()
        # as pairs, so that a file that came or went is among them
        for name in {name for name, _ in before.items() ^ self.files.items()}:
            path = Path(name)
            if name not in before or name not in self.files:
                raise FullRebuildRequiredError(f"{path.name} has come or gone")
            if path.is_relative_to(docs):
                inner = path.relative_to(docs).as_posix()
                (changed.pages if last.is_page(inner) else changed.assets).add(inner)
            elif path.is_relative_to(data):
                changed.data = True
            else:
                raise FullRebuildRequiredError(f"{path.name} concerns every page")
        return changed
