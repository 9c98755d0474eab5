"""Subresources of a page, and which of them are third-party."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from publish.site import BuiltSite, Page

# Whatever element they stand on, browsers fetch what they name, or tell it of a click.
SINGLE = ("src", "poster", "data", "background")
CHOICES = ("srcset", "imagesrcset")
LISTS = ("ping",)
LINKS = ("href", "xlink:href")
LEADING = ("a", "area")  # their links are followed by readers alone
# Relations of <link> that only name a page. In doubt one loads something.
NAMING = {"canonical", "alternate", "author", "license", "help", "next", "prev", "me"}
# An address and what says when it fits; the address can have commas, but does not end in one.
CHOICE = re.compile(r"[\s,]*(\S*[^\s,])[^,]*")
IN_STYLE = re.compile(r"""(?:url\(\s*|@import\s+)["']?([^"')\s]+)""", re.IGNORECASE)
# Browsers read an address without these, and any number of slashes as two.
IGNORED = re.compile(r"^[\x00-\x20]+|[\t\n\r]|[\x00-\x20]+$")
SLASHES = re.compile(r"^([a-z]+:)?//+", re.IGNORECASE)


def external_requests(site: BuiltSite, page: Page) -> Iterator[tuple[str, str]]:
    """Yield (element, address) for what a page would load from another site."""
    for node in elements(page.tree):
        for address in _loaded(node):
            if _elsewhere(site, page, address):
                yield node.tag or "", address


def elements(tree: LexborHTMLParser) -> Iterator[LexborNode]:
    """Yield every element, also those that wait in a template for a script."""
    for node in tree.css("*"):
        yield node
        if node.tag == "template":  # the parser keeps what is inside apart
            yield from elements(LexborHTMLParser((node.html or "").replace("<template", "<div", 1)))


def _loaded(node: LexborNode) -> Iterator[str]:
    if node.tag == "style":
        yield from IN_STYLE.findall(node.text(deep=True))
    for name, value in node.attributes.items():
        text = value or ""
        if name in SINGLE or (name in LINKS and not _leads(node)):
            yield text
        elif name in CHOICES:
            yield from CHOICE.findall(text)
        elif name in LISTS:
            yield from text.split()


def _leads(node: LexborNode) -> bool:
    if node.tag == "link":
        return set((node.attributes.get("rel") or "").lower().split()) <= NAMING
    return node.tag in LEADING


def _elsewhere(site: BuiltSite, page: Page, address: str) -> bool:
    plain = IGNORED.sub("", address).replace("\\", "/")
    if plain.lower().startswith("data:"):
        return False
    try:
        there = urlsplit(urljoin(site.address + page.path, SLASHES.sub(r"\1//", plain)))
    except ValueError:  # no address that anybody can read
        return True
    own = urlsplit(site.address)
    return (there.scheme, there.netloc.lower()) != (own.scheme, own.netloc.lower())
