"""Addresses that were published once, and where those that moved lead now."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, StringConstraints

from model.core.record import DateText, Record, Text
from model.core.yaml_loader import KeyPath

# Below the site's address, without a slash at the start: "soc-1/", "old/page.html".
Address = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9._-]+)*/?$")
]
Target = Annotated[str, StringConstraints(pattern=r"^([A-Za-z0-9._-]+/)*(#[A-Za-z0-9._-]+)?$")]


class Redirect(Record):
    """An address that moved."""

    old: Address = Field(description="The address as it was, as in audits/cost/.")
    new: Target = Field(description="Where it leads now, as in cost-and-time/#prices.")
    since: DateText = Field(description="Day on which it moved, as 'YYYY-MM-DD'.")
    why: Text = Field(description="Why, for whoever wonders later.")


class MovedParts(Record):
    """Parts of a page that moved.

    A browser keeps what follows # to itself, so that no server can redirect it.
    """

    page: Address = Field(description="The page that they stood on. It calls moved_parts().")
    new: Target = Field(
        description="Where they stand now: a page, with the same names, or one part of a page."
    )
    anchors: list[Text] = Field(min_length=1, description="Their names, without #.")

    def target(self, anchor: str) -> str:
        """Return the address of one part."""
        return self.new if "#" in self.new else f"{self.new}#{anchor}"


class Redirects(Record):
    """The file data/redirects.yml."""

    published: list[Address] = Field(
        description="Every address that was ever published. Publishing stops where one of them "
        "neither exists nor redirects. Nothing is ever taken out."
    )
    redirects: list[Redirect] = Field(description="The addresses that moved.")
    moved_parts: list[MovedParts] = Field(
        default=[], description="Parts of pages that moved; the old page keeps a link for each."
    )

    def problems(self) -> Iterator[tuple[KeyPath, str]]:
        """Yield a problem for an address that stands twice, and for chains."""
        for name, addresses in (
            ("published", self.published),
            ("redirects", [item.old for item in self.redirects]),
        ):
            for index, address in enumerate(addresses):
                if address in addresses[:index]:
                    yield (name, index), f"“{address}” stands twice"
        moved = {item.old for item in self.redirects}
        for index, item in enumerate(self.redirects):
            if item.new.partition("#")[0] in moved:
                what = f"“{item.new}” has moved itself: name the address that it leads to"
                yield ("redirects", index, "new"), what
