"""The form by which a firm applies: its own questions, with the rules and words of the quote form.

What may be ticked comes from the tags of firms, so that an answer is what a record holds.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from model.core.record import DateText, Id, Record, Text, is_ahead
from model.form.definition import FieldName, Fieldset, Messages, Option, QuoteField, QuoteForm
from model.form.validation import find_mistakes, normalise_answers, parse_day

Rule = Literal["https", "past_day", "weeks", "some"]
HTTPS = re.compile(r"https://[^/\s@?#]+(/\S*)?")
WEEKS = re.compile(r"[0-9]{1,2}|10[0-4]", re.ASCII)


class FirmQuestion(Record):
    """One question to a firm that applies."""

    name: FieldName = Field(description="The name under which the answer is sent and stored.")
    kind: Literal["text", "email", "textarea", "radio", "checkboxes"] = Field(
        description="How it is asked."
    )
    label: Text = Field(description="The question.")
    hint: Text | None = Field(default=None, description="A short help below the question.")
    required: bool = Field(default=True, description="false: it may stay empty.")
    options: list[Option] = Field(default=[], description="The answers of a radio.")
    tags: FieldName | None = Field(
        default=None,
        description="The field of data/firms.yml whose tags may be ticked, like 'regions'.",
    )
    leave_out: list[Id] = Field(default=[], description="Those of the tags that no firm has.")
    max_length: int | None = Field(default=None, ge=1, description="Most characters of a text.")
    autocomplete: Text | None = Field(
        default=None, description="HTML's token for what a browser may fill in."
    )
    rule: Rule | None = Field(
        default=None,
        description="https: a secure address; past_day: a day that was; weeks: 0 to 104; some: at "
        "least one box.",
    )
    wrong: Text | None = Field(default=None, description="What to say where `rule` is broken.")
    messages: Messages = Field(description="One text for each other mistake that is possible.")

    @model_validator(mode="after")
    def _a_rule_says_what_is_wrong(self) -> Self:
        if (self.rule is None) != (self.wrong is None):
            raise ValueError("`rule` and `wrong` go together")
        if (self.kind == "checkboxes") != (self.tags is not None):
            raise ValueError("checkboxes have `tags`, and nothing else has")
        return self

    @model_validator(mode="after")
    def _it_makes_a_field(self) -> Self:
        self.field({self.tags: {"any": "Any"}} if self.tags else {})
        return self

    def field(self, tags: Mapping[str, Mapping[str, str]]) -> QuoteField:
        """Return it as the forms of this site have their questions."""
        names = {"name", "kind", "label", "hint", "max_length", "autocomplete", "messages"}
        given = {name: getattr(self, name) for name in names}
        required = self.required and self.kind != "checkboxes"
        options = [*self.options, *self._tag_options(tags)]
        return QuoteField(**given, required=required, options=options)

    def _tag_options(self, tags: Mapping[str, Mapping[str, str]]) -> Iterator[Option]:
        for tag, label in tags.get(self.tags or "", {}).items():
            if "*" not in tag and tag not in self.leave_out:
                yield Option(value=tag_value(tag), label=label)


class FirmFieldset(Record):
    """Questions to a firm under one heading."""

    legend: Text = Field(description="The heading of these questions.")
    hint: Text | None = Field(default=None, description="What is said of all of them.")
    fields: list[FirmQuestion] = Field(min_length=1, description="The questions, in their order.")


class Received(Record):
    """What is said once an application is stored."""

    heading: Text = Field(description="The heading.")
    text: list[Text] = Field(
        min_length=1,
        description="One paragraph each. {reference} is the number of the application.",
    )


class ApplicationConsent(Record):
    """What the person who applies agrees to; the version is stored with each application."""

    version: DateText = Field(description="Day of the last change of the text: 'YYYY-MM-DD'.")
    text: Text = Field(description="The sentence beside the button.")


class FirmForm(Record):
    """The file data/firm_form.yml."""

    fieldsets: list[FirmFieldset] = Field(min_length=1, description="The questions, in groups.")
    submit: Text = Field(description="What the button says.")
    method: Text = Field(description="405: the address of the form, opened as a page.")
    too_large: Text = Field(description="413: longer than the limit.")
    closed: Text = Field(
        description="In place of the form where our own backend takes none; {email} is the "
        "operator's address."
    )
    consent: ApplicationConsent = Field(description="What is agreed to by sending.")
    received: Received = Field(description="What is said once an application is stored.")

    @property
    def questions(self) -> Iterator[FirmQuestion]:
        """Every question, in the order of the page."""
        return (question for fieldset in self.fieldsets for question in fieldset.fields)

    @model_validator(mode="after")
    def _names_are_unique_and_complete(self) -> Self:
        names = [question.name for question in self.questions]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"two questions have the name {name}")
        if not any(q.name == "email" and q.kind == "email" and q.required for q in self.questions):
            raise ValueError("the question email must be of kind email and required")
        return self


def tag_value(tag: str) -> str:
    """Return what a form sends for a tag: `soc-2.type-1` has a dot, which values have not."""
    return tag.replace(".", "-")


@dataclass(frozen=True)
class ApplicationForm:
    """The form for firms: `form` has the quote form's limits and words around its own questions."""

    definition: FirmForm
    form: QuoteForm

    def find_mistakes(self, values: Mapping[str, str]) -> dict[str, str]:
        """Return the message of each wrong answer by field name, in the order of the form."""
        answers, found = normalise_answers(self.form, values), find_mistakes(self.form, values)
        for question in self.definition.questions:
            if question.name not in found and question.rule and question.wrong:
                answer = answers[question.name]
                if (answer or question.required) and not _keeps(question.rule, answer):
                    found[question.name] = question.wrong
        return {name: found[name] for name in answers if name in found}


def build_application_form(
    made: FirmForm, form: QuoteForm, tags: Mapping[str, Mapping[str, str]]
) -> ApplicationForm:
    """Return the form for firms, with what may be ticked."""
    fieldsets = [
        Fieldset(
            legend=fieldset.legend,
            hint=fieldset.hint,
            fields=[question.field(tags) for question in fieldset.fields],
        )
        for fieldset in made.fieldsets
    ]
    failures = form.failures.model_copy(update={"method": made.method, "too_large": made.too_large})
    consent = form.consent.model_copy(
        update={"version": made.consent.version, "text": made.consent.text}
    )
    submit = form.submit.model_copy(update={"label": made.submit})
    changes = {"fieldsets": fieldsets, "failures": failures, "consent": consent, "submit": submit}
    return ApplicationForm(made, form.model_copy(update=changes))


def _keeps(rule: Rule, answer: str) -> bool:
    match rule:
        case "https":
            return HTTPS.fullmatch(answer) is not None
        case "past_day":
            return _is_past(parse_day(answer))
        case "weeks":
            return WEEKS.fullmatch(answer) is not None
        case "some":
            return answer != ""


def _is_past(day: date | None) -> bool:
    return day is not None and not is_ahead(day)
