"""The rules that a page needs for what it shows at first.

What is folded up, in a note that opens, or on paper is not seen before somebody asks for it. Its
rules are in a sheet of their own, which no paint waits for.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser

from publish.critical_css.purge import Rule
from publish.critical_css.selectors import Selector

PAPER = "@media print"
FOLDED = "details:not([open]) > :not(summary), [popover] *"


def keep_first(rules: Iterable[Rule], html: str) -> list[Rule]:
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
            first = tuple(one for one in rule.selectors if not _is_folded(one, page, seen))
            if first:
                yield replace(rule, selectors=first)
        elif rule.rules is None:
            yield rule
        elif not rule.head.startswith(PAPER):
            inner = tuple(_keep(rule.rules, page, seen))
            if inner:
                yield replace(rule, rules=inner)


def _is_folded(selector: Selector, page: LexborHTMLParser, seen: LexborHTMLParser) -> bool:
    return _fits(selector, page) and not _fits(selector, seen)


def _fits(selector: Selector, tree: LexborHTMLParser) -> bool:
    return any(tree.css_first(choice.relaxed) for choice in selector.choices)
