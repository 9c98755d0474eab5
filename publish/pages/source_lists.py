"""Each page lists the sources that it cites, and the page of sources says where each is cited.

Both are read from the source marks of the built pages, so they say what the pages show.
"""

from collections.abc import Iterable, Mapping

from model.dataset import Dataset
from publish.pages.source_notes import find_pages_of_notes
from publish.render import render
from publish.site import BuiltSite, Page

LIST = "sources/"
MARK = "a.src__mark"
# Where the trust line, the end of a page and the list of sources leave room.
PAGE_PLACE = "data-page-sources>"
COUNT_PLACE = "data-page-count>"
USED_PLACE = 'data-used-on="{}">'


def write_source_lists(site: BuiltSite, dataset: Dataset) -> None:
    """Fill the places for sources on every page that has them."""
    apart = find_pages_of_notes(site)
    used: dict[str, list[Page]] = {name: [] for name in dataset.sources}
    for page in site.indexable_pages():
        cited = {mark.text().strip() for mark in page.tree.css(MARK)}
        sources = [source for name, source in dataset.sources.items() if name in cited]
        for source in sources:
            used[source.id].append(page)
        if sources:
            elsewhere = apart.get(page.path)
            context = {"sources": sources, "href": f"{site.base}{LIST}"}
            if elsewhere:
                _fill(elsewhere, _render_list({**context, "apart": None}))
            where = f"{site.base}{elsewhere.path}" if elsewhere else None
            _fill(page, _render_list({**context, "apart": where}))
    filled = {
        USED_PLACE.format(name): render(
            "used_on.html.j2", {"headings": _by_heading(pages), "base": site.base}
        ).strip()
        for name, pages in used.items()
    }
    _fill(site.pages[LIST], filled)


def _by_heading(pages: Iterable[Page]) -> dict[str, list[Page]]:
    """Return the pages of each heading: many outcomes of the tool share one."""
    found: dict[str, list[Page]] = {}
    for page in pages:
        found.setdefault(page.heading, []).append(page)
    return found


def _render_list(context: Mapping[str, object]) -> dict[str, str]:
    """Return the line below the heading and the list, by their places."""
    return {
        COUNT_PLACE: render("source_count.html.j2", context).rstrip(),
        PAGE_PLACE: render("page_sources.html.j2", context).strip(),
    }


def _fill(page: Page, markup: dict[str, str]) -> None:
    html = page.html
    for place, text in markup.items():
        html = html.replace(place, place + text, 1)
    page.write(html)
