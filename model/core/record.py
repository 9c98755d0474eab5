"""What every record of the data has in common."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from model.core.yaml_loader import KeyPath

Text = Annotated[str, StringConstraints(min_length=1, pattern=r"^\S(.*\S)?$|^\S[\s\S]*\S$")]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
SourceId = Annotated[str, StringConstraints(pattern=r"^[SFV][0-9]{2,3}[a-z]?$")]


def _real_date(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"“{text}” is not a date such as '2026-11-22'") from None
    return text


def is_ahead(day: date) -> bool:
    """Return whether a day is in the future everywhere; east of us today is tomorrow."""
    return day > datetime.now(UTC).date() + timedelta(days=1)


def _not_ahead(text: str) -> str:
    if is_ahead(date.fromisoformat(text)):
        raise ValueError(f"“{text}” is in the future: name the day on which it was done")
    return text


DateText = Annotated[str, AfterValidator(_real_date)]
PastDate = Annotated[DateText, AfterValidator(_not_ahead)]


class Record(BaseModel):
    """A record of the data: no unknown keys, no silent conversion, not changed once loaded."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    def problems(self) -> Iterator[tuple[KeyPath, str]]:
        """Yield (path, what is wrong) for what no single field shows: names within the record."""
        yield from ()

    def cites(self) -> list[str]:
        """Return the ids of the sources that the record itself cites, not those of its parts."""
        return []

    @property
    def is_claim(self) -> bool:
        """Whether what it cites sources for is a claim of ours, not what somebody else says."""
        return True


class Statement(Record):
    """Something the site says as a fact, and the sources that say so."""

    text: Text = Field(description="The statement in plain words: no Markdown, no HTML.")
    sources: list[SourceId] = Field(
        min_length=1, description="Ids of data/sources.yml that support the statement."
    )

    def cites(self) -> list[str]:
        """Return the sources of the statement."""
        return self.sources


class Disputed(Statement):
    """A statement that some sources contradict."""

    disagreement: Statement | None = Field(
        default=None, description="What other sources say instead. Shown beside the statement."
    )


class Quoted(Record):
    """Something that others published, shown as theirs and never as a fact: any tier may say it."""

    sources: list[SourceId] = Field(
        min_length=1, description="Ids of data/sources.yml: who says it."
    )

    def cites(self) -> list[str]:
        """Return the sources that say it."""
        return self.sources

    @property
    def is_claim(self) -> bool:
        """Whether it is a claim of ours: never."""
        return False
