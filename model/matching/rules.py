"""The rules by which firms are matched to a request, as data/matching.yml states them."""

import re
from collections.abc import Iterable
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from model.core.record import Id, Record, Text
from model.form import SEPARATOR, FieldName

# A question of the form in a wanted value: "{framework}.{report_type}".
QUESTION = re.compile(r"\{([a-z0-9_]+)\}")
BRACES = re.compile(r"\{[^}]*\}")
PLACEHOLDERS = ("{wanted}", "{has}", "{answer}")

Compare = Literal["contains", "at-most", "is-true"]
Counted = Annotated[str, StringConstraints(pattern=r"\{count\}")]


class Criterion(Record):
    """What a firm is asked, in terms of its record and of the buyer's answers."""

    id: Id = Field(description="Short name, stored with matches. Do not change it later.")
    name: Text = Field(description="A few words for tables.")
    says: Text = Field(description="The rule as the page of firms prints it, in one sentence.")
    field: Text = Field(description="The field of the firm, in data/firms.yml.")
    compare: Compare = Field(
        description="contains: a list has every wanted value. at-most: a number is not above it. "
        "is-true: a mark is true, whatever the buyer wants."
    )
    wants: list[Text] = Field(
        default=[],
        description="Wanted values, with questions of the form in braces: '{stage}'.",
    )

    @property
    def questions(self) -> list[str]:
        """The questions of the form on which it depends."""
        found = (name for wanted in self.wants for name in QUESTION.findall(wanted))
        return list(dict.fromkeys(found))

    @model_validator(mode="after")
    def _wants_suit_the_comparison(self) -> Self:
        if (self.compare == "is-true") == bool(self.wants):
            raise ValueError("is-true has no wants" if self.wants else "wants is missing")
        return self


class Rule(Criterion):
    """A hard rule: a firm that fails it is never offered.

    Filled in: {wanted}, {has}, and {answer}, the buyer's own in the words of the form.
    """

    fits: Text = Field(description="Said of a firm that passes.")
    fails: Text = Field(description="Said of a firm that does not.")
    unknown: Text | None = Field(
        default=None, description="Said where the buyer has not answered; the firm then passes."
    )
    silent: bool = Field(
        default=False,
        description="true: nothing is said where the buyer has not answered; the firm passes.",
    )

    @model_validator(mode="after")
    def _says_something_in_every_case(self) -> Self:
        if self.silent:
            if not self.questions or self.unknown is not None:
                raise ValueError("silent is for a question, and leaves out unknown")
        elif self.questions and self.unknown is None:
            raise ValueError("unknown is missing: what is said where the buyer has not answered")
        elif not self.questions and self.unknown is not None:
            raise ValueError("unknown can never be said: no question is asked")
        _only_known_braces((self.fits, self.fails, self.unknown or ""))
        return self


class Preference(Criterion):
    """Something that orders the firms that fit. Filled in: {wanted}, {has} and {answer}."""

    when: dict[FieldName, list[Id]] = Field(
        default={}, description="Answers by question; it counts only where all of them are given."
    )
    weight: int = Field(ge=1, le=10, description="How much it counts.")
    prefers: Text = Field(description="Said of a firm that meets it.")

    @model_validator(mode="after")
    def _has_only_known_braces(self) -> Self:
        _only_known_braces((self.prefers,))
        return self


def _only_known_braces(texts: Iterable[str]) -> None:
    for found in (brace for text in texts for brace in BRACES.findall(text)):
        if found not in PLACEHOLDERS:
            raise ValueError(f"{found} is not filled in; known: {', '.join(PLACEHOLDERS)}")


class FewerWords(Record):
    """Why fewer than three firms are offered. {count} of {total} firms fit."""

    some: Counted = Field(description="One or two firms fit.")
    none: Annotated[str, StringConstraints(pattern=r"\{total\}")] = Field(
        description="No firm fits."
    )
    nobody: Text = Field(description="No firm is listed.")
    unmet: Annotated[str, StringConstraints(pattern=r"\{rules\}")] = Field(
        description="Added where firms do not fit: the {rules} they do not meet, and how many."
    )


class Matching(Record):
    """The file data/matching.yml."""

    answer_days: int = Field(ge=1, le=60, description="Days that a firm has to answer.")
    recheck_days: int = Field(
        ge=1, le=730, description="Days after which a firm's record has to be checked again."
    )
    readings: dict[FieldName, dict[Id, list[Text]]] = Field(
        description="What an answer asks of a firm where it is not simply itself, by question and "
        "answer. [] asks nothing."
    )
    rules: list[Rule] = Field(min_length=1, description="A firm must pass all of them.")
    preferences: list[Preference] = Field(description="They order the firms that fit.")
    why_fewer: FewerWords = Field(description="Why fewer than three firms are offered.")

    def reading(self, question: str, answer: str) -> list[str]:
        """Return what an answer asks of a firm; nothing where there is no answer.

        Of several values in one answer each asks for its own.
        """
        read = self.readings.get(question, {})
        values = filter(None, answer.split(SEPARATOR))
        return [wanted for value in values for wanted in read.get(value, [value])]
