"""The form for firms: its questions, its rules, and what may be ticked."""

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from model.form.application import FirmForm, FirmQuestion
from tests.data import load_data


@pytest.fixture
def question() -> Callable[..., FirmQuestion]:
    def make(**changes: Any) -> FirmQuestion:
        plain = {"name": "site", "kind": "text", "label": "Site", "max_length": 9}
        messages = {"required": "Enter it", "too_long": "Shorten it"}
        return FirmQuestion.model_validate({**plain, "messages": messages, **changes})

    return make


def test_what_may_be_ticked_is_what_a_record_may_hold() -> None:
    data = load_data()
    options = {field.name: field.options for field in data.application_form.form.fields}
    for asked in data.firm_form.questions:
        if asked.tags:
            labels = [option.label for option in options[asked.name]]
            known = data.firm_tags[asked.tags].items()
            assert labels == [
                label for tag, label in known if "*" not in tag and tag not in asked.leave_out
            ]


def test_a_rule_without_words_is_a_mistake(question: Callable[..., FirmQuestion]) -> None:
    with pytest.raises(ValidationError, match="go together"):
        question(rule="https")


def test_tags_are_for_boxes(question: Callable[..., FirmQuestion]) -> None:
    with pytest.raises(ValidationError, match="checkboxes have"):
        question(tags="offers")


def test_a_form_without_an_address_of_the_person_is_a_mistake() -> None:
    given = load_data().firm_form.model_dump()
    for fieldset in given["fieldsets"]:
        fieldset["fields"] = [each for each in fieldset["fields"] if each["name"] != "email"]
    with pytest.raises(ValidationError, match="email"):
        FirmForm.model_validate(given)


def test_an_optional_answer_with_a_rule_may_stay_empty() -> None:
    data = load_data()
    needed = data.application_form.find_mistakes({}).keys()
    questions = {asked.name: asked for asked in data.firm_form.questions}
    assert needed == {name for name, asked in questions.items() if asked.required}
