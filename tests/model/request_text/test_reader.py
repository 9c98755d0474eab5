"""What the reader of requests settles, and that it leaves the rest open."""

import io
import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import yaml

from model.__main__ import main
from model.dataset import ROOT
from model.request_text import RequestReader, compile_phrases
from model.request_text.patterns import pattern_problem
from model.request_text.phrases import LIMIT, all_fragments

TODAY = date(2026, 11, 27)
CASES = [
    case
    for name in ("requests", "more_requests")
    for case in yaml.safe_load((ROOT / f"tests/cases/{name}.yml").read_text("utf-8"))["requests"]
]


@pytest.fixture(scope="module")
def reader(dataset) -> RequestReader:
    return RequestReader(compile_phrases(dataset.phrases))


def settled(reader: RequestReader, text: str, today: date = TODAY) -> dict[str, str]:
    answers = reader.read(text, today)["answers"]
    assert isinstance(answers, dict)
    return answers


def settled_by_case(reader: RequestReader) -> Iterator[tuple[dict[str, Any], dict[str, str]]]:
    """Yield each case with what its text settles."""
    for case in CASES:
        yield case, settled(reader, case["text"])


def test_a_request_settles_what_its_words_settle(reader):
    wrong = {
        case["id"]: answers
        for case, answers in settled_by_case(reader)
        if {name: answers.get(name) for name in case["expect"]} != case["expect"]
    }
    assert wrong == {}


def test_a_request_settles_nothing_that_it_leaves_open(reader):
    wrong = {
        case["id"]: answers
        for case, answers in settled_by_case(reader)
        if set(answers) & set(case.get("unsettled", []))
    }
    assert wrong == {}


def test_a_date_counts_from_the_day_of_reading(reader):
    wrong = {}
    for case in (case for case in CASES if "read_on" in case):
        day, expected = case["read_on"]["date"], case["read_on"]["expect"]
        answers = settled(reader, case["text"], date.fromisoformat(day))
        if {name: answers.get(name) for name in expected} != expected:
            wrong[case["id"]] = answers
    assert wrong == {}


def test_every_answer_is_an_option_of_its_question(reader, dataset):
    choices = dataset.vocabulary.choices
    wrong = [
        (case["id"], name, value)
        for case, answers in settled_by_case(reader)
        for name, value in answers.items()
        if value not in choices(name)
    ]
    assert wrong == []


def test_every_phrase_found_stands_in_the_text(reader):
    wrong = []
    for case in CASES:
        squeezed = " ".join(case["text"].replace("\u00a0", " ").split())
        found = reader.read(case["text"], TODAY)["found"]
        wrong += [(case["id"], one["phrase"]) for one in found if one["phrase"] not in squeezed]
    assert wrong == []


@pytest.mark.parametrize(
    ("days", "option"),
    [
        ("2027-02-26", "under-3-months"),
        ("2027-02-27", "3-to-6-months"),
        ("2027-05-27", "3-to-6-months"),
        ("2027-05-28", "6-to-12-months"),
        ("2027-11-27", "6-to-12-months"),
        ("2027-11-28", "over-12-months"),
    ],
)
def test_the_ranges_begin_and_end_where_the_vocabulary_says(reader, days, option):
    assert settled(reader, f"SOC 2 needed by {days}.")["deadline"] == option


def test_a_day_that_is_over_settles_no_deadline(reader):
    assert "deadline" not in settled(reader, "We needed the SOC 2 by March 1, 2025.")


@pytest.mark.parametrize("text", ["", " \n\t", "\x00\x07\x1b", "?!.;", "\u200b", "😀", "\ud800"])
def test_a_text_without_words_settles_nothing(reader, text):
    assert reader.read(text, TODAY) == {"answers": {}, "found": [], "notes": []}


def test_what_is_not_read_of_a_long_text_is_said(reader):
    notes = reader.read("word " * LIMIT, TODAY)["notes"]
    assert notes == [f"Only the first {LIMIT} characters were read."]


@pytest.mark.parametrize(
    "pattern",
    ["a*", "a+", "(a)", "a.b", r"\bsoc", r"\d", "SOCK", "é", "(?<=a)b", "a??", "?a", "(?:a", "A"],
)
def test_a_pattern_that_two_engines_may_read_differently_is_refused(dataset, pattern):
    assert pattern_problem(pattern, all_fragments(dataset.phrases))


def test_the_command_prints_one_object(capsys):
    assert (
        main(["read", "Please send your SOC 2 Type 2 by 2027-01-31.", "--today", "2026-12-01"]) == 0
    )
    assert json.loads(capsys.readouterr().out)["answers"] == {
        "named": "soc-2",
        "evidence": "operating",
        "deadline": "under-3-months",
    }


def test_the_command_refuses_a_day_that_is_none(capsys):
    assert main(["read", "SOC 2", "--today", "soon"]) == 2
    assert "2026-12-01" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("'hitrust'", "'hitrust+'", "patterns[1]: “+” at place 8 is not allowed"),
        ("answer: hitrust", "answer: hitrsut", "no option “hitrsut” of named"),
        ("sources: [F38c]", "sources: [F999]", "sources[1]: unknown source “F999”"),
    ],
)
def test_a_phrase_that_cannot_be_used_is_named_with_file_and_line(spoiled, old, new, said):
    lines = (ROOT / "data/phrases.yml").read_text("utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, 1) if old in text)
    [problem] = spoiled("phrases.yml", old, new)
    assert problem.startswith(f"data/phrases.yml:{line}: hitrust.")
    assert said in problem


@pytest.mark.parametrize("sign", ["w", "\N{GRINNING FACE}"])
def test_standard_input_is_read_up_to_the_limit(monkeypatch, capsys, sign):
    text = "Please send your SOC 2. " + sign * 1_000_000
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert main(["read", "-"]) == 0
    read = json.loads(capsys.readouterr().out)
    assert read["answers"] == {"named": "soc-2"}
    assert read["notes"] == [f"Only the first {LIMIT} characters were read."]


def test_standard_input_that_is_no_text_is_read_as_far_as_it_goes(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"SOC 2 \xff\xfe\x00 Type 2")))
    assert main(["read", "-"]) == 0
    answers = json.loads(capsys.readouterr().out)["answers"]
    assert answers == {"named": "soc-2", "evidence": "operating"}


@pytest.mark.parametrize("case", CASES[::10], ids=lambda case: case["id"])
def test_a_text_may_begin_with_dashes(capsys, case):
    assert main(["read", f"---- Forwarded message ----\n{case['text']}"]) == 0
    assert json.loads(capsys.readouterr().out)["answers"].keys() >= case["expect"].keys()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("- id: hitrust\n", "- id: high-trust\n", "no option “hitrust” of named"),
        ("- id: evidence\n", "- id: proof\n", "unknown question “evidence”"),
    ],
)
def test_a_phrase_whose_answer_the_vocabulary_does_not_have_is_named(spoiled, old, new, said):
    problems = spoiled("vocabulary.yml", old, new)
    assert any(re.match(rf"data/phrases.yml:\d+: .*{said}", problem) for problem in problems)


def test_the_report_that_is_named_is_no_other_one(reader):
    text = "Please send your SOC 1. If the SOC report ends early, add a bridge letter."
    read = reader.read(text, TODAY)
    assert (read["answers"], read["notes"]) == ({"named": "soc-1"}, [])
