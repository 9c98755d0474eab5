"""Which sources the marks of a published page lead to."""

from functools import cache

from bs4 import BeautifulSoup, Tag

from publish.pages.typography import bind_numbers, set_text
from tests.data import load_data


@cache
def ids_by_title() -> dict[str, str]:
    """The id of each source by what a note calls it."""
    sources = load_data().sources.values()
    return {bind_numbers(set_text(f"{one.publisher}: {one.title}")): one.id for one in sources}


def sources_of(part: BeautifulSoup | Tag) -> list[str]:
    """The ids of the sources that notes name, in order."""
    return [ids_by_title()[link.get_text()] for link in part.select("li > a")]


def cited_on(page: BeautifulSoup) -> set[str]:
    """The ids of the sources that a page's notes name."""
    return {name for notes in page.find_all(class_="soc-notes") for name in sources_of(notes)}
