"""Headers for every kind of server: as data for ours, and as files that others include.

One description, written in several notations; nothing but `_headers` is part of the site itself.
None of it depends on what pages hold, so no server has to read it again after a build.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from model.content import Redirect
from publish.assets import ASSET_FOLDERS, LICENSES, PARTS
from publish.render import render
from publish.site import BuiltSite, PublishError

SECURITY_HEADERS = {
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "accelerometer=(), camera=(), geolocation=(), gyroscope=(), "
    "magnetometer=(), microphone=(), payment=(), usb=()",
    "X-Content-Type-Options": "nosniff",
}
# Only where TLS ends: a server without it must not promise it.
HSTS = {"Strict-Transport-Security": "max-age=31536000"}
IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"  # kept, but asked after; an unchanged page costs no second transfer
# Folders whose files are named by their content, ours and the theme's.
HASHED_FOLDERS = (
    *(f"{folder}/" for folder in (*ASSET_FOLDERS, PARTS)),
    "assets/stylesheets/",
    "assets/javascripts/",
)
HASHED_NAME = re.compile(r"\.[0-9a-f]{8,10}\.")
EMBEDDED = "embed/"  # other sites may show what lies below in a frame
API = "api/"  # answers with pages, too
# What holds for a page beside the policy in it; who may frame it, only a header can say.
FRAMED_POLICY = "base-uri 'none'; object-src 'none'"
NO_FRAME = "frame-ancestors 'none'"
PAGE_POLICY = f"{NO_FRAME}; {FRAMED_POLICY}"
# All else loads nothing by itself; a worker would, and the header of its script is its policy.
FILE_POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; frame-ancestors 'none'"


@dataclass(frozen=True)
class Headers:
    """What the servers send of a site at `base`. Paths start with a slash."""

    base: str

    @property
    def embedded(self) -> str:
        """Below this path other sites may show pages in a frame."""
        return f"{self.base}{EMBEDDED}"

    @property
    def api(self) -> str:
        """Below this path the backend answers."""
        return f"{self.base}{API}"

    @property
    def forever(self) -> list[str]:
        """The paths below which files never change."""
        return [f"{self.base}{folder}" for folder in HASHED_FOLDERS]

    def as_json(self) -> dict[str, object]:
        """Return what our own server reads."""
        return {
            "all": SECURITY_HEADERS,
            "policies": {"page": PAGE_POLICY, "framed": FRAMED_POLICY, "file": FILE_POLICY},
            "framed": {"below": self.embedded},
            "forever": {"below": self.forever, "cache": IMMUTABLE},
            "otherwise": {"cache": REVALIDATE},
        }


def headers_folder(site: Path) -> Path:
    """Return the folder beside a built site that holds the files for servers."""
    return site.with_name(f"{site.name}.headers")


def write_headers(site: BuiltSite, redirects: list[Redirect]) -> Headers:
    """Write `_headers` into the site, and the files for servers beside it.

    Raises PublishError for a file that they would keep in browsers although it can change.
    """
    _prove_names(site)
    described = Headers(site.base)
    context = {
        "all": SECURITY_HEADERS,
        "tls": SECURITY_HEADERS | HSTS,
        "headers": described,
        "policies": {
            "page": PAGE_POLICY,
            "framed": FRAMED_POLICY,
            "file": FILE_POLICY,
            "no_frame": NO_FRAME,
        },
        "cache": {"forever": IMMUTABLE, "fresh": REVALIDATE},
        "base": site.base,
        "redirects": redirects,
    }
    host = {"pages": list(_page_patterns(site)), "files": list(_file_patterns(site))}
    site.write("_headers", render("headers.txt.j2", context | host))
    folder = headers_folder(site.folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("Caddyfile", "nginx-http.conf", "nginx-server.conf"):
        (folder / name).write_text(render(f"{name}.j2", context), encoding="utf-8")
    text = json.dumps(described.as_json(), indent=1, sort_keys=True) + "\n"
    (folder / "headers.json").write_text(text, encoding="utf-8")
    return described


def _page_patterns(site: BuiltSite) -> Iterator[str]:
    """Yield the patterns of `_headers` for pages that nobody may frame.

    Its hosts send every rule that fits, so none can except a page; and they allow few rules, so
    each folder has one, whatever the number of pages in it.
    """
    for top in sorted({path.partition("/")[0] for path in site.pages}):
        if f"{top}/" != EMBEDDED:
            yield f"{site.base}{top}" if top == "" or "." in top else f"{site.base}{top}/*"


def _file_patterns(site: BuiltSite) -> Iterator[str]:
    """Yield the patterns of `_headers` for folders without a page, and for files beside them."""
    with_pages = {path.partition("/")[0] for path in site.pages}
    for entry in sorted(site.folder.iterdir()):
        if entry.is_dir() and entry.name not in with_pages:
            yield f"{site.base}{entry.name}/*"


def is_fingerprinted(name: str) -> bool:
    """Tell whether a file of the site, named from its root, never changes under its name."""
    return name.startswith(HASHED_FOLDERS) and HASHED_NAME.search(name) is not None


def _prove_names(site: BuiltSite) -> None:
    """A file that is cached for a year must be named by its content."""
    found = [
        f"{file.relative_to(site.folder)}: is not named by its content"
        for file in _hashed_files(site.folder)
        if not HASHED_NAME.search(file.name)
    ]
    if found:
        raise PublishError(found)


def _hashed_files(folder: Path) -> Iterator[Path]:
    for place in HASHED_FOLDERS:
        # The theme's word lists for search in other languages, which this site does not load.
        files = (file for file in (folder / place).rglob("*") if "lunr" not in file.parts)
        yield from (file for file in files if file.is_file() and file.name not in LICENSES)
