"""The words of the tool lead to questions, outcomes and fields that exist."""

import pytest


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("unsettled: ask\n", "unsettled: aks\n", "unknown outcome “aks” – did you mean “ask”?"),
        ("when: {asked_by: [finance]}", "when: {asked: [finance]}", "unknown question “asked”"),
        ("when: {asked_by: [finance]}", "when: {asked_by: [finanse]}", "unknown answer “finanse”"),
        ("known_by: {asked_by: [finance]}", "known_by: {asked_by: [x]}", "unknown answer “x”"),
        ("unasked_when: {asked_by: [nobody]}", "unasked_when: {a: [b]}", "unknown question “a”"),
        ("- id: timeline\n", "- id: stage\n", "unknown field that may be filled in “stage”"),
        ("source: deadline", "source: dedline", "unknown question or decision “dedline”"),
        ("values: {weeks: under", "values: {days: under", "unknown answer “days”"),
        ("weeks: under-3-months", "weeks: now", "unknown option of the form “now”"),
    ],
)
def test_a_reference_that_leads_nowhere_is_reported_with_its_line(spoiled, old, new, said):
    problems = spoiled("vocabulary.yml", old, new)
    assert len(problems) == 1
    assert problems[0].startswith("data/vocabulary.yml:")
    assert said in problems[0]
