"""The day that words such as "by the end of March" or "in five weeks" mean, and its range."""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from model.timeline import add_months, range_of

TOKENS = re.compile(r"[a-z]+|[0-9]+|[/.]", re.ASCII)
Days = tuple[date, date]  # the first and the last
FIRST_YEAR = 2000
LONG = 600  # months; what is further away is a slip


def range_of_days(days: Days, today: date) -> str | None:
    """Return the option of `deadline`; None where the days leave it open or are over."""
    first, last = days
    if last < today:
        return None
    option = range_of(last, today)
    return option if range_of(max(first, today), today) == option else None


def days_of(  # noqa: PLR0911 - one return for each form of a date
    words: str, today: date, calendar: Mapping[str, Any]
) -> Days | None:
    """Return the days that the words may mean, counted from `today`; None if they name none."""
    tokens = TOKENS.findall(words)
    months = [calendar["months"][word] for word in tokens if word in calendar["months"]]
    numbers = [int(word[:6]) for word in tokens if word.isdigit()]
    years = [number for number in numbers if FIRST_YEAR <= number < FIRST_YEAR + 100]
    others = [number for number in numbers if number not in years]
    at_end = "end" in tokens or "ende" in tokens
    unit = next((word for word in reversed(tokens) if _is_unit(word, calendar)), None)
    if (at_end and unit in ("year", "quarter", "years")) or tokens[-2:] == ["year", "end"]:
        return _end_of(str(unit), "next" in tokens, today)
    if unit is not None and not years:
        return _span(tokens, numbers, unit, today, calendar)
    if months:
        return _in_month(months[-1], others, years, at_end, today)
    if others and ("q" in tokens or "quarter" in tokens):
        month = min(others[-1], 4) * 3
        return _in_month(month, [], years, at_end, today, first=month - 2)
    if len(numbers) >= 3:
        return _in_numbers(numbers[-3:], "/" in tokens)
    if years:
        return date(years[-1], 12, 31) if at_end else date(years[-1], 1, 1), date(years[-1], 12, 31)
    return None


def _is_unit(word: str, calendar: Mapping[str, Any]) -> bool:
    return word in calendar["units"]["days"] or word in calendar["units"]["months"]


def _end_of(unit: str, following: bool, today: date) -> Days:
    if unit == "quarter":
        month = (today.month - 1) // 3 * 3 + 3
        day = date(today.year, month, monthrange(today.year, month)[1])
        day = add_months(date(day.year, day.month, 1), 3) if following else day
        day = date(day.year, day.month, monthrange(day.year, day.month)[1])
    else:
        day = date(today.year + (1 if following else 0), 12, 31)
    return day, day


def _span(
    tokens: list[str], numbers: list[int], unit: str, today: date, calendar: Mapping[str, Any]
) -> Days | None:
    counts = numbers or [
        calendar["numbers"][word] for word in tokens if word in calendar["numbers"]
    ]
    if not counts:
        return None
    in_days = calendar["units"]["days"].get(unit)
    if in_days is not None:
        day = today + timedelta(days=min(counts[-1] * in_days, LONG * 30))
    else:
        day = add_months(today, min(counts[-1] * calendar["units"]["months"][unit], LONG))
    return day, day


def _in_month(  # noqa: PLR0913, PLR0917
    month: int, others: list[int], years: list[int], at_end: bool, today: date, first: int = 0
) -> Days | None:
    day = others[0] if others else 0

    def days(year: int) -> Days | None:
        length = monthrange(year, month)[1]
        if day > length:
            return None
        last = date(year, month, day or length)
        return last if at_end or day else date(year, first or month, 1), last

    if years:
        return days(years[-1])
    found = days(today.year)
    return days(today.year + 1) if found is None or found[1] < today else found


def _in_numbers(numbers: list[int], slashes: bool) -> Days | None:
    if numbers[0] >= FIRST_YEAR:
        orders = [(numbers[0], numbers[1], numbers[2])]
    else:
        year = numbers[2] if numbers[2] >= FIRST_YEAR else FIRST_YEAR + numbers[2] % 100
        orders = [(year, numbers[1], numbers[0])]
        if slashes:  # 03/04 is April 3 or March 4
            orders.append((year, numbers[0], numbers[1]))
    days = sorted(
        date(year, month, day)
        for year, month, day in orders
        if year < FIRST_YEAR + 100 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
    )
    return (days[0], days[-1]) if days else None
