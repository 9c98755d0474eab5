"""What every record of the data has in common."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

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


class Statement(Record):
    """Something the site says as a fact, and the sources that say so."""

    text: Text = Field(description="The statement in plain words: no Markdown, no HTML.")
    sources: list[SourceId] = Field(
        min_length=1, description="Ids of data/sources.yml that support the statement."
    )


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
