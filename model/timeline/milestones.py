"""The milestones of a plan: which step begins how long before the report."""

from typing import Literal

from model.timeline.calendar import period_weeks
from model.timeline.planning import span_of_stage
from model.timeline.records import Timeline

Pace = Literal["quickest", "cautious"]
Step = Literal["start", "period", "work_1", "work_2", "report"]


def list_milestones(
    timeline: Timeline, months: int, stage: str | None, pace: Pace
) -> list[tuple[Step, int]]:
    """Return each step with the whole weeks from its first day to the report, earliest first.

    `months` is the length of the period of a Type 2, 0 for a Type 1.
    """
    kind = timeline.work.type_2 if months else timeline.work.type_1
    weeks: int = getattr(kind, pace).weeks
    found: list[tuple[Step, int]] = [("report", 0), ("work_2" if months else "work_1", weeks)]
    if months:
        weeks += period_weeks(months)
        found.append(("period", weeks))
    ready: int = getattr(span_of_stage(timeline, stage), pace)
    if ready:
        found.append(("start", weeks + ready))
    return list(reversed(found))
