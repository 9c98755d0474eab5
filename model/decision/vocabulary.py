"""Words of the decision tool that are not questions or outcomes."""

from collections.abc import Sequence
from typing import Annotated, TypeVar

from pydantic import Field, StringConstraints

from model.core.record import DateText, Id, Record, SourceId, Statement, Text

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


class LinkWords(Record):
    """What is said of a link that holds what the model does not know; braces are filled in."""

    unknown_parts: Text = Field(description="Parts of the link are left out: {parts}.")
    older: Text = Field(description="Made with an older {version}; what changed follows.")
    unknown_version: Text = Field(description="Made with no {version} of ours; {current} is.")


class ActionWords(Record):
    """Links and answers of the tool itself; braces are filled in."""

    select: Text = Field(description="Said to somebody who goes on without an answer.")
    change: Text = Field(description="Link that asks a question again.")
    change_about: Text = Field(description="Which {question}, for those who cannot see the line.")
    more: Text = Field(description="Link from a step to the page that helps.")
    more_about: Text = Field(description="On which {step}, for those who cannot see the line.")
    source: Text = Field(description="What the mark of a source means: {id}, {publisher}, {title}.")
    copied: Text = Field(description="Said after copying.")
    not_copied: Text = Field(description="Said where copying failed; {text} is to be copied.")
    downloaded: Text = Field(description="Said after a download as {file}.")


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
    subject_line: Text = Field(description="The {subject} as the first line of the text.")
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
    link: LinkWords = Field(description="What is said of a link.")
    actions: ActionWords = Field(description="Links and answers of the tool.")
    stamp: Text = Field(description="The {version} of the model and the {date} of a result.")
    guidance: Text = Field(description="What the result is not, said under it.")
    email: CustomerEmail = Field(description="The email to the customer.")
    quote_fields: list[HandOver] = Field(description="What the quote form takes over.")


def condition_holds(condition: Condition, answers: dict[str, str]) -> bool:
    """Tell whether one of the answers that the condition names has been given."""
    return any(answers.get(name) in allowed for name, allowed in condition.items())


QuestionId = Annotated[str, StringConstraints(pattern=r"^[a-z]+(_[a-z]+)*$")]


class Option(Record):
    """An answer that can be given."""

    id: Id = Field(description="The answer as it stands in links and tables.")
    label: Text = Field(description="The answer as printed.")
    example: Text | None = Field(default=None, description="What it looks like in practice.")
    unsure: bool = Field(default=False, description="true: the answer says that it is not known.")


class Question(Record):
    """A question of the decision."""

    id: QuestionId = Field(description="Key of the answer in links and at the command line.")
    ask: Text = Field(description="The question as printed.")
    short: Text = Field(description="A few words for table headings.")
    why: Text = Field(description="One sentence: why it is asked.")
    sources: list[SourceId] = Field(
        min_length=1, description="Ids of data/sources.yml that support `why`."
    )
    find_out: Text = Field(description="How to find the answer: whom to ask, what to look for.")
    options: list[Option] = Field(min_length=2, description="The answers, in the order shown.")

    def cites(self) -> list[str]:
        """Return the sources of `why`."""
        return self.sources


class Outcome(Record):
    """Something a decision table can conclude."""

    id: Id = Field(description="The value in links, markup and the command line's answer.")
    label: Text = Field(description="A few words for tables.")
    heading: Text = Field(description="Heading of its section.")
    summary: Statement = Field(description="What it means for the reader.")


class Decision(Record):
    """What one decision table decides, and every outcome it may have."""

    id: Id = Field(description="Name of the table in data/decisions/.")
    short: Text = Field(description="A few words for table headings.")
    ask: Text = Field(description="The decision as a question, for headings and links.")
    unsettled: Id = Field(description="The outcome given while the answers do not settle it yet.")
    outcomes: list[Outcome] = Field(min_length=2, description="Weakest first.")


class Step(Record):
    """Something to do next."""

    id: Id = Field(description="Short name, used by rules.")
    text: Text = Field(description="What to do, in one or two sentences.")
    page: Text | None = Field(default=None, description="Page of this site that helps: quotes/.")


class ModelChange(Record):
    """A dated change of the decision model."""

    version: int = Field(ge=1, description="Number of the version that the change made.")
    date: DateText = Field(description="Day of the change, as 'YYYY-MM-DD'.")
    summary: Text = Field(description="What changed for somebody who kept an older result.")


Named = TypeVar("Named", bound=Question | Decision | Outcome)


class Vocabulary(Record):
    """The file data/vocabulary.yml."""

    model_changes: list[ModelChange] = Field(
        min_length=1, description="Versions of the decision model, newest first."
    )
    questions: list[Question] = Field(min_length=1, description="In the order asked.")
    decisions: list[Decision] = Field(min_length=1, description="In the order decided.")
    steps: list[Step] = Field(min_length=1, description="Next steps, in the order to take them.")
    tool: ToolWords = Field(description="Other words of the decision tool.")

    @property
    def model_version(self) -> int:
        """The version of the decision model in force."""
        return self.model_changes[0].version

    def question(self, question_id: str) -> Question:
        """Return a question by its id; KeyError if there is none."""
        return find(self.questions, question_id)

    def outcome(self, decision_id: str, outcome_id: str) -> Outcome:
        """Return an outcome of a decision; KeyError if there is none."""
        return find(find(self.decisions, decision_id).outcomes, outcome_id)

    def choices(self, input_id: str) -> list[str]:
        """Return the values an input of a table can have, in order; KeyError if unknown.

        An input is a question, or a decision whose outcome feeds a later table.
        """
        return [option.id for option in self.options(input_id)]

    def options(self, input_id: str) -> Sequence[Option | Outcome]:
        """Return what an input of a table can be, in order; KeyError if unknown."""
        found = self._input(input_id)
        return found.options if isinstance(found, Question) else found.outcomes

    def ask(self, input_id: str) -> str:
        """Return an input as a question; KeyError if unknown."""
        return self._input(input_id).ask

    def short(self, input_id: str) -> str:
        """Return a few words for an input; KeyError if unknown."""
        return self._input(input_id).short

    def _input(self, input_id: str) -> Question | Decision:
        for question in self.questions:
            if question.id == input_id:
                return question
        return find(self.decisions, input_id)

    def inputs(self) -> list[str]:
        """Return every id that a decision table may have as an input."""
        return [*(item.id for item in self.questions), *(item.id for item in self.decisions)]


def find(records: Sequence[Named], record_id: str) -> Named:
    """Return the record with this id; KeyError if there is none."""
    for record in records:
        if record.id == record_id:
            return record
    raise KeyError(record_id)
