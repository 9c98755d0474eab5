"""Keep every address that was ever published: it exists, or it leads on."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from model.content import Redirects
from publish.render import render
from publish.site import BuiltSite, PublishError

FILE = "data/redirects.yml"


def write_redirects(site: BuiltSite, kept: Redirects) -> None:
    """Write a page for each moved address, for hosts without redirects, and `_redirects`."""
    problems = list(_problems(site, kept))
    if problems:
        raise PublishError(problems)
    for item in kept.redirects:
        name = f"{item.old}index.html" if item.old.endswith("/") else item.old
        # A page must end in .html for a server to show it as one.
        name = name if "." in name.rpartition("/")[2] else f"{name}/index.html"
        if name.endswith(".html"):
            site.write(name, render("redirect.html.j2", {"target": site.address + item.new}))
    base = urlsplit(site.address).path
    context = {"base": base, "redirects": kept.redirects}
    site.write("_redirects", render("redirects.txt.j2", context))


def check_published_addresses(site: BuiltSite, kept: Redirects) -> None:
    """Raise PublishError where an address that was published is gone."""
    moved = {item.old for item in kept.redirects}
    gone = [
        f"{FILE}: {address} was published and is gone: redirect it"
        for address in kept.published
        if address not in moved and site.find_file(address) is None
    ]
    if gone:
        raise PublishError(gone)


def find_unlisted_pages(site: BuiltSite, kept: Redirects) -> list[str]:
    """Return the pages for search engines that `published` does not list yet."""
    known = {*kept.published, *(item.old for item in kept.redirects), ""}
    return [page.path for page in site.indexable_pages() if page.path not in known]


def _problems(site: BuiltSite, kept: Redirects) -> Iterator[str]:
    for item in kept.redirects:
        path, _, fragment = item.new.partition("#")
        if site.find_file(item.old) is not None:
            yield f"{FILE}: {item.old}: redirects, but there is a page at that address"
        page = site.pages.get(path)
        if page is None:
            yield f"{FILE}: {item.old}: leads to {item.new}, which does not exist"
        elif fragment and not page.tree.css_first(f'[id="{fragment}"]'):
            yield f"{FILE}: {item.old}: {path} has no anchor {fragment}"
