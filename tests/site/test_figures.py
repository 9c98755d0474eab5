"""Figures show what the data says, in the drawing and in words."""

import re

import pytest
from bs4 import Tag


def words(element: Tag) -> str:
    return " ".join(element.get_text(" ", strip=True).split())


@pytest.fixture(scope="module")
def period(built) -> Tag:
    return built.page("type-1-vs-type-2/").find(id="figure-period")


@pytest.fixture(scope="module")
def readers(built) -> Tag:
    return built.page("soc-1-vs-soc-2/").find(id="readers-soc-1-soc-2")


def test_each_example_period_is_drawn_in_proportion_and_said_with_its_sources(dataset, period):
    examples = [example for kind in dataset.types.values() for example in kind.periods]
    widths = [float(bar["width"]) for bar in period.select("rect")]
    months = [example.months for example in examples]
    assert months == sorted(months)
    assert [width / widths[-1] for width in widths] == pytest.approx(
        [count / months[-1] for count in months], abs=0.01
    )
    for item, example in zip(period.select("figcaption li"), examples, strict=True):
        assert words(item).startswith(f"{example.months} months: {example.text}")
        assert {mark.get_text() for mark in item.select("a")} == set(example.sources)


def test_a_type_that_speaks_of_one_date_is_a_mark_and_not_a_bar(dataset, period):
    labels = [words(label) for label in period.select("text.soc-figure__label")]
    dates = [kind for kind in dataset.types.values() if kind.covers == "date"]
    assert len(period.select(".soc-figure__date")) == len(dates) >= 1
    assert [label for label in labels if label.endswith("one date")] == [
        f"{kind.name}: one date" for kind in dates
    ]


def test_each_team_is_drawn_and_said_with_its_question_report_and_sources(dataset, readers):
    drawn = words(readers.svg)
    for name in ("soc-1", "soc-2"):
        report = dataset.reports[name]
        assert f"{report.asked_by.team}: “{report.asked_by.text}”" in words(readers.desc)
        for word in f"{report.asked_by.team} {report.asked_by.text} {report.name}".split():
            assert word in drawn
        assert set(report.asked_by.sources) <= {mark.get_text() for mark in readers.select("a")}


def test_every_figure_has_a_name_and_a_text(built):
    figures = [
        figure for page in built.pages.values() for figure in page.select("figure.soc-figure")
    ]
    assert len(figures) >= 2
    for figure in figures:
        drawing = figure.svg
        assert drawing["role"] == "img"
        for name in drawing["aria-labelledby"].split():
            assert words(figure.find(id=name)), name
        assert words(figure.figcaption)


def test_no_figure_carries_a_colour_or_style_of_its_own(built):
    for page in built.pages.values():
        for tag in page.select("figure.soc-figure *"):
            assert not {"style", "fill", "stroke"} & set(tag.attrs), tag


def test_no_drawn_line_leaves_its_drawing(period, readers):
    # At 13 units a letter is at most 8 units wide; a label starts in the left box or the margin.
    for drawing in (period.svg, readers.svg):
        width, height = map(float, re.split(r"\s", drawing["viewbox"])[2:])
        for line in drawing.select("text:not(.soc-figure__tick, .soc-figure__report)"):
            assert float(line["x"]) + 8 * len(words(line)) <= width
            assert float(line["y"]) <= height
