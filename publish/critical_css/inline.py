"""Put into each page what its first screen needs, and leave the rest of the theme for later.

A page gets the rules of what it shows at first, in one style element, and two scripts: the colours
that the reader chose, and docs/assets/js/loader.js. What the first screen can do without waits in
templates until it is painted: a sheet that all pages share, with the rules of what opens and of
paper (where no script runs, a link leads to it), and the other scripts of ours. The search waits
until it is opened, the theme's script and all rules of the styles until a part needs them: with
them, a page looks as before, and what a script adds has its looks too.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from model.dataset import ROOT
from publish.assets import PARTS
from publish.critical_css.above_the_fold import keep_above_the_fold
from publish.critical_css.purge import Rule, drop_unused, purge, write
from publish.critical_css.theme import (
    AFTER_LOAD,
    BUNDLE,
    GENERATOR,
    HASH_SCRIPT,
    KEEPING_SCRIPT,
    NEIGHBORS,
    ON_SEARCH,
    SCRIPT_LINK,
    SETTINGS_TEXT,
    STYLE_LINK,
    TABS_SCRIPT,
    Theme,
    read_rules,
    read_theme,
    resolve_link,
)
from publish.critical_css.usage import UsageIndex, index_usage
from publish.render import render
from publish.site import THANKS_PAGE, BuiltSite, Page, PublishError

FIRST_SCRIPT = re.compile("<script>")
NEXT_SCRIPT = re.compile(r"(<script>(?:(?!</script>).)*)</script>\s*<script>", re.DOTALL)
SHARED = "assets/css/shared.css"
FONT = "@font-face"
INLINE_SCRIPTS = ("assets/js/color-scheme.js", "assets/js/loader.js")
BACKEND = ROOT / "backend"
IMPORTS = re.compile(r"""\bfrom\s*["']|\bimport\b""")
# Read while the search index is made, by nobody later.
SEARCH_EXCLUDE = " data-search-exclude"
# Where white space counts.
PREFORMATTED = re.compile(r"(<(pre|textarea|script|style|template)\b.*?</\2>)", re.DOTALL)
INDENT = re.compile(r"\s*\n\s*")
# Between these a line break shows nothing, and is one thing less to lay out.
BLOCKS = (
    "article|body|caption|dd|details|div|dl|dt|fieldset|figure|footer|form|h[1-6]|head|header|html"
    "|legend|li|link|main|meta|nav|ol|p|section|summary|svg|table|tbody|td|th|thead|title|tr|ul"
)
TEXT = re.compile(r">[^<]+")  # where an apostrophe needs no other spelling
BREAK = re.compile(rf"(</?(?:{BLOCKS})\b[^<>]*>)\n(?=</?(?:{BLOCKS})\b)")
# What a minifier keeps as it is written, since a script may read it.
CUSTOM_PROPERTY = re.compile(r"(?<=[{;])--[\w-]+:[^;{}]*")
AFTER_COMMA = re.compile(r"""("[^"]*"|'[^']*')|(,)\s+""")


def inline_styles(site: BuiltSite, names: Mapping[str, str]) -> None:
    """Rewrite every page of the theme; `names` are the new names of our files by the old."""
    theme = read_theme(site)
    scripts = {
        names[name]: _embeddable_text(site.folder / names[name], "script")
        for name in INLINE_SCRIPTS
    }
    rules = []
    for name in theme.styles:
        rules += read_rules(name, collapse_lists(_embeddable_text(site.folder / name, "style")))
    whole_site = _whole_site_usage(site, theme)
    all_pages = purge(rules, whole_site)
    # All pages are read before one is changed.
    sheets = [
        write(all_pages if page.path == THANKS_PAGE else _above_the_fold(site, page, rules))
        for page in theme.pages
    ]
    shared = site.write_named(SHARED, write(_without_known_fonts(all_pages, sheets)))
    for page, sheet in zip(theme.pages, sheets, strict=True):
        page.write(collapse_whitespace(_rewrite(site, page, theme, (sheet, shared), scripts)))


def _above_the_fold(site: BuiltSite, page: Page, rules: list[Rule]) -> list[Rule]:
    """Return the rules of what a page shows at first."""
    usage = index_usage(site, [page])
    return drop_unused(keep_above_the_fold(purge(rules, usage), page.html), usage)


def _without_known_fonts(rules: list[Rule], sheets: list[str]) -> list[Rule]:
    """Leave out the fonts that every page names: named anew, they have all text laid out anew."""
    return [
        rule
        for rule in rules
        if not (rule.head.startswith(FONT) and all(rule.head in sheet for sheet in sheets))
    ]


def _whole_site_usage(site: BuiltSite, theme: Theme) -> UsageIndex:
    """Return what any page can show, with what scripts fetch and the backend may write into it."""
    files = [*BACKEND.rglob("templates/**/*.html.j2"), *(site.folder / PARTS).glob("*")]
    texts = [file.read_text(encoding="utf-8") for file in sorted(files)]
    return index_usage(site, theme.pages, texts)


def _rewrite(
    site: BuiltSite,
    page: Page,
    theme: Theme,
    sheets: tuple[str, str],
    scripts: Mapping[str, str],
) -> str:
    """Return the page anew; `sheets` are its style and the file that all pages share."""
    sheet, shared = sheets
    first = STYLE_LINK.search(page.html)
    up = first[1].removesuffix(theme.styles[0]) if first else ""  # the way to the site's root

    def script(link: re.Match[str]) -> str:
        name = resolve_link(site, page, link[1])
        if name in scripts:
            return link[0].replace(f' src="{link[1]}"', "").replace("><", f">{scripts[name]}<")
        if BUNDLE.search(name):
            return render("late.html.j2", {"style": up + theme.whole, "script": up + theme.script})
        return link[0]

    html = page.html.replace(SEARCH_EXCLUDE, "")
    for unneeded in (SETTINGS_TEXT, TABS_SCRIPT, GENERATOR, HASH_SCRIPT, NEIGHBORS):
        html = unneeded.sub("", html)
    keeping = KEEPING_SCRIPT.search(html)
    html = KEEPING_SCRIPT.sub("", html)
    html = AFTER_LOAD.sub(lambda link: render("after_load.html.j2", {"script": link[0]}), html)
    html = ON_SEARCH.sub(lambda link: render("on_search.html.j2", {"script": link[0]}), html)
    head, end, body = html.partition("</head>")
    style = render("style.html.j2", {"sheet": sheet, "shared": up + shared})
    html = SCRIPT_LINK.sub(script, f"{STYLE_LINK.sub('', head)}{style}{end}{body}")
    return _join_scripts(html, keeping[1] if keeping else "")


def _join_scripts(html: str, before: str) -> str:
    """Make one element of the scripts within a page, and of what the theme has them do before.

    Each element of its own has a hash of its own in the policy, which no compression makes smaller.
    """
    joined = NEXT_SCRIPT.sub(r"\1;", html, count=1)
    return FIRST_SCRIPT.sub(lambda tag: f"{tag[0]}{before};" if before else tag[0], joined, count=1)


def collapse_whitespace(html: str) -> str:
    """Leave out indents, empty lines, breaks that show nothing, and long spellings."""
    parts = PREFORMATTED.split(html)  # text, what is kept, its name, text, …
    parts[::3] = [
        TEXT.sub(
            lambda text: text[0].replace("&#39;", "'"), BREAK.sub(r"\1", INDENT.sub("\n", part))
        )
        for part in parts[::3]
    ]
    del parts[2::3]
    return "".join(parts)


def collapse_lists(styles: str) -> str:
    """Leave out the white space between the items of custom properties."""
    return CUSTOM_PROPERTY.sub(lambda found: AFTER_COMMA.sub(r"\1\2", found[0]), styles)


def _embeddable_text(file: Path, tag: str) -> str:
    """Return the text of a file that can stand inside an element."""
    text = file.read_text(encoding="utf-8").strip()
    if f"</{tag}" in text or (tag == "script" and IMPORTS.search(text)):
        raise PublishError([f"{file.name}: cannot stand inside a page"])
    return text
