"""The content security policy, from what the built pages hold."""

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from model.exports import FormTarget
from publish.security.external_requests import elements, external_requests
from publish.site import NOT_FOUND, THANKS_PAGE, BuiltSite, Page, PublishError

# Types of script elements that browsers do not run, and the policy does not govern.
DATA_TYPES = ("application/json", "application/ld+json", "text/template")
FORM = "form[data-quote-form]"
# Shown at other addresses than their own: what is missing, and what the backend answers with.
SHOWN_ELSEWHERE = (NOT_FOUND, THANKS_PAGE)
EMBEDDED = "embed/"  # other sites may show what lies below in a frame
# Where an address that is a script would run.
ADDRESSES = {"href", "xlink:href", "action", "formaction"}

Directives = dict[str, list[str]]


@dataclass(frozen=True)
class Policies:
    """Policies of a site: `pages` by the page's address below the site's, `other` for the rest.

    `widest` allows what any page needs; `form` is the address of the page with the form.
    """

    widest: Directives
    other: Directives
    pages: dict[str, Directives]
    form: str | None


def build_policies(site: BuiltSite, target: FormTarget) -> Policies:
    """Return the policies; raises PublishError for what a strict policy would refuse."""
    problems = [
        f"{page.path or 'home'}: {what}"
        for page in site.pages.values()
        for what in _violations(site, page)
    ]
    if problems:
        raise PublishError(problems)
    shown = list(site.pages.values())
    # The same inline scripts stand on every page; each has a style of its own.
    common = _common(_hashes(shown, "script:not([src])"))
    wandering = [
        page for page in shown if page.path in SHOWN_ELSEWHERE or page.tree.css_first(FORM)
    ]
    pages: dict[str, Directives] = {}
    for page in shown:
        policy = pages[page.path] = common | _styles([page])
        if page.tree.css_first(FORM):
            policy |= {"form-action": target.form_action, "connect-src": target.connect_src}
        elif page.path.startswith(EMBEDDED):
            policy |= {"frame-ancestors": ["*"]}
    form = next((page.path for page in shown if page.tree.css_first(FORM)), None)
    return Policies(common | _styles(shown), common | _styles(wandering), pages, form)


def header_value(directives: Directives) -> str:
    """Return a policy as the header's value."""
    return "; ".join(" ".join([name, *values]) for name, values in directives.items())


def _styles(pages: list[Page]) -> Directives:
    return {"style-src": ["'self'", *_hashes(pages, "style")]}


def _common(scripts: list[str]) -> Directives:
    return {
        "default-src": ["'none'"],
        "script-src": ["'self'", *scripts],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],  # the theme's icons are data: addresses in its styles
        "connect-src": ["'self'"],
        "worker-src": ["'self'"],  # the search runs in a worker
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
    }


def _hashes(pages: list[Page], selector: str) -> list[str]:
    """Return the hashes of every inline element that a policy must allow."""
    texts = {
        node.text(deep=True)
        for page in pages
        for node in page.tree.css(selector)
        if (node.attributes.get("type") or "") not in DATA_TYPES
    }
    return sorted(_hash(text) for text in texts)


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def _violations(site: BuiltSite, page: Page) -> Iterator[str]:
    for node in elements(page.tree):
        if "style" in node.attributes:
            yield f"<{node.tag}> has a style attribute: move it to a style sheet"
        yield from _handlers(node)
    for tag, address in external_requests(site, page):
        yield f"<{tag}> loads {address} from another site"


def _handlers(node: LexborNode) -> Iterator[str]:
    for name, value in node.attributes.items():
        if name.startswith("on"):
            yield f"<{node.tag}> has the script attribute {name}: use a module"
        if name in ADDRESSES and (value or "").strip().lower().startswith("javascript:"):
            yield f"<{node.tag}> leads to a javascript: address"
