"""No generated text contradicts the model of time, over all types, stages and deadlines.

Planner, form, reasons of matching, and the tool's result with its reply. The private page is
tried by tests/backend/portal/test_late.py.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from macros.views.planner import compiled
from model.decision import DecisionModel, write_reply
from model.exports import compile_timeline
from model.form import warn_of_date
from model.matching import DATE, match
from model.timeline import RANGES, Plan, plan, warn
from tests.data import load_data
from tests.model.node import run

SITE = load_data()
TIMELINE, WORDS = SITE.timeline, SITE.timeline.planner
TODAY = date(2026, 11, 27)
TYPES = ("type-1", "type-2", "type-1-then-type-2")
STAGES = ("exploring", "preparing", "ready", "renewing", "unsure")
DATES = [str(TODAY + timedelta(weeks=weeks)) for weeks in (0, 3, 10, 18, 27, 45, 60, 90)]
ASKED = list(product(TYPES, STAGES, [*RANGES, "none", *DATES]))

Asked = tuple[str, str, str]
# What promises a report by a date. “Only if every step is quick” is what the model says of tight.
PROMISE = re.compile(
    r"\b(?:in time|will be (?:there|ready)|can begin in time|is no problem|early enough|"
    r"(?:can be there|ready) by then(?! only))\b",
    re.I,
)
WEEKS = re.compile(r"(\d+)(?: to (\d+))? weeks")


def planned(asked: Asked, kind: str = "") -> Plan:
    found = plan(TIMELINE, type=kind or asked[0], stage=asked[1], deadline=asked[2], today=TODAY)
    assert found
    return found


def form_texts() -> Iterator[tuple[Asked, str]]:
    """What the browser's form says, which the private page says too."""
    sets = [
        {
            "report_type": kind,
            "stage": stage,
            "timeline": deadline if deadline in RANGES else "unsure",
            "needed_by": deadline if deadline in DATES else "",
        }
        for kind, stage, deadline in ASKED
    ]
    time = {"timeline": compile_timeline(SITE), "words": TIMELINE.words.model_dump()}
    code = f"({{time, sets}}) => sets.map((one) => module.warnOfDate(time, one, '{TODAY}'))"
    found = run("quotes/timing.mjs", code, {"time": time, "sets": sets})
    assert found == [warn_of_date(TIMELINE, answers, TODAY) for answers in sets]
    yield from zip(ASKED, found, strict=True)


def matching_texts() -> Iterator[tuple[Asked, str]]:
    """Each reason of a match, apart from what it says of the weeks of the firm itself."""
    catalog = replace(SITE, demonstration=True).firm_catalog
    for kind, stage, deadline in ASKED:
        answers = {
            "framework": "soc-2",
            "report_type": kind,
            "stage": stage,
            "timeline": deadline if deadline in RANGES else "unsure",
            "needed_by": deadline if deadline in DATES else "",
        }
        found = match(answers, catalog, "a", TODAY)
        for item in (*found.fitting, *found.others):
            for reason in item.reasons:
                yield (kind, stage, deadline), reason.text


def result_texts() -> Iterator[tuple[Asked, str]]:
    """The steps of the tool's result, and its reply."""
    model = DecisionModel(SITE.vocabulary, SITE.decisions, TIMELINE)
    for evidence, stage, deadline in product(
        SITE.vocabulary.choices("evidence"), STAGES, [*RANGES, "none", *DATES]
    ):
        answers = {
            "named": "soc-2",
            "financial_impact": "no",
            "customer_data": "yes",
            "asked_by": "security",
            "evidence": evidence,
            "stage": stage,
            "deadline": deadline,
        }
        result = model.decide(answers, TODAY)
        if result.type not in TYPES:
            continue
        asked = result.type, stage, deadline
        assert result.plan == planned(asked)
        yield asked, " ".join(step["text"] for step in result.next_steps)
        yield asked, write_reply(SITE.vocabulary, result).body


def planner_texts() -> Iterator[tuple[Asked, str]]:
    """The line that answers, for the type that was asked for."""
    evidence = {"type-1": "type-1", "type-2": "type-2", "type-1-then-type-2": "type-2"}
    states = [
        {"deadline": deadline, "stage": stage, "type": evidence[kind]}
        for kind, stage, deadline in ASKED
    ]
    code = """({data, states, today}) =>
        states.map((state) => module.verdict(data, state, module.parseDay(today)))"""
    given = {"data": compiled(SITE), "states": states, "today": str(TODAY)}
    yield from zip(ASKED, run("planner.mjs", code, given), strict=True)


SPEAKERS = {
    "form": form_texts,
    "matching": matching_texts,
    "result": result_texts,
    "planner": planner_texts,
}


@pytest.fixture(scope="module", params=SPEAKERS, ids=str)
def said(request: pytest.FixtureRequest) -> list[tuple[Asked, str]]:
    """Every text of one speaker, with what was asked."""
    return list(SPEAKERS[request.param]())


def test_no_text_promises_what_the_model_does_not(said: list[tuple[Asked, str]]) -> None:
    wrong = [
        (asked, text)
        for asked, text in said
        if planned(asked).fits != "yes" and PROMISE.search(text)
    ]
    assert not wrong, f"{len(wrong)} texts, the first: {wrong[0]}"


def test_no_text_names_other_weeks_than_the_model(said: list[tuple[Asked, str]]) -> None:
    for asked, text in said:
        allowed = {
            weeks
            for kind in (asked[0], "type-1")
            for weeks in (planned(asked, kind).quickest_weeks, planned(asked, kind).cautious_weeks)
        }
        named = {int(number) for pair in WEEKS.findall(text) for number in pair if number}
        assert named <= allowed, (asked, text)


def test_form_and_reasons_say_what_can_be_had_by_then_wherever_a_report_may_be_late() -> None:
    said: dict[Asked, set[str]] = {}
    for asked, text in [*form_texts(), *matching_texts()]:
        said.setdefault(asked, set()).add(text)
    for asked, texts in said.items():
        expected = warn(TIMELINE, type=asked[0], stage=asked[1], deadline=asked[2], today=TODAY)
        # “No date” is no answer of the form: nobody has said when it is needed.
        assert (expected in texts) if expected else not any("by then" in text for text in texts)


def test_the_reason_of_the_date_is_the_same_for_every_firm() -> None:
    catalog = replace(SITE, demonstration=True).firm_catalog
    answers = {"report_type": "type-2", "stage": "ready", "timeline": "under-3-months"}
    found = match(answers, catalog, "a", TODAY)
    texts = {
        reason.text
        for item in (*found.fitting, *found.others)
        for reason in item.reasons
        if reason.rule == DATE
    }
    assert texts == {warn_of_date(TIMELINE, answers, TODAY)}


def test_the_planner_says_yes_tight_or_no_as_the_model_does() -> None:
    for asked, text in planner_texts():
        words: Mapping[str, str] = WORDS.one.model_dump()
        fits = planned(asked).fits
        assert text.startswith(words[fits].partition("{")[0]), (asked, text)


def test_the_rows_of_the_planner_are_those_of_the_model() -> None:
    states = [
        {"deadline": deadline, "stage": stage, "type": ""}
        for stage, deadline in product(STAGES, [*RANGES, "none", *DATES])
    ]
    code = """({data, states, today}) =>
        states.map((state) => module.plans(data, state, module.parseDay(today)))"""
    given = {"data": compiled(SITE), "states": states, "today": str(TODAY)}
    for state, rows in zip(states, run("planner.mjs", code, given), strict=True):
        for row in rows:
            if row["id"] == "type-1":
                asked = "type-1", state["stage"], state["deadline"]
                assert row["fits"] == planned(asked).fits, asked
            if row["fits"] == "no" and row["start"]:
                assert "If you start today" in row["start"]
