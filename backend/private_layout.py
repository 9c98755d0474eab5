"""The thanks page as a page for one reader: other text, another title, nothing passed on."""

from bs4 import BeautifulSoup, Tag


def fill(soup: BeautifulSoup, place: Tag, html: str) -> None:
    """Put `html` in its place, and take out what everybody else reads."""
    for public in soup.select("[data-public]"):
        public.decompose()
    place.append(BeautifulSoup(html, "html.parser"))
    del place["hidden"]
    _drop_dead_anchors(soup)
    if soup.head:
        # A header can say so too, but a proxy may add one that says something else.
        meta = {"name": "referrer", "content": "no-referrer"}
        soup.head.append(soup.new_tag("meta", attrs=meta))


def rename(soup: BeautifulSoup, title: str, prefix: str) -> None:
    """Give the page another name, in its heading and its window."""
    heading = soup.select_one("main h1")
    if heading:
        heading.string = title
    if soup.title:
        # The window's title goes on with the name of the site.
        _, dash, site = soup.title.get_text().rpartition(" – ")
        soup.title.string = f"{prefix}{title}{dash}{site}"


def _drop_dead_anchors(soup: BeautifulSoup) -> None:
    """Take links to headings that are gone out of the page's own table of contents."""
    for link in soup.select('nav a[href^="#"]'):
        if soup.find(id=str(link["href"])[1:]) is None:
            (link.find_parent("li") or link).decompose()
    for contents in soup.select("nav"):
        if not contents.select("a"):
            contents.decompose()
