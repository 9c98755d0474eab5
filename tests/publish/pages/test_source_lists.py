"""A page lists its own sources, and the page of sources says where each is used."""

import re
from collections import Counter

import pytest
from bs4 import BeautifulSoup, Tag

from publish.pages.typography import bind_numbers, set_text
from tests.publish.notes import cited_on, sources_of


def indexable(pages) -> dict[str, BeautifulSoup]:
    """The pages that search engines may list."""
    return {
        path: page
        for path, page in pages.items()
        if page.select_one("link[rel=canonical]")
        and not page.select_one('meta[name=robots][content*="noindex"]')
    }


def heading(page: BeautifulSoup) -> str:
    """The main heading of a page."""
    return " ".join(page.select_one("h1").get_text().removesuffix("#").split())


def count_after(link: Tag) -> int:
    """How many pages a link to the first of them says that there are."""
    several = re.match(r" \((\d+) pages\)", str(link.next_sibling or ""))
    return int(several[1]) if several else 1


def articles(pages) -> dict[str, BeautifulSoup]:
    """Those of them that have a trust line."""
    return {path: page for path, page in indexable(pages).items() if page.select_one(".soc-trust")}


def test_each_page_lists_the_sources_of_its_marks_and_no_others(pages, notes):
    found = articles(pages)
    assert found
    for path in found:
        listed = [
            name for places in notes[path].select(".soc-trust__sources")
            for name in sources_of(places)
        ]  # fmt: skip
        assert len(listed) == len(set(listed)), path
        assert set(listed) == cited_on(notes[path]), path


def test_the_line_below_the_heading_has_that_number_and_leads_to_the_list(pages, notes):
    for path, page in articles(pages).items():
        listed = notes[path].select(".soc-trust__sources li")
        link = page.select_one(".soc-checked__sources a")
        if not page.select_one(".soc-checked"):  # a question or its result: no line below it
            assert path.startswith("which-report/"), path
            continue
        assert (link is not None) == bool(listed), path
        if link:
            assert int(link.get_text().split()[0]) == len(listed), path
            about = link["href"].removeprefix("#")
            assert notes[path].find(id=about).select(".soc-trust__sources"), path
            assert page.find(id=about), path


def test_the_number_in_the_summary_is_that_of_the_list(pages):
    for path, page in articles(pages).items():
        for details in page.select(".soc-trust__sources"):
            count = details.summary.get_text().split()[0]
            assert int(count) == len(details.select("li")), path


def test_an_entry_of_the_list_leads_to_its_source_and_names_it(pages, dataset):
    links = articles(pages)["soc-1/"].select(".soc-trust__sources li")
    assert links
    for item in links:
        (source,) = [one for one in dataset.sources.values()
                     if item.a["href"] == f"/sources/#{one.id.lower()}"]  # fmt: skip
        assert item.a.get_text() == bind_numbers(set_text(f"{source.publisher}: {source.title}"))


def test_each_source_names_every_page_that_cites_it_and_no_other(pages, notes, dataset):
    """By their headings: the outcomes of the tool with one heading are named once, and counted."""
    cited = {path: cited_on(notes[path]) for path in indexable(pages)}
    places = {place["data-used-on"]: place for place in pages["sources/"].select("[data-used-on]")}
    assert places.keys() == dataset.sources.keys()
    for name, place in places.items():
        found = Counter(heading(pages[path]) for path, names in cited.items() if name in names)
        linked = [link["href"].removeprefix("/") for link in place.select("a")]
        assert len(linked) == len(found), name
        assert all(name in cited[path] for path in linked), name
        said = {heading(pages[path]): count_after(link)
                for path, link in zip(linked, place.select("a"), strict=True)}  # fmt: skip
        assert said == found, name


@pytest.mark.parametrize("page", ["soc-2/", ""])
def test_a_page_is_named_by_its_heading(pages, page):
    link = pages["sources/"].select_one(f'[data-used-on] a[href="/{page}"]')
    assert " ".join(link.get_text().split()) == heading(pages[page])


def test_no_entry_ends_a_sentence_twice(pages):
    items = pages["sources/"].select(".soc-sources__item")
    entries = [" ".join(item.get_text(" ").split()) for item in items]
    assert any("?" in entry for entry in entries)
    assert any(" & Co. Read on " in entry for entry in entries)
    assert [entry for entry in entries if re.search(r"[.?!] ?[.,;]", entry)] == []


def test_the_pages_of_a_source_are_parted_by_what_no_heading_contains(pages):
    for place in pages["sources/"].select("[data-used-on]"):
        headings = [" ".join(link.get_text().split()) for link in place.select("a")]
        assert all("·" not in heading for heading in headings)
        assert len(headings) == len(set(headings))
        if headings:
            said = re.sub(r" \(\d+ pages\)", "", " ".join(place.p.get_text().split()))
            assert said == " · ".join(headings)


def test_a_closed_line_says_on_how_many_pages_a_source_is_used(pages):
    places = pages["sources/"].select("[data-used-on]:has(a)")
    assert places
    for place in places:
        count = sum(map(count_after, place.select("a")))
        assert place.summary.get_text() == f"Used on {count} page{'s' if count > 1 else ''}"
