"""The reply to the customer, for every outcome, and in agreement with the model of time."""

import random
from dataclasses import replace
from datetime import date

import pytest

from model.decision import DecisionModel, write_reply
from model.decision.reply import is_written, known_values

TODAY = date(2026, 11, 27)


@pytest.fixture(scope="module")
def model(dataset) -> DecisionModel:
    return DecisionModel(dataset.vocabulary, dataset.decisions, dataset.timeline)


@pytest.fixture(scope="module")
def results(model):
    """Results of whole and of partial sets of answers, at random."""
    chance = random.Random(6)
    return [
        model.compute_result(
            {
                question.id: chance.choice(question.options).id
                for question in model.vocabulary.questions
                if chance.random() < share
            },
            TODAY,
        )
        for share in (0.5, 0.8, 1)
        for _ in range(1000)
    ]


def test_every_outcome_has_a_reply_with_an_opening_a_question_and_an_end(dataset, results):
    words = dataset.vocabulary.tool.reply
    assert {result.report for result in results} == set(dataset.vocabulary.choices("report"))
    for result in results:
        known = known_values(result)
        written = {part.id for part in words.parts
                   if any(is_written(line, known) for line in part.lines)}  # fmt: skip
        assert {"opening", "questions", "closing"} <= written, result.answers


def test_every_line_is_written_for_some_answers(dataset, results):
    known = [known_values(result) for result in results]
    for part in dataset.vocabulary.tool.reply.parts:
        for line in part.lines:
            assert any(is_written(line, one) for one in known), line.id


def test_the_reply_states_what_the_plan_says_of_the_date_and_nothing_else(dataset, results):
    words = dataset.vocabulary.tool.reply
    lines = {line.id: line for part in words.parts for line in part.lines}
    for result in results:
        known = known_values(result)
        fits = result.plan.fits if result.plan else None
        dated = result.answers.get("deadline") != "none"
        assert is_written(lines["date-kept"], known) == (fits == "yes" and dated)
        assert is_written(lines["date-tight"], known) == (fits == "tight")
        assert is_written(lines["date-missed"], known) == (fits == "no")


def test_only_what_the_plan_names_is_offered_until_then(dataset, results):
    lines = {line.id: line for part in dataset.vocabulary.tool.reply.parts for line in part.lines}
    for result in results:
        known = known_values(result)
        interim = result.plan.interim if result.plan else ()
        for name in ("type-1", "engagement-letter", "later-period"):
            assert is_written(lines[f"interim-{name}"], known) == (name in interim)


def test_no_word_in_braces_is_left(dataset, results):
    for result in results[::10]:
        reply = write_reply(dataset.vocabulary, result)
        assert "{" not in reply.subject + reply.body


def test_what_the_customer_named_is_said_as_they_named_it(dataset, results):
    for result in results:
        said = write_reply(dataset.vocabulary, result).body
        if result.report == "ask" and result.answers.get("named") == "questionnaire":
            assert "You asked us" not in said
        if result.answers.get("named") == "soc-1-and-soc-2":
            assert "You name a" not in said.replace("You name a SOC 1 and a SOC 2.", "")


def test_what_all_ways_to_an_outcome_call_for_is_said(dataset, model):
    """By what they share alone, the report that was named would not be known."""
    ways = [
        model.decide({"named": named, "financial_impact": "no"}, TODAY)
        for named in ("soc-1", "isae-3402")
    ]
    shared = replace(ways[0], answers={"financial_impact": "no"})
    line = "You name a SOC 1."
    assert line not in write_reply(dataset.vocabulary, shared).body
    assert line in write_reply(dataset.vocabulary, shared, ways).body
    other = model.decide({"named": "soc-2", "financial_impact": "no"}, TODAY)
    assert line not in write_reply(dataset.vocabulary, shared, [*ways, other]).body


def test_a_request_that_nobody_made_is_not_claimed(dataset, model):
    result = model.decide({"named": "nothing", "asked_by": "nobody"}, TODAY)
    assert "You asked us" not in write_reply(dataset.vocabulary, result).body
