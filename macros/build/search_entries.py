"""What the theme's search finds in a page."""

from typing import Any

Entries = list[dict[str, str]]


def find_search_plugin(config: Any) -> Any:
    """Return the theme's search plugin, or None without one."""
    return next((p for p in config.plugins.values() if hasattr(p, "search_index")), None)


def search_entries(index: Any, page: Any, content: str) -> Entries:
    """Return the entries of a page of this content, in the plugin's own way; change nothing."""
    kept, index.entries, shown, page.content = index.entries, [], page.content, content
    try:
        type(index).add_entry_from_context(index, page)
        found: Entries = index.entries
    finally:
        index.entries, page.content = kept, shown
    return found
