"""What a page can show: what stands in it, and what its scripts may add to it later."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath

from selectolax.lexbor import LexborHTMLParser

from publish.critical_css.selectors import SCHEME, Choice, Selector
from publish.site import BuiltSite, Page

IDENTIFIER = re.compile(r"[\w-]+")
# What a function makes an element of: not `querySelector("td")`, which only looks for one.
TAG_MADE = re.compile(
    r"""(?:(?<![.\w$])[\w$]+|createElement)\(\s*["'`]([a-z][a-z0-9]*)["'`]\s*[,)]"""
)
IMPORTED = re.compile(r"""["'](\.{1,2}/[\w./-]+\.m?js)["']""")
TEMPLATE = re.compile(r"<template\b[^>]*>(.*?)</template>", re.DOTALL)
SCRIPTS = "assets/js/"
# Those of the header add nothing to a page, but the class that says that scripts run.
HEADER_SCRIPTS = tuple(f"{SCRIPTS}{name}." for name in ("color-scheme", "loader", "header"))
SCRIPT_STATE_CLASSES = {"js", "no-js"}
# Parts that only the theme's script shows, once all styles are there: empty until then.
HIDDEN_UNTIL_STYLED = {".md-dialog", ".md-dialog__inner"}
CHOSEN_BY = "data-palette"  # on the button that leads to a scheme
MARKS = ".#["  # of classes, ids and attributes in the names of a selector


@dataclass
class UsageIndex:
    """Pages as trees, the names in them, and the words and elements that scripts can add."""

    trees: list[LexborHTMLParser]
    selector_names: set[str] = field(default_factory=set)
    schemes: set[tuple[str, str]] = field(default_factory=set)
    identifiers: set[str] = field(default_factory=set)
    created_tags: set[str] = field(default_factory=set)
    # What was found before: rules ask the same again and again.
    _there: dict[str, bool] = field(default_factory=dict)
    _addable: dict[str, bool] = field(default_factory=dict)

    def matches(self, selector: Selector) -> bool:
        """Whether a selector can fit something, in whatever state the page may be."""
        return any(self._matches_choice(choice) for choice in selector.choices)

    def _matches_choice(self, choice: Choice) -> bool:
        if not choice.schemes <= self.schemes:
            return False
        # Where a thing stands that a script makes or marks is not known: names must do.
        if missing := choice.names - self.selector_names:
            return all(map(self._can_be_added, missing))
        return self._is_there(choice.relaxed) or any(map(self._can_be_added, choice.names))

    def _is_there(self, selector: str) -> bool:
        """Whether the pages have what a selector of CSS means."""
        if selector not in self._there:
            self._there[selector] = any(tree.css_first(selector) for tree in self.trees)
        return self._there[selector]

    def _can_be_added(self, name: str) -> bool:
        """Whether a script may add an element, or a class, id or attribute to one."""
        if name not in self._addable:
            self._addable[name] = self._is_known_to_a_script(name)
        return self._addable[name]

    def _is_known_to_a_script(self, name: str) -> bool:
        if name[0] not in MARKS:
            return name in self.created_tags
        word = name.lstrip(MARKS)
        first, *rest = word.removeprefix("data-").split("-")
        as_property = "".join([first, *(part.capitalize() for part in rest)])  # dataset.asProperty
        return word in self.identifiers or (
            word.startswith("data-") and as_property in self.identifiers
        )


def index_usage(
    site: BuiltSite, pages: Iterable[Page], templates: Iterable[str] = ()
) -> UsageIndex:
    """Return what pages can show; `templates` are markup that a server may fill in."""
    shown = list(pages)
    found = UsageIndex([page.tree for page in shown], identifiers=set(SCRIPT_STATE_CLASSES))
    markup = [*templates, *(part for page in shown for part in TEMPLATE.findall(page.html))]
    scripts = [text for page in shown for text in _scripts(site, page)]
    for page in shown:
        _index_tree(page.tree, found)
    for text in markup:
        found.created_tags |= {node.tag or "" for node in LexborHTMLParser(text).css("body *")}
    for text in [*markup, *scripts]:
        found.identifiers |= set(IDENTIFIER.findall(text))
        found.created_tags |= set(TAG_MADE.findall(text))
    return found


def _index_tree(tree: LexborHTMLParser, into: UsageIndex) -> None:
    for node in tree.css("*"):
        into.selector_names.add(node.tag or "")
        for name, value in node.attributes.items():
            into.selector_names.add(f"[{name}")
            if name == "class":
                into.selector_names |= {
                    f".{word}" for word in (value or "").split()
                } - HIDDEN_UNTIL_STYLED
            elif name == "id":
                into.selector_names.add(f"#{value}")
            elif name.startswith(SCHEME):
                into.schemes.add((name, value or ""))
            elif name == CHOSEN_BY:
                into.schemes.add((f"{SCHEME}scheme", value or ""))


def _scripts(site: BuiltSite, page: Page) -> Iterator[str]:
    """Yield the texts of a page's own scripts, and of those that they import.

    Not those of the search: when it is opened, the styles of all pages come with it.
    """
    sources = [
        node.attributes.get("src") or ""
        for node in page.tree.css(f'script[src*="{SCRIPTS}"]:not([data-on-search])')
    ]
    waiting = [
        source.partition(SCRIPTS)[2]
        for source in sources
        if not any(name in source for name in HEADER_SCRIPTS)
    ]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            text = (site.folder / SCRIPTS / name).read_text(encoding="utf-8")
            waiting += [normpath(join(dirname(name), path)) for path in IMPORTED.findall(text)]
            yield text
