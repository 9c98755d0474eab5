"""Every address that was ever published resolves or redirects."""

import pytest
from bs4 import BeautifulSoup

from model.content.redirects import Redirect, Redirects
from publish.pages.redirects import check_published_addresses, find_unlisted_pages, write_redirects
from publish.site import PublishError
from tests.conftest import ADDRESS


def moved(old: str, new: str) -> Redirect:
    return Redirect(old=old, new=new, since="2026-11-23", why="a test")


def kept(*redirects: Redirect, published: tuple[str, ...] = ()) -> Redirects:
    return Redirects(published=list(published), redirects=list(redirects))


def test_every_published_address_is_there_or_redirects(published, dataset):
    moved_ones = {item.old for item in dataset.redirects.redirects}
    for address in dataset.redirects.published:
        file = published / address
        file = file / "index.html" if address.endswith("/") else file
        assert file.is_file() or address in moved_ones, address


def test_every_page_is_among_the_kept_addresses(pages, dataset):
    """But for the questions of the tool without a script, which nobody finds or links to."""
    moved_ones = {item.old for item in dataset.redirects.redirects}
    known = {"", "404.html", *dataset.redirects.published, *moved_ones}
    found = {
        path
        for path, page in pages.items()
        if not (path.startswith("which-report/ask-") and page.find("meta", content="noindex"))
    }
    assert found <= known, "add it to `published` in data/redirects.yml"


@pytest.mark.parametrize(
    ("old", "file"),
    [("old/", "old/index.html"), ("old.html", "old.html"), ("a/old", "a/old/index.html")],
)
def test_a_moved_page_leads_on_and_is_not_indexed(fresh, old, file):
    site = fresh()
    write_redirects(site, kept(moved(old, "soc-1/")))
    page = BeautifulSoup((site.folder / file).read_text(), "html.parser")
    target = f"{ADDRESS}soc-1/"
    assert page.select_one('meta[http-equiv="refresh"]')["content"] == f"0; url={target}"
    assert page.select_one('link[rel="canonical"]')["href"] == target
    assert page.select_one('meta[name="robots"]')["content"] == "noindex"
    assert page.select_one("a")["href"] == target
    assert (site.folder / "_redirects").read_text() == f"/{old} /soc-1/ 301\n"
    assert site.folder / file not in [page.file for page in site.indexable_pages()]


@pytest.mark.parametrize(
    ("redirect", "said"),
    [
        (moved("old/", "gone/"), "old/: leads to gone/, which does not exist"),
        (moved("old/", "soc-1/#gone"), "old/: soc-1/ has no anchor gone"),
        (moved("soc-2/", "soc-1/"), "soc-2/: redirects, but there is a page at that address"),
    ],
)
def test_a_redirect_that_cannot_work_is_named(fresh, redirect, said):
    with pytest.raises(PublishError, match=f"data/redirects.yml: {said}"):
        write_redirects(fresh(), kept(redirect))


def test_an_address_that_is_gone_is_named(fresh):
    with pytest.raises(PublishError, match=r"data/redirects\.yml: gone/ was published and is gone"):
        check_published_addresses(fresh(), kept(published=("soc-1/", "gone/")))


def test_an_address_that_moved_is_not_gone(fresh):
    check_published_addresses(fresh(), kept(moved("gone/", "soc-1/"), published=("gone/",)))


def test_a_page_that_is_not_kept_yet_is_told(fresh):
    site = fresh()
    others = [path for path in site.pages if path not in {"", "soc-1/"}]
    assert find_unlisted_pages(site, kept(published=tuple(others))) == ["soc-1/"]


def test_a_redirect_to_a_redirect_is_refused():
    chain = kept(moved("a/", "b/"), moved("b/", "soc-1/"))
    assert [what for _, what in chain.problems()] == [
        "“b/” has moved itself: name the address that it leads to"
    ]


def test_an_address_that_stands_twice_is_refused():
    assert list(kept(published=("a/", "a/")).problems())
