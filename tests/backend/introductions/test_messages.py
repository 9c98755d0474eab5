"""The operator's mail about a new request, word for word."""

from dataclasses import replace

import pytest

from backend.config.settings import Settings
from backend.delivery import LeasedNotification
from backend.introductions import render_operator_message
from backend.introductions.message_preview import render_preview
from backend.introductions.messages import KINDS, WIDTH
from backend.matching import Matcher
from model.form.definition import QuoteForm
from tests.backend.conftest import ANSWERS
from tests.data import load_data


def about(signals: str = "", **answers: str) -> LeasedNotification:
    return LeasedNotification(
        id=7,
        kind="operator",
        lease="x",
        attempts=1,
        reference="Q-7F3K-2M9X-4TQP",
        status="received",
        created_at="2026-11-22T12:00:00.000Z",
        answers={**ANSWERS, **answers},
        signals=signals,
    )


def body(form: QuoteForm, due: LeasedNotification, *, demonstration: bool = False) -> str:
    return render_operator_message(due, form, demonstration=demonstration).body


def test_the_subject_names_the_request(form: QuoteForm) -> None:
    message = render_operator_message(about(), form, demonstration=False)
    assert message.subject == "Quote request Q-7F3K-2M9X-4TQP"


def test_it_begins_with_the_request_and_ends_with_who_gets_it(form: QuoteForm) -> None:
    first, *_, last = body(form, about()).split("\n\n")
    assert first.splitlines() == [
        "Reference: Q-7F3K-2M9X-4TQP",
        "Received: 22 November 2026, 12:00 UTC",
        "Status: received",
    ]
    assert " ".join(last.split()) == (
        "No firm gets this unless the buyer chooses it. A reply to this mail goes to the buyer."
    )


def test_every_question_stands_over_its_answer(form: QuoteForm) -> None:
    blocks = body(form, about()).split("\n\n")[1:-1]
    assert [block.splitlines()[0] for block in blocks] == [field.label for field in form.fields]
    assert "    Two lines:\n    the second" in blocks[-1]


def test_an_answer_that_was_picked_is_in_the_words_of_the_form(form: QuoteForm) -> None:
    picked = {
        option.label
        for field in form.fields
        for option in field.options
        if option.value == ANSWERS.get(field.name)
    }
    lines = {line.strip() for line in body(form, about()).splitlines()}
    assert picked <= lines


def test_a_question_without_an_answer_stays(form: QuoteForm) -> None:
    assert body(form, about(notes="")).count("    Not answered") == 1 + body(form, about()).count(
        "    Not answered"
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_is_read_in_a_window_of_plain_text(settings: Settings, kind: str) -> None:
    of_a_long_name = replace(settings, site_name="A site " * 20)
    lines = render_preview(of_a_long_name, Matcher(load_data()), kind).body.split("\n")
    assert [line for line in lines if len(line) > WIDTH and "://" not in line] == []
    assert [line for line in lines if line != line.rstrip()] == []
    assert [line for line in lines if "://" in line and " " in line.strip()] == []


def test_an_answer_of_one_long_line_is_broken_below_its_question(form: QuoteForm) -> None:
    block = body(form, about(notes="word " * 40)).split("\n\n")[-2]
    lines = block.splitlines()[1:]
    assert len(lines) > 1
    assert all(line.startswith("    ") and len(line) <= WIDTH for line in lines)


@pytest.mark.parametrize("demonstration", [True, False])
def test_a_demonstration_says_so_first(form: QuoteForm, demonstration: bool) -> None:
    first, *_ = body(form, about(), demonstration=demonstration).splitlines()
    assert (first == "THIS IS A DEMONSTRATION. All firms are samples.") == demonstration


def test_why_a_request_was_set_aside_is_told(form: QuoteForm) -> None:
    told = "It had been set aside because of: honeypot"
    assert told in body(form, about("honeypot")).splitlines()
    assert told not in body(form, about())
