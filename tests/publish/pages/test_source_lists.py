"""A page lists its own sources, and the page of sources says where each is used."""

import re

import pytest
from bs4 import BeautifulSoup


def marks(page: BeautifulSoup) -> set[str]:
    return {mark.get_text(strip=True) for mark in page.select("a.src__mark")}


def indexable(pages) -> dict[str, BeautifulSoup]:
    """The pages that search engines may list."""
    return {
        path: page
        for path, page in pages.items()
        if page.select_one("link[rel=canonical]")
        and not page.select_one('meta[name=robots][content*="noindex"]')
    }


def articles(pages) -> dict[str, BeautifulSoup]:
    """Those of them that have a trust line."""
    return {path: page for path, page in indexable(pages).items() if page.select_one(".soc-trust")}


def test_each_page_lists_the_sources_of_its_marks_and_no_others(pages):
    found = articles(pages)
    assert len(found) >= 15
    for path, page in found.items():
        listed = [link.get_text() for link in page.select(".soc-trust__sources a")]
        assert len(listed) == len(set(listed)), path
        assert set(listed) == marks(page), path


def test_the_number_in_the_summary_is_that_of_the_list(pages):
    for path, page in articles(pages).items():
        for details in page.select(".soc-trust__sources"):
            count = details.summary.get_text().split()[0]
            assert int(count) == len(details.select("li")), path


def test_an_entry_of_the_list_leads_to_its_source_and_names_it(pages, dataset):
    links = articles(pages)["soc-1/"].select(".soc-trust__sources li")
    assert links
    for item in links:
        source = dataset.sources[item.a.get_text()]
        assert item.a["href"] == f"/sources/#{source.id.lower()}"
        assert source.title in item.get_text()
        assert source.publisher in item.get_text()


def test_each_source_names_every_page_that_cites_it_and_no_other(pages, dataset):
    cited = {path: marks(page) for path, page in indexable(pages).items()}
    places = {place["data-used-on"]: place for place in pages["sources/"].select("[data-used-on]")}
    assert places.keys() == dataset.sources.keys()
    for name, place in places.items():
        said = {link["href"].removeprefix("/") for link in place.select("a")}
        assert said == {path for path, names in cited.items() if name in names}, name


@pytest.mark.parametrize("page", ["soc-2/", ""])
def test_a_page_is_named_by_its_heading(pages, page):
    link = pages["sources/"].select_one(f'[data-used-on] a[href="/{page}"]')
    heading = pages[page].select_one("h1").get_text().removesuffix("#").strip()
    assert link.get_text() == heading


def test_every_registered_source_is_cited_somewhere(pages, dataset):
    cited = set().union(*map(marks, pages.values()))
    assert set(dataset.sources) - cited == set()


def test_no_entry_ends_a_sentence_twice(pages):
    entries = [" ".join(entry.get_text().split()) for entry in pages["sources/"].select("dd")]
    assert any("?" in entry for entry in entries)
    assert any(" & Co. Read on " in entry for entry in entries)
    assert [entry for entry in entries if re.search(r"[.?!][.,;]", entry)] == []


def test_the_pages_of_a_source_are_parted_by_what_no_heading_contains(pages):
    for place in pages["sources/"].select("[data-used-on]"):
        headings = [link.get_text() for link in place.select("a")]
        assert all("·" not in heading for heading in headings)
        if headings:
            said = " ".join(place.get_text().split())
            assert said == f"Used on: {' · '.join(headings)}"
