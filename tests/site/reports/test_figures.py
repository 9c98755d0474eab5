"""Figures show what the data says, in the drawing and in words."""

import pytest
from bs4 import Tag


def words(element: Tag) -> str:
    return " ".join(element.get_text(" ", strip=True).split())


@pytest.fixture(scope="module")
def period(built) -> Tag:
    return built.page("type-1-vs-type-2/").find(id="figure-period")


@pytest.mark.of_page("type-1-vs-type-2/")
def test_each_length_of_a_period_is_drawn_in_proportion_with_its_name(dataset, period):
    lengths = sorted({one.months for kind in dataset.types.values() for one in kind.periods})
    widths = [float(bar["width"].rstrip("%")) for bar in period.select("rect")]
    assert [width / widths[-1] for width in widths] == pytest.approx(
        [months / lengths[-1] for months in lengths], abs=0.01
    )
    said = [words(text) for text in period.select("dd") if text.rect]
    assert said == [f"{months} months" for months in lengths]


@pytest.mark.of_page("type-1-vs-type-2/")
def test_a_type_that_speaks_of_one_date_is_a_mark_and_not_a_bar(dataset, period):
    dates = [kind.name for kind in dataset.types.values() if kind.covers == "date"]
    drawn = [words(row.find_previous_sibling("dt")) for row in period.select("dd:has(path)")]
    assert drawn == dates
    assert dates


@pytest.mark.of_page("type-1-vs-type-2/")
def test_each_published_period_is_a_dot_in_its_place_with_who_says_it(dataset, built):
    strip = built.page("type-1-vs-type-2/").find(id="figure-strip")
    periods = [one for kind in dataset.types.values() for one in kind.periods]
    for row, period in zip(strip.select(".soc-dots__row"), periods, strict=True):
        sources = [dataset.sources[name] for name in period.sources]
        assert all(
            source.publisher in words(row.find(class_="soc-dots__who")) for source in sources
        )
        assert f"{period.months} months: {period.says}" in words(row)
        assert {mark.get_text() for mark in row.select("a")} == set(period.sources)
        solid = "soc-dots__dot--cpa" in row.circle["class"]
        assert solid == all(source.tier < 3 for source in sources)
    places = [float(dot["cx"].rstrip("%")) for dot in strip.select("[cy='50%'][r='6']")]
    assert [place - places[0] for place in places] == pytest.approx(
        [
            (one.months - periods[0].months) * (places[-1] - places[0])
            / (periods[-1].months - periods[0].months)
            for one in periods
        ],
        abs=0.2,
    )  # fmt: skip


def test_the_picture_of_home_says_what_each_report_is_for_with_its_sources(dataset, built):
    lanes = built.page("").select(".soc-lane")
    reports = [report for report in dataset.reports.values() if report.reach]
    for lane, report in zip(lanes, reports, strict=True):
        for text in (report.reach.text, report.reach.readers, report.name):
            assert text in words(lane)
        assert {mark.get_text() for mark in lane.select("a")} == set(report.reach.sources)


@pytest.mark.of_page("type-1-vs-type-2/")
def test_the_short_rows_of_the_types_are_those_of_the_data(dataset, built):
    table = built.page("type-1-vs-type-2/").select_one(".soc-pairs table")
    rows = [row for row in dataset.attributes.values() if row.in_matrix]
    for shown, row in zip(table.select("tbody tr"), rows, strict=True):
        assert words(shown.th) == row.label
        for cell, kind in zip(shown.select("td"), dataset.types.values(), strict=True):
            assert words(cell).startswith(kind.short[row.id].text)
            assert {mark.get_text() for mark in cell.select("a")} == set(kind.short[row.id].sources)


def test_every_picture_has_a_name_and_its_drawn_parts_are_left_out_for_who_listens(built):
    pictures = [one for page in built.pages.values() for one in page.select("figure.soc-picture")]
    assert pictures
    for picture in pictures:
        assert picture["aria-label"]
        assert words(picture)
        for drawing in picture.select("svg:not(svg svg)"):
            assert drawing["aria-hidden"] == "true"
            assert not words(drawing)


def test_no_figure_carries_a_colour_or_style_of_its_own(built):
    for page in built.pages.values():
        for tag in page.select("figure.soc-picture *"):
            assert not {"style", "fill", "stroke"} & set(tag.attrs), tag
