"""Published figures stay what their publishers said, and a mistake in them is named."""

import re

import pytest

from macros.views.planning.prices import duration_words, price_words
from model.content.prices import DAYS, Duration, Price, PriceGroup, Prices, find_widest_spread
from model.dataset import DATA, Dataset
from tests.data import load_data
from tests.model.conftest import Spoil

# The first figure of the data, the line of its lower end, and the first without a higher one.
FIRST = next(figure for figure in load_data().prices.figures if figure.high)
LOW = f"  low: {FIRST.low}\n"
SOURCES = re.compile(r"sources: \[.+\]")
OPEN = next(figure for figure in load_data().prices.figures if not figure.high)


def price(name: str, low: int, high: int | None, group: str = "fee", **more: object) -> Price:
    given = {
        "id": name,
        "group": group,
        "covers": "x",
        "low": low,
        "high": high,
        "sources": ["V01"],
    }
    return Price.model_validate(given | more)


def duration(**given: object) -> Duration:
    base = {"id": "x", "group": "x", "covers": "x", "sources": ["V01"], "unit": "weeks"}
    return Duration.model_validate(base | given)


def test_the_gap_is_between_the_lowest_low_and_the_highest_high_of_comparable_fees() -> None:
    groups = [PriceGroup(id="fee", label="x", note="x", spread=True),
              PriceGroup(id="all", label="x", note="x")]  # fmt: skip
    figures = [price("a", 10, 20), price("b", 5, 9), price("c", 8, 100), price("d", 1, 900, "all")]
    low, high, times = find_widest_spread(Prices(groups=groups, figures=figures))
    assert (low.id, high.id, times) == ("b", "c", 20)


def test_no_whole_programme_is_compared_with_audit_fees(dataset: Dataset) -> None:
    compared = {group.id for group in dataset.prices.groups if group.spread}
    assert compared
    assert "program" not in compared


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        (price("a", 5000, 25000), "$5,000 to $25,000"),
        (price("a", 25000, 80000, open_ended=True), "$25,000 to $80,000 and more"),
        (price("a", 100000, None, open_ended=True, wording="six figures"), "six figures"),
    ],
)
def test_a_price_is_printed_as_it_was_published(figure: Price, said: str) -> None:
    assert price_words(figure) == said


@pytest.mark.parametrize(
    ("figure", "said", "days"),
    [
        (duration(low=4, high=6), "4 to 6 weeks", (28, 42)),
        (duration(low=3, low_unit="days", high=3), "3 days to 3 weeks", (3, 21)),
        (duration(low=6, high=12, unit="months", open_ended=True), "6 to 12 months and more",
         (6 * DAYS["months"], 365)),
        (duration(low=3, unit="months", open_ended=True), "3 months and more", (365 / 4, None)),
    ],
)  # fmt: skip
def test_a_duration_is_printed_with_its_units_and_drawn_in_days(
    figure: Duration, said: str, days: tuple[object, object]
) -> None:
    assert duration_words(figure) == said
    assert figure.days == days


def test_days_to_weeks_are_a_range_although_the_numbers_are_equal() -> None:
    with pytest.raises(ValueError, match="high must not be below low"):
        duration(low=3, low_unit="months", high=3)


def test_every_figure_shows_a_source_and_at_most_its_publishers_date(dataset: Dataset) -> None:
    for figure in [*dataset.prices.figures, *dataset.durations.figures]:
        for source in figure.sources:
            assert (figure.published or "") <= dataset.sources[source].read, figure.id


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("prices.yml", "group: type-1\n", "group: typ-1\n",
         "group: unknown group “typ-1” – did you mean “type-1”?"),
        ("prices.yml", LOW, f"  low: {FIRST.high + 1}\n", "high must not be below low"),
        ("prices.yml", LOW, f"  low: {FIRST.high}\n", "one number is no spread"),
        ("prices.yml", LOW, "", f"{FIRST.id}.low: field required"),
        ("prices.yml", LOW, f"  low: '{FIRST.low}'\n", "must be a whole number"),
        ("prices.yml", SOURCES, "sources: [V999]", "unknown source “V999”"),
        ("prices.yml", SOURCES, "sources: []", "needs at least 1"),
        ("prices.yml", f"  low: {OPEN.low}\n  open_ended: true\n", f"  low: {OPEN.low}\n",
         "needs high, or open_ended: true"),
        ("durations.yml", "  unit: weeks\n", "  unit: week\n", "did you mean “weeks”?"),
        ("durations.yml", "- id: auditor\n", "- id: auditors\n",
         "unknown group “auditor” – did you mean “auditors”?"),
    ],
)  # fmt: skip
def test_a_planted_mistake_is_named(
    spoiled: Spoil, file: str, old: str | re.Pattern[str], new: str, said: str
) -> None:
    problems = spoiled(file, old, new)
    assert any(said in line for line in problems), problems
    assert all(line.startswith(f"data/{file}:") for line in problems)


def test_a_figure_may_rest_on_tier_3_because_it_is_shown_as_its_publishers(
    dataset: Dataset,
) -> None:
    tiers = {min(dataset.sources[name].tier for name in figure.sources)
             for figure in dataset.prices.figures}  # fmt: skip
    assert tiers == {2, 3}


def spread_of(*figures: Price) -> list[str]:
    """What is said of figures of one kind, each with the place of the number."""
    group = PriceGroup(id="fee", label="x", note="x")
    return [
        f"{path}: {what}" for path, what in Prices(groups=[group], figures=list(figures)).problems()
    ]


USUAL = [price(f"p{number}", 15_000 + number, 60_000 + number) for number in range(4)]


def test_a_price_far_outside_its_kind_asks_to_be_confirmed() -> None:
    (found,) = spread_of(*USUAL, price("typo", 20, 60_000))
    assert found.startswith("('figures', 4, 'low'): 20 dollars is far from the others in “fee”")
    assert "confirmed: true" in found
    (found,) = spread_of(*USUAL, price("typo", 15_000, 6_000_000))
    assert found.startswith("('figures', 4, 'high'): 6,000,000 dollars is far")


def test_a_price_that_somebody_confirmed_may_be_far_from_all_others() -> None:
    assert spread_of(*USUAL, price("odd", 20, 60_000, confirmed=True)) == []


def test_two_figures_of_a_kind_tell_nothing_of_what_is_usual() -> None:
    assert spread_of(price("a", 20, 60), price("b", 20_000, 60_000)) == []


def test_a_price_of_the_data_with_digits_lost_is_named_with_its_line(spoiled: Spoil) -> None:
    given = re.findall(r"low: \d{5}\n", (DATA / "prices.yml").read_text("utf-8"))[0]
    found = spoiled("prices.yml", given, "low: 15\n")
    assert any("data/prices.yml:" in row and "15 dollars is far" in row for row in found), found
