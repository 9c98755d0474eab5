"""The rules of matching are data, and a rule that cannot work is reported with its line."""

import re

import pytest

from model.dataset import DATA
from model.matching.tags import label_tag

SIZE = "  field: company_sizes\n"
STAGE = re.compile(r"  unknown: .*\n")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (SIZE, "  field: company_size\n", "“company_size” is no field that “contains” can look at"),
        (SIZE, "  field: fee\n", "“fee” is no field that “contains” can look at"),
        ("  field: accepting\n", "  field: sample\n", "“sample” is no field that “is-true”"),
        ("  field: weeks_to_start\n", "  field: regions\n", "“regions” is no field that “at-most”"),
        ("['{region}']", "['{regoin}']", "unknown question “regoin” – did you mean “region”?"),
        ("['{region}']", "['{company}']", "unknown question “company”"),
        ("['{region}']", "['{stage}']", "no firm can have “exploring” in regions"),
        ("  framework: {both:", "  framwork: {both:", "unknown question “framwork”"),
        ("{both: [soc-1,", "{boht: [soc-1,", "unknown answer “boht” – did you mean “both”?"),
        ("{both: [soc-1,", "{both: [soc-9,", "no firm can have “soc-9.*” in offers"),
        ("unsure: []}\n  report_type", "}\n  report_type", "no firm can have “unsure.*” in offers"),
        ("3-to-6-months: ['8']", "3-to-6-months: [soon]", "“soon” is not a whole number"),
        ("    3-to-6-months: ['8']\n", "", "“3-to-6-months” is not a whole number; add a reading"),
        ("when: {framework: [unsure]}", "when: {framework: [unsur]}", "unknown answer “unsur”"),
        ("when: {framework: [unsure]}", "when: {report: [unsure]}", "unknown question “report”"),
        ("- id: usual-size\n", "- id: size\n", "“size” is a rule already"),
        ("- id: start\n", "- id: stage\n", "“stage” stands twice"),
        ("compare: at-most", "compare: below", "“below” is not allowed"),
        ("weight: 3", "weight: 0", "greater than or equal to 1"),
        ("weight: 3", "rank: 3", "rank: unknown key"),
        ("  wants: ['{region}']\n", "", "wants is missing"),
        ("  compare: is-true\n", "  compare: is-true\n  wants: [x]\n", "is-true has no wants"),
        (re.compile("(  fails: .*)"), r"\1 {what}", "{what} is not filled in"),
        (STAGE, "", "unknown is missing"),
        ("  fits: ", "  unknown: x\n  fits: ", "unknown can never be said"),
    ],
)
def test_a_rule_that_cannot_work_is_reported_with_its_line(spoiled, old, new, said):
    problems = spoiled("matching.yml", old, new)
    assert all(re.match(r"data/matching\.yml:\d+: ", line) for line in problems)
    assert any(said in line for line in problems), problems


def test_a_new_answer_of_the_form_that_no_firm_can_meet_is_found(spoiled):
    text = (DATA / "quote_form.yml").read_text("utf-8")
    (option,) = re.findall(r"^    - \{value: elsewhere, .*\n", text, re.M)
    assert spoiled("quote_form.yml", option, f"{option}    - {{value: moon, label: Moon}}\n") == []
    (size,) = re.findall(r"^    - \{value: over-1000, .*\n", text, re.M)
    renamed = spoiled("quote_form.yml", size, "    - {value: large, label: Large}\n")
    assert any("unknown word “over-1000”" in line for line in renamed)


def test_a_report_of_one_type_can_be_asked_for_in_the_form(spoiled, dataset):
    report = next(report for report in dataset.reports.values() if len(report.types) == 1)
    options = "    options:\n"  # those of the first question, which report
    added = f"{options}    - {{value: {report.id}, label: {report.name}}}\n"
    assert spoiled("quote_form.yml", options, added) == []


def test_a_report_in_a_type_that_it_has_not_is_named_by_both(dataset):
    report = next(report for report in dataset.reports.values() if len(report.types) == 1)
    kind = next(kind for kind in dataset.types.values() if kind.id not in report.types)
    label = label_tag(dataset.firm_tags["offers"], f"{report.id}.{kind.id}")
    assert label == f"{report.name} {kind.name}"


def test_without_the_question_of_a_region_its_rule_is_reported(spoiled):
    problems = spoiled("quote_form.yml", "  - name: region\n", "  - name: area\n")
    assert any("unknown question “region”" in line for line in problems)


def test_no_rule_can_look_at_what_a_firm_pays(dataset):
    fields = {item.field for item in (*dataset.matching.rules, *dataset.matching.preferences)}
    assert fields <= {
        "accepting", "offers", "categories", "weeks_to_start", "stages", "company_sizes",
        "usual_sizes", "regions", "readiness", "tools", "industries",
    }  # fmt: skip


def test_each_limit_leaves_two_thirds_of_the_longest_time_for_the_work(dataset):
    months = {"under-3-months": 3, "3-to-6-months": 6, "6-to-12-months": 12}
    for answer, most in months.items():
        [weeks] = dataset.matching.reading("timeline", answer)
        assert int(weeks) <= most * 365 / 12 / 7 / 3
