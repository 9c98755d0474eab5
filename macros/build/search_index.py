"""The search index of the theme's plugin: the only place that knows how it is made.

The plugin makes an entry of each heading. Here they become answers: rows of tables and terms get
entries of their own, each entry names its page, and pages that only list count for less.
docs/assets/js/search/engine.mjs reads them.
"""

import html
import re
from collections.abc import Iterator
from itertools import permutations
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from model.dataset import Dataset

Entry = dict[str, Any]  # location, title, text; page, asked and boost where there are any
Entries = list[Entry]

# What can be linked to by itself and has no heading: an element with an id, and where its name is.
NAMED = ("tr[id]:not([id^=rule-]) > th[scope=row]", "div[id] > dt")
# What stands in those, and says nothing to somebody who searches.
LEFT_OUT = "[data-search-exclude], .soc-table__link, .soc-table__for, button, script"
PERMALINK = re.compile(r"\s*#$")
TAG = re.compile(r"<[^>]+>")
SPACE = re.compile(r"\s+")


def names_of_reports(dataset: Dataset) -> dict[str, list[str]]:
    """Return, by page of docs/, the name of the report or of the two reports that it is about.

    Whoever types it finds that page first, whatever its headline says.
    """
    reports = dataset.reports.values()
    return {f"{report.id}.md": [report.name] for report in reports} | {
        f"{one.id}-vs-{other.id}.md": [f"{one.name} vs {other.name}"]
        for one, other in permutations(reports, 2)
    }


class SearchIndex:
    """The index that the theme's search plugin writes at the end of a build.

    The plugin adds the entries of a page while that is written: its own, or after `answer` ours.
    `pause` leaves them out, for somebody who works them out at another time.
    """

    def __init__(self, plugin: Any, settings: dict[str, dict[str, Any]]) -> None:
        self._plugin = plugin
        self._weights: dict[str, float] = settings.get("weights", {})
        self._asked: dict[str, list[str]] = settings.get("asked", {})
        self._names: dict[str, list[str]] = settings.get("names", {})

    @classmethod
    def of(cls, config: Any) -> "SearchIndex | None":
        """Return the index of the configured search plugin, or None without one."""
        plugins = config.plugins.values()
        plugin = next((one for one in plugins if hasattr(one, "search_index")), None)
        return None if plugin is None else cls(plugin, config.extra.get("search", {}))

    @property
    def entries(self) -> Entries:
        """All entries, in the order of the pages."""
        found: Entries = self._plugin.search_index.entries
        return found

    @entries.setter
    def entries(self, entries: Entries) -> None:
        self._plugin.search_index.entries = entries

    def entries_of(self, page: Any, content: str) -> Entries:
        """Return the entries of a page of this content; add none."""
        if "robots" in page.meta:  # kept out of search engines, and out of ours
            return []
        tree = LexborHTMLParser(content)
        while hidden := tree.css_first("[hidden], template"):
            hidden.decompose()
        parts = list(_take_parts(tree))
        heading = tree.css_first("h1[id]")
        own = f"{page.url}#{heading.attributes['id']}" if heading else page.url
        rest = tree.body.inner_html if tree.body else ""
        index = self._plugin.search_index
        kept, index.entries, shown, page.content = index.entries, [], page.content, rest
        try:
            type(index).add_entry_from_context(index, page)
            found: Entries = index.entries
        finally:
            index.entries, page.content = kept, shown
        found += [{**part, "location": f"{page.url}#{part['location']}"} for part in parts]
        return list(self._answers(page, found, own))

    def _answers(self, page: Any, entries: Entries, own: str) -> Iterator[Entry]:
        """Yield entries as the search shows them, each with its page and what it counts for.

        `own` is the place of the page's heading. Where that stands in a column, the plugin tells of
        it, and of the answer below it, as of a part; they are the page's.
        """
        source = page.file.src_uri
        apart = [entry for entry in entries if entry["location"] == own != page.url]
        for entry in entries:
            if entry in apart:
                continue
            title = _plain(PERMALINK.sub("", entry["title"]))
            first = entry["location"] == page.url
            answer = apart if first else []
            text = " ".join(one["text"] for one in [*answer, entry])
            shown = {**entry, "title": title, "text": _plain(text)}
            if not first:
                shown["page"] = str(page.title)
            else:
                headings = [_plain(PERMALINK.sub("", one["title"])) for one in apart]
                said = [*headings, *self._names.get(source, []), *self._asked.get(source, [])]
                shown["asked"] = list(dict.fromkeys([str(page.title), *said]))
            if source in self._weights:
                shown["boost"] = self._weights[source]
            yield shown

    def answer(self) -> None:
        """Add answers from now on, whoever renders the pages."""
        self._plugin.search_index.add_entry_from_context = self._add  # on this object alone

    def pause(self) -> None:
        """Add no entries until `resume`."""
        self._plugin.search_index.add_entry_from_context = lambda _: None

    def resume(self) -> None:
        """Add answers again."""
        self.answer()

    def _add(self, page: Any) -> None:
        self.entries.extend(self.entries_of(page, page.content))

    def write(self, config: Any) -> None:
        """Write the file of the index."""
        self._plugin.on_post_build(config=config)


def _plain(text: str) -> str:
    """Return what a reader sees of a text of the plugin, which keeps some elements."""
    return SPACE.sub(" ", html.unescape(TAG.sub(" ", text))).strip()


def _take_parts(tree: LexborHTMLParser) -> Iterator[Entry]:
    """Take rows and terms that have an address out of a page, and yield them as entries."""
    for name in [name for selector in NAMED for name in tree.css(selector)]:
        part = name.parent
        if part is None:
            continue
        for left in part.css(LEFT_OUT):
            left.decompose()
        title, _, explained = name.text(separator="\n").strip().partition("\n")
        location = part.attributes["id"] or ""
        name.decompose()
        text = f"{explained.strip()} {part.text(separator=' ')}".strip()
        part.decompose()
        yield {"location": location, "title": title.strip(), "text": html.escape(text)}
