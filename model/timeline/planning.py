"""How long a report takes from a stage, whether a deadline can be met, and what to offer if not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from model.timeline.calendar import RANGES, period_weeks
from model.timeline.records import Lengths, StageLengths, Timeline

Fits = Literal["yes", "tight", "no", "unknown"]
Interim = Literal["type-1", "engagement-letter", "bridge-letter", "later-period"]

TYPE_1, TYPE_2, BOTH_TYPES, UNDECIDED = "type-1", "type-2", "type-1-then-type-2", "undecided"
TYPES = (TYPE_1, TYPE_2, BOTH_TYPES, UNDECIDED)
NO_DEADLINE = "none"
UNSURE, RENEWING = "unsure", "renewing"


@dataclass(frozen=True)
class Weeks:
    """How many weeks something takes, at the quickest and if one is cautious."""

    quickest: int
    cautious: int


@dataclass(frozen=True)
class Plan:
    """What can be said of a report by a deadline; `interim` is what can be shown by then."""

    fits: Fits
    quickest_weeks: int
    cautious_weeks: int
    interim: tuple[Interim, ...]

    def as_json(self) -> dict[str, object]:
        """Return the plan as the command line and the browser give it."""
        return {
            "fits": self.fits,
            "quickest_weeks": self.quickest_weeks,
            "cautious_weeks": self.cautious_weeks,
            "interim": list(self.interim),
        }


def plan(
    timeline: Timeline, *, type: str, stage: str | None, deadline: str | None, today: date
) -> Plan | None:
    """Return the plan of a report; None while its type is undecided.

    `deadline` is a range, `none`, a date as YYYY-MM-DD, or None if nobody said. ValueError for an
    unknown type or deadline, KeyError for an unknown stage. A Type 1 first costs a Type 2 no time:
    its period begins the day after the date of the Type 1.
    """
    if type not in TYPES:
        raise ValueError(f"“{type}” is no type: {', '.join(TYPES)}")
    if type == UNDECIDED:
        return None
    weeks = count_weeks(timeline, type, stage)
    fits = assess_deadline(weeks, stage, deadline, today)
    interim = _interim(timeline, type, stage, deadline, today) if fits in {"tight", "no"} else ()
    return Plan(fits, weeks.quickest, weeks.cautious, tuple(interim))


def is_type_1_sooner(found: Plan | None, *, type: str, stage: str | None) -> bool:
    """Tell whether a Type 1 misses the deadline of this plan as well, but by less.

    It is not among what can be shown by then, and still worth naming.
    """
    return (
        found is not None
        and found.fits == "no"
        and type != TYPE_1
        and stage != RENEWING
        and "type-1" not in found.interim
    )


def count_weeks(
    timeline: Timeline, type: str, stage: str | None, months: int | None = None
) -> Weeks:
    """Return the weeks from today to the report.

    For a Type 2, `months` is the length of its period; without it, the quickest plan and the
    cautious one each take their own. From a stage that is not known, the quickest plan is that of
    the company that has done most, and the cautious one that of the company that has done least.
    """
    ready = span_of_stage(timeline, stage)
    if type == TYPE_1:
        return _add(ready, _weeks(timeline.work.type_1))
    periods = timeline.periods
    period = Weeks(
        period_weeks(months or periods.quickest.months),
        period_weeks(months or periods.cautious.months),
    )
    return _add(ready, period, _weeks(timeline.work.type_2))


def span_of_stage(timeline: Timeline, stage: str | None) -> Weeks:
    """Return the weeks of getting ready; those around every stage where it is not known."""
    if stage in {None, UNSURE}:
        return _around(timeline.stages)
    return _weeks(timeline.stage(str(stage)))


def assess_deadline(weeks: Weeks, stage: str | None, deadline: str | None, today: date) -> Fits:
    """Return whether what takes so many weeks can be had by a deadline.

    Without a deadline nothing can be late, whatever the stage.
    """
    if deadline == NO_DEADLINE:
        return "yes"
    if deadline is None:
        return "unknown"
    if span := RANGES.get(deadline):
        yes = weeks.cautious <= span.near_weeks
        no = span.far_weeks is not None and weeks.quickest > span.far_weeks
    else:
        day = date.fromisoformat(deadline)
        yes = today + timedelta(weeks=weeks.cautious) <= day
        no = today + timedelta(weeks=weeks.quickest) > day
    if stage in {None, UNSURE}:
        return "unknown"
    return "yes" if yes else "no" if no else "tight"


def _interim(
    timeline: Timeline, type: str, stage: str | None, deadline: str | None, today: date
) -> list[Interim]:
    """Return what can be shown by a deadline that the report may miss."""
    found: list[Interim] = []
    period = type != TYPE_1
    if period and stage != RENEWING:
        first = assess_deadline(count_weeks(timeline, TYPE_1, stage), stage, deadline, today)
        found += ["type-1"] if first != "no" else []
    found.append("engagement-letter")
    found += ["bridge-letter"] if stage == RENEWING else []
    found += ["later-period"] if period else []
    return found


def _weeks(lengths: Lengths) -> Weeks:
    return Weeks(lengths.quickest.weeks, lengths.cautious.weeks)


def _around(stages: Sequence[StageLengths]) -> Weeks:
    """Return the span that holds every stage."""
    all_weeks = [_weeks(stage) for stage in stages]
    return Weeks(
        min(weeks.quickest for weeks in all_weeks), max(weeks.cautious for weeks in all_weeks)
    )


def _add(*parts: Weeks) -> Weeks:
    return Weeks(sum(part.quickest for part in parts), sum(part.cautious for part in parts))
