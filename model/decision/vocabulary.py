"""The words of the decision: questions, outcomes, steps, and what the tool says besides."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal, TypeVar

from pydantic import Field, StringConstraints

from model.core.record import DateText, Id, Record, SourceId, Statement, Text

# Values by the name of a question or a decision.
Condition = dict[Text, list[Text]]

FITS = "fits"  # the input of a table that the model of time gives


class Headings(Record):
    """Headings of the result, on the page and in the brief."""

    because: Text = Field(description="Over the reasons.")
    decided_by: Text = Field(description="Over the answers that decided it.")
    changes: Text = Field(description="Over the single answers that would change the result.")
    unsure: Text = Field(description="Over the answers that somebody was not sure of.")
    steps: Text = Field(description="Over the next steps.")
    sources: Text = Field(description="Over the sources of the reasons.")
    answers: Text = Field(description="Over all the answers given.")
    plan: Text = Field(description="Over whether the date can be met.")
    refine: Text = Field(description="Over the questions that are asked on the result.")
    reply: Text = Field(description="Over the reply to the customer.")
    reply_if_asked: Text = Field(description="The same, where nobody has asked.")
    boss: Text = Field(description="Over the few lines for somebody's superior.")


class FlipWords(Record):
    """What is said of an answer that would leave further questions open; {reports} is filled in."""

    several: Text = Field(description="Several reports are possible then.")
    settled: Text = Field(description="The report is clear then, the rest is not.")


class LinkWords(Record):
    """What is said of a link that holds what the model does not know; braces are filled in."""

    unknown_parts: Text = Field(description="Parts of the link are left out: {parts}.")
    older: Text = Field(description="Made with an older {version}; what changed follows.")
    unknown_version: Text = Field(description="Made with no {version} of ours; {current} is.")
    read_as: Text = Field(description="An old answer {said} is read as the option {label}.")
    not_given: Text = Field(description="What is {said} of a question, {ask}, without an answer.")


class ActionWords(Record):
    """Links and answers of the tool itself; braces are filled in."""

    progress: Text = Field(description="Which question this is, {number} of up to {most}.")
    back: Text = Field(description="Link to the question before.")
    find_out: Text = Field(description="Opens how to find the answer, and why it is asked.")
    rules: Text = Field(description="Link to all questions and tables.")
    mail: Text = Field(description="Link that opens a mail program with the reply.")
    copy_reply: Text = Field(description="Button that copies the reply.")
    copy_text: Text = Field(description="Button that copies the lines for a superior.")
    further: Text = Field(description="The choice that opens the further options.")
    refine: Text = Field(description="Button of the questions on the result.")
    date: Text = Field(description="Label of a date that may be given instead of an option.")
    not_said: Text = Field(description="The choice of a question on the result without an answer.")
    change: Text = Field(description="Link that asks a question again.")
    change_about: Text = Field(description="Which {question}, for those who cannot see the line.")
    more: Text = Field(description="Link from a step to the page that helps.")
    more_about: Text = Field(description="On which {step}, for those who cannot see the line.")
    source: Text = Field(description="What the mark of a source means: {id}, {publisher}, {title}.")
    read: Text = Field(description="The {date} on which a source was read.")
    copied: Text = Field(description="Said after copying.")
    not_copied: Text = Field(description="Said where copying failed; {text} is to be copied.")
    downloaded: Text = Field(description="Said after a download as {file}.")


class PlanWords(Record):
    """What is said of the plan; {quickest} and {cautious} are weeks, {date} is the customer's."""

    yes: Text = Field(description="The date can be met.")
    tight: Text = Field(description="Only the quickest course meets the date.")
    no: Text = Field(description="The date cannot be met.")
    sooner: Text = Field(description="A Type 1 of {quickest} weeks is late, too, but by less.")
    no_date: Text = Field(description="There is no date.")
    unknown: Text = Field(description="The date or the stage is not known.")
    until_then: Text = Field(description="Over what can be shown until then.")
    page: Text = Field(description="Link to the page with the whole plan.")


class ReaderWords(Record):
    """Who may read a report."""

    value: Text = Field(description="A few words.")
    note: Text = Field(description="Who that is.")


class FactWords(Record):
    """The facts of a result; {low}, {high}, {count}, {quickest} and {cautious} are filled in."""

    fees: Text = Field(description="Name of the fact: what an audit costs.")
    fees_value: Text = Field(description="From the {low} to the {high} of where publishers start.")
    fees_note: Text = Field(
        description="{count} publishers, {low} to {high} where they end; {firms} and {more} are "
        "what the next two say, or nothing."
    )
    fees_no_firm: Text = Field(description="That no publisher is a CPA firm.")
    fees_more: Text = Field(description="How many say “and {more}” of their upper end.")
    fees_soc_1: Text = Field(description="Value where only a SOC 1 is needed.")
    fees_soc_1_note: Text = Field(description="What is published instead.")
    fees_both_note: Text = Field(description="What of both reports the fees are for.")
    fees_first_note: Text = Field(description="Which of two types the fees are for.")
    weeks: Text = Field(description="Name of the fact: how long it takes.")
    weeks_value: Text = Field(description="From {quickest} to {cautious} weeks.")
    weeks_note: Text = Field(description="What the weeks run from and to.")
    weeks_to_type_2: Text = Field(description="Which of two types the weeks lead to.")
    weeks_soc_1: Text = Field(description="What the period of the quickest plan is for a SOC 1.")
    stage_open: Text = Field(description="Said while the stage is not known.")
    readers: Text = Field(description="Name of the fact: who may read it.")
    readers_soc_3: Text = Field(description="Who may read a SOC 3, where there will be one.")
    may_read: dict[Text, ReaderWords] = Field(description="By report.")


class BossWords(Record):
    """The lines for somebody's superior; braces are filled in."""

    why: Text = Field(description="The {reason}.")
    fact: Text = Field(description="The {name} and {value} of a fact, and its {note}.")
    next: Text = Field(description="The {action} to begin with.")


class ReplyLine(Record):
    """A sentence of the reply, and when it is written."""

    id: Id = Field(description="Short name.")
    text: Text = Field(description="The sentence; {report} and {type} are filled in.")
    when: Condition = Field(
        default={}, description="Values by question or decision; one of each must be there."
    )
    unless: Condition = Field(
        default={}, description="Values by question or decision; with any of them it is left out."
    )


class ReplyPart(Record):
    """A paragraph or a list of the reply; without a line that is written it is left out."""

    id: Id = Field(description="Short name.")
    lead: Text | None = Field(default=None, description="Line above the lines.")
    style: Literal["text", "bullets", "numbers"] = Field(
        default="text", description="How the lines stand: in one paragraph, or as a list."
    )
    lines: list[ReplyLine] = Field(min_length=1, description="In the order written.")


class ReplyWords(Record):
    """The reply to the customer, for every outcome."""

    subject: Text = Field(description="Subject line.")
    subject_line: Text = Field(description="The {subject} as the first line of the text.")
    greeting: Text = Field(description="First line.")
    parts: list[ReplyPart] = Field(min_length=1, description="In the order written.")


class FormPrefill(Record):
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
    soc_3_later: Text = Field(
        description="Instead of a SOC 3 in addition, where a Type 1 comes first."
    )
    likely: Text = Field(description="What is {likely}, where nobody has asked.")
    kept: Text = Field(description="What happens to the answers.")
    plan: PlanWords = Field(description="What is said of the plan.")
    facts: FactWords = Field(description="The facts of a result.")
    boss: BossWords = Field(description="The lines for somebody's superior.")
    reply: ReplyWords = Field(description="The reply to the customer.")
    quote_fields: list[FormPrefill] = Field(description="What the quote form takes over.")


def is_day(text: str) -> bool:
    """Tell whether a text is a day of the calendar, as YYYY-MM-DD."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


QuestionId = Annotated[str, StringConstraints(pattern=r"^[a-z]+(_[a-z]+)*$")]


class Option(Record):
    """An answer that can be given."""

    id: Id = Field(description="The answer as it stands in links and tables.")
    label: Text = Field(description="The answer as printed.")
    example: Text | None = Field(default=None, description="What it looks like in practice.")
    unsure: bool = Field(default=False, description="true: the answer says that it is not known.")
    further: bool = Field(
        default=False, description="true: shown only to somebody who chooses “something else.”"
    )
    steps: list[Id] = Field(
        default=[], description="Next steps that the answer calls for, whatever it leads to."
    )


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
    on_result: bool = Field(
        default=False, description="true: asked on the result, because report and type stand."
    )
    takes_date: bool = Field(
        default=False,
        description="true: a date, as YYYY-MM-DD, may be given in place of an option, each of "
        "which is a range of time.",
    )
    options: list[Option] = Field(min_length=2, description="The answers, in the order shown.")

    def accepts(self, answer: str) -> bool:
        """Tell whether it is one of the options, or a date where one may be given."""
        known = any(option.id == answer for option in self.options)
        return known or (self.takes_date and is_day(answer))

    def cites(self) -> list[str]:
        """Return the sources of `why`."""
        return self.sources


class OldAnswer(Record):
    """How an answer of an older link or command is read: the first that fits does."""

    question: QuestionId = Field(description="The question.")
    old: Id | None = Field(default=None, description="The old answer; none: it was not asked.")
    when: Condition = Field(default={}, description="Other answers of which one must be given.")
    now: Id = Field(description="The option that it is read as; it may stay as it is.")
    say: Text | None = Field(
        default=None, description="What is said of it, where the usual sentence does not fit."
    )


class Fits(Record):
    """Whether the date can be met, as an input of a table; the model of time gives the value."""

    ask: Text = Field(description="As a question.")
    short: Text = Field(description="A few words for table headings.")
    options: list[Option] = Field(min_length=2, description="What the model of time can say.")


class Interim(Record):
    """Something that can be shown until the report is ready."""

    id: Id = Field(description="The name that the model of time gives it.")
    text: Text = Field(description="What it is, to stand in a list.")
    steps: list[Id] = Field(default=[], description="What to do about it: ids of steps.")


class Outcome(Record):
    """Something a decision table can conclude."""

    id: Id = Field(description="The value in links, markup and the command line's answer.")
    label: Text = Field(description="A few words for tables.")
    heading: Text = Field(description="Heading of its section.")
    page: Text | None = Field(
        default=None, description="For a first thing to do: the page that its button leads to."
    )
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
    old_answers: list[OldAnswer] = Field(
        default=[], description="How answers of older links and commands are read."
    )
    fits: Fits = Field(description="Whether the date can be met.")
    interim: list[Interim] = Field(description="What can be shown until the report is ready.")
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

        An input is a question, a decision whose outcome feeds a later table, or `fits`.
        """
        return [option.id for option in self.options(input_id)]

    def options(self, input_id: str) -> Sequence[Option | Outcome]:
        """Return what an input of a table can be, in order; KeyError if unknown."""
        found = self._input(input_id)
        return found.outcomes if isinstance(found, Decision) else found.options

    def ask(self, input_id: str) -> str:
        """Return an input as a question; KeyError if unknown."""
        return self._input(input_id).ask

    def short(self, input_id: str) -> str:
        """Return a few words for an input; KeyError if unknown."""
        return self._input(input_id).short

    def _input(self, input_id: str) -> Question | Decision | Fits:
        if input_id == FITS:
            return self.fits
        for question in self.questions:
            if question.id == input_id:
                return question
        return find(self.decisions, input_id)

    def inputs(self) -> list[str]:
        """Return every id that a decision table may have as an input."""
        return [
            *(item.id for item in self.questions), *(item.id for item in self.decisions), FITS
        ]  # fmt: skip


def find(records: Sequence[Named], record_id: str) -> Named:
    """Return the record with this id; KeyError if there is none."""
    for record in records:
        if record.id == record_id:
            return record
    raise KeyError(record_id)
