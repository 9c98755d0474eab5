"""Months are those of the calendar, and every date lies in one range of deadlines."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from model.timeline import add_months, period_weeks, range_of
from model.timeline.calendar import RANGES

NAMES = list(RANGES)
DAYS = [date(2026, 11, 27), date(2027, 8, 31), date(2027, 11, 30), date(2028, 2, 29)]


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 11, 27), 3, date(2027, 2, 27)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_one(day: date, months: int, later: date) -> None:
    assert add_months(day, months) == later


@pytest.mark.parametrize("months", [1, 3, 6, 12])
def test_a_period_in_weeks_holds_any_such_calendar_months(months: int) -> None:
    weeks = timedelta(weeks=period_weeks(months))
    for number in range(48):  # four years, one of them with a leap day
        start = add_months(date(2027, 1, 1), number)
        assert add_months(start, months) - start <= weeks
    assert weeks < timedelta(days=31 * months + 7)


@pytest.mark.parametrize("today", DAYS)
@pytest.mark.parametrize(
    ("months", "name"), [(3, "3-to-6-months"), (6, "3-to-6-months"), (12, "6-to-12-months")]
)
def test_a_date_on_an_end_lies_between_three_and_twelve_months(
    today: date, months: int, name: str
) -> None:
    assert range_of(add_months(today, months), today) == name


@pytest.mark.parametrize("today", DAYS)
@pytest.mark.parametrize("months", [3, 6, 12])
def test_the_next_range_begins_around_an_end(today: date, months: int) -> None:
    end = add_months(today, months)
    before, after = range_of(end - timedelta(days=1), today), range_of(end + timedelta(1), today)
    assert (before, after) in list(pairwise(NAMES))


@pytest.mark.parametrize("today", DAYS)
def test_ranges_follow_one_another_and_the_past_lies_in_the_nearest(today: date) -> None:
    found = [NAMES.index(range_of(today + timedelta(days), today)) for days in range(-40, 800)]
    assert found == sorted(found)
    assert set(found) == set(range(len(NAMES)))
    assert found[0] == 0
