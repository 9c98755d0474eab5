"""Every link and anchor is proved, and a broken one is named with its page."""

import shutil

import pytest

from publish.checks.links import check_links
from publish.pages.open_data import write_open_data
from publish.site import BuiltSite, PublishError
from tests.conftest import ADDRESS


@pytest.fixture(scope="module")
def prove(tmp_path_factory, rendered, dataset):
    """Put markup at the end of a page's article and return what the proof says."""
    folder = shutil.copytree(rendered, tmp_path_factory.mktemp("links") / "site")
    site = BuiltSite(folder, ADDRESS)
    write_open_data(site, dataset)
    for every in site.pages.values():  # the images are drawn elsewhere
        every.html = every.html.replace('property="og:image"', 'property="x"')
        every.html = every.html.replace('name="twitter:image"', 'name="x"')
    target = site.pages["soc-1/"]
    before = target.html

    def proved(markup: str) -> list[str]:
        target.write(before.replace("</article>", f"{markup}</article>", 1))
        try:
            check_links(site)
        except PublishError as error:
            return error.problems
        finally:
            target.write(before)
        return []

    return proved


def test_the_site_has_no_broken_link(prove):
    assert prove("") == []


BROKEN = {
    '<a href="../nowhere/">x</a>': "<a> leads to “../nowhere/”, which does not exist",
    '<a href="/soc-2">x</a>': "<a> leads to “/soc-2”, which does not exist",
    '<a href="#gone">x</a>': "<a> leads to “#gone”, an anchor that the page does not have",
    '<a href="/soc-2/#gone">x</a>': "“/soc-2/#gone”, an anchor that the page does not have",
    '<img alt="" src="gone.png">': "<img> leads to “gone.png”, which does not exist",
    '<script src="/gone.mjs"></script>': "<script> leads to “/gone.mjs”",
    '<form action="/api/gone"></form>': "<form> leads to “/api/gone”",
    f'<a href="{ADDRESS}gone/">x</a>': f"leads to “{ADDRESS}gone/”, which does not exist",
}
GOOD = (
    '<a href="https://example.com/gone">x</a>',
    '<a href="mailto:a@b.example">x</a>',
    '<a href="../soc-2/#about-this-page">x</a>',
    '<form action="/api/quotes"></form>',
    '<a href="#__search">x</a>',
)


def test_a_broken_link_is_named_with_its_page(prove):
    found = prove("".join(BROKEN))
    assert len(found) == len(BROKEN), found
    for said in BROKEN.values():
        (problem,) = [each for each in found if said in each]
        assert problem.startswith("soc-1/: ")


def test_a_link_that_leads_somewhere_is_not_named(prove):
    assert prove("".join(GOOD)) == []


def test_a_missing_image_for_previews_is_named(fresh):
    with pytest.raises(
        PublishError, match=r"soc-1/: og:image is .*assets/social/soc-1.png”, which"
    ):
        check_links(fresh())


def test_a_folder_without_a_built_site_is_refused(tmp_path):
    with pytest.raises(PublishError, match="there is no built site: run `make build`"):
        BuiltSite(tmp_path, "https://example.com/")


def test_a_site_is_not_published_twice(published):
    with pytest.raises(PublishError, match="is published already: `make build` writes it anew"):
        BuiltSite(published, "https://example.com/")
