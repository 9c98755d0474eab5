"""The register of sources."""

from typing import Literal, Self

from pydantic import Field, model_validator

from model.core.record import PastDate, Record, SourceId, Text


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
        if "SFV".index(self.id[0]) + 1 != self.tier:
            raise ValueError(f"“{self.id}” is the id of tier {'SFV'.index(self.id[0]) + 1}")
        return self


class Sources(Record):
    """The file data/sources.yml."""

    sources: list[Source] = Field(min_length=1, description="Every source the site cites.")
