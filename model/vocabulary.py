"""The words of the decision: questions, answers, outcomes and next steps."""

from collections.abc import Sequence
from typing import Annotated, TypeVar

from pydantic import Field, StringConstraints

from model.record import DateText, Id, Record, SourceId, Statement, Text
from model.tool_words import ToolWords

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
