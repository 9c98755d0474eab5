"""The scale of a chart reaches as far as what it draws, whatever an editor writes into the data."""

import re
from dataclasses import replace

import pytest

from macros.views.planning.prices import AXIS, duration_spread, price_spread
from macros.views.render import Links
from tests.data import load_data

DATA = load_data()


def priced(times: float) -> str:
    """The charts of all prices, where those of the first group are so many times as high."""
    first = DATA.prices.groups[0].id
    figures = [
        figure.model_copy(
            update={
                end: max(1, int(value * times))
                for end in ("low", "high")
                if (value := getattr(figure, end)) is not None
            }
        )
        if figure.group == first
        else figure
        for figure in DATA.prices.figures
    ]
    dataset = replace(DATA, prices=DATA.prices.model_copy(update={"figures": figures}))
    groups = dict.fromkeys(figure.group for figure in figures)
    return "".join(price_spread(dataset, Links(), group, "Fees") for group in groups)


def timed(times: int) -> str:
    first = DATA.durations.groups[0].id
    figures = [
        figure.model_copy(update={"high": figure.high * times})
        if figure.group == first and figure.high
        else figure
        for figure in DATA.durations.figures
    ]
    dataset = replace(DATA, durations=DATA.durations.model_copy(update={"figures": figures}))
    groups = dict.fromkeys(figure.group for figure in figures)
    return "".join(duration_spread(dataset, Links(), group, "Time") for group in groups)


def places(markup: str, what: str) -> list[float]:
    return [float(place) for place in re.findall(rf'{what}="([\d.-]+)%"', markup)]


@pytest.mark.parametrize("times", [1, 1.1, 20, 1000, 0.1, 0.0001])
def test_every_price_is_drawn_within_the_axis(times):
    drawn = places(priced(times), "<circle [^>]*cx")
    assert drawn and AXIS[0] <= min(drawn) <= max(drawn) <= AXIS[1]


@pytest.mark.parametrize("times", [1, 3, 40])
def test_every_length_of_time_is_drawn_within_the_axis(times):
    drawn = places(timed(times), "<circle [^>]*cx")
    assert drawn and AXIS[0] <= min(drawn) <= max(drawn) <= AXIS[1]


@pytest.mark.parametrize("chart", [priced(1), priced(1000), timed(1), timed(40)])
def test_lines_stand_at_both_ends_of_the_axis_and_no_two_in_one_place(chart):
    one = chart[: chart.index("</svg>")]
    lines = places(one, '<line class="soc-strip__grid" x1')
    assert (lines[0], lines[-1]) == AXIS
    assert lines == sorted(set(lines))
