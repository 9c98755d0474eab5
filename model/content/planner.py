"""Counting back from the day a report is needed to the day on which work has to start."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from pydantic import Field, model_validator

from model.core.record import Id, Quoted, Record, Text


class Basis(Quoted):
    """What somebody published about the length of a step."""

    text: Text = Field(description="Who says what, in one sentence.")


class Assumption(Record):
    """A number of weeks that the planner counts with."""

    id: Id = Field(description="Short name.")
    label: Text = Field(description="What happens, as a milestone: the first day of the step.")
    weeks: int = Field(ge=1, le=104, description="How long it takes, in weeks.")
    why: Text = Field(description="Why this number; says so where it is only our assumption.")
    basis: Basis | None = Field(
        default=None, description="What a source says. Left out: nobody says it but us."
    )

    @model_validator(mode="after")
    def _says_whose_it_is(self) -> Self:
        if self.basis is None and "our assumption" not in self.why.lower():
            raise ValueError("needs a basis with its source, or “Our assumption” in why")
        return self


class Readiness(Assumption):
    """How far a company is, and how long it needs before an auditor can start."""


class Plan(Record):
    """A report with its type and its period."""

    id: Id = Field(description="Short name.")
    label: Text = Field(description="As printed: Type 2 over 6 months.")
    months: int = Field(ge=0, le=12, description="Length of the period; 0 for a Type 1.")


class PlannerWords(Record):
    """What the planner says of a day; braces are filled in."""

    choose: Text = Field(description="Said while no day is chosen.")
    past: Text = Field(description="Said of a {date} that has passed.")
    reachable: Text = Field(description="How many plans reach the {date}: {count} of {total}.")
    start_passed: Text = Field(description="Said {days} after the latest start; {date} is the end.")
    one_day: Text = Field(description="Stands for {days} where it is one.")
    days: Text = Field(description="Stands for {days} where it is another {count}.")
    steps: Text = Field(description="Over the milestones.")
    steps_late: Text = Field(description="Over the milestones of a start today.")
    no_promise: Text = Field(description="In a calendar file; {address} is that of the page.")


class Planner(Record):
    """The file data/planner.yml."""

    choose: Assumption = Field(description="Finding and engaging a firm: the first step.")
    readiness: list[Readiness] = Field(min_length=1, description="The choices, in the order shown.")
    readiness_label: Text = Field(description="The milestone at which getting ready begins.")
    period_label: Text = Field(description="The milestone at which the period of a Type 2 begins.")
    after: list[Assumption] = Field(
        min_length=1, description="What follows the date or the period, in order."
    )
    needed_label: Text = Field(description="The last milestone.")
    late_label: Text = Field(description="The last milestone of a plan that starts too late.")
    words: PlannerWords = Field(description="What the planner says of a day.")
    plans: list[Plan] = Field(min_length=1, description="In the order shown.")

    @model_validator(mode="after")
    def _starts_ready(self) -> Self:
        weeks = [choice.weeks for choice in self.readiness]
        if weeks != sorted(weeks):
            raise ValueError("readiness goes from the shortest to the longest")
        return self


@dataclass(frozen=True)
class Milestone:
    """The first day of a step, in whole weeks before the report is needed."""

    label: str
    weeks: int
    early: bool  # the weeks of getting ready come on top


def period_weeks(months: int) -> int:
    """Return the whole weeks that any `months` calendar months in a row fit into."""
    longest = max(
        (_add_months(date(year, month, 1), months) - date(year, month, 1)).days
        for year in (2027, 2028)  # with and without a leap day
        for month in range(1, 13)
    )
    return -(-longest // 7)


def milestones(planner: Planner, plan: Plan) -> list[Milestone]:
    """Return the milestones of a plan, earliest first."""
    return list(reversed(list(_backwards(planner, plan))))


def _backwards(planner: Planner, plan: Plan) -> Iterator[Milestone]:
    weeks = 0
    yield Milestone(planner.needed_label, weeks, early=False)
    for step in reversed(planner.after):
        weeks += step.weeks
        yield Milestone(step.label, weeks, early=False)
    if plan.months:
        weeks += period_weeks(plan.months)
        yield Milestone(planner.period_label, weeks, early=False)
    yield Milestone(planner.readiness_label, weeks, early=True)
    yield Milestone(planner.choose.label, weeks + planner.choose.weeks, early=True)


def total_weeks(planner: Planner, plan: Plan, readiness: Readiness) -> int:
    """Return the weeks from the latest start to the day the report is needed."""
    return milestones(planner, plan)[0].weeks + readiness.weeks


def dates(
    planner: Planner, plan: Plan, readiness: Readiness, needed_by: date
) -> list[tuple[str, date]]:
    """Return each milestone with its day."""
    return [
        (mark.label, needed_by - timedelta(weeks=mark.weeks + readiness.weeks * mark.early))
        for mark in milestones(planner, plan)
    ]


def _add_months(day: date, months: int) -> date:
    """Return the same day of a later month; `day` must exist in every month."""
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, day.day)
