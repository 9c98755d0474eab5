"""Mistakes in views, types and reports are named; the proofs of the comparison's own rules."""

import re

import pytest

from tests.model.conftest import LEAST


def test_a_view_of_an_unknown_group_is_reported_with_the_nearest_one(spoiled):
    problems = spoiled("views.yml", re.compile(r"groups: \[[\w-]+"), "groups: [purposes")
    assert len(problems) == 1
    assert "views.yml" in problems[0]
    assert "unknown group “purposes” – did you mean “purpose”?" in problems[0]


def test_a_view_without_groups_is_refused(spoiled):
    problems = spoiled("views.yml", re.compile(r"groups: \[.+\]"), "groups: []")
    assert any("groups: needs at least 1" in line for line in problems)


def test_a_short_value_of_too_many_words_is_refused(spoiled):
    text = re.compile(r"(    short:\n      text: ).*")
    problems = spoiled("reports/soc-2.yml", text, r"\1" + "word " * 12 + "word")
    assert any("short" in line and "words" in line for line in problems)


def test_a_short_value_may_not_cite_what_the_value_does_not(spoiled):
    cited = re.compile(r"(    short:\n      text: .*\n      sources: \[)\w+")
    problems = spoiled("reports/soc-2.yml", cited, rf"\1{LEAST}")
    assert any("is no source of the value" in line for line in problems)


def test_a_report_without_a_short_value_for_a_short_row_is_named(spoiled):
    problems = spoiled("attributes.yml", "{id: who-asks, label", "{id: who-reads, label")
    assert any("a short row of data/attributes.yml" in line for line in problems)


def test_each_report_of_the_real_data_has_a_value_of_tier_1_or_2_for_each_row(dataset):
    for report in dataset.reports.values():
        for row in dataset.attributes:
            for kind in report.types:
                value = report.values[row].statement(kind)
                tiers = {dataset.sources[source].tier for source in value.sources}
                assert tiers & {1, 2}, (report.id, row)


@pytest.mark.parametrize("kind", ["date", "period"])
def test_some_type_covers_a_date_and_some_type_a_period(dataset, kind):
    assert [item.id for item in dataset.types.values() if item.covers == kind]


def test_only_a_type_that_covers_a_period_has_example_lengths(dataset):
    for kind in dataset.types.values():
        assert bool(kind.periods) == (kind.covers == "period")
