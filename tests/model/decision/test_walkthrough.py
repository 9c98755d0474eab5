"""The ways through the questions, as pages."""

from collections.abc import Iterator
from datetime import date

import pytest

from model.decision import DecisionModel, walk
from tests.data import load_data

SITE = load_data()
MODEL = DecisionModel(SITE.vocabulary, SITE.decisions, SITE.timeline)
WALK = walk(MODEL)
MAX_PAGES = 60  # pages of a kind
SITE_DAY = date(2026, 1, 1)  # no answer before a result is a date


def ways() -> Iterator[dict[str, str]]:
    """Every set of answers that the tool can ask for before a result."""
    waiting: list[dict[str, str]] = [{}]
    while waiting:
        given = waiting.pop()
        left = MODEL.next_question(given)
        if left is None:
            yield given
        else:
            waiting += [{**given, left.id: option.id} for option in left.options]


WAYS = list(ways())


def follow(answers: dict[str, str]) -> tuple[str, list[str]]:
    """The outcome that the pages lead to with these answers, and the questions on the way."""
    page, asked = next(iter(WALK.questions.values())), []
    while True:
        asked.append(page.question.id)
        way = next(way for way in page.ways if way.answer == answers[page.question.id])
        if way.outcome:
            return way.outcome, asked
        assert way.question
        page = WALK.questions[way.question]


@pytest.mark.parametrize("kind", ["questions", "outcomes"])
def test_there_are_few_pages_of_each_kind(kind):
    assert 1 < len(getattr(WALK, kind)) <= MAX_PAGES


def test_each_way_asks_what_the_model_asks_and_no_more():
    assert [follow(answers)[1] for answers in WAYS] == [list(answers) for answers in WAYS]


def test_each_way_ends_at_the_outcome_of_its_answers():
    for answers in WAYS:
        outcome = WALK.outcomes[follow(answers)[0]]
        assert answers in outcome.answers
        result = MODEL.compute_result(answers, SITE_DAY)
        for other in outcome.answers:
            same = MODEL.compute_result(other, SITE_DAY)
            assert (same.report, same.likely_report, same.type, same.add_soc_3) == (
                result.report, result.likely_report, result.type, result.add_soc_3
            )  # fmt: skip
            assert outcome.report_rule in same.rules


def test_no_two_outcomes_are_the_same():
    keys = [
        (page.report_rule, result.type, result.likely_report)
        for page in WALK.outcomes.values()
        for result in [MODEL.compute_result(page.answers[0], SITE_DAY)]
    ]
    assert len(set(keys)) == len(keys)


def test_no_two_questions_have_the_same_ways_on():
    keys = [(page.question.id, str(page.ways)) for page in WALK.questions.values()]
    assert len(set(keys)) == len(keys)


def test_what_is_known_on_a_page_leads_to_it():
    for page in WALK.questions.values():
        assert WALK.question_at(page.known) is page
        assert page.number == len(page.known) + 1


def test_the_page_before_leads_to_the_page():
    for page in WALK.questions.values():
        before = [
            other.id
            for other in WALK.questions.values()
            if page.id in [way.question for way in other.ways]
        ]
        assert page.before == (before[0] if len(set(before)) == 1 else None)
