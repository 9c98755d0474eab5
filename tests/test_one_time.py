"""No generated text contradicts the model of time, over all types, stages and deadlines.

Planner, form, reasons of matching, and the tool: the result as the command line gives it, and all
that the browser shows of it, its reply and its texts to copy. The private page is tried by
tests/backend/portal/test_late.py.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import product

import pytest

from macros.views.planning.planner import compiled
from model.decision import DecisionModel, write_reply
from model.exports import compile_model, compile_timeline
from model.form import warn_of_date
from model.matching import DATE, match
from model.timeline import RANGES, Plan, plan, warn
from tests.data import load_data
from tests.model.node import SCRIPTS, run

SITE = load_data()
TIMELINE, WORDS = SITE.timeline, SITE.timeline.planner
TODAY = date(2026, 11, 27)
URL = json.dumps((SCRIPTS / "text.mjs").as_uri())
TYPES = ("type-1", "type-2", "type-1-then-type-2")
STAGES = ("exploring", "preparing", "ready", "renewing", "unsure")
DATES = [str(TODAY + timedelta(weeks=weeks)) for weeks in (0, 3, 10, 18, 27, 45, 60, 90)]
ASKED = list(product(TYPES, STAGES, [*RANGES, "none", *DATES]))

Asked = tuple[str, str, str]
# What promises a report by a date. “Only if every step is quick” is what the model says of tight.
PROMISE = re.compile(
    r"\b(?:in time(?!\?)|will be (?:there|ready)|can begin in time|is no problem|early enough|"
    r"(?:can be there|ready) by then(?! only))\b",
    re.I,
)
# Each number of a sentence that speaks of weeks, apart from names, sums of money and months.
SENTENCES = re.compile(r"(?:[^.:;\n]|\.(?=\d))+")
OTHER_NUMBERS = re.compile(r"(?:SOC|Type) \d|[$]?\d[\d,]*,\d{3}|\d+ (?:months|publishers)")
NUMBER = re.compile(r"\d+")


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


def answers_for(asked: Asked) -> dict[str, str]:
    """Answers of the tool that lead to a type."""
    kind, stage, deadline = asked
    return {
        "named": "soc-1" if kind == "type-1-then-type-2" else "soc-2",
        "financial_impact": "yes" if kind == "type-1-then-type-2" else "no",
        "customer_data": "yes",
        "evidence": "operating" if kind == "type-2" else "design",
        "stage": stage,
        "deadline": deadline,
    }


SETS = [answers_for(asked) for asked in ASKED]


@cache
def shown() -> list[dict[str, object]]:
    """For each set: what the tool shows, and what planner and form say to it."""
    code = """async ({model, data, time, sets, today}) => {
        const names = ["decision/engine", "decision/texts", "decision/query", "planner",
            "quotes/timing"];
        const [engine, texts, query, planner, timing] = await Promise.all(
            names.map((name) => import(new URL(`${name}.mjs`, module.url))));
        return sets.map((answers) => {
            const result = engine.decide(model, answers, today);
            const parts = texts.describe(model, result);
            const link = "https://site.example/";
            const address = query.format(answers, model);
            const state = planner.parse(address, data);
            const fields = engine.quoteFields(model, answers, today);
            if (query.isDay(answers.deadline)) fields.needed_by = answers.deadline;
            return {
                type: result.type,
                plan: result.plan,
                texts: [
                    JSON.stringify(parts), parts.lead, parts.plan.text, ...parts.plan.interim,
                    parts.warning?.text ?? "", parts.action.heading, parts.action.summary.text,
                    ...parts.facts.map(({value, note}) => `${value}. ${note}`),
                    ...parts.because.map(({text}) => text), ...parts.steps.map(({text}) => text),
                    texts.bossText(model, parts, link), texts.customerReply(model, result).body,
                    texts.brief(model, result, {link, home: link, date: today}),
                ],
                type_of_planner: state.type,
                planner: planner.verdict(data, state, planner.parseDay(today)),
                form: timing.warnOfDate(time, fields, today),
            };
        });
    }"""
    given = {
        "model": compile_model(SITE),
        "data": compiled(SITE),
        "time": {"timeline": compile_timeline(SITE), "words": TIMELINE.words.model_dump()},
        "sets": SETS,
        "today": str(TODAY),
    }
    found: list[dict[str, object]] = run("text.mjs", code.replace("module.url", URL), given)
    return found


def browser_texts() -> Iterator[tuple[Asked, str]]:
    """All that the tool shows of a result."""
    for asked, one in zip(ASKED, shown(), strict=True):
        assert isinstance(one["texts"], list)
        for text in one["texts"]:
            yield asked, text


def planner_texts() -> Iterator[tuple[Asked, str]]:
    """The line that answers at the address to which the result leads."""
    for asked, one in zip(ASKED, shown(), strict=True):
        yield asked, str(one["planner"])


SPEAKERS = {
    "form": form_texts,
    "matching": matching_texts,
    "result": result_texts,
    "browser": browser_texts,
    "planner": planner_texts,
}


def weeks_named(text: str) -> set[int]:
    """Each number of weeks that a text names."""
    return {
        int(number)
        for sentence in SENTENCES.findall(text)
        if "weeks" in sentence
        for number in NUMBER.findall(OTHER_NUMBERS.sub("", sentence))
    }


@pytest.fixture(scope="module", params=SPEAKERS, ids=str)
def texts(request: pytest.FixtureRequest) -> list[tuple[Asked, str]]:
    """Every text of one speaker, with what was asked."""
    return list(SPEAKERS[request.param]())


def test_no_text_promises_what_the_model_does_not(texts: list[tuple[Asked, str]]) -> None:
    wrong = [
        (asked, text)
        for asked, text in texts
        if planned(asked).fits != "yes" and PROMISE.search(text)
    ]
    assert not wrong, f"{len(wrong)} texts, the first: {wrong[0]}"


def test_no_text_names_other_weeks_than_the_model(texts: list[tuple[Asked, str]]) -> None:
    for asked, text in texts:
        allowed = {
            weeks
            for kind in (asked[0], "type-1")
            for weeks in (planned(asked, kind).quickest_weeks, planned(asked, kind).cautious_weeks)
        }
        assert weeks_named(text) <= allowed, (asked, text)


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


def test_tool_planner_and_form_speak_of_the_same_report_and_plan() -> None:
    for asked, one in zip(ASKED, shown(), strict=True):
        expected = planned(asked)
        assert one["type"] == one["type_of_planner"] == asked[0], asked
        assert one["plan"] == expected.as_json()
        assert bool(one["form"]) is bool(expected.interim)
        words: Mapping[str, str] = WORDS.one.model_dump()
        assert str(one["planner"]).startswith(words[expected.fits].partition("{")[0]), asked


def test_the_planner_names_no_type_that_the_tool_does_not() -> None:
    data = compiled(SITE)
    model = DecisionModel(SITE.vocabulary, SITE.decisions, TIMELINE)
    questions = ("named", "financial_impact", "customer_data", "asked_by", "evidence")
    sets = [
        dict(zip(questions, values, strict=True))
        for values in product(*(SITE.vocabulary.choices(name) for name in questions))
    ]
    code = """({data, sets}) => sets.map((answers) =>
        module.parse(`?${new URLSearchParams(answers)}`, data).type)"""
    found = run("planner.mjs", code, {"data": data, "sets": sets})
    for answers, kind in zip(sets, found, strict=True):
        settled = model.evaluate_tables(answers).outcomes["type"]
        assert kind == ("" if settled == "undecided" else settled), answers


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
                assert row["start"].startswith(WORDS.start.no.partition("{date}")[0])
