"""The same pages, as other tools and a person would publish them.

The content is taken from the built pages, so it comes from the same data. Every variant is a
folder that is served as it is, with compressed copies.
"""

import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from selectolax.lexbor import LexborHTMLParser

from benchmarks.build_peers import ENVIRONMENT, HUGO, ZENSICAL, MissingError, installed
from benchmarks.page_tools import node, npm_folder, run
from model.dataset import ROOT
from publish.security.external_requests import elements

STARLIGHT = ("@astrojs/starlight@0.42.4", "astro@7.3.5")
TEMPLATES = Path(__file__).resolve().parent / "templates" / "page"
HEADING = re.compile(r"<h1\b.*?</h1>", re.DOTALL)
BLANK = re.compile(r"\n\s*\n+")


@dataclass(frozen=True)
class Content:
    """What a page says: its title, description, and the markup between heading and footer."""

    path: str
    title: str
    description: str
    heading: str
    markup: str
    scripts: list[str] = field(default_factory=list)
    font: str = ""  # address of the headings' font

    @property
    def name(self) -> str:
        """The page's name as a file."""
        return self.path.strip("/") or "index"


def contents(site: Path, paths: list[str]) -> list[Content]:
    """Read pages of the built, published site."""
    font = next(site.glob("assets/fonts/*.woff2")).relative_to(site)
    return [
        _content(path, (site / path / "index.html").read_text("utf-8"), f"/{font}")
        for path in paths
    ]


def _content(path: str, html: str, font: str) -> Content:
    tree = LexborHTMLParser(html)
    article, title = tree.css_first("article"), tree.css_first("title")
    description = tree.css_first('meta[name="description"]')
    # The search is no part of the content, and nobody else has ours.
    scripts = [
        source
        for node in elements(tree)
        if node.attributes.get("type") == "module" and "data-on-search" not in node.attributes
        if (source := node.attributes.get("src"))
    ]
    loads = "article script[src], article template[data-after-load]"
    for part in tree.css(f"{loads}, article .headerlink, article .trust"):
        part.decompose()
    markup = (article.html if article else "") or ""
    return Content(
        path,
        title.text() if title else "",
        (description.attributes.get("content") if description else "") or "",
        tree.css_first("article h1").text().strip(),  # type: ignore[union-attr]
        BLANK.sub(
            "\n", HEADING.sub("", markup[markup.index(">") + 1 : -len("</article>")])
        ).strip(),
        [f"/assets/js/{script.partition('assets/js/')[2]}" for script in scripts],
        font,
    )


def ours(folder: Path) -> Path:
    """Build and publish this project; return the folder."""
    python = [sys.executable, "-m"]
    run([*python, "mkdocs", "build", "--strict", "--site-dir", str(folder)], ROOT, **ENVIRONMENT)
    run([*python, "publish", "--site", str(folder)], ROOT)
    return folder


def by_hand(pages: list[Content], folder: Path, work: Path) -> None:
    """Write each page as somebody would who has only this page in mind."""
    del work
    for page in pages:
        place = folder / page.path
        place.mkdir(parents=True, exist_ok=True)
        (place / "index.html").write_text(_render("by_hand.html.j2", page, pages), "utf-8")


def _mkdocs_like(command: Callable[[], list[str]]) -> Callable[[list[Content], Path, Path], None]:
    def build(pages: list[Content], folder: Path, work: Path) -> None:
        _write_pages(pages, work / "docs", "page.md.j2")
        (work / "mkdocs.yml").write_text("site_name: SOC 2 Auditors\ntheme: {name: material}\n")
        run([*command(), "build"], work, **ENVIRONMENT)
        shutil.copytree(work / "site", folder, dirs_exist_ok=True)

    return build


def starlight(pages: list[Content], folder: Path, work: Path) -> None:
    """Build the pages with Astro Starlight."""
    del work  # Astro finds its packages only below the folder that it builds in
    project = npm_folder("starlight", STARLIGHT)
    for made in ("src", "dist", ".astro"):
        shutil.rmtree(project / made, ignore_errors=True)
    _write_pages(pages, project / "src" / "content" / "docs", "page.md.j2")
    shutil.copy(TEMPLATES / "astro.config.mjs", project)
    shutil.copy(TEMPLATES / "content.config.ts", project / "src")
    astro = project / "node_modules" / "astro" / "bin" / "astro.mjs"
    run([str(node() / "bin" / "node"), str(astro), "build"], project, ASTRO_TELEMETRY_DISABLED="1")
    shutil.copytree(project / "dist", folder, dirs_exist_ok=True)


def hugo_book(theme: Path | None) -> Callable[[list[Content], Path, Path], None]:
    """Return what builds the pages with Hugo Book, of which no package index has a copy."""

    def build(pages: list[Content], folder: Path, work: Path) -> None:
        if theme is None:
            raise MissingError("no package index has Hugo Book; name a copy with --hugo-book")
        shutil.copytree(theme, work / "themes" / "hugo-book")
        shutil.copy(TEMPLATES / "hugo.toml", work / "hugo.toml")
        _write_pages(pages, work / "content", "page.md.j2", home="_index")
        run([installed(HUGO, "hugo"), "--quiet", "--destination", str(folder)], work)

    return build


def variants(theme: Path | None) -> dict[str, Callable[[list[Content], Path, Path], None]]:
    """Return what is measured beside this project, by name."""
    return {
        "by hand": by_hand,
        "Hugo Book": hugo_book(theme),
        "Starlight": starlight,
        "Zensical": _mkdocs_like(lambda: [installed(ZENSICAL, "zensical")]),
        "Material": _mkdocs_like(lambda: [sys.executable, "-m", "mkdocs"]),
    }


def _write_pages(pages: list[Content], folder: Path, template: str, home: str = "index") -> None:
    for page in pages:
        file = folder / f"{page.name if page.path else home}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_render(template, page, pages), encoding="utf-8")


def _render(template: str, page: Content, pages: list[Content]) -> str:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template(template).render(page=page, pages=pages)
