"""The browser decides as Python does.

Each table is compared over all that its inputs can be, one or all of the values of each. Whole sets
of answers are far too many, so they are drawn at random, beside every single change of each
published case. One Node process answers for the browser.
"""

import hashlib
import json
import random
from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any

import pytest

from model.decision.engine import DecisionModel
from model.decision.reply import write_reply
from model.exports.decision_model import compile_answers, compile_model
from tests.cases import PUBLISHED
from tests.model.node import SCRIPTS, run

ENGINE = "decision/engine.mjs"
TODAY = date(2026, 11, 27)
DRAWS = 20_000

# Results are compared by their digests: there are many, and each is long.
CODE = """async ({model, small, today, base, spans, whole, full, fields}) => {
    const {createHash} = await import("node:crypto");
    const {customerReply} = await import(new URL("decision/texts.mjs", base));
    const digest = (value) => createHash("sha256").update(JSON.stringify(value)).digest("hex");
    const table = (id) => model.tables.find((item) => item.id === id);
    return {
        spans: spans.map(([id, values]) => {
            const {rules, outcomes, matter} = module.spanOf(model, table(id), values);
            return [rules.map((rule) => rule.id), outcomes, matter];
        }),
        whole: whole.map((answers) => digest(module.computeResult(model, answers, today))),
        full: full.map((answers) => module.decide(model, answers, today)),
        replies: full.map((answers) => customerReply(model, module.decide(model, answers, today))),
        next: full.map((answers) => module.nextQuestion(model, answers)?.id ?? null),
        fields: fields.map((answers) => [model, small].map(
            (one) => module.quoteFields(one, answers, today))),
    };
}"""


@pytest.fixture(scope="module")
def model(dataset) -> DecisionModel:
    return DecisionModel(dataset.vocabulary, dataset.decisions, dataset.timeline)


@pytest.fixture(scope="module")
def given(dataset, model) -> dict[str, Any]:
    """What both are asked."""
    chance = random.Random(14)
    questions = dataset.vocabulary.questions

    def draw(given: float) -> dict[str, str]:
        return {question.id: chance.choice(question.options).id
                for question in questions if chance.random() < given}  # fmt: skip

    dated = [{**draw(0.8), "deadline": f"2027-{month:02}-15"} for month in range(1, 13)]
    partial = [draw(0.6) for _ in range(150)]
    full = [{}, *(case["answers"] for case in PUBLISHED), *partial, *dated]
    return {
        "model": compile_model(dataset),
        "small": compile_answers(dataset),
        "today": TODAY.isoformat(),
        "base": SCRIPTS.as_uri() + "/",
        "spans": list(every_span(model)),
        "whole": [*(draw(1) for _ in range(DRAWS)), *single_changes(dataset)],
        "full": full,
        "fields": full,
    }


def every_span(model: DecisionModel) -> Iterator[tuple[str, list[list[str]]]]:
    """Yield each table with one value of each input, or all of them where it is not known."""
    for name, table in model.tables.items():
        choices = [model.vocabulary.choices(item) for item in table.inputs]
        for values in product(*([[choice] for choice in some] + [some] for some in choices)):
            yield name, list(values)


def single_changes(dataset) -> Iterator[dict[str, str]]:
    for case in PUBLISHED:
        for question in dataset.vocabulary.questions:
            for option in question.options:
                yield {**case["answers"], question.id: option.id}


@pytest.fixture(scope="module")
def browser(given) -> dict[str, Any]:
    return run(ENGINE, CODE, given)


def digest(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def test_each_table_gives_the_same_for_all_that_its_inputs_can_be(model, given, browser):
    for (name, values), there in zip(given["spans"], browser["spans"], strict=True):
        span = model.span(name, tuple(map(tuple, values)))
        matter = [item for item in model.tables[name].inputs if item in span.matter]
        assert [[rule.id for rule in span.rules], list(span.outcomes), matter] == there, values


def test_whole_sets_of_answers_give_the_same(model, given, browser):
    for answers, there in zip(given["whole"], browser["whole"], strict=True):
        here = model.compute_result(answers, TODAY).as_json()
        del here["would_change_if"]
        assert digest(here) == there, answers


def test_partial_sets_and_published_cases_give_the_same_with_what_would_change_them(
    model, given, browser
):
    for answers, there in zip(given["full"], browser["full"], strict=True):
        assert json.dumps(model.decide(answers, TODAY).as_json()) == json.dumps(there)


def test_the_reply_to_the_customer_is_the_same(dataset, model, given, browser):
    for answers, there in zip(given["full"], browser["replies"], strict=True):
        assert vars(write_reply(dataset.vocabulary, model.decide(answers, TODAY))) == there


def test_the_next_question_is_the_first_open_one_that_is_not_asked_on_the_result(
    model, given, browser
):
    later = {question.id for question in model.vocabulary.questions if question.on_result}
    for answers, there in zip(given["full"], browser["next"], strict=True):
        left = [name for name in model.decide(answers, TODAY).open if name not in later]
        assert (left[0] if left else None) == there


def test_the_quotes_page_decides_the_same_fields_from_its_smaller_model(browser):
    assert all(large == small for large, small in browser["fields"])


def test_every_option_of_the_form_that_answers_can_give_is_given(dataset, browser):
    reports = {fields["framework"] for fields, _ in browser["fields"] if "framework" in fields}
    assert reports == {"soc-1", "soc-2", "both", "unsure"}


@pytest.mark.parametrize(
    ("answers", "fields"),
    [
        ({}, {}),
        ({"financial_impact": "yes"}, {}),
        ({"deadline": "none"}, {"timeline": "unsure"}),
        ({"deadline": "3-to-6-months"}, {"timeline": "3-to-6-months"}),
        ({"stage": "ready"}, {"stage": "ready"}),
        ({"named": "iso-27001"}, {"framework": "unsure", "report_type": "unsure"}),
        ({"named": "soc-1", "financial_impact": "yes"}, {"framework": "soc-1"}),
    ],
    ids=str,
)
def test_the_quote_form_is_filled_with_what_the_answers_settle(dataset, answers, fields):
    assert quote_fields(dataset, answers) == fields


def test_a_date_fills_in_the_range_in_which_it_lies(dataset):
    assert quote_fields(dataset, {"deadline": "2027-04-01"})["timeline"] == "3-to-6-months"


def test_the_wish_for_something_public_goes_into_the_notes(dataset):
    assert "SOC 3" in quote_fields(dataset, {"public_summary": "yes"})["notes"]


def quote_fields(dataset, answers: dict[str, str]) -> dict[str, str]:
    code = "({model, answers, today}) => module.quoteFields(model, answers, today)"
    given = {"model": compile_answers(dataset), "answers": answers, "today": TODAY.isoformat()}
    fields: dict[str, str] = run(ENGINE, code, given)
    return fields
