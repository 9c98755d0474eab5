"""What the steps after the renderer rely on, so that a new theme fails here and not in silence."""

from collections.abc import Iterator

from publish.site import NOT_FOUND, BuiltSite, Page, PublishError

# What every page of the renderer must have exactly once, and what it is for.
REQUIRED = {
    "head > title": "the name in search results",
    'head > link[rel="canonical"]': "the sitemap",
    'head > meta[name="description"]': "search results",
    'head > meta[property="og:title"]': "previews of links",
    "h1": "the preview's image",
    "main": "the page itself",
}


def check_theme(site: BuiltSite) -> None:
    """Raise PublishError, which names page and element, where a page is not as expected."""
    found = [
        f"{page.path or 'home'}: {what}"
        for page in site.pages.values()
        if page.path != NOT_FOUND
        for what in _missing(page)
    ]
    if found:
        raise PublishError(found)


def _missing(page: Page) -> Iterator[str]:
    for selector, use in REQUIRED.items():
        count = len(page.tree.css(selector))
        if count != 1:
            yield f"has {count} of “{selector}” and needs one, for {use}; has the theme changed?"
