"""The planner counts back in whole weeks, and its periods hold whole calendar months."""

from datetime import date, timedelta

import pytest

from model.content.planner import dates, milestones, period_weeks, total_weeks
from model.dataset import Dataset
from tests.model.conftest import Spoil


@pytest.mark.parametrize("months", [1, 3, 6, 12])
def test_a_period_in_weeks_holds_any_such_calendar_months(months: int) -> None:
    weeks = timedelta(weeks=period_weeks(months))
    for number in range(48):  # four years, one of them with a leap day
        start = date(2027 + number // 12, number % 12 + 1, 1)
        end = date(2027 + (number + months) // 12, (number + months) % 12 + 1, 1)
        assert end - start <= weeks
    assert weeks < timedelta(days=31 * months + 7)


def test_the_start_lies_all_steps_before_the_day(dataset: Dataset) -> None:
    planner = dataset.planner
    steps = planner.choose.weeks + sum(step.weeks for step in planner.after)
    for plan in planner.plans:
        for readiness in planner.readiness:
            period = period_weeks(plan.months) if plan.months else 0
            assert total_weeks(planner, plan, readiness) == steps + readiness.weeks + period


def test_the_milestones_of_a_type_2_are_in_order_and_end_on_the_day(dataset: Dataset) -> None:
    plan = next(plan for plan in dataset.planner.plans if plan.months == 6)
    readiness = dataset.planner.readiness[0]
    planned = dates(dataset.planner, plan, readiness, date(2027, 6, 1))
    days = [day for _, day in planned]
    assert days == sorted(days)
    assert len(set(days)) == len(days)
    assert planned[-1] == (dataset.planner.needed_label, date(2027, 6, 1))
    assert days[-1] - days[0] == timedelta(weeks=total_weeks(dataset.planner, plan, readiness))
    labels = [label for label, _ in planned]
    begins, tests = (labels.index(label) for label in (dataset.planner.period_label,
                                                       dataset.planner.after[0].label))  # fmt: skip
    assert days[tests] - days[begins] == timedelta(weeks=27)


def test_a_type_1_has_no_period(dataset: Dataset) -> None:
    plan = next(plan for plan in dataset.planner.plans if plan.months == 0)
    assert dataset.planner.period_label not in {
        mark.label for mark in milestones(dataset.planner, plan)
    }


def test_the_plans_are_a_type_1_and_type_2_over_3_6_and_12_months(dataset: Dataset) -> None:
    assert [plan.months for plan in dataset.planner.plans] == [0, 3, 6, 12]


def test_an_assumption_without_a_source_says_that_it_is_ours(dataset: Dataset) -> None:
    steps = [dataset.planner.choose, *dataset.planner.readiness, *dataset.planner.after]
    assert [step for step in steps if step.basis]
    for step in steps:
        assert step.basis or "our assumption" in step.why.lower(), step.id


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  weeks: 5\n", "  weeks: 0\n", "weeks"),
        ("  weeks: 26\n", "  weeks: 2\n", "readiness goes from the shortest to the longest"),
        ("sources: [V53]", "sources: [V35x]", "choose.basis.sources"),
        ("  months: 12\n", "  months: 13\n", "months"),
        ("why: Our assumption, for", "why: A week, for", "needs a basis with its source"),
    ],
)
def test_a_planted_mistake_is_named(spoiled: Spoil, old: str, new: str, said: str) -> None:
    problems = spoiled("planner.yml", old, new)
    assert any(said in line for line in problems), problems
    assert all(line.startswith("data/planner.yml:") for line in problems)
