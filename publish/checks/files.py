"""One look at all that is about to be published: kinds and sizes of files, addresses of a preview.

Steps and data bring what no page of docs/ shows, so the finished folder is looked at as well.
"""

from collections.abc import Iterator
from pathlib import Path

from model.core.unpublishable import find_unpublishable
from publish.site import UNFINISHED_MARK, BuiltSite, Page, PublishError, find_links

KINDS = frozenset(
    {
        *(".html", ".css", ".js", ".mjs", ".map", ".json", ".xml", ".atom", ".txt", ".csv"),
        *(".png", ".webp", ".gif", ".svg", ".ico", ".woff2", ".pdf", ".xlsx", ".ods", ".ics"),
        *(".gz",),  # of the renderer's sitemap
    }
)
FOR_SERVERS = frozenset({"_headers", "_redirects", ".nojekyll", "CNAME"})
MAX_BYTES = 2_000_000  # bytes


def check_files(site: BuiltSite) -> None:
    """Raise PublishError, which names each file and page that must not be published."""
    found = [*_files(site.folder)]
    for page in site.pages.values():
        found += [
            f"{page.path or 'home'}: {what}" for what in _unpublishable_links(page, site.address)
        ]
    if found:
        raise PublishError(found)


def _files(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not path.is_file() or name in {UNFINISHED_MARK, *FOR_SERVERS}:
            continue
        if path.suffix.lower() not in KINDS:
            yield f"{name}: this kind of file is not published: take it out of docs/"
        elif path.stat().st_size > MAX_BYTES:
            size = path.stat().st_size / 1_000_000
            yield f"{name}: has {size:.1f} MB; {MAX_BYTES / 1_000_000:g} MB are the most"


def _unpublishable_links(page: Page, address: str) -> Iterator[str]:
    """Yield what is wrong with addresses that lead away; those of the site are its own affair."""
    for node, _, link in find_links(page):
        if not link.startswith(address):
            yield from (f"<{node.tag}>: {what}" for _, what in find_unpublishable(link))
