"""The record of data/timeline.yml: weeks, each with who says so."""

from typing import Literal, Self, get_args

from pydantic import Field, model_validator

from model.core.record import Id, Quoted, Record, Text

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


class ReportNames(Record):
    """The reports whose time is told, at the beginning of a sentence."""

    type_1: Text = Field(description="A Type 1.")
    type_2: Text = Field(description="A Type 2, also after a Type 1.")


class InterimNames(Record):
    """What can be shown until a report is there, within a sentence."""

    type_1: Text = Field(description="A Type 1 that is sure to be there.")
    type_1_tight: Text = Field(description="A Type 1 that may be late.")
    engagement_letter: Text = Field(description="A signed engagement.")
    bridge_letter: Text = Field(description="A letter after a report.")
    later_period: Text = Field(description="A period that ends later.")


class TimelineWords(Record):
    """What is said of a report that may be late; braces are filled in."""

    report: ReportNames = Field(description="Stands for {report}.")
    tight: Text = Field(description="Only the {quickest} weeks fit, the {cautious} do not.")
    no: Text = Field(description="Not even the {quickest} weeks fit.")
    sooner: Text = Field(description="A Type 1 of {quickest} weeks is late, too, but by less.")
    meanwhile: Text = Field(description="What can be shown by then: {interim}.")
    between: str = Field(description="Between two things that can be shown.")
    interim: InterimNames = Field(description="Stands for {interim}.")


class PlannedReport(Record):
    """A report with its type and its period, as the planner lists it."""

    id: Id = Field(description="Short name, also of the calendar file.")
    label: Text = Field(description="As printed: Type 2 over 6 months.")
    months: int = Field(ge=0, le=12, description="Length of the period; 0 for a Type 1.")


class StepNames(Record):
    """The steps of a plan, as milestones: the first day of each."""

    start: Text = Field(description="Getting ready begins; left out where nothing is to be done.")
    period: Text = Field(description="The period of a Type 2 begins.")
    work_1: Text = Field(description="The auditor's work on a Type 1 begins.")
    work_2: Text = Field(description="The period of a Type 2 is over.")
    report: Text = Field(description="The last milestone.")


class FitWords(Record):
    """A text for each answer to whether a date can be met."""

    yes: Text = Field(description="The cautious weeks fit.")
    tight: Text = Field(description="Only the quickest weeks fit.")
    no: Text = Field(description="Not even the quickest weeks fit.")
    unknown: Text = Field(description="Stage or date are not known.")


class StartWords(Record):
    """What to do for a plan; {date} is filled in."""

    yes: Text = Field(description="The {date} is the latest start of a cautious plan.")
    tight: Text = Field(description="The {date} is the latest start of the quickest plan.")
    no: Text = Field(description="The {date} is the end of the quickest plan from today on.")


class PartNames(Record):
    """The parts of a plan, in order."""

    ready: Text = Field(description="Choosing a firm, and closing gaps.")
    period: Text = Field(description="The period of a Type 2.")
    work: Text = Field(description="Testing and writing.")


class PlannerWords(Record):
    """The words of the page that counts from a date; braces are filled in."""

    plans: list[PlannedReport] = Field(min_length=1, description="In the order shown.")
    steps: StepNames = Field(description="The milestones.")
    weeks: Text = Field(description="How long something takes: {quickest} and {cautious} weeks.")
    answer: Text = Field(description="Said before anything is chosen: {type_1} and {type_2}.")
    parts: PartNames = Field(description="What a plan consists of.")
    whole: Text = Field(description="All parts of a plan together.")
    assumed: Text = Field(description="Instead of who says so: nobody but us.")
    chosen: Text = Field(description="Instead of who says so: the reader decides.")
    says: FitWords = Field(description="One word each.")
    one: FitWords = Field(description="Said of the {report} that was asked for.")
    both: Text = Field(description="Said of two reports: {report_1}, {says_1}, and so on.")
    over: Text = Field(
        description="Where a Type 2 is tight, but not over few {months}: {text}, {says}."
    )
    past: Text = Field(description="Said of a {date} that has passed.")
    away: Text = Field(description="How many {weeks} it is until a {date}.")
    start: StartWords = Field(description="What to do for a plan.")
    calendar: Text = Field(description="The button for a calendar file.")
    calendar_about: Text = Field(description="Of which {plan}, for those who cannot see it.")
    no_promise: Text = Field(description="In a calendar file; {address} is that of the page.")


class Timeline(Record):
    """The file data/timeline.yml."""

    stages: list[StageLengths] = Field(min_length=1, description="From the least prepared on.")
    periods: Periods = Field(description="Periods of a Type 2.")
    work: Work = Field(description="The auditor's work.")
    words: TimelineWords = Field(description="What is said of a report that may be late.")
    planner: PlannerWords = Field(description="The words of the planner's page.")

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if sorted(stage.id for stage in self.stages) != sorted(get_args(Stage)):
            raise ValueError(f"needs each stage once: {', '.join(get_args(Stage))}")
        for before, after in zip(self.stages, self.stages[1:], strict=False):
            if before.quickest.weeks < after.quickest.weeks:
                raise ValueError("stages go from the longest to the shortest")
            if before.cautious.weeks < after.cautious.weeks:
                raise ValueError("stages go from the longest to the shortest")
        months = {0, *self.periods.months}
        for planned in self.planner.plans:
            if planned.months not in months:
                raise ValueError(f"{planned.id}: {planned.months} months are not among the periods")
        return self

    def stage(self, stage_id: str) -> StageLengths:
        """Return a stage; KeyError if there is none of that name."""
        for stage in self.stages:
            if stage.id == stage_id:
                return stage
        raise KeyError(stage_id)
