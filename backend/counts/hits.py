"""Which requests count, and as what."""

import posixpath
import re
from dataclasses import dataclass
from typing import Literal, NamedTuple
from urllib.parse import unquote

from backend.config.urls import API, DESK, THANKS

Kind = Literal["page", "question", "outcome", "form"]
# What programs call themselves that are no reader's browser; a missing name is one, too.
PROGRAMS = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|scan|monitor|uptime|preview|headless|lighthouse|archiv|fetch"
    r"|facebookexternalhit|feed|curl|wget|python|java/|go-http|node|okhttp|libwww|axios|http-client",
    re.IGNORECASE,
)
# The tool's own pages without a script: a question, or what comes out.
TOOL = "which-report/"
FORMS = {f"{API}quotes": "quotes/", f"{API}firms": "for-firms/"}
SENT = (201, 303)
SHOWN = (200, 304)


@dataclass(frozen=True)
class Hit:
    """What one request says: `path` may have a query, which is not looked at."""

    method: str
    path: str
    status: int
    agent: str
    purpose: str = ""  # the header Sec-Purpose: pages that a browser loads ahead


class Count(NamedTuple):
    """What is counted: the page's address below the site's, "" for home."""

    kind: Kind
    name: str


def classify(hit: Hit, base: str) -> Count | None:
    """Return as what a request counts, None where it does not; `base` is the site's path."""
    if not hit.agent.strip("- ") or PROGRAMS.search(hit.agent) or "prefetch" in hit.purpose:
        return None
    path = unquote(re.split("[?#]", hit.path, maxsplit=1)[0])
    if not path.startswith(base) or len(path) > 200:
        return None
    name = path.removeprefix(base)
    if hit.method == "POST":
        form = FORMS.get(name)
        return Count("form", form) if form and hit.status in SENT else None
    if hit.method != "GET" or hit.status not in SHOWN or not _is_page(path):
        return None
    # The addresses below the thanks page are keys; those of API and desk are no pages of the site.
    if name.startswith((API, DESK, THANKS)):
        return None
    return Count(_kind(name), name)


def _is_page(path: str) -> bool:
    """Tell whether it is a page by its own address: other spellings would be other names."""
    return path == "/" or (
        posixpath.normpath(path) + "/" == path and path[1] != "/" and path.isprintable()
    )


def _kind(name: str) -> Kind:
    if name.startswith(f"{TOOL}ask-"):
        return "question"
    return "outcome" if name.startswith(f"{TOOL}result-") else "page"
