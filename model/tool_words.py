"""Words of the decision tool that are not questions or outcomes."""

from typing import Annotated

from pydantic import Field, StringConstraints

from model.record import Id, Record, Text

# The answers, by question, of which one must have been given.
Condition = dict[Text, list[Text]]


class Headings(Record):
    """Headings of the result, on the page and in the brief."""

    because: Text = Field(description="Over the reasons.")
    decided_by: Text = Field(description="Over the answers that decided it.")
    changes: Text = Field(description="Over the single answers that would change the result.")
    unsure: Text = Field(description="Over the answers that somebody was not sure of.")
    steps: Text = Field(description="Over the next steps.")
    sources: Text = Field(description="Over the sources of the reasons.")
    answers: Text = Field(description="Over all the answers given.")


class FlipWords(Record):
    """What is said of an answer that would leave further questions open; {reports} is filled in."""

    several: Text = Field(description="Several reports are possible then.")
    settled: Text = Field(description="The report is clear then, the rest is not.")


class EmailQuestion(Record):
    """A question to the customer."""

    id: Id = Field(description="Short name.")
    text: Text = Field(description="The question as it stands in the email.")
    known_by: Condition = Field(
        default={}, description="Answers by question; with one of them it is left out."
    )


class EmailFact(Record):
    """Something we tell the customer because the answers say so."""

    id: Id = Field(description="Short name.")
    text: Text = Field(description="The sentence as it stands in the email.")
    when: Condition = Field(description="Answers by question; with one of them it is said.")


class CustomerEmail(Record):
    """The email that asks the customer what the answers leave open."""

    subject: Text = Field(description="Subject line.")
    greeting: Text = Field(description="First line.")
    asked: Text = Field(description="Why we write, when the customer has asked for a report.")
    unasked: Text = Field(description="Why we write, when nobody has asked yet.")
    unasked_when: Condition = Field(description="Answers that mean that nobody has asked.")
    facts: list[EmailFact] = Field(description="What we believe we know already.")
    facts_lead: Text = Field(description="Line over what we know.")
    questions_lead: Text = Field(description="Line over the questions.")
    questions: list[EmailQuestion] = Field(min_length=1, description="In the order asked.")
    closing: Text = Field(description="Last line.")


class HandOver(Record):
    """How a field of the quote form is filled in from the answers."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z_]+$")] = Field(
        description="Name of the field in data/quote_form.yml."
    )
    source: Text = Field(description="The question or the decision that fills it in.")
    values: dict[Text, Text] = Field(
        min_length=1,
        description="What is filled in, by answer or outcome: an option of the form, or a sentence "
        "where the field takes a text. Other answers and what is not decided fill in nothing.",
    )


class ToolWords(Record):
    """The part `tool` of data/vocabulary.yml."""

    headings: Headings = Field(description="Headings of the result.")
    open_flip: FlipWords = Field(description="Where an answer would leave questions open.")
    guidance: Text = Field(description="What the result is not, said under it.")
    email: CustomerEmail = Field(description="The email to the customer.")
    quote_fields: list[HandOver] = Field(description="What the quote form takes over.")


def holds(condition: Condition, answers: dict[str, str]) -> bool:
    """Tell whether one of the answers that the condition names has been given."""
    return any(answers.get(name) in allowed for name, allowed in condition.items())
