"""Headers for every kind of server: as data for ours, and as files that others include.

One description, written in several notations; nothing but `_headers` is part of the site itself.
"""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from model.content import Redirect
from model.exports import FormTarget
from publish.render import render
from publish.security.csp import Directives, build_policies, header_value
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
HASHED_FOLDERS = ("assets/css/", "assets/js/", "assets/stylesheets/", "assets/javascripts/")
HASHED_NAME = re.compile(r"\.[0-9a-f]{8,10}\.")
QUOTES_API = "api/quotes"  # shows the quotes page again where something is wrong


@dataclass(frozen=True)
class Headers:
    """What the servers send. Paths start with a slash; `policies` is by exact path."""

    policy: str
    policies: dict[str, str]
    forever: list[str]

    def as_json(self) -> dict[str, object]:
        """Return what our own server reads."""
        return {
            "all": SECURITY_HEADERS,
            "policy": self.policy,
            "policies": self.policies,
            "forever": {"below": self.forever, "cache": IMMUTABLE},
            "otherwise": {"cache": REVALIDATE},
        }


def headers_folder(site: Path) -> Path:
    """Return the folder beside a built site that holds the files for servers."""
    return site.with_name(f"{site.name}.headers")


def build_headers(site: BuiltSite, target: FormTarget) -> Headers:
    """Return the headers of a site; raises PublishError for what they would break."""
    _prove_names(site)
    found = build_policies(site, target)
    exact = {f"{site.base}{path}": header_value(policy) for path, policy in found.pages.items()}
    if found.form is not None:
        exact[f"{site.base}{QUOTES_API}"] = header_value(found.pages[found.form])
    return Headers(
        header_value(found.other), exact, [f"{site.base}{folder}" for folder in HASHED_FOLDERS]
    )


def write_headers(site: BuiltSite, target: FormTarget, redirects: list[Redirect]) -> Headers:
    """Write `_headers` into the site, and the files for servers beside it."""
    described = build_headers(site, target)
    site.write("_headers", render("headers.txt.j2", _host_rules(site, target)))
    folder = headers_folder(site.folder)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    context = {
        "all": SECURITY_HEADERS | HSTS,
        "headers": described,
        "cache": {"forever": IMMUTABLE, "fresh": REVALIDATE},
        "groups": _by_policy(described),
        "base": site.base,
        "redirects": redirects,
    }
    for name in ("Caddyfile", "nginx-http.conf", "nginx-server.conf"):
        (folder / name).write_text(render(f"{name}.j2", context), encoding="utf-8")
    text = json.dumps(described.as_json(), indent=1, sort_keys=True) + "\n"
    (folder / "headers.json").write_text(text, encoding="utf-8")
    return described


def _host_rules(site: BuiltSite, target: FormTarget) -> dict[str, object]:
    """Return the rules of `_headers`, whose hosts send every rule that fits.

    Two policies then hold together, and the stricter wins. So what holds for all pages is in one
    rule, and each page adds what it forbids beyond that.
    """
    found = build_policies(site, target)
    widest = {name: values for name, values in found.widest.items() if name != "frame-ancestors"}
    widest |= {"form-action": target.form_action, "connect-src": target.connect_src}
    narrow = {page: _restrictions(policy, widest) for page, policy in found.pages.items()}
    return {
        "all": SECURITY_HEADERS,
        "policy": header_value(widest),
        "pages": {f"{site.base}{path}": header_value(policy) for path, policy in narrow.items()},
        "forever": [f"{site.base}{folder}*" for folder in HASHED_FOLDERS],
        "cache": IMMUTABLE,
        "base": site.base,
    }


def _restrictions(policy: Directives, widest: Directives) -> Directives:
    """Return what a page forbids beyond the widest policy; `*` forbids nothing."""
    return {
        name: values
        for name, values in policy.items()
        if widest.get(name) != values and values != ["*"]
    }


def _by_policy(described: Headers) -> list[tuple[str, list[str]]]:
    """Return (policy, paths) for each policy that single paths have."""
    groups: dict[str, list[str]] = {}
    for path, policy in described.policies.items():
        groups.setdefault(policy, []).append(path)
    return list(groups.items())


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
        yield from (file for file in files if file.is_file() and file.name != "LICENSE")
