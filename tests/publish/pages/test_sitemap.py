"""The sitemap lists what may be indexed, with true dates."""

import gzip
from xml.etree import ElementTree

from macros.checks.markup.front_matter import parse_front_matter
from model.dataset import ROOT

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def entries(published):
    tree = ElementTree.parse(published / "sitemap.xml")
    return {
        url.findtext("s:loc", "", NAMES): url.findtext("s:lastmod", "", NAMES)
        for url in tree.iterfind("s:url", NAMES)
    }


def indexable(pages):
    return {
        page.select_one('link[rel="canonical"]')["href"]
        for page in pages.values()
        if page.select_one('link[rel="canonical"]')
        and not page.select_one('meta[name="robots"][content*="noindex"]')
    }


def test_the_sitemap_lists_exactly_the_pages_that_may_be_indexed(published, pages):
    found = set(entries(published))
    assert found == indexable(pages)
    assert len(found) >= 18


def test_thanks_frames_and_404_are_not_listed(published, dataset):
    listed = entries(published)
    for path in ("quotes/thanks/", "embed/comparison/", "404.html"):
        assert dataset.settings.address + path not in listed


def test_a_page_changed_when_it_was_reviewed_or_its_facts_changed(published, dataset):
    listed = entries(published)
    for path, source in {"soc-1/": "soc-1.md", "about/": "about.md", "": "index.md"}.items():
        reviewed = parse_front_matter((ROOT / "docs" / source).read_text()).data["reviewed"]
        expected = max(reviewed, dataset.changes.of_page(path) or "")
        assert listed[dataset.settings.address + path] == expected


def test_no_page_has_the_day_of_the_build(published, dataset):
    known = {change.date for change in dataset.changes.changes} | {
        str(parse_front_matter(file.read_text()).data.get("reviewed"))
        for file in (ROOT / "docs").rglob("*.md")
    }
    assert set(entries(published).values()) <= known


def test_the_compressed_sitemap_is_the_same(published):
    content = gzip.decompress((published / "sitemap.xml.gz").read_bytes())
    assert content == (published / "sitemap.xml").read_bytes()


def test_robots_txt_names_the_sitemap(published, dataset):
    lines = (published / "robots.txt").read_text().splitlines()
    assert f"Sitemap: {dataset.settings.address}sitemap.xml" in lines
    assert "Disallow" not in "".join(lines)
