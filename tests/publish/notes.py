"""Which sources the marks of a published page lead to."""

from bs4 import BeautifulSoup, Tag

from model.dataset import Dataset


def sources_of(part: BeautifulSoup | Tag, dataset: Dataset) -> list[str]:
    """The ids of the sources that notes name, in order."""
    titles = {f"{one.publisher}: {one.title}": one.id for one in dataset.sources.values()}
    return [titles[link.get_text()] for link in part.select("li > a")]


def cited_on(page: BeautifulSoup, dataset: Dataset) -> set[str]:
    """The ids of the sources that a page's marks lead to."""
    return {name for notes in page.select(".soc-notes") for name in sources_of(notes, dataset)}
