"""The register of sources."""

from collections.abc import Iterable
from typing import Literal, Self

from pydantic import Field, model_validator

from model.core.record import PastDate, Record, SourceId, Text

TIER_LETTERS = "SFV"  # an id begins with the letter of its tier
# The kind of who published a source, by its tier.
TIER_NAMES = {
    1: "Standard setter or regulator",
    2: "CPA firm or professional reference",
    3: "Vendor, directory or blog",
}
CPA_TIER = 2  # up to here it is no vendor


class Source(Record):
    """A document that supports statements on the site."""

    id: SourceId = Field(description="Short key: S = tier 1, F = tier 2, V = tier 3, and a number.")
    title: Text = Field(description="Title as the publisher gives it, or its subject.")
    publisher: Text = Field(description="Who published it.")
    url: Text | None = Field(
        default=None,
        pattern=r"^https?://",
        description="Address of the original, never of an unofficial copy.",
    )
    tier: Literal[1, 2, 3] = Field(
        description="1 standard setter or regulator, 2 CPA firm or professional reference, "
        "3 vendor, directory or blog."
    )
    read: PastDate = Field(description="The day on which it was read, as 'YYYY-MM-DD'.")
    extent: Literal["excerpt", "whole"] = Field(description="How much of it was read.")
    note: Text | None = Field(default=None, description="What a reader should know about it.")

    @model_validator(mode="after")
    def _letter_is_tier(self) -> Self:
        tier = TIER_LETTERS.index(self.id[0]) + 1
        if tier != self.tier:
            raise ValueError(f"“{self.id}” is the id of tier {tier}")
        return self


class Sources(Record):
    """The file data/sources.yml."""

    sources: list[Source] = Field(min_length=1, description="Every source the site cites.")


def next_source_id(taken: Iterable[str], letter: str) -> str | None:
    """Return the first free id of a tier, such as F93; None if all are taken."""
    used = {int("".join(filter(str.isdigit, one))) for one in taken if one[:1] == letter}
    free = next((number for number in range(1, 1000) if number not in used), None)
    return None if free is None else f"{letter}{free:02}"
