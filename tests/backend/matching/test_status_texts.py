"""What a buyer is told of a firm, by how far its introduction has come."""

from dataclasses import replace
from string import Formatter
from typing import get_args

import pytest

from backend.matching import Offer
from backend.matching.states import OFFER_TRANSITIONS, OfferState
from backend.matching.status_texts import READER_TEXTS, STATUS_TEXTS, OfferStatus, offer_status

NOON = "2026-11-22T12:00:00.000Z"
EMPTY = {**dict.fromkeys(Offer.__dataclass_fields__, ""), "id": 1, "reasons": [], "sample": True}
CHOSEN = Offer(**{**EMPTY, "state": "chosen", "chosen_at": NOON})  # type: ignore[arg-type]
# Whatever may follow a choice.
AFTER_CHOICE: set[OfferState] = {
    new
    for event in OFFER_TRANSITIONS.values()
    for new in event.values()
    if new not in {"offered", "superseded"}
}
FIELDS = {
    "answer_days",
    "received",
    "chosen_at",
    "introduced_at",
    "due",
    "answered_at",
    "withdrawn_at",
    "deletion_sent_at",
}


def status(quarantined: bool = False, deletion_sent: bool = False, **changes: str) -> OfferStatus:
    offer = replace(CHOSEN, **changes)  # type: ignore[arg-type]
    return offer_status(offer, quarantined=quarantined, deletion_sent=deletion_sent)


def test_each_status_has_a_text() -> None:
    assert {*STATUS_TEXTS} == {*READER_TEXTS} == {*get_args(OfferStatus)}


@pytest.mark.parametrize("text", [*STATUS_TEXTS.values(), *READER_TEXTS.values()])
def test_a_text_needs_only_what_the_page_knows(text: str) -> None:
    assert {name for _, name, _, _ in Formatter().parse(text) if name} <= FIELDS


@pytest.mark.parametrize("text", [*STATUS_TEXTS.values(), *READER_TEXTS.values()])
def test_a_text_is_plain_and_ends_as_a_sentence(text: str) -> None:
    assert text.endswith(".")
    assert not set("<>&") & set(text)


@pytest.mark.parametrize("state", sorted(AFTER_CHOICE))
def test_each_state_after_a_choice_has_a_status(state: OfferState) -> None:
    assert status(state=state) in STATUS_TEXTS


def test_an_offer_that_nobody_has_chosen_has_none() -> None:
    with pytest.raises(KeyError):
        status(state="offered")


@pytest.mark.parametrize("state", ["chosen", "introducing"])
def test_of_a_request_that_is_set_aside_a_person_reads_first(state: str) -> None:
    assert status(state=state) == "sending"
    assert status(state=state, quarantined=True) == "waiting"


def test_a_firm_that_let_its_time_pass_is_silent() -> None:
    assert status(state="introduced") == "introduced"
    assert status(state="introduced", silence_noted_at=NOON) == "silent"


def test_a_firm_that_answered_after_its_time_is_silent_no_more() -> None:
    assert status(state="accepted", silence_noted_at=NOON) == "accepted"


@pytest.mark.parametrize(
    ("letter", "deletion_sent", "expected"),
    [
        ("", False, "withdrawn"),
        ("a mail", False, "deletion-pending"),
        ("a mail", True, "deletion-requested"),
    ],
)
def test_only_a_firm_that_may_have_got_something_is_asked_to_delete_it(
    letter: str, deletion_sent: bool, expected: str
) -> None:
    got = status(state="withdrawn", letter=letter, deletion_sent=deletion_sent)
    assert got == expected
