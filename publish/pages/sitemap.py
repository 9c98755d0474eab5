"""The sitemap and robots.txt."""

from model.content import Changes
from publish.render import render
from publish.site import BuiltSite, Page


def write_sitemap(site: BuiltSite, changes: Changes) -> None:
    """List every page that search engines should list, with the day of its last true change."""
    pages = [
        {"address": page.canonical, "changed": find_last_change(page, changes)}
        for page in site.indexable_pages()
    ]
    site.write("sitemap.xml", render("sitemap.xml.j2", {"pages": pages}))
    site.write("robots.txt", render("robots.txt.j2", {"address": site.address}))


def find_last_change(page: Page, changes: Changes) -> str:
    """Return the day of a page's last review or change of facts, never that of the build."""
    days = [day for day in (page.reviewed, changes.of_page(page.path)) if day]
    return max(days) if days else changes.newest
