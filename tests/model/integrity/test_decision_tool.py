"""The words of the tool lead to questions, outcomes and fields that exist."""

import pytest


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("unsettled: ask\n", "unsettled: aks\n", "unknown outcome “aks” – did you mean “ask”?"),
        (
            "when: {asked_by: [finance]}",
            "when: {asked: [finance]}",
            "unknown question or decision “asked”",
        ),
        ("when: {asked_by: [finance]}", "when: {asked_by: [finanse]}", "unknown answer “finanse”"),
        ("unless: {asked_by: [nobody]}", "unless: {asked_by: [x]}", "unknown answer “x”"),
        ("when: {interim: [type-1]", "when: {interim: [type-9]", "unknown answer “type-9”"),
        ("steps: [agree-type-1]", "steps: [agree-type-9]", "unknown step “agree-type-9”"),
        ("steps: [say-report]", "steps: [say-reprt]", "unknown step “say-reprt”"),
        ("old: weeks, now: under-3-months", "old: weeks, now: soon", "unknown answer “soon”"),
        ("{question: named, now", "{question: nmed, now", "unknown question “nmed”"),
        ("- id: timeline\n", "- id: company\n", "unknown field that may be filled in “company”"),
        ("source: deadline", "source: dedline", "unknown question or decision “dedline”"),
        ("values: {under-3-months: under", "values: {days: under", "unknown answer “days”"),
        (
            "values: {under-3-months: under-3-months",
            "values: {under-3-months: now",
            "unknown option of the form “now”",
        ),
    ],
)
def test_a_reference_that_leads_nowhere_is_reported_with_its_line(spoiled, old, new, said):
    problems = spoiled("vocabulary.yml", old, new)
    assert len(problems) == 1
    assert problems[0].startswith("data/vocabulary.yml:")
    assert said in problems[0]
