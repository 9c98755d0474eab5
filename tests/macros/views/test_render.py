"""Markup made of data is escaped, and can stand in Markdown."""

from dataclasses import replace
from datetime import date

import pytest
from jinja2 import UndefinedError

from macros.views.render import TEMPLATES, Links, environment, write_date
from macros.views.reports.comparison import comparison_table
from tests.data import load_data


def test_a_template_that_names_what_it_was_not_given_is_an_error(macros):
    with pytest.raises(UndefinedError):
        environment().from_string("{{ nothing }}").render()


def test_no_two_folders_have_a_template_of_the_same_name():
    names = [file.name for folder in TEMPLATES for file in folder.iterdir()]
    assert sorted(names) == sorted(set(names))


def test_markup_in_data_is_escaped(macros):
    dataset = load_data()
    report = dataset.reports["soc-1"]
    value = report.values["standard"].model_copy(update={"text": "<script>alert(1)</script>"})
    spoiled = report.model_copy(update={"values": {**report.values, "standard": value}})
    dataset = replace(dataset, reports={**dataset.reports, "soc-1": spoiled})
    markup = comparison_table(dataset, Links(), ["soc-1", "soc-2"])
    assert "<script>" not in markup
    assert "&lt;script&gt;alert(1)" in markup


def test_markup_has_no_blank_line_that_would_end_a_block_of_html(macros):
    for name, arguments in {
        "comparison_table": [["soc-1", "soc-2"]], "type_matrix": [],
        "decision_table": ["report"], "decision_questions": [], "decision_outcomes": [],
        "quote_form": [], "promises": [], "source_list": [], "cite": ["S10"],
    }.items():  # fmt: skip
        assert "\n\n" not in macros[name](*arguments), name


@pytest.mark.parametrize(
    ("day", "written"),
    [
        ("2026-11-22", "22 November 2026"),
        (date(2027, 1, 2), "2 January 2027"),
        ("2026-05", "May 2026"),
        ("2026", "2026"),
    ],
)
def test_dates_have_one_form(day, written):
    assert write_date(day) == written
