"""Every number of weeks has a source or says that it is ours, and fits what others say."""

import re

import pytest

from model.dataset import Dataset
from model.timeline import count_weeks
from model.timeline.calendar import RANGES
from tests.data import load_data
from tests.model.conftest import Spoil

WEEKS = re.compile(r"weeks: \d+")  # of the first stage
LONGEST = load_data().timeline.stages[0].cautious.weeks


def test_the_form_and_the_model_of_time_have_the_same_ranges(dataset: Dataset) -> None:
    fields = {field.name: field for part in dataset.quote_form.fieldsets for field in part.fields}
    assert set(RANGES) == {option.value for option in fields["timeline"].options} - {"unsure"}
    stages = {option.value for option in fields["stage"].options} - {"unsure"}
    assert stages == {stage.id for stage in dataset.timeline.stages}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{value: ready,", "{value: steady,"),
        ("{value: 3-to-6-months,", "{value: 3-to-7-months,"),
        ("{value: type-2,", "{value: type-3,"),
    ],
)
def test_an_answer_of_the_form_that_the_model_does_not_know_is_named(
    spoiled: Spoil, old: str, new: str
) -> None:
    problems = spoiled("quote_form.yml", old, new)
    said = [line for line in problems if "the model of time does not know it" in line]
    assert [line.startswith("data/quote_form.yml:") for line in said] == [True]


def test_a_type_1_takes_no_longer_than_the_longest_that_is_published(dataset: Dataset) -> None:
    published = [figure.days for figure in dataset.durations.figures if figure.group == "type-1"]
    shortest = min(low for low, _ in published)
    longest = max(high for _, high in published if high)
    for stage in ("ready", "preparing"):
        weeks = count_weeks(dataset.timeline, "type-1", stage)
        assert shortest <= 7 * weeks.quickest <= 7 * weeks.cautious <= longest


def test_a_type_2_of_the_usual_period_lies_within_what_is_published(dataset: Dataset) -> None:
    published = [figure.days for figure in dataset.durations.figures if figure.group == "type-2"]
    usual = dataset.timeline.periods.cautious.months
    weeks = count_weeks(dataset.timeline, "type-2", "ready", usual)
    assert min(low for low, _ in published) <= 7 * weeks.quickest
    assert 7 * weeks.cautious <= max(high for _, high in published if high)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (WEEKS, "weeks: -1", "weeks"),
        (WEEKS, f"weeks: {LONGEST + 1}", "quickest must not take longer than cautious"),
        (WEEKS, "weeks: 0", "stages go from the longest to the shortest"),
        ("- id: ready\n", "- id: steady\n", "“steady” is not allowed"),
        (re.compile(r"sources: \[\w+"), "sources: [F58x", "sources"),
        ("months: [3, 6, 12]", "months: [3, 12]", "6 months are not among those shown"),
        ("months: [3, 6, 12]", "months: [6, 3, 12]", "from the shortest to the longest"),
        ("why: Our assumption. ", "why: ", "needs a basis with its source"),
    ],
)
def test_a_planted_mistake_is_named(
    spoiled: Spoil, old: str | re.Pattern[str], new: str, said: str
) -> None:
    problems = spoiled("timeline.yml", old, new)
    assert any(said in line for line in problems), problems
    assert all(line.startswith("data/timeline.yml:") for line in problems)
