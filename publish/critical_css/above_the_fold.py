"""The rules that a page needs above the fold: the critical CSS of its first paint.

What is folded up, in a note, menu or search that opens, under a pointer, at a key, in motion or on
paper is not seen before somebody asks for it. Its rules are in a sheet of their own, which no paint
waits for.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser

from publish.critical_css.purge import Rule
from publish.critical_css.selectors import Selector

# Who has no script has the other sheet from the start.
CONDITIONS = re.compile(
    r"@media ?(print|\(scripting: ?none\)|\(prefers-reduced-motion: ?reduce\))|@page"
)
# Under a pointer, at a key, where a link has led, while colours change; the menu without a script.
LATER = re.compile(
    r":hover|:focus(?!-within)|:target$|\[data-md-color-switching\]|\.no-js .*:target"
)
UNSEEN = re.compile(r"transition|cursor|-webkit-tap-highlight|(-webkit-print-)?color-adjust")
FOLDED = "details:not([open]) > :not(summary), [popover] *, #site-menu *, #site-search *"


def keep_above_the_fold(rules: Iterable[Rule], html: str) -> list[Rule]:
    """Return the rules without those that fit only what a page does not show yet.

    A rule that fits nothing in the page stays: a script may make what it is for.
    """
    page, seen = LexborHTMLParser(html), LexborHTMLParser(html)
    for part in seen.css(FOLDED):
        part.decompose()
    return list(_keep(rules, page, seen))


def _keep(rules: Iterable[Rule], page: LexborHTMLParser, seen: LexborHTMLParser) -> Iterator[Rule]:
    for rule in rules:
        if rule.selectors:
            first = tuple(one for one in rule.selectors if not _is_later(one, page, seen))
            still = tuple(one for one in rule.declarations if not UNSEEN.match(one[0]))
            if first and still:
                yield replace(rule, selectors=first, declarations=still)
        elif CONDITIONS.match(rule.head):
            continue
        elif rule.rules is None:
            yield rule
        else:
            inner = tuple(_keep(rule.rules, page, seen))
            if inner:
                yield replace(rule, rules=inner)


def _is_later(selector: Selector, page: LexborHTMLParser, seen: LexborHTMLParser) -> bool:
    if LATER.search(selector.text):
        return True
    return _fits(selector, page) and not _fits(selector, seen)


def _fits(selector: Selector, tree: LexborHTMLParser) -> bool:
    return any(tree.css_first(choice.relaxed) for choice in selector.choices)
