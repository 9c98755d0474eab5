"""The record of data/timeline.yml: weeks, each with who says so."""

from typing import Literal, Self, get_args

from pydantic import Field, model_validator

from model.core.record import Quoted, Record, Text

Stage = Literal["exploring", "preparing", "ready", "renewing"]


class Basis(Quoted):
    """What somebody published about a length of time."""

    text: Text = Field(description="Who says what, in one sentence.")


class Reasoned(Record):
    """A number that somebody published, or that is plainly ours."""

    why: Text = Field(description="Why this number; says so where it is only our assumption.")
    basis: Basis | None = Field(
        default=None, description="What a source says. Left out: nobody says it but us."
    )

    @model_validator(mode="after")
    def _says_whose_it_is(self) -> Self:
        if self.basis is None and "our assumption" not in self.why.lower():
            raise ValueError("needs a basis with its source, or “Our assumption” in why")
        return self


class Length(Reasoned):
    """A length of time in weeks."""

    weeks: int = Field(ge=0, le=104, description="How long it takes, in weeks.")


class Period(Reasoned):
    """A length of the period of a Type 2."""

    months: int = Field(ge=1, le=12, description="How long the period is, in months.")


class Lengths(Record):
    """How long one part takes: at the quickest, and if one is cautious."""

    quickest: Length = Field(description="The shortest that a firm publishes.")
    cautious: Length = Field(description="The long end of what is called usual, not the longest.")

    @model_validator(mode="after")
    def _is_a_range(self) -> Self:
        if self.quickest.weeks > self.cautious.weeks:
            raise ValueError("quickest must not take longer than cautious")
        return self


class StageLengths(Lengths):
    """How long a company at a stage needs before the date of a Type 1 or the period of a Type 2."""

    id: Stage = Field(description="The stage: an option of the form's question.")


class Periods(Record):
    """How long the period of a Type 2 is."""

    months: list[int] = Field(min_length=1, description="The lengths shown, shortest first.")
    quickest: Period = Field(description="The period that the quickest plan takes.")
    cautious: Period = Field(description="The period that the cautious plan takes.")

    @model_validator(mode="after")
    def _are_shown(self) -> Self:
        if self.months != sorted(set(self.months)):
            raise ValueError("months go from the shortest to the longest")
        for period in (self.quickest, self.cautious):
            if period.months not in self.months:
                raise ValueError(f"{period.months} months are not among those shown")
        if self.quickest.months > self.cautious.months:
            raise ValueError("quickest must not take longer than cautious")
        return self


class Work(Record):
    """What the auditor needs once the company is prepared, and a period has passed."""

    type_1: Lengths = Field(description="Examining and writing a Type 1.")
    type_2: Lengths = Field(description="Testing and writing after the period of a Type 2.")


class Timeline(Record):
    """The file data/timeline.yml."""

    stages: list[StageLengths] = Field(min_length=1, description="From the least prepared on.")
    periods: Periods = Field(description="Periods of a Type 2.")
    work: Work = Field(description="The auditor's work.")

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if sorted(stage.id for stage in self.stages) != sorted(get_args(Stage)):
            raise ValueError(f"needs each stage once: {', '.join(get_args(Stage))}")
        for before, after in zip(self.stages, self.stages[1:], strict=False):
            if before.quickest.weeks < after.quickest.weeks:
                raise ValueError("stages go from the longest to the shortest")
            if before.cautious.weeks < after.cautious.weeks:
                raise ValueError("stages go from the longest to the shortest")
        return self

    def stage(self, stage_id: str) -> StageLengths:
        """Return a stage; KeyError if there is none of that name."""
        for stage in self.stages:
            if stage.id == stage_id:
                return stage
        raise KeyError(stage_id)
