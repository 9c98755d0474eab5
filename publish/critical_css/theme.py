"""The theme as the built pages show it: its links to styles and script, and what they lead to."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from publish.critical_css.purge import Rule, drop_selectors, parse
from publish.render import render
from publish.site import BuiltSite, Page, PublishError

# Parts whose looks our own sheets decide alone, property by property.
RESTYLED = re.compile(
    r"(?<![\w-])(?:details|summary|\.md-(?:button|header|footer|overlay|skip))(?![\w-])"
    r"|^\.md-typeset (?:h[1-3]|(?:h[1-6])?:target)$|^\.md-content__inner:before$"
)
SETTINGS = "script#__config"  # stands on every page that the renderer has written
STYLES = "assets/stylesheets/"
BUNDLE = re.compile(r"assets/javascripts/bundle\.[0-9a-f]+\.min\.js$")
STYLE_LINK = re.compile(r'[ \t]*<link rel="stylesheet" href="([^"]+)">\n?')
SCRIPT_LINK = re.compile(r'<script(?: type="module")? src="([^"]+)"></script>')
# Ours, that the first screen can do without: they would hold up its paint.
AFTER_LOAD = re.compile(r"<script\b[^>]* data-after-load></script>")
ON_SEARCH = re.compile(r"<script\b[^>]* data-on-search></script>")
SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/|@charset [^;]*;")
# What pages do without: settings that only the theme's script reads, a script for tabs in text, of
# which no page has any, and the names of what made the page.
SETTINGS_TEXT = re.compile(r'<script id="__config" type="application/json">(.*?)</script>')
GENERATOR = re.compile(r'<meta name="generator" content="[^"]*">')
HASH_SCRIPT = re.compile(r"(?<=,)__md_hash=.*?,0\),(?=__md_get)")  # for announcements
TABS_SCRIPT = re.compile(r"<script>var target=document\.getElementById\(location\.hash.*?</script>")
# The pages before and after. The theme's script goes there at a single letter, which a slip types,
# and which speech control types for a word (WCAG 2.1.4).
NEIGHBORS = re.compile(r'<link rel="(?:prev|next)" href="[^"]*">')
# What the theme keeps for the next page; used first where the colours are set.
KEEPING_SCRIPT = re.compile(r"<script>(__md_scope=.*?)</script>")
CHANGED = "has the theme changed?"


@dataclass(frozen=True)
class Theme:
    """The pages of the renderer; their styles, in order; and two files made for later.

    `whole` has all rules that pages take theirs from, in one; `script` is the theme's and starts as
    soon as it is loaded.
    """

    pages: list[Page]
    styles: list[str]
    whole: str
    script: str


def read_theme(site: BuiltSite) -> Theme:
    """Write the files for later; raises PublishError where a page is not as expected."""
    pages = [page for path, page in site.pages.items() if path in site.rendered]
    problems = [problem for page in pages for problem in _problems(site, page)]
    if problems:
        raise PublishError(problems)
    styles = list(_places(site, site.pages[""], STYLE_LINK))
    texts = [_late_style(name, (site.folder / name).read_text(encoding="utf-8")) for name in styles]
    bundle = next(name for name in _places(site, pages[0], SCRIPT_LINK) if BUNDLE.search(name))
    script = {
        "bundle": (site.folder / bundle).read_text(encoding="utf-8"),
        "settings": _settings(site.pages[""]),
    }
    return Theme(
        pages,
        styles,
        site.write_named("assets/css/whole.css", SOURCE_MAP.sub("", "\n".join(texts))),
        site.write_named("assets/javascripts/late.js", render("late.js.j2", script)),
    )


def resolve_link(site: BuiltSite, page: Page, link: str) -> str:
    """Return where a link of a page leads, below the site's address."""
    found = site.locate(page.path, link)
    return found[0] if found else link


def read_rules(name: str, text: str) -> list[Rule]:
    """Return the rules of a style, of the theme's without what ours decide alone."""
    rules = parse(name, text)
    return list(drop_selectors(rules, RESTYLED)) if name.startswith(STYLES) else rules


def _late_style(name: str, text: str) -> str:
    """Return what is left of a style for later: else parts would jump when it comes."""
    if name.startswith(STYLES):
        return "".join(rule.text() for rule in read_rules(name, text))
    return text


def _settings(home: Page) -> str:
    """Return the settings of the theme's script as JSON, with addresses from the first page."""
    found = SETTINGS_TEXT.findall(home.html)
    settings = json.loads(found[0]) if len(found) == 1 else {}
    if settings.get("base") != "." or "search" not in settings:
        raise PublishError([f"home: the theme's settings have no base or no search; {CHANGED}"])
    return json.dumps(settings, ensure_ascii=False, sort_keys=True).replace("</", "<\\/")


def _problems(site: BuiltSite, page: Page) -> Iterator[str]:
    name = page.path or "home"
    if not page.tree.css_first(SETTINGS):
        yield f"{name}: has no “{SETTINGS}”; {CHANGED}"
        return
    styles = list(_places(site, page, STYLE_LINK))
    first = list(_places(site, site.pages[""], STYLE_LINK))
    if styles != first or len(styles) != len(page.tree.css('[rel~="stylesheet"]')):
        yield f"{name}: does not link the styles that the first page links; {CHANGED}"
    elif not styles[:1] or not styles[0].startswith(STYLES):
        yield f"{name}: does not link styles in {STYLES} first; {CHANGED}"
    bundles = [found for found in _places(site, page, SCRIPT_LINK) if BUNDLE.search(found)]
    if len(bundles) != 1:
        yield f"{name}: loads {len(bundles)} scripts of the theme and should load one; {CHANGED}"


def _places(site: BuiltSite, page: Page, links: re.Pattern[str]) -> Iterator[str]:
    return (resolve_link(site, page, link) for link in links.findall(page.html))
