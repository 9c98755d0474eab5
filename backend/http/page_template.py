"""A built page cut into pieces, with slots between them that are filled as text.

Reading a page takes some twenty milliseconds of processor and filling it one thousandth of that, so
that what anybody can ask for again and again costs next to nothing.
"""

import re
from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from secrets import token_hex
from typing import Any, TypeVar

from bs4 import BeautifulSoup, Tag

T = TypeVar("T")


class PageTemplate:
    """A page whose slots are filled by name. A slot without a value keeps what the page had."""

    def __init__(self, soup: BeautifulSoup) -> None:
        """Keep the parsed page; slots are marked in it, and then it is cut by `fill`."""
        self.soup = soup
        self._mark = f"slot-{token_hex(8)}"
        self._defaults: dict[str, str] = {}
        self._pieces: list[str] = []

    def mark_text(self, tag: Tag, slot: str) -> None:
        """Make the whole content of a tag a slot."""
        self._defaults[slot] = tag.decode_contents()
        tag.string = self._token(slot)

    def mark_end(self, tag: Tag, slot: str) -> None:
        """Put a slot at the end of a tag's content."""
        self._defaults[slot] = ""
        tag.append(self._token(slot))

    def mark_value(self, tag: Tag, attribute: str, slot: str) -> None:
        """Make the value of an attribute a slot."""
        self._defaults[slot] = escape(str(tag.get(attribute, "")))
        tag[attribute] = self._token(slot)

    def mark_flag(self, tag: Tag, attribute: str, slot: str) -> None:
        """Make a whole attribute a slot; `flag` gives what fills it."""
        had = tag.has_attr(attribute)
        self._defaults[slot] = flag(attribute, str(tag[attribute])) if had else ""
        tag[attribute] = self._token(f"flag:{slot}")

    def cut(self) -> "PageTemplate":
        """Cut the page at its slots; nothing can be marked any more."""
        flags = rf' [\w-]+="({self._mark}:)flag:([^;]*;)"'
        html = re.sub(flags, r"\1\2", self.soup.decode())
        self._pieces = re.split(rf"{self._mark}:([^;]*);", html)
        self.soup = BeautifulSoup("", "html.parser")  # a parsed page is ten times as large
        return self

    def fill(self, values: Mapping[str, str]) -> str:
        """Return the page with `values`, HTML by slot."""
        slots = {**self._defaults, **values}
        return "".join(
            slots[piece] if number % 2 else piece for number, piece in enumerate(self._pieces)
        )

    def _token(self, slot: str) -> str:
        return f"{self._mark}:{slot};"


def flag(attribute: str, value: str = "") -> str:
    """Return an attribute, as a slot of `mark_flag` takes it."""
    return f' {attribute}="{escape(value)}"'


class PageCache:
    """What was made of one page, by a name; it is made anew where the page's file has changed."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._version: tuple[int, int, int] | None = None
        self._made: dict[object, Any] = {}

    def get(self, name: object, make: Callable[[BeautifulSoup], T]) -> T | None:
        """Return what `make` makes of the page, None where there is no page."""
        try:
            found = self._file.stat()
            version = (found.st_mtime_ns, found.st_size, found.st_ino)
            if version != self._version:
                self._version, self._made = version, {}
            made = self._made
            if name not in made:
                text = self._file.read_text(encoding="utf-8")
                made[name] = make(BeautifulSoup(text, "html.parser"))
        except FileNotFoundError:
            return None
        result: T = made[name]
        return result
