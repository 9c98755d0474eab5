"""The built site as the steps see it: its pages, parsed once, and what is wrong with them."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

NOT_FOUND = "404.html"
# The backend writes into this page whatever its templates and the rest of the site hold.
THANKS_PAGE = "quotes/thanks/"
# Stands in a folder from the first step that writes until the last one has ended.
UNFINISHED_MARK = "half-published"
REBUILD_ADVICE = "`make build` writes it anew"


class PublishError(Exception):
    """The site cannot be published; the message names every file and what is wrong with it."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(self.problems))


@dataclass
class Page:
    """An HTML file. `path` is its address below the site's: "", "soc-1/", "404.html"."""

    path: str
    file: Path
    html: str
    _tree: LexborHTMLParser | None = field(default=None, repr=False)

    @property
    def tree(self) -> LexborHTMLParser:
        """The page, parsed."""
        if self._tree is None:
            self._tree = LexborHTMLParser(self.html)
        return self._tree

    def write(self, html: str) -> None:
        """Replace the page's text, here and on disk."""
        self.html, self._tree = html, None
        self.file.write_text(html, encoding="utf-8", newline="\n")

    def read_meta(self, name: str) -> str | None:
        """Return the content of a meta element."""
        found = self.tree.css_first(f'meta[name="{name}"], meta[property="{name}"]')
        return found.attributes.get("content") if found else None

    @property
    def heading(self) -> str:
        """The text of the page's main heading, without the mark that links to it."""
        found = self.tree.css_first("h1")
        return " ".join(found.text(deep=True).split()).removesuffix("#").strip() if found else ""

    @property
    def canonical(self) -> str | None:
        """The address that the page gives itself."""
        found = self.tree.css_first('link[rel="canonical"]')
        return found.attributes.get("href") if found else None

    @property
    def indexable(self) -> bool:
        """Whether search engines should list the page."""
        return self.canonical is not None and "noindex" not in (self.read_meta("robots") or "")

    @property
    def reviewed(self) -> str | None:
        """The day of the last review, as its trust line says."""
        found = self.tree.css_first("time[data-reviewed]")
        return found.attributes.get("datetime") if found else None


class BuiltSite:
    """A folder that the renderer wrote, for the site at `address` (with a slash at its end)."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder = folder
        self.address = address
        self.base = urlsplit(address).path
        self.pages: dict[str, Page] = {}
        for file in sorted(folder.rglob("*.html")):
            self.add(file)
        if "" not in self.pages:
            raise PublishError([f"{folder}: there is no built site: run `make build`"])
        if (folder / UNFINISHED_MARK).exists():
            raise PublishError([f"{folder}: is half published: {REBUILD_ADVICE}"])
        if any(folder.rglob("*.br")):
            raise PublishError([f"{folder}: is published already: {REBUILD_ADVICE}"])
        self.rendered = frozenset(self.pages)  # the renderer's, not those that steps add

    def add(self, file: Path) -> Page:
        """Take a file into the pages."""
        name = file.relative_to(self.folder).as_posix()
        path = name.removesuffix("index.html") if name.endswith("/index.html") else name
        path = "" if name == "index.html" else path
        page = Page(path, file, file.read_text(encoding="utf-8"))
        self.pages[path] = page
        return page

    def write(self, name: str, content: str | bytes) -> Path:
        """Write a file of the site and return where it stands; a page joins the pages."""
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        if name.endswith(".html"):
            self.add(file)
        return file

    def write_named(self, name: str, content: str | bytes) -> str:
        """Write a file under a name that changes with its content; return that name."""
        data = content.encode() if isinstance(content, str) else content
        stem, _, suffix = name.rpartition(".")
        named = f"{stem}.{hashlib.sha256(data).hexdigest()[:8]}.{suffix}"
        self.write(named, data)
        return named

    @contextmanager
    def mark_unfinished(self) -> Iterator[None]:
        """Mark the folder while steps change it; the mark stays where one of them fails."""
        mark = self.folder / UNFINISHED_MARK
        mark.write_text(
            f"Publishing has begun and not ended: {REBUILD_ADVICE}.\n", encoding="utf-8"
        )
        yield
        mark.unlink()

    def indexable_pages(self) -> Iterator[Page]:
        """Yield the pages that search engines should list."""
        return (page for page in self.pages.values() if page.indexable)

    def locate(self, page: str, link: str) -> tuple[str, str] | None:
        """Return (address below the site's, fragment) of a link on a page; None if it leads away.

        404.html is shown at any address; the renderer writes its links from the root.
        """
        parts = urlsplit(urljoin(self.address + page, link))
        own = urlsplit(self.address)
        if (parts.scheme, parts.netloc) != (own.scheme, own.netloc):
            return None
        if not parts.path.startswith(self.base):
            return None
        return unquote(parts.path.removeprefix(self.base)), unquote(parts.fragment)

    def find_file(self, path: str) -> Path | None:
        """Return the file that answers an address below the site's; None if there is none."""
        file = self.folder / path
        if path == "" or path.endswith("/"):
            file = file / "index.html"
        return file if file.is_file() else None


def find_links(page: Page) -> Iterator[tuple[LexborNode, str, str]]:
    """Yield (element, attribute, link) for everything on a page that leads somewhere."""
    for attribute in ("href", "src", "action", "poster", "data"):
        for node in page.tree.css(f"[{attribute}]"):
            yield node, attribute, node.attributes.get(attribute) or ""
