"""A plan says yes only where the cautious weeks fit, and no only where the quickest do not."""

from datetime import date, timedelta
from itertools import product

import pytest

from model.dataset import Dataset
from model.timeline import Plan, Weeks, count_weeks, plan, range_of
from model.timeline.calendar import RANGES
from model.timeline.planning import TYPES, UNDECIDED

TODAY = date(2026, 11, 27)
WITH_TYPE = [kind for kind in TYPES if kind != UNDECIDED]
STAGES = ["exploring", "preparing", "ready", "renewing"]
HARDER = {"yes": 0, "tight": 1, "no": 2}


def asked(dataset: Dataset, kind: str, stage: str | None, deadline: str | None) -> Plan:
    found = plan(dataset.timeline, type=kind, stage=stage, deadline=deadline, today=TODAY)
    assert found is not None
    return found


@pytest.mark.parametrize(("kind", "stage"), [*product(WITH_TYPE, STAGES)])
def test_a_date_is_met_from_the_very_day_on(dataset: Dataset, kind: str, stage: str) -> None:
    weeks = count_weeks(dataset.timeline, kind, stage)
    for late, before, then in [
        (weeks.quickest, "no", "tight"),
        (weeks.cautious, "tight", "yes"),
    ]:
        day = TODAY + timedelta(weeks=late)
        assert asked(dataset, kind, stage, str(day)).fits == then
        assert asked(dataset, kind, stage, str(day - timedelta(days=1))).fits == before


@pytest.mark.parametrize(("kind", "stage", "name"), [*product(WITH_TYPE, STAGES, RANGES)])
def test_a_range_is_met_as_its_two_ends_are(
    dataset: Dataset, kind: str, stage: str, name: str
) -> None:
    weeks, span = count_weeks(dataset.timeline, kind, stage), RANGES[name]
    found = asked(dataset, kind, stage, name).fits
    assert (found == "yes") == (weeks.cautious <= span.near_weeks)
    assert (found == "no") == (span.far_weeks is not None and weeks.quickest > span.far_weeks)


@pytest.mark.parametrize(("kind", "stage"), [*product(WITH_TYPE, STAGES)])
def test_a_range_does_not_deny_what_its_dates_allow(
    dataset: Dataset, kind: str, stage: str
) -> None:
    """Near an end, by a few days, weeks and months of the calendar differ."""
    for days in range(7, 800):
        day = TODAY + timedelta(days=days)
        name = range_of(day, TODAY)
        far = RANGES[name].far_weeks
        if days >= 7 * RANGES[name].near_weeks and (far is None or days <= 7 * far):
            by_range, by_day = (
                asked(dataset, kind, stage, name),
                asked(dataset, kind, stage, str(day)),
            )
            assert by_range.fits in {by_day.fits, "tight"}


@pytest.mark.parametrize(("kind", "stage"), [*product(WITH_TYPE, [*STAGES, "unsure", None])])
def test_without_a_deadline_nothing_is_late(dataset: Dataset, kind: str, stage: str | None) -> None:
    assert asked(dataset, kind, stage, "none").fits == "yes"
    assert asked(dataset, kind, stage, None).fits == "unknown"


@pytest.mark.parametrize(("kind", "name"), [*product(WITH_TYPE, [*RANGES, "2027-12-01"])])
def test_an_unknown_stage_says_neither_yes_nor_no(dataset: Dataset, kind: str, name: str) -> None:
    found = asked(dataset, kind, None, name)
    assert found.fits == "unknown"
    assert found == asked(dataset, kind, "unsure", name)
    all_weeks = [count_weeks(dataset.timeline, kind, stage) for stage in STAGES]
    assert found.quickest_weeks == min(weeks.quickest for weeks in all_weeks)
    assert found.cautious_weeks == max(weeks.cautious for weeks in all_weeks)


@pytest.mark.parametrize("stage", STAGES)
def test_a_type_1_first_costs_a_type_2_no_time(dataset: Dataset, stage: str) -> None:
    for deadline in [*RANGES, "none", None, "2027-06-30"]:
        assert asked(dataset, "type-1-then-type-2", stage, deadline) == asked(
            dataset, "type-2", stage, deadline
        )


@pytest.mark.parametrize("stage", STAGES)
def test_a_type_1_is_there_before_a_type_2_and_a_longer_period_takes_longer(
    dataset: Dataset, stage: str
) -> None:
    timeline = dataset.timeline
    first = count_weeks(timeline, "type-1", stage)
    periods = [count_weeks(timeline, "type-2", stage, months) for months in timeline.periods.months]
    quickest = [first.quickest, *(weeks.quickest for weeks in periods)]
    cautious = [first.cautious, *(weeks.cautious for weeks in periods)]
    assert quickest == sorted(set(quickest))
    assert cautious == sorted(set(cautious))


@pytest.mark.parametrize("stage", STAGES)
def test_the_plan_of_a_type_2_lies_between_two_of_its_periods(dataset: Dataset, stage: str) -> None:
    timeline = dataset.timeline
    periods = timeline.periods
    shortest = count_weeks(timeline, "type-2", stage, periods.quickest.months)
    usual = count_weeks(timeline, "type-2", stage, periods.cautious.months)
    assert count_weeks(timeline, "type-2", stage) == Weeks(shortest.quickest, usual.cautious)


@pytest.mark.parametrize(("kind", "stage"), [*product(WITH_TYPE, STAGES)])
def test_something_is_offered_where_a_date_may_be_missed_and_only_there(
    dataset: Dataset, kind: str, stage: str
) -> None:
    for deadline in [*RANGES, "none", None, "2027-01-15", "2027-06-30", "2029-01-01", "2020-01-01"]:
        found = asked(dataset, kind, stage, deadline)
        assert bool(found.interim) == (found.fits in {"tight", "no"})
        if found.interim:
            assert "engagement-letter" in found.interim
            assert ("bridge-letter" in found.interim) == (stage == "renewing")
            assert ("later-period" in found.interim) == (kind != "type-1")


@pytest.mark.parametrize(("kind", "stage"), [*product(WITH_TYPE, STAGES)])
def test_a_type_1_is_offered_only_where_it_can_be_had(
    dataset: Dataset, kind: str, stage: str
) -> None:
    for deadline in [*RANGES, "2027-01-15", "2027-06-30", "2020-01-01"]:
        found = asked(dataset, kind, stage, deadline)
        first = asked(dataset, "type-1", stage, deadline)
        possible = kind != "type-1" and stage != "renewing" and first.fits != "no"
        assert ("type-1" in found.interim) == bool(possible and found.interim)


@pytest.mark.parametrize("deadline", [*RANGES, "2027-06-30"])
@pytest.mark.parametrize("kind", WITH_TYPE)
def test_who_has_done_more_is_never_told_worse(dataset: Dataset, kind: str, deadline: str) -> None:
    fits = [HARDER[asked(dataset, kind, stage, deadline).fits] for stage in STAGES]
    assert fits == sorted(fits, reverse=True)


def test_an_undecided_type_has_no_plan(dataset: Dataset) -> None:
    assert plan(dataset.timeline, type=UNDECIDED, stage="ready", deadline=None, today=TODAY) is None


@pytest.mark.parametrize(
    ("kind", "stage", "deadline", "error"),
    [
        ("type-3", "ready", None, ValueError),
        ("type-2", "waiting", None, KeyError),
        ("type-2", "ready", "soon", ValueError),
        ("type-2", "ready", "2027-02-30", ValueError),
    ],
)
def test_unknown_words_are_errors(
    dataset: Dataset, kind: str, stage: str, deadline: str | None, error: type[Exception]
) -> None:
    with pytest.raises(error):
        plan(dataset.timeline, type=kind, stage=stage, deadline=deadline, today=TODAY)
