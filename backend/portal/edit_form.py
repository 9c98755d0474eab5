"""The form on the private page by which a buyer changes the answers: the same questions and checks.

All but the address: that was confirmed, and proofs of consent are found by it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from backend.intake import ValidationFailedError, validate
from backend.matching import MatchedRequest
from model.form import QuoteField, QuoteForm

ADDRESS = "email"
CONFLICTS = {
    "chosen": (
        "What you typed is not saved: you have chosen a firm meanwhile, by the answers as they"
        " were. What you typed stands below."
    ),
    "withdrawn": "What you typed is not saved: you took this request back.",
    "stale": (
        "What you typed is not saved yet: the answers were changed in another window. Check what"
        " stands below, and save it again."
    ),
    "too-many": (
        "What you typed is not saved: this request was changed very often. Write to us instead."
    ),
}


@dataclass(frozen=True)
class EditState:
    """What a buyer tried to save, by field, and what is wrong with it.

    `conflict`: why it was not saved though nothing is wrong with it; "" where it is.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    conflict: str = ""

    @property
    def tried(self) -> bool:
        """Whether there was such a try."""
        return bool(self.values)


@dataclass(frozen=True)
class EditField:
    """A question as the template shows it; `target`: the id of its first control."""

    asked: QuoteField
    value: str
    error: str
    target: str


def read_values(form: QuoteForm, pairs: list[tuple[str, str]]) -> dict[str, str]:
    """Return what was sent of the form's fields; the last of one that was sent twice."""
    named = {each.name for each in form.fields} - {ADDRESS}
    return {name: value for name, value in pairs if name in named}


def check_values(
    form: QuoteForm, matched: MatchedRequest, values: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return clean answers, or what is wrong by field, checked as the form itself is."""
    try:
        sent = validate({**values, ADDRESS: matched.answers[ADDRESS]}, form)
    except ValidationFailedError as error:
        return {}, {name: text for name, text in error.errors.items() if name != ADDRESS}
    return {name: text for name, text in sent.answers.items() if name != ADDRESS}, {}


def edit_fields(form: QuoteForm, matched: MatchedRequest, tried: EditState) -> list[EditField]:
    """Return the questions, filled with what was tried, else with what is stored."""
    values = tried.values if tried.tried else matched.answers
    return [
        EditField(
            asked,
            values.get(asked.name, ""),
            tried.errors.get(asked.name, ""),
            _target(asked),
        )
        for asked in form.fields
        if asked.name != ADDRESS
    ]


def typed_answers(
    form: QuoteForm, matched: MatchedRequest, tried: EditState
) -> list[tuple[str, str]]:
    """Return question and answer of what was typed and differs from what is stored."""
    return [
        (asked.label, labels.get(typed, typed))
        for asked in form.fields
        if asked.name in tried.values
        and (typed := tried.values[asked.name]) != matched.answers.get(asked.name, "")
        for labels in [{option.value: option.label for option in asked.options}]
    ]


def _target(asked: QuoteField) -> str:
    first = f"-{asked.options[0].value}" if asked.kind == "radio" else ""
    return f"edit-{asked.name}{first}"
