"""The content security policy of each page, in the page, with hashes of what it holds.

Two policies for one page are intersected. So the page's own is the only one that speaks of scripts
and styles, and the headers, which never change, hold what a page cannot say of itself.
"""

import base64
import hashlib
import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from model.exports import FormTarget
from publish.render import render
from publish.security.external_requests import elements, external_requests
from publish.site import BuiltSite, Page, PublishError

# Types of script elements that browsers do not run, and the policy does not govern.
DATA_TYPES = ("application/json", "application/ld+json", "text/template")
QUOTE_FORM, FIRM_FORM = "form[data-quote-form]", "form[data-firm-form]"
# Where an address that is a script would run.
ADDRESSES = {"href", "xlink:href", "action", "formaction"}
# A browser holds to the policy from where it reads it on: before all that it could load.
CHARSET = re.compile(r'<meta charset="?utf-8"?>', re.IGNORECASE)

Directives = dict[str, list[str]]


def write_policies(site: BuiltSite, target: FormTarget) -> None:
    """Write its policy into each page; raises PublishError for what a strict one would refuse."""
    problems = [
        f"{page.path or 'home'}: {what}"
        for page in site.pages.values()
        for what in _violations(site, page)
    ]
    if problems:
        raise PublishError(problems)
    for page in site.pages.values():
        page.write(_with_policy(page, header_value(build_policy(page, target))))


def build_policy(page: Page, target: FormTarget) -> Directives:
    """Return what a page may load, run and send; only its own inline code is allowed."""
    form = _goes_to(page, target)
    return {
        "default-src": ["'none'"],
        "script-src": ["'self'", *_hashes(page, "script:not([src])")],
        "style-src": ["'self'", *_hashes(page, "style")],
        "img-src": ["'self'", "data:"],  # the theme's icons are data: addresses in its styles
        "font-src": ["'self'"],
        # What the tool has answered is read by a document of ours, wherever the form goes.
        "connect-src": list(dict.fromkeys(["'self'", *(target.connect_src if form else [])])),
        "worker-src": ["'none'"],
        "form-action": target.form_action if form else ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }


def _goes_to(page: Page, target: FormTarget) -> bool:
    """Whether a form of the page goes to the target; firms apply to our own backend alone."""
    if page.tree.css_first(QUOTE_FORM) is not None:
        return True
    return page.tree.css_first(FIRM_FORM) is not None and target.provider.gives_reference


def header_value(directives: Directives) -> str:
    """Return a policy as a header or a meta element has it."""
    return "; ".join(" ".join([name, *values]) for name, values in directives.items())


def _with_policy(page: Page, policy: str) -> str:
    before, after = CHARSET.split(page.html, maxsplit=1)
    written = render("policy.html.j2", {"policy": policy}).strip()
    return f'{before}<meta charset="utf-8">{written}{after}'


def _hashes(page: Page, selector: str) -> list[str]:
    """Return the hashes of every inline element that the policy must allow."""
    texts = {
        node.text(deep=True)
        for node in page.tree.css(selector)
        if (node.attributes.get("type") or "") not in DATA_TYPES
    }
    return sorted(_hash(text) for text in texts)


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def _violations(site: BuiltSite, page: Page) -> Iterator[str]:
    start = CHARSET.search(page.html)
    if start is None or re.search(r"<(?:script|style|link)\b", page.html[: start.start()]):
        yield 'needs <meta charset="utf-8"> first: the policy follows it'
    if page.tree.css_first('meta[http-equiv="content-security-policy" i]'):
        yield "has a policy already, and two would be intersected"
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
