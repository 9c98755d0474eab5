"""The icon of the tab in the colours of the site: a drawing has no style sheet of its own."""

import re

from publish.pages.social_images import COLOURS_OF_SITE
from publish.site import BuiltSite

COLOUR = re.compile(r"var\(--([\w-]+)(?:,[^()]*)?\)")


def write_favicon(site: BuiltSite) -> None:
    """Put the colours of the light scheme in the place of each `var(--name)` of a drawn icon."""
    path = find_favicon(site)
    file = site.find_file(path) if path else None
    if path and file and file.suffix == ".svg":
        drawn = file.read_text(encoding="utf-8")
        site.write(path, COLOUR.sub(lambda use: COLOURS_OF_SITE.get(use[1], use[0]), drawn))


def find_favicon(site: BuiltSite) -> str | None:
    """Return the address of the icon, below the site's, as `theme.favicon` names it."""
    link = site.pages[""].tree.css_first("link[rel=icon]") if "" in site.pages else None
    place = site.locate("", link.attributes.get("href") or "") if link else None
    return place[0] if place else None
