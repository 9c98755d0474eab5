"""What a page can show: what stands in it, and what its scripts may add to it later."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath

from selectolax.lexbor import LexborHTMLParser

from publish.critical_css.selectors import SCHEME, Choice, Selector
from publish.site import BuiltSite, Page

WORD = re.compile(r"[\w-]+")
LITERAL = re.compile(r"""["'`]([a-z][a-z0-9]*)["'`]""")
IMPORTED = re.compile(r"""["'](\.{1,2}/[\w./-]+\.m?js)["']""")
TEMPLATE = re.compile(r"<template\b[^>]*>(.*?)</template>", re.DOTALL)
SCRIPTS = "assets/js/"
# Those of the header add nothing to a page, but the class that says that scripts run.
HEADER_SCRIPTS = ("assets/js/color-scheme.", "assets/js/header.")
RUNNING = {"js", "no-js"}
# Parts that only the theme's script shows, once all styles are there: empty until then.
LATER = {".md-dialog", ".md-dialog__inner"}
MARKS = ".#["  # of classes, ids and attributes in the names of a selector


@dataclass
class Evidence:
    """Pages as trees, the names in them, and the words and elements that scripts can add."""

    trees: list[LexborHTMLParser]
    names: set[str] = field(default_factory=set)
    schemes: set[tuple[str, str]] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    made: set[str] = field(default_factory=set)

    def fits(self, selector: Selector) -> bool:
        """Whether a selector can fit something, in whatever state the page may be."""
        return any(self._has(choice) for choice in selector.choices)

    def _has(self, choice: Choice) -> bool:
        if not choice.schemes <= self.schemes:
            return False
        missing = choice.names - self.names
        if not missing and any(tree.css_first(choice.relaxed) for tree in self.trees):
            return True
        # Where a thing stands that a script makes or marks is not known: names must do.
        touched = {name for name in choice.names if self._adds(name)}
        return bool(touched) and missing <= touched

    def _adds(self, name: str) -> bool:
        """Whether a script may add an element, or a class, id or attribute to one."""
        if name[0] not in MARKS:
            return name in self.made
        word = name.lstrip(MARKS)
        first, *rest = word.removeprefix("data-").split("-")
        as_property = "".join([first, *(part.capitalize() for part in rest)])  # dataset.asProperty
        return word in self.words or (word.startswith("data-") and as_property in self.words)


def evidence_of(site: BuiltSite, pages: Iterable[Page], added: str = "") -> Evidence:
    """Return what pages can show; `added` is text that a server may add to them."""
    shown = list(pages)
    found = Evidence([page.tree for page in shown], words=set(RUNNING))
    markup = [added, *(part for page in shown for part in TEMPLATE.findall(page.html))]
    scripts = [text for page in shown for text in _scripts(site, page)]
    for page in shown:
        _read(page.tree, found)
    for text in markup:
        found.made |= {node.tag or "" for node in LexborHTMLParser(text).css("body *")}
    for text in [*markup, *scripts]:
        found.words |= set(WORD.findall(text))
        found.made |= set(LITERAL.findall(text))
    return found


def _read(tree: LexborHTMLParser, into: Evidence) -> None:
    for node in tree.css("*"):
        into.names.add(node.tag or "")
        for name, value in node.attributes.items():
            into.names.add(f"[{name}")
            if name == "class":
                into.names |= {f".{word}" for word in (value or "").split()} - LATER
            elif name == "id":
                into.names.add(f"#{value}")
            elif name.startswith(SCHEME):
                into.schemes.add((name, value or ""))


def _scripts(site: BuiltSite, page: Page) -> Iterator[str]:
    """Yield the texts of a page's own scripts, and of those that they import."""
    sources = [
        node.attributes.get("src") or "" for node in page.tree.css(f'script[src*="{SCRIPTS}"]')
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
