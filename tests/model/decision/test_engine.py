"""What the tables decide, for complete and for partial answers."""

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product

import pytest

from model.decision.engine import LIKELY_REPORT, PRIMARY_ACTION, DecisionModel, UnknownAnswerError
from model.decision.table import combinations
from tests.cases import PUBLISHED, agrees, type_agrees

TODAY = date(2026, 11, 27)
UNNAMED = ("soc-unspecified", "questionnaire", "nothing")


@pytest.fixture(scope="module")
def model(dataset) -> DecisionModel:
    return DecisionModel(dataset.vocabulary, dataset.decisions, dataset.timeline)


def draws(model: DecisionModel, count: int, given: float = 1) -> Iterator[dict[str, str]]:
    """Sets of answers at random, each question answered with the chance `given`."""
    chance = random.Random(count)
    for _ in range(count):
        yield {
            question.id: chance.choice(question.options).id
            for question in model.vocabulary.questions
            if chance.random() < given
        }


@pytest.mark.parametrize("case", PUBLISHED, ids=lambda case: case["id"])
def test_published_cases_get_the_report_their_source_names(model, case):
    result = model.decide(case["answers"], TODAY)
    allowed = [case["expected_report"]]
    allowed += case.get("also_acceptable", []) if case.get("contested") else []
    assert any(agrees(expected, result) for expected in allowed), result.report


@pytest.mark.parametrize("case", PUBLISHED, ids=lambda case: case["id"])
def test_published_cases_get_the_type_and_the_likely_report(model, case):
    result = model.decide(case["answers"], TODAY)
    assert type_agrees(case, result), result.type
    likely = [case.get("likely_report"), *case.get("likely_also_acceptable", [])]
    assert result.likely_report in likely


def test_whole_sets_give_values_of_the_contract_and_leave_nothing_open(model):
    for answers in draws(model, 1000):
        result = model.decide(answers, TODAY)
        assert result.report in model.vocabulary.choices("report")
        assert result.type in model.vocabulary.choices("type")
        assert result.open == []
        assert len(result.rules) == len(model.tables)
        assert (result.type == "undecided") == (result.report in {"ask", "other", "none"})
        assert (result.plan is None) == (result.type == "undecided")
        assert (result.likely_report is None) == (result.report != "none")


def test_every_outcome_and_every_rule_of_each_table_is_reached(model):
    for name, table in model.tables.items():
        fired = [table.rule_for(inputs) for inputs in combinations(table, model.vocabulary)]
        assert {rule.then for rule in fired} == set(model.vocabulary.choices(name))
        assert {rule.id for rule in fired} == {rule.id for rule in table.rules}


def test_every_step_is_called_for_by_a_rule_an_answer_or_something_interim(model):
    words = model.vocabulary
    called = {step for table in model.tables.values() for rule in table.rules
              for step in rule.steps}  # fmt: skip
    called |= {step for item in words.interim for step in item.steps}
    called |= {step for question in words.questions for option in question.options
               for step in option.steps}  # fmt: skip
    assert called == {step.id for step in words.steps}


@pytest.mark.parametrize(("named", "fits", "report"), [
    ("soc-1", {"financial_impact": "yes"}, "soc-1"),
    ("isae-3402", {"financial_impact": "yes"}, "soc-1"),
    ("soc-2", {"customer_data": "yes"}, "soc-2"),
    ("soc-3", {"customer_data": "yes"}, "soc-2"),
    ("soc-1-and-soc-2", {"financial_impact": "yes", "customer_data": "yes"}, "both"),
])  # fmt: skip
def test_a_named_report_that_fits_settles_it_whoever_asks(model, named, fits, report):
    for name, who in product(model.vocabulary.choices("asked_by"), model.vocabulary.choices(
        "evidence")):  # fmt: skip
        result = model.decide({"named": named, **fits, "asked_by": name, "evidence": who}, TODAY)
        assert result.report == report


@pytest.mark.parametrize(("named", "misfit"), [
    ("soc-1", {"financial_impact": "no"}),
    ("soc-1", {"financial_impact": "unsure"}),
    ("isae-3402", {"financial_impact": "no"}),
    ("soc-2", {"customer_data": "no"}),
    ("soc-3", {"customer_data": "no"}),
    ("soc-1-and-soc-2", {"financial_impact": "no", "customer_data": "yes"}),
    ("soc-1-and-soc-2", {"financial_impact": "yes", "customer_data": "no"}),
])  # fmt: skip
def test_a_named_report_that_does_not_fit_is_asked_about_and_the_reason_names_it(
    model, named, misfit
):
    result = model.decide({"named": named, **misfit}, TODAY)
    assert result.report == "ask"
    assert "name" in result.because[0]


@pytest.mark.parametrize("named", ["iso-27001", "hitrust", "other"])
def test_another_standard_is_another_outcome_at_once(model, named):
    result = model.decide({"named": named}, TODAY)
    assert (result.report, result.open) == ("other", [])
    assert result.primary_action == "other-evidence"


def test_a_named_report_with_nobody_asking_counts_as_unknown(model):
    named = set(model.vocabulary.choices("named")) - {"questionnaire", "nothing"}
    for name, money, data in product(named, ("yes", "no", "unsure"), ("yes", "no")):
        answers = {"named": name, "financial_impact": money, "customer_data": data}
        nobody, unknown = (
            model.decide({**answers, "asked_by": who}, TODAY) for who in ("nobody", "unknown")
        )
        assert nobody.report == unknown.report
        assert nobody.likely_report is None


@pytest.mark.parametrize("named", UNNAMED)
def test_vendor_management_of_a_service_that_does_both_is_asked_which(model, named):
    answers = {"named": named, "financial_impact": "yes", "customer_data": "yes",
               "asked_by": "security"}  # fmt: skip
    result = model.decide(answers, TODAY)
    assert result.report == "ask"
    assert "SOC 1" in result.because[0]
    assert "SOC 2" in result.because[0]


@pytest.mark.parametrize(("report", "answers"), [
    ("soc-1", {"named": "soc-1", "financial_impact": "yes"}),
    ("soc-2", {"named": "soc-2", "customer_data": "yes"}),
    ("both", {"named": "soc-1-and-soc-2", "financial_impact": "yes", "customer_data": "yes"}),
])  # fmt: skip
def test_no_type_named_means_type_2(model, report, answers):
    result = model.decide({**answers, "evidence": "unknown"}, TODAY)
    assert (result.report, result.type) == (report, "type-2")


def test_a_type_1_alone_is_no_outcome_where_an_auditor_reads(model):
    answers = {"named": "soc-1", "financial_impact": "yes", "evidence": "design"}
    result = model.decide(answers, TODAY)
    assert result.type == "type-1-then-type-2"
    assert any("auditor" in text for text in result.because)


def test_a_soc_3_is_added_where_it_is_named_or_wished_for(model):
    soc_2 = {"customer_data": "yes", "evidence": "operating"}
    assert model.decide({"named": "soc-3", **soc_2}, TODAY).add_soc_3
    assert model.decide({"named": "soc-2", "public_summary": "yes", **soc_2}, TODAY).add_soc_3
    assert not model.decide({"named": "soc-2", "public_summary": "no", **soc_2}, TODAY).add_soc_3


def test_a_visitor_who_quotes_the_request_needs_at_most_three_more_answers(model):
    request = {"named": "soc-2", "evidence": "operating"}
    for answers in draws(model, 200):
        given = dict(request)
        while (result := model.decide(given, TODAY)).report == "ask" or result.type == "undecided":
            left = [name for name in result.open if not model._questions[name].on_result]
            if not left:
                break
            given[left[0]] = answers[left[0]]
        assert len(given) - len(request) <= 3


def test_the_first_thing_to_do_follows_report_stage_and_fit(model):
    for answers in draws(model, 1000):
        result = model.decide(answers, TODAY)
        match (result.report, answers["stage"], result.plan and result.plan.fits):
            case ("ask", _, _):
                wanted = "ask-customer"
            case ("none", _, _):
                wanted = "prepare"
            case ("other", _, _):
                wanted = "other-evidence"
            case (_, "renewing", _):
                wanted = "bridge-letter"
            case (_, _, "tight" | "no"):
                wanted = "ask-customer"
            case _:
                wanted = "quotes"
        assert result.primary_action == wanted


def test_quotes_are_no_step_where_the_customer_is_to_be_asked(model):
    for answers in draws(model, 500):
        result = model.decide(answers, TODAY)
        if result.primary_action == "ask-customer":
            assert "get-quotes" not in {step["id"] for step in result.next_steps}


def test_what_can_be_shown_until_then_calls_for_its_own_steps(model):
    tight = {"named": "soc-2", "customer_data": "yes", "evidence": "operating", "stage": "ready",
             "deadline": "under-3-months"}  # fmt: skip
    for answers in (tight, {**tight, "stage": "exploring"}):
        result = model.decide(answers, TODAY)
        assert result.plan
        steps = {step["id"] for step in result.next_steps}
        for item in model.vocabulary.interim:
            for step in item.steps:
                # A Type 1 that is late as well is still sooner, and worth asking for.
                late = item.id == "type-1" and result.plan.fits == "no"
                assert (step in steps) == (late or item.id in result.plan.interim)


def test_a_date_is_kept_and_seen_from_today(model):
    answers = {"named": "soc-2", "customer_data": "yes", "evidence": "operating", "stage": "ready"}
    near = model.decide({**answers, "deadline": "2026-12-24"}, TODAY)
    assert near.answers["deadline"] == "2026-12-24"
    assert near.plan
    assert near.plan.fits == "no"
    earlier = model.decide({**answers, "deadline": "2026-12-24"}, date(2020, 1, 1))
    assert earlier.plan
    assert earlier.plan.fits == "yes"


@pytest.mark.parametrize("day", ["2026-02-30", "2026-1-1", "tomorrow", "20261201"])
def test_what_is_no_day_is_refused_with_the_allowed_answers(model, day):
    with pytest.raises(UnknownAnswerError, match=r"under-3-months.*YYYY-MM-DD"):
        model.decide({"deadline": day}, TODAY)


def test_a_report_is_decided_as_soon_as_the_rest_cannot_change_it(model):
    result = model.decide({"named": "soc-2", "customer_data": "yes"}, TODAY)
    assert result.report == "soc-2"
    assert result.possible_reports == ["soc-2"]
    assert not {"financial_impact", "asked_by"} & set(result.open)


def test_date_and_stage_are_open_only_where_they_can_change_something(model):
    assert model.decide({"named": "iso-27001"}, TODAY).open == []
    settled = {"named": "soc-2", "customer_data": "yes", "evidence": "operating"}
    assert model.decide(settled, TODAY).open == ["deadline", "stage", "public_summary"]


def test_report_and_type_are_open_before_what_is_asked_on_the_result(model):
    later = {question.id for question in model.vocabulary.questions if question.on_result}
    for answers in draws(model, 300, given=0.4):
        kinds = [name in later for name in model.decide(answers, TODAY).open]
        assert kinds == sorted(kinds)


def ends(model: DecisionModel, answers: dict[str, str]) -> tuple[object, ...]:
    """What a complete set of answers leads to, by the definition: each table in turn."""
    known = dict(answers)
    for name, table in model.tables.items():
        if name != PRIMARY_ACTION:
            known[f"rule {name}"] = table.rule_for(known).id
            known[name] = table.rule_for(known).then
    plan = model._plan(known["type"], answers, TODAY)
    first = model._first(known["report"], answers["stage"], plan)
    return (*(known[f"rule {name}"] for name in model.tables if name != PRIMARY_ACTION),
            plan, first.id)  # fmt: skip


@pytest.mark.parametrize(
    "answers",
    [
        {"named": "soc-2", "deadline": "none", "public_summary": "no"},
        {"named": "soc-2", "customer_data": "yes", "evidence": "design", "stage": "ready"},
        {"named": "nothing", "asked_by": "nobody", "deadline": "none", "stage": "ready"},
        {"named": "soc-unspecified", "financial_impact": "unsure", "customer_data": "no"},
        {"named": "soc-3", "evidence": "design", "deadline": "none", "asked_by": "both"},
        {"named": "soc-1", "customer_data": "no", "asked_by": "finance", "evidence": "design"},
    ],
    ids=str,
)
def test_open_questions_are_exactly_those_that_can_alter_the_end(model, answers):
    """Against the definition: some completion in which only this answer makes a difference."""
    questions = {item.id: model.vocabulary.choices(item.id) for item in model.vocabulary.questions}
    left = [name for name in questions if name not in answers]
    seen = {
        values: ends(model, {**answers, **dict(zip(left, values, strict=True))})
        for values in product(*(questions[name] for name in left))
    }
    expected = []
    for place, name in enumerate(left):
        groups: dict[tuple[str, ...], set[object]] = {}
        for values, end in seen.items():
            groups.setdefault(values[:place] + values[place + 1 :], set()).add(end)
        if any(len(group) > 1 for group in groups.values()):
            expected.append(name)
    assert model.decide(answers, TODAY).open == expected


def test_changes_are_the_single_answers_after_which_the_conclusion_differs(model):
    """Against the definition; that the flipped question itself gets answered is no change."""
    keys = ("report", "likely_report", "type", "add_soc_3", "possible_reports")
    for answers in draws(model, 25, given=0.7):
        result = model.decide(answers, TODAY)
        named = {(change.question, change.to): change for change in result.would_change_if}
        for question in model.vocabulary.questions:
            for option in question.options:
                if answers.get(question.id) == option.id:
                    continue
                other = model.decide({**answers, question.id: option.id}, TODAY)
                differs = set(result.open) - {question.id} != set(other.open) - {
                    question.id
                } or any(getattr(result, key) != getattr(other, key) for key in keys)
                assert ((question.id, option.id) in named) == differs
                if differs:
                    change = named[question.id, option.id]
                    assert change.from_ == answers.get(question.id)
                    assert change.open == other.open
                    assert all(getattr(change, key) == getattr(other, key) for key in keys)


def test_an_unknown_question_names_the_known_ones(model):
    with pytest.raises(UnknownAnswerError, match="allowed are named, financial_impact"):
        model.decide({"financial": "yes"}, TODAY)


def test_the_command_line_prints_one_json_object_as_the_contract_says():
    arguments = ["decide", "named=soc-2", "customer_data=yes", "evidence=operating", "stage=ready",
                 "deadline=2027-03-01", "--today", "2026-11-27"]  # fmt: skip
    program = [sys.executable, "-m", "model", *arguments]
    done = subprocess.run(program, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0
    assert done.stdout.count("\n") == 1
    result = json.loads(done.stdout)
    assert (result["report"], result["type"], result["add_soc_3"]) == ("soc-2", "type-2", False)
    assert set(result["plan"]) == {"fits", "quickest_weeks", "cautious_weeks", "interim"}
    assert {"likely_report", "rules", "because", "would_change_if", "next_steps",
            "primary_action"} <= set(result)  # fmt: skip
    assert {"question", "from", "to", "report", "possible_reports", "open"} <= set(
        result["would_change_if"][0]
    )


@pytest.mark.parametrize(
    ("arguments", "allowed"),
    [
        (["asked_by=sales"], "finance, security, both, nobody, unknown"),
        (["asker=finance"], "named, financial_impact, customer_data, asked_by"),
        (["finance"], "question=answer"),
        (["asked_by="], "finance, security, both, nobody, unknown"),
        (["named=soc-4"], "soc-1, soc-2"),
        (["deadline=soon"], "under-3-months"),
        (["--today", "soon"], "2026-12-01"),
    ],
)
def test_a_wrong_argument_ends_with_2_and_one_line(command, arguments, allowed):
    done = command("decide", *arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert allowed in done.stderr


def test_the_command_line_says_how_it_reads_old_answers(command):
    done = command("decide", "financial_impact=no", "customer_data=yes", "asked_by=security",
               "deadline=weeks", "--today", "2026-11-27")  # fmt: skip
    result = json.loads(done.stdout)
    assert result["answers"]["named"] == "soc-unspecified"
    assert result["answers"]["deadline"] == "under-3-months"
    assert len(result["notices"]) == 2


def test_a_named_report_that_nobody_asked_for_is_remarked_upon(command):
    done = command("decide", "named=soc-2", "financial_impact=no", "customer_data=yes",
               "asked_by=nobody", "--today", "2026-11-27")  # fmt: skip
    result = json.loads(done.stdout)
    assert result["report"] == "soc-2"
    [notice] = result["notices"]
    assert "nobody has asked" in notice


def test_where_somebody_has_asked_nothing_is_said_of_a_guess(model):
    guesses = {rule.because.text for rule in model.tables[LIKELY_REPORT].rules}
    for answers in draws(model, 300):
        result = model.decide(answers, TODAY)
        told = guesses & set(result.because)
        assert bool(told) is (result.likely_report is not None), answers


def test_a_date_that_only_the_quickest_course_makes_is_not_called_out_of_reach(model):
    answers = {"named": "soc-2", "financial_impact": "no", "customer_data": "yes",
               "evidence": "operating", "stage": "ready"}  # fmt: skip
    said = {}
    for weeks in range(60):
        day = str(TODAY + timedelta(weeks=weeks))
        result = model.decide({**answers, "deadline": day}, TODAY)
        assert result.plan is not None
        rules = [rule for rule in model.tables[PRIMARY_ACTION].rules if rule.id in result.rules]
        said.setdefault(result.plan.fits, set()).update(rule.because.text for rule in rules)
    assert not said["tight"] & said["no"]
    assert not any("hardly" in text or "cannot be ready" in text for text in said["tight"])


def test_a_broken_data_directory_ends_with_1_and_without_a_traceback(command, tmp_path):
    done = command("--data", str(tmp_path), "check")
    assert done.returncode == 1
    assert "the file is missing" in done.stderr
    assert "Traceback" not in done.stderr
