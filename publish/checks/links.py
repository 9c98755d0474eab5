"""Prove every link and anchor of the built HTML, also those that the renderer never saw."""

from collections.abc import Iterator

from publish.site import BuiltSite, Page, PublishError, find_links

# The backend answers these; they are no files. They stand here without the site's base path.
BACKEND_ADDRESSES = ("api/quotes", "api/firms")
# Anchors that the theme's script makes for its own use.
THEME_ANCHORS = ("__",)
IMAGE_META = ("og:image", "twitter:image")


def check_links(site: BuiltSite) -> None:
    """Raise PublishError, which names page and link, where one leads nowhere."""
    anchors: dict[str, set[str]] = {}
    found = [
        f"{page.path or 'home'}: {what}"
        for page in site.pages.values()
        for what in _problems(site, page, anchors)
    ]
    if found:
        raise PublishError(found)


def _problems(site: BuiltSite, page: Page, anchors: dict[str, set[str]]) -> Iterator[str]:
    for node, _, link in find_links(page):
        what = _problem(site, page, link, anchors)
        if what:
            yield f"<{node.tag}> leads to “{link}”, {what}"
    for name in IMAGE_META:
        image = page.read_meta(name)
        if image and (what := _problem(site, page, image, anchors)):
            yield f"{name} is “{image}”, {what}"
    if page.canonical and (what := _problem(site, page, page.canonical, anchors)):
        yield f"canonical is “{page.canonical}”, {what}"


def _problem(site: BuiltSite, page: Page, link: str, anchors: dict[str, set[str]]) -> str | None:
    place = site.locate(page.path, link)
    if place is None or place[0] in BACKEND_ADDRESSES:
        return None
    path, fragment = place
    file = site.find_file(path)
    if file is None:
        return "which does not exist"
    target = site.pages.get(path)
    if target is None or not fragment or fragment.startswith(THEME_ANCHORS):
        return None
    if path not in anchors:
        anchors[path] = _ids(target)
    return None if fragment in anchors[path] else "an anchor that the page does not have"


def _ids(page: Page) -> set[str]:
    """Return the ids of a page. Those inside templates count: scripts bring them to life."""
    ids = {node.attributes.get("id") or "" for node in page.tree.css("[id]")}
    names = {node.attributes.get("name") or "" for node in page.tree.css("a[name]")}
    return ids | names
