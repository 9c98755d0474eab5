"""Which sources the marks of a published page lead to."""

from bs4 import BeautifulSoup, Tag

from model.dataset import Dataset
from publish.pages.typography import set_text


def sources_of(part: BeautifulSoup | Tag, dataset: Dataset) -> list[str]:
    """The ids of the sources that notes name, in order."""
    titles = {set_text(f"{one.publisher}: {one.title}"): one.id for one in dataset.sources.values()}
    return [titles[link.get_text()] for link in part.select("li > a")]


def cited_on(page: BeautifulSoup, dataset: Dataset) -> set[str]:
    """The ids of the sources that a page's notes name."""
    return {name for notes in page.select(".soc-notes") for name in sources_of(notes, dataset)}


def find_notes(pages: dict[str, BeautifulSoup], path: str) -> BeautifulSoup:
    """The page that has the notes of a page: the same one, or one that has nothing else."""
    apart = [page for page in pages.values() if page.select_one(f'[data-notes-of="{path}"]')]
    return apart[0] if apart else pages[path]
