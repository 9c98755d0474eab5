"""The operator's mail about a new request, word for word."""

import pytest

from backend.delivery import LeasedNotification
from backend.introductions import render_operator_message
from model.form.definition import QuoteForm
from tests.backend.conftest import ANSWERS


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
    assert last == (
        "No firm gets this unless the buyer chooses it. A reply to this mail goes to the buyer.\n"
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
    assert "\n    \n\n" in body(form, about(notes=""))


@pytest.mark.parametrize("demonstration", [True, False])
def test_a_demonstration_says_so_first(form: QuoteForm, demonstration: bool) -> None:
    first, *_ = body(form, about(), demonstration=demonstration).splitlines()
    assert (first == "THIS IS A DEMONSTRATION. All firms are samples.") == demonstration


def test_why_a_request_was_set_aside_is_told(form: QuoteForm) -> None:
    told = "It had been set aside because of: honeypot"
    assert told in body(form, about("honeypot")).splitlines()
    assert told not in body(form, about())
