"""The form on the private page by which a buyer changes the answers: the same questions and checks.

All but the address: that was confirmed, and proofs of consent are found by it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from backend.intake import ValidationFailedError, validate
from backend.matching import MatchedRequest
from model.form import SEPARATOR, QuoteField, QuoteForm

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
    """The form as a buyer sent it, by field, and what is wrong with it.

    `conflict`: why it was not saved though nothing is wrong with it; "" where it is.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    conflict: str = ""

    @property
    def submitted(self) -> bool:
        """Whether a form was sent."""
        return bool(self.values)


@dataclass(frozen=True)
class EditField:
    """A question as the template shows it; `target`: the id of its first control."""

    asked: QuoteField
    value: str
    error: str
    target: str


def read_values(form: QuoteForm, pairs: list[tuple[str, str]]) -> dict[str, str]:
    """Return what was sent of the form's fields; "" of one whose boxes are all empty.

    What was ticked is one answer; of any other field that was sent twice the last one counts.
    """
    sent: dict[str, list[str]] = {each.name: [] for each in form.fields if each.name != ADDRESS}
    for name, value in pairs:
        if name in sent:
            sent[name].append(value)
    boxes = {each.name for each in form.fields if _is_boxes(each)}
    return {
        name: SEPARATOR.join(values) if name in boxes else "".join(values[-1:])
        for name, values in sent.items()
    }


def check_values(
    form: QuoteForm, matched: MatchedRequest, values: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return clean answers, or what is wrong by field, checked as the form itself is."""
    try:
        sent = validate({**values, ADDRESS: matched.answers[ADDRESS]}, form)
    except ValidationFailedError as error:
        return {}, {name: text for name, text in error.errors.items() if name != ADDRESS}
    return {name: text for name, text in sent.answers.items() if name != ADDRESS}, {}


def edit_fields(form: QuoteForm, matched: MatchedRequest, state: EditState) -> list[EditField]:
    """Return the questions, filled with what was sent, else with what is stored."""
    values = state.values if state.submitted else matched.answers
    return [
        EditField(
            asked,
            values.get(asked.name, ""),
            state.errors.get(asked.name, ""),
            _target(asked),
        )
        for asked in form.fields
        if asked.name != ADDRESS
    ]


def typed_answers(
    form: QuoteForm, matched: MatchedRequest, state: EditState
) -> list[tuple[str, str]]:
    """Return question and answer of what was typed and differs from what is stored."""
    return [
        (asked.label, asked.words(typed))
        for asked in form.fields
        if asked.name in state.values
        and (typed := state.values[asked.name]) != matched.answers.get(asked.name, "")
    ]


def _is_boxes(asked: QuoteField) -> bool:
    """Tell whether several of its options may be ticked."""
    return str(asked.kind) == "checkboxes"


def _target(asked: QuoteField) -> str:
    first = f"-{asked.options[0].value}" if asked.kind == "radio" or _is_boxes(asked) else ""
    return f"edit-{asked.name}{first}"
