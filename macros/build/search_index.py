"""The search index of the theme's plugin: the only place that knows how it is made."""

from typing import Any

Entries = list[dict[str, str]]


class SearchIndex:
    """The index that the theme's search plugin writes at the end of a build.

    The plugin adds the entries of a page while that is written. `pause` leaves them out, for
    somebody who works them out at another time.
    """

    def __init__(self, plugin: Any) -> None:
        self._plugin = plugin

    @classmethod
    def of(cls, config: Any) -> "SearchIndex | None":
        """Return the index of the configured search plugin, or None without one."""
        plugins = config.plugins.values()
        plugin = next((one for one in plugins if hasattr(one, "search_index")), None)
        return None if plugin is None else cls(plugin)

    @property
    def entries(self) -> Entries:
        """All entries, in the order of the pages."""
        found: Entries = self._plugin.search_index.entries
        return found

    @entries.setter
    def entries(self, entries: Entries) -> None:
        self._plugin.search_index.entries = entries

    def entries_of(self, page: Any, content: str) -> Entries:
        """Return the entries of a page of this content, in the plugin's own way; add none."""
        index = self._plugin.search_index
        kept, index.entries, shown, page.content = index.entries, [], page.content, content
        try:
            type(index).add_entry_from_context(index, page)
            found: Entries = index.entries
        finally:
            index.entries, page.content = kept, shown
        return found

    def pause(self) -> None:
        """Add no entries until `resume`."""
        self._plugin.search_index.add_entry_from_context = lambda _: None  # on this object alone

    def resume(self) -> None:
        """Add entries again."""
        del self._plugin.search_index.add_entry_from_context

    def write(self, config: Any) -> None:
        """Write the file of the index."""
        self._plugin.on_post_build(config=config)
