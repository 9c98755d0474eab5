"""The one model of time: how long a report takes from a stage, and what that means for a date.

- `records`: the record of data/timeline.yml
- `calendar`: months of the calendar, and the range in which a date lies
- `planning`: the weeks of a report, whether a deadline can be met, and what to offer if it cannot
- `milestones`: which step begins how long before the report
- `warnings`: the sentences on a report that may be late

The planner, the tool, the form, the matching and the private page all ask `plan`, and none of them
counts weeks of its own. The browser does the same with docs/assets/js/timeline.mjs.
"""

from model.timeline.calendar import RANGES, add_months, period_weeks, range_of
from model.timeline.planning import (
    BOTH_TYPES,
    NO_DEADLINE,
    TYPE_1,
    TYPES,
    UNDECIDED,
    UNSURE,
    Interim,
    Plan,
    Weeks,
    assess_deadline,
    count_weeks,
    is_type_1_sooner,
    plan,
)
from model.timeline.records import Lengths, PlannedReport, Reasoned, Stage, Timeline
from model.timeline.warnings import warn

__all__ = [
    "BOTH_TYPES",
    "NO_DEADLINE",
    "RANGES",
    "TYPES",
    "TYPE_1",
    "UNDECIDED",
    "UNSURE",
    "Interim",
    "Lengths",
    "Plan",
    "PlannedReport",
    "Reasoned",
    "Stage",
    "Timeline",
    "Weeks",
    "add_months",
    "assess_deadline",
    "count_weeks",
    "is_type_1_sooner",
    "period_weeks",
    "plan",
    "range_of",
    "warn",
]
