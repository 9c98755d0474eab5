"""What is said of a report that may be late follows from its plan, in Python and in the browser."""

import re
from datetime import date
from itertools import product
from typing import get_args

from model.dataset import Dataset
from model.exports.timeline import compile_timeline
from model.timeline import plan, warn
from model.timeline.calendar import RANGES
from model.timeline.milestones import Pace, list_milestones
from model.timeline.planning import TYPES, count_weeks
from tests.model.node import run

TODAY = date(2026, 11, 27)
STAGES = ["exploring", "preparing", "ready", "renewing", "unsure", None]
DEADLINES = [*RANGES, "none", None, "2026-12-24", "2027-03-01", "2027-06-30", "2027-12-31"]
ASKED = list(product(TYPES, STAGES, DEADLINES))


def test_something_is_said_only_where_a_report_may_be_late(dataset: Dataset) -> None:
    for kind, stage, deadline in ASKED:
        asked = {"type": kind, "stage": stage, "deadline": deadline, "today": TODAY}
        found = plan(dataset.timeline, **asked)
        said = warn(dataset.timeline, **asked)
        assert bool(said) == bool(found and found.fits in {"tight", "no"}), asked
        assert not re.search(r"[{}]", said)


def test_what_can_be_shown_by_then_is_what_the_plan_offers(dataset: Dataset) -> None:
    words = dataset.timeline.words
    names = words.interim.model_dump()
    for kind, stage, deadline in ASKED:
        asked = {"stage": stage, "deadline": deadline, "today": TODAY}
        found = plan(dataset.timeline, type=kind, **asked)
        if found is None or not found.interim:
            continue
        first = plan(dataset.timeline, type="type-1", **asked)
        assert first
        said = warn(dataset.timeline, type=kind, **asked)
        shown = said.partition(words.meanwhile.partition("{")[0])[2].rstrip(".")
        keys = [item.replace("-", "_") for item in found.interim]
        if first.fits == "tight":
            keys = ["type_1_tight" if key == "type_1" else key for key in keys]
        assert shown.split(words.between) == [names[key] for key in keys]


def test_a_type_1_that_is_late_but_sooner_is_named_with_its_weeks(dataset: Dataset) -> None:
    sentence = dataset.timeline.words.sooner
    named = 0
    for kind, stage, deadline in ASKED:
        asked = {"stage": stage, "deadline": deadline, "today": TODAY}
        found, first = (plan(dataset.timeline, type=one, **asked) for one in (kind, "type-1"))
        late = found and first and found.fits == first.fits == "no"
        if late and kind != "type-1" and stage != "renewing":
            weeks = sentence.replace("{quickest}", str(first.quickest_weeks))
            assert weeks in warn(dataset.timeline, type=kind, **asked)
            named += 1
        else:
            assert sentence.partition("{")[0] not in warn(dataset.timeline, type=kind, **asked)
    assert named


def test_python_and_the_browser_say_the_same(dataset: Dataset) -> None:
    given = {
        "timeline": compile_timeline(dataset),
        "words": dataset.timeline.words.model_dump(),
        "asked": [
            {"type": kind, "stage": stage, "deadline": deadline, "today": str(TODAY)}
            for kind, stage, deadline in ASKED
        ],
    }
    code = "({timeline, words, asked}) => asked.map((one) => module.warn(timeline, words, one))"
    assert run("timeline.mjs", code, given) == [
        warn(dataset.timeline, type=kind, stage=stage, deadline=deadline, today=TODAY)
        for kind, stage, deadline in ASKED
    ]


def test_python_and_the_browser_have_the_same_milestones(dataset: Dataset) -> None:
    months = [planned.months for planned in dataset.timeline.planner.plans]
    asked = [
        (length, stage or "", pace)
        for length, stage, pace in product(months, STAGES, get_args(Pace))
    ]
    code = "({timeline, asked}) => asked.map((one) => module.milestones(timeline, ...one))"
    found = run("planner.mjs", code, {"timeline": compile_timeline(dataset), "asked": asked})
    assert found == [
        [list(mark) for mark in list_milestones(dataset.timeline, length, stage or None, pace)]
        for length, stage, pace in asked
    ]


def test_the_milestones_begin_with_all_the_weeks_and_end_with_the_report(
    dataset: Dataset,
) -> None:
    for months, stage, pace in product([0, 3, 6, 12], STAGES, get_args(Pace)):
        marks = list_milestones(dataset.timeline, months, stage, pace)
        weeks = [count for _, count in marks]
        kind = "type-2" if months else "type-1"
        whole = getattr(count_weeks(dataset.timeline, kind, stage, months or None), pace)
        assert weeks == sorted(set(weeks), reverse=True)
        assert (weeks[0], marks[-1]) == (whole, ("report", 0))
        assert ("period" in dict(marks)) == bool(months)
