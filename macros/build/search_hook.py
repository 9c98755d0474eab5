"""The search index of a full build, worked out beside the pages.

A MkDocs hook. To find what the search shows of a page takes as long as to fill its template, and
needs nothing of it. While serving, macros/preview does the same when the index is needed.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mkdocs.plugins import event_priority

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from macros.build.background import run_in_fork  # noqa: E402 - it lies below ROOT
from macros.build.search_index import Entries, SearchIndex  # noqa: E402


class State:
    """What is under way between two events of a build."""

    full_build = False
    index: SearchIndex | None = None
    entries: Callable[[], Entries] | None = None


def on_startup(*, command: str, dirty: bool) -> None:
    """Note whether everything is built."""
    State.full_build = command == "build" and not dirty


@event_priority(-100)  # after all others, which may change pages
def on_env(env: Any, *, config: Any, files: Any) -> Any:
    """Begin the entries of all pages, and have the theme's plugin leave them to us."""
    State.entries = None  # of a build that failed
    State.index = index = SearchIndex.of(config)
    if not State.full_build or index is None:
        return env
    pages = [file.page for file in files.documentation_pages()]  # as MkDocs writes them
    contents = [(page, page.content) for page in pages]  # the plugin takes its own marks out

    def work() -> Entries:
        return [entry for page, text in contents for entry in index.entries_of(page, text)]

    State.entries = run_in_fork(work)
    index.pause()
    return env


@event_priority(100)  # before the theme's plugin writes the index
def on_post_build(*, config: Any) -> None:
    """Give the theme's plugin the entries."""
    if State.index is None or State.entries is None:
        return
    State.index.resume()
    State.index.entries, State.entries = State.entries(), None
