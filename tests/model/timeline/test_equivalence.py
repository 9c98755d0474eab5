"""The browser plans as Python does: every type, stage and range, and dates drawn at random."""

import random
from datetime import date, timedelta
from itertools import product

from model.dataset import Dataset
from model.exports.timeline import compile_timeline
from model.timeline import add_months, count_weeks, period_weeks, plan, range_of
from model.timeline.calendar import RANGES
from model.timeline.planning import TYPES
from tests.model.node import run

MODULE = "timeline.mjs"
STAGES = ["exploring", "preparing", "ready", "renewing", "unsure", None]
DRAWS = random.Random(5)
FIRST = date(2026, 1, 1)


def some_day() -> date:
    return FIRST + timedelta(days=DRAWS.randrange(2000))


def test_python_and_the_browser_plan_the_same(dataset: Dataset) -> None:
    today = date(2026, 11, 27)
    asked = [
        {"type": kind, "stage": stage, "deadline": deadline, "today": str(today)}
        for kind, stage, deadline in product(TYPES, STAGES, [*RANGES, "none", None])
    ]
    for _ in range(5000):
        day = some_day()
        asked.append(
            {
                "type": DRAWS.choice(TYPES),
                "stage": DRAWS.choice(STAGES),
                "deadline": str(day + timedelta(days=DRAWS.randrange(-30, 800))),
                "today": str(day),
            }
        )
    there = run(
        MODULE,
        "({timeline, asked}) => asked.map((one) => module.plan(timeline, one))",
        {"timeline": compile_timeline(dataset), "asked": asked},
    )
    for one, found in zip(asked, there, strict=True):
        here = plan(
            dataset.timeline,
            type=str(one["type"]),
            stage=one["stage"],
            deadline=one["deadline"],
            today=date.fromisoformat(str(one["today"])),
        )
        assert found == (here and here.as_json()), one


def test_python_and_the_browser_count_the_same_weeks(dataset: Dataset) -> None:
    lengths = [None, *dataset.timeline.periods.months]
    asked = list(product(TYPES, STAGES, lengths))
    there = run(
        MODULE,
        "({timeline, asked}) => asked.map((one) => module.countWeeks(timeline, ...one))",
        {"timeline": compile_timeline(dataset), "asked": asked},
    )
    for one, found in zip(asked, there, strict=True):
        here = count_weeks(dataset.timeline, *one)
        assert found == {"quickest": here.quickest, "cautious": here.cautious}, one


def test_python_and_the_browser_find_the_same_range(dataset: Dataset) -> None:
    pairs = [(some_day(), DRAWS.randrange(-30, 800)) for _ in range(5000)]
    asked = [(today + timedelta(days=days), today) for today, days in pairs]
    asked += [
        (add_months(today, months) + timedelta(days=near), today)
        for today in (FIRST + timedelta(days=days) for days in range(800))
        for months in (3, 6, 12)
        for near in (-1, 0, 1)
    ]
    there = run(
        MODULE,
        "(asked) => asked.map(([day, today]) => module.rangeOf(day, today))",
        [(str(day), str(today)) for day, today in asked],
    )
    assert there == [range_of(day, today) for day, today in asked]


def test_the_document_holds_numbers_and_no_prose(dataset: Dataset) -> None:
    document = compile_timeline(dataset)
    assert document["periods"] == {
        "quickest": period_weeks(dataset.timeline.periods.quickest.months),
        "cautious": period_weeks(dataset.timeline.periods.cautious.months),
        "months": {str(one): period_weeks(one) for one in dataset.timeline.periods.months},
    }
    assert not any(length.why in str(document) for stage in dataset.timeline.stages
                   for length in (stage.quickest, stage.cautious))  # fmt: skip
