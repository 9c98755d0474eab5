"""Months of the calendar: a later month's day, weeks that months fit into, ranges of deadlines."""

import calendar
from dataclasses import dataclass
from datetime import date
from functools import cache


@dataclass(frozen=True)
class Range:
    """A range of deadlines, in months from today; `until` is None where there is no far end."""

    since: int
    until: int | None

    @property
    def near_weeks(self) -> int:
        """The near end in whole weeks, a year having 52."""
        return self.since * 13 // 3

    @property
    def far_weeks(self) -> int | None:
        """The far end in whole weeks, a year having 52; None if there is none."""
        return None if self.until is None else self.until * 13 // 3


# The words of the decision and of the form; their labels stand in data/.
RANGES = {
    "under-3-months": Range(0, 3),
    "3-to-6-months": Range(3, 6),
    "6-to-12-months": Range(6, 12),
    "over-12-months": Range(12, None),
}


def range_of(day: date, today: date) -> str:
    """Return the range that a date lies in, a date in the past in the nearest.

    Exactly 3 and exactly 6 months are 3 to 6 months, exactly 12 are 6 to 12.
    """
    if day < add_months(today, 3):
        return "under-3-months"
    if day <= add_months(today, 6):
        return "3-to-6-months"
    if day <= add_months(today, 12):
        return "6-to-12-months"
    return "over-12-months"


def add_months(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last day if it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


@cache
def period_weeks(months: int) -> int:
    """Return the whole weeks that any `months` calendar months in a row fit into."""
    longest = max(
        (add_months(date(year, month, 1), months) - date(year, month, 1)).days
        for year in (2027, 2028)  # with and without a leap day
        for month in range(1, 13)
    )
    return -(-longest // 7)
