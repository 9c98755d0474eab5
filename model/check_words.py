"""Texts of the data are plain: pages print Markdown, HTML and calls in them as they stand."""

import re
from collections.abc import Iterable, Iterator

from model.yaml_lines import KeyPath

MARKUP = {
    "HTML": re.compile(r"</?[a-z][\w-]*(?:\s[^<>]*)?/?>", re.I),
    "a Markdown link": re.compile(r"\[[^\]]*\]\([^)]*\)"),
    "a call": re.compile(r"\{\{|\{%"),
    "bold Markdown": re.compile(r"\*\*\S|(?<!\w)__\w"),
    "Markdown code": re.compile(r"`[^`]+`"),
}


def markup_problems(values: Iterable[tuple[KeyPath, object]]) -> Iterator[tuple[KeyPath, str]]:
    """Yield (path, what is wrong) for each text with markup in it."""
    for path, value in values:
        if isinstance(value, str):
            for name, pattern in MARKUP.items():
                if found := pattern.search(value):
                    what = f"“{found[0]}” is {name} and would be printed: write plain words"
                    yield path, what
