"""Our scripts, styles and fonts: small, and named by their content.

Names that a module keeps to itself become short ones.
"""

import gzip
import re
from pathlib import Path
from posixpath import dirname, join, normpath, relpath

import minify

from publish.site import BuiltSite, Page, PublishError, find_links

ASSET_FOLDERS = ("assets/css", "assets/js", "assets/fonts")
PARTS = "assets/parts"  # what scripts fetch of a page
LICENSES = ("LICENSE", "OFL.txt")  # keep their names, beside what they are for
SCRIPTS_LIMIT = 15 * 1024  # bytes: the modules that a page starts with, each gzipped
# import {a} from "./b.mjs"; export … from; import("./b.mjs")
IMPORT = re.compile(r"""(\bfrom\s*|\bimport\s*\(?\s*)(["'])(\.{1,2}/[^"']+)\2""")
# new URL("./c.json", import.meta.url): a document that a script asks for later
DOCUMENT = re.compile(r"""(\bnew URL\(\s*)(["'])(\.{1,2}/[^"']+)\2(?=\s*,\s*import\.meta\.url)""")
AT_START = re.compile(r"""\b(?:from|import)\s*["'](\.{1,2}/[^"']+)["']""")
# A style sheet may load a font. It stands in pages of any depth, so the address is from the root.
FONT = re.compile(r"""url\(\s*(["']?)(\.\./fonts/[^"')]+)\1\s*\)""")
CSS_REFERENCE = re.compile(r"@import|url\(\s*['\"]?(?!data:|#)([^'\")]+)")
IMPORT_LINES = re.compile(r"^import\b[^;]*;\n", re.MULTILINE)
EXPORT = re.compile(
    r"^export (?=(?:async )?function\*? (\w+)|const (\w+)|class (\w+))", re.MULTILINE
)
UNSUPPORTED = re.compile(r"^(?:export|import)\b.*", re.MULTILINE)


def minify_script(name: str, text: str) -> str:
    """Return a script without what only people need; raises PublishError for what is none."""
    try:
        return str(minify.string("application/javascript", _wrap_in_function(name, text)))
    except minify.MinifyError as error:
        raise PublishError([f"{name}: {error}"]) from None


def _wrap_in_function(name: str, text: str) -> str:
    """Put the body of a module into a function, whose names may be shortened."""
    exports = ",".join(match[1] or match[2] or match[3] for match in EXPORT.finditer(text))
    if not name.endswith(".mjs"):
        return text  # a script of the header encloses its own names
    imports = "".join(IMPORT_LINES.findall(text))
    body = EXPORT.sub("", IMPORT_LINES.sub("", text))
    if left := UNSUPPORTED.search(body):
        raise PublishError([f"{name}: “{left[0]}”: write `export` before a name, imports in front"])
    if not exports:
        return f"{imports}(() => {{{body}\n}})();"
    # By position: the written names stand in the file once.
    return f"{imports}export const [{exports}] = (() => {{{body}\nreturn [{exports}];}})();"


def fingerprint(site: BuiltSite) -> dict[str, str]:
    """Make our assets small, rename them, tell the pages; return new names by the old."""
    names = _Renamer(site).run()
    for page in site.pages.values():
        _update_references(site, page, names)
    return names


def gzipped_script_sizes(site: BuiltSite) -> dict[str, int]:
    """Return the bytes of the modules that each page starts with, each file gzipped, by page.

    Imports are followed. What a script imports or fetches later does not count, nor what waits
    for a search, nor the scripts of the header, which stand in each page as a part of it.
    """
    sizes: dict[str, int] = {}

    def size(name: str) -> int:
        if name not in sizes:
            sizes[name] = len(gzip.compress((site.folder / name).read_bytes(), 9, mtime=0))
        return sizes[name]

    return {path: sum(map(size, _modules_of(site, page))) for path, page in site.pages.items()}


def _modules_of(site: BuiltSite, page: Page) -> set[str]:
    """Return the names of our modules that a page loads at its start, imports included."""
    scripts = page.tree.css('script[type="module"][src]:not([data-on-search])')
    places = [site.locate(page.path, node.attributes.get("src") or "") for node in scripts]
    waiting = [place[0] for place in places if place]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            text = (site.folder / name).read_text(encoding="utf-8")
            waiting += [normpath(join(dirname(name), path)) for path in AT_START.findall(text)]
    return found


class _Renamer:
    """Renames files after those that they import, since a name depends on the text."""

    def __init__(self, site: BuiltSite) -> None:
        self.site = site
        self.names: dict[str, str] = {}
        self.waiting: list[str] = []  # the files that wait for what they import

    def run(self) -> dict[str, str]:
        folders = [self.site.folder / folder for folder in ASSET_FOLDERS]
        # All are listed before one is renamed: a style sheet renames the font that it loads.
        for file in [file for folder in folders for file in sorted(folder.rglob("*"))]:
            name = file.relative_to(self.site.folder).as_posix()
            if (file.is_file() or name in self.names) and file.name not in LICENSES:
                self.rename(name)
        return self.names

    def rename(self, name: str) -> str:
        """Write a file under its new name and return that."""
        if name in self.names:
            return self.names[name]
        if name in self.waiting:
            circle = " → ".join([*self.waiting[self.waiting.index(name) :], name])
            raise PublishError([f"{circle}: scripts import each other in a circle"])
        self.waiting.append(name)
        content = self._content(name)
        self.waiting.pop()
        self.names[name] = self.site.write_named(name, content)
        (self.site.folder / name).unlink()
        return self.names[name]

    def _content(self, name: str) -> bytes:
        content = (self.site.folder / name).read_bytes()
        if name.endswith((".mjs", ".js")):
            return self._script(name, content.decode()).encode()
        if name.endswith(".css"):
            text = content.decode()
            if found := CSS_REFERENCE.search(FONT.sub("", text)):
                raise PublishError([f"{name}: “{found[0]}”: styles must need no other file"])
            return _minify_style(name, self._style(name, text)).encode()
        return content

    def _style(self, name: str, text: str) -> str:
        def follow(match: re.Match[str]) -> str:
            return f'url("{self.site.base}{self._follow(name, match[2])}")'

        return FONT.sub(follow, text)

    def _follow(self, name: str, path: str) -> str:
        """Return the new name of what a file loads; raises PublishError if it is not there."""
        target = normpath(join(dirname(name), path))
        if not (self.site.folder / target).is_file() and target not in self.names:
            raise PublishError([f"{name}: loads “{path}”, which does not exist"])
        return self.rename(target)

    def _script(self, name: str, text: str) -> str:
        def follow(match: re.Match[str]) -> str:
            path = relpath(self._follow(name, match[3]), dirname(name))
            return f"{match[1]}{match[2]}{path if path[0] == '.' else f'./{path}'}{match[2]}"

        return DOCUMENT.sub(follow, IMPORT.sub(follow, minify_script(name, text)))


def _minify_style(name: str, text: str) -> str:
    try:
        return str(minify.string("text/css", text))
    except minify.MinifyError as error:
        raise PublishError([f"{name}: {error}"]) from None


def _update_references(site: BuiltSite, page: Page, names: dict[str, str]) -> None:
    """Put the new names into a page; raises PublishError where an old one is left over."""
    html = page.html
    for link in {link for _, _, link in find_links(page)}:
        place = site.locate(page.path, link)
        if place and place[0] in names:
            new = link.replace(Path(place[0]).name, Path(names[place[0]]).name)
            html = html.replace(f'"{link}"', f'"{new}"')
    left = [name for name in names if name in html]
    if left:
        raise PublishError([f"{page.path or 'home'}: still names {name}" for name in left])
    if html != page.html:
        page.write(html)
