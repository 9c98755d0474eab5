"""Headings of a page, their ids as rendered without a build, and the entries of the navigation."""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from jinja2 import Environment, StrictUndefined
from markdown import Markdown

from macros.checks.markup.front_matter import Finding
from macros.checks.markup.links import blank_code
from model.core.problems import suggest

Macro = Callable[..., str]
Convert = Callable[[str], str]  # Markdown to HTML


def rendered_ids(text: str, macros: Mapping[str, Macro], convert: Convert) -> set[str]:
    """Return every id on a page; `convert` renders Markdown, as `markdown_converter` makes it."""
    source = re.sub(r"\A---\n.*?^---\s*$", "", text, count=1, flags=re.M | re.S)
    environment = Environment(undefined=StrictUndefined)  # noqa: S701 - the page is the editor's
    filled = environment.from_string(source).render(macros)
    return set(re.findall(r'\bid="([^"]+)"', convert(filled)))


def markdown_converter(config: Mapping[str, Any]) -> Convert:
    """Return what renders Markdown as MkDocs' configuration says, without calls."""
    markdown = Markdown(
        extensions=config["markdown_extensions"], extension_configs=config["mdx_configs"]
    )

    def convert(text: str) -> str:
        markdown.reset()
        return str(markdown.convert(text))

    return convert


def check_headings(text: str) -> Iterator[Finding]:
    """Yield findings: not one heading of the first level, a skipped level, an id given twice."""
    found = [
        (number, len(match[1]), line)
        for number, line in enumerate(blank_code(text).splitlines(), 1)
        if (match := re.match(r"(#{1,6}) ", line))
    ]
    first = [number for number, level, _ in found if level == 1]
    if len(first) != 1:
        where = first[1] if first else 1
        yield where, "", f"a page has one heading with a single #, this one has {len(first)}"
    for (_, before, _), (number, after, _) in pairwise(found):
        if after > before + 1:
            yield number, "", f"a heading with {after} # follows one with {before}"
    for number, line in enumerate(blank_code(text).splitlines(), 1):
        if stuck := re.match(r"(#{1,6})[^#\s{]\S*", line):  # to the renderer it is one
            what = f"“{stuck[0]}” becomes a heading: leave a space after “{stuck[1]}”"
            yield number, "", f"{what}, or write another sign"
    given: dict[str, int] = {}
    for number, _, line in found:
        for name in re.findall(r"\{ ?#([\w-]+)", line):
            if given.setdefault(name, number) != number:
                yield number, "", f"the id “{name}” stands in line {given[name]} already"


def check_nav_entries(
    entries: object, pages: set[str], ignored: Callable[[str], bool], text: str
) -> Iterator[Finding]:
    """Yield a finding, in lines of mkdocs.yml, for each page that the nav lacks or invents."""
    listed = set[str]()
    for page in _files(entries):
        if page in listed:
            entry = re.compile(rf"\s+-.*[\s\"']{re.escape(page)}[\"']?\s*(?:#.*)?$")
            rows = [number for number, row in enumerate(text.splitlines(), 1) if entry.match(row)]
            yield rows[-1] if rows else 1, "nav", f"“{page}” stands twice"
        listed.add(page)
    for page in sorted(listed - pages):
        line = next((number for number, row in enumerate(text.splitlines(), 1)
                     if page in row), 1)  # fmt: skip
        yield line, "nav", f"“{page}” leads nowhere{suggest(page, pages)}"
    for page in sorted(pages - listed):
        if not ignored(page):
            line = next((number for number, row in enumerate(text.splitlines(), 1)
                         if row.startswith("nav:")), 1)  # fmt: skip
            yield line, "nav", f"the page docs/{page} is not in the nav"


def _files(entries: object) -> Iterator[str]:
    if isinstance(entries, str):
        if entries.endswith(".md"):
            yield entries
    elif isinstance(entries, dict):
        for entry in entries.values():
            yield from _files(entry)
    elif isinstance(entries, list):
        for entry in entries:
            yield from _files(entry)
