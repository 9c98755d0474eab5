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
from macros.build.search_entries import Entries, find_search_plugin, search_entries  # noqa: E402


class State:
    """What is under way between two events of a build."""

    building = False
    found: Callable[[], Entries] | None = None


def on_startup(*, command: str, dirty: bool) -> None:
    """Note whether everything is built."""
    State.building = command == "build" and not dirty


@event_priority(-100)  # after all others, which may change pages
def on_env(env: Any, *, config: Any, files: Any) -> Any:
    """Begin the entries of all pages, and have the theme's plugin leave them to us."""
    State.found = None  # of a build that failed
    search = find_search_plugin(config)
    if not State.building or search is None:
        return env
    index = search.search_index
    pages = [file.page for file in files.documentation_pages()]  # as MkDocs writes them
    contents = [(page, page.content) for page in pages]  # the plugin takes its own marks out

    def work() -> Entries:
        return [
            entry for page, content in contents for entry in search_entries(index, page, content)
        ]

    State.found = run_in_fork(work)
    index.add_entry_from_context = lambda _: None  # on this one object, for this one build
    return env


@event_priority(100)  # before the theme's plugin writes the index
def on_post_build(*, config: Any) -> None:
    """Give the theme's plugin the entries."""
    if State.found is None:
        return
    index = find_search_plugin(config).search_index
    del index.add_entry_from_context
    index.entries, State.found = State.found(), None
