"""The browser decides as Python does, for every combination of answers, partial ones included."""

import json
from itertools import product

import pytest

from model.decision.engine import DecisionModel
from model.exports.decision_model import compile_answers, compile_model
from tests.model.node import run

ENGINE = "decision/engine.mjs"


@pytest.fixture(scope="module")
def every_set_of_answers(dataset) -> list[dict[str, str]]:
    """Each question unanswered, or answered in each way."""
    names = [question.id for question in dataset.vocabulary.questions]
    choices = [["", *dataset.vocabulary.choices(name)] for name in names]
    return [
        {name: value for name, value in zip(names, values, strict=True) if value}
        for values in product(*choices)
    ]


@pytest.fixture(scope="module")
def both(dataset, every_set_of_answers) -> list[tuple[dict[str, object], dict[str, object]]]:
    """What Python and the browser's module say of each set."""
    model = DecisionModel(dataset.vocabulary, dataset.decisions)
    here = [model.decide(answers).as_json() for answers in every_set_of_answers]
    there = run(
        ENGINE,
        "({model, sets}) => sets.map((answers) => module.decide(model, answers))",
        {"model": compile_model(dataset), "sets": every_set_of_answers},
    )
    return list(zip(here, there, strict=True))


def test_every_set_of_answers_is_compared(every_set_of_answers):
    assert len(every_set_of_answers) == 4 * 3 * 6 * 4 * 4 * 3


@pytest.mark.parametrize(
    "key",
    ["model_version", "answers", "report", "type", "add_soc_3", "timing", "rules", "because",
     "decided_by", "open", "possible_reports", "sources", "next_steps", "would_change_if"],
)  # fmt: skip
def test_python_and_the_browser_agree(both, key):
    different = [here["answers"] for here, there in both if here[key] != there[key]]
    assert not different, f"{len(different)} sets, the first: {different[0]}"


def test_they_agree_on_keys_and_order_too(both):
    assert all(json.dumps(here) == json.dumps(there) for here, there in both)


def test_the_quotes_page_decides_the_same_fields_from_its_smaller_model(
    dataset, every_set_of_answers
):
    code = """({model, small, sets}) => sets.map((answers) => [model, small].map(
        (one) => module.quoteFields(one, module.decide(one, answers))))"""
    given = {
        "model": compile_model(dataset),
        "small": compile_answers(dataset),
        "sets": every_set_of_answers,
    }
    pairs = run(ENGINE, code, given)
    assert all(large == small for large, small in pairs)
    assert {"framework": "both", "report_type": "type-2", "timeline": "under-3-months"} in [
        small for _, small in pairs
    ]
    frameworks = {small["framework"] for _, small in pairs if "framework" in small}
    assert frameworks == {"soc-1", "soc-2", "both", "unsure"}


@pytest.mark.parametrize(
    ("answers", "fields"),
    [
        ({}, {}),
        ({"financial_impact": "yes"}, {}),
        ({"deadline": "none"}, {"timeline": "unsure"}),
        ({"deadline": "months"}, {}),
        ({"asked_by": "nobody"}, {"framework": "unsure", "report_type": "unsure"}),
        ({"financial_impact": "yes", "asked_by": "finance"}, {"framework": "soc-1"}),
    ],
    ids=str,
)
def test_the_quote_form_is_filled_with_what_the_answers_settle(dataset, answers, fields):
    code = "({model, answers}) => module.quoteFields(model, module.decide(model, answers))"
    assert run(ENGINE, code, {"model": compile_answers(dataset), "answers": answers}) == fields


def test_the_wish_for_something_public_goes_into_the_notes(dataset):
    code = "({model, answers}) => module.quoteFields(model, module.decide(model, answers))"
    given = {"model": compile_answers(dataset), "answers": {"public_summary": "yes"}}
    assert "SOC 3" in run(ENGINE, code, given)["notes"]
