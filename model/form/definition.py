"""The definition of a form: fields, steps, messages, limits, consent, receipt and honeypot."""

from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from model.core.record import DateText, Id, Record, Text

FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")]
Kind = Literal["radio", "select", "checkboxes", "text", "email", "textarea", "date"]
Code = Literal["required", "choice", "too_short", "too_long", "email", "date", "past"]
CHOICES: tuple[Kind, ...] = ("radio", "select", "checkboxes")
# Between the values of an answer that may be several.
SEPARATOR = ","


class Option(Record):
    """One answer of a list."""

    value: Id = Field(description="What is sent and stored, like 'type-1'. Do not change it later.")
    label: Text = Field(description="What the reader sees.")
    hint: Text | None = Field(default=None, description="A short help below the label.")


class Messages(Record):
    """What to say when an answer is wrong. Say what to do, like 'Enter your name'."""

    required: Text | None = Field(default=None, description="Nothing was answered.")
    choice: Text | None = Field(default=None, description="The answer is not one of the options.")
    too_short: Text | None = Field(default=None, description="Fewer characters than min_length.")
    too_long: Text | None = Field(default=None, description="More characters than max_length.")
    email: Text | None = Field(default=None, description="Not in the form of an email address.")
    date: Text | None = Field(default=None, description="Not a day such as 2027-03-31.")
    past: Text | None = Field(default=None, description="A day that has passed.")

    def get(self, code: Code) -> str:
        """Return the text for `code`, which the field's own check has shown to be there."""
        text: str | None = getattr(self, code)
        if text is None:
            raise KeyError(code)
        return text


class QuoteField(Record):
    """One question of the form."""

    name: FieldName = Field(description="The name under which the answer is sent and stored.")
    kind: Kind = Field(
        description="How it is asked: buttons, a menu, boxes of which several may be ticked, a "
        "day, or a text."
    )
    label: Text = Field(description="The question.")
    hint: Text | None = Field(default=None, description="A short help below the question.")
    required: bool = Field(default=True, description="false: the reader may leave it empty.")
    options: list[Option] = Field(default=[], description="The answers of a radio or select.")
    min_length: int | None = Field(default=None, ge=1, description="Fewest characters of a text.")
    max_length: int | None = Field(default=None, ge=1, description="Most characters of a text.")
    autocomplete: Text | None = Field(
        default=None, description="HTML's token for what a browser may fill in, like 'email'."
    )
    personal: bool = Field(
        default=False,
        description="true: the browser keeps no half-written answer, so that a reload forgets it.",
    )
    prefill: bool = Field(default=False, description="true: the page's address may answer it.")
    messages: Messages = Field(description="One text for each mistake that is possible here.")

    def choices(self, answer: str) -> list[str]:
        """Return the values of an answer: several where boxes were ticked, none for ""."""
        if self.kind != "checkboxes":
            return [answer] if answer else []
        return [value for part in answer.split(SEPARATOR) if (value := part.strip())]

    def words(self, answer: str) -> str:
        """Return an answer as people read it: a date in words, a label for what was picked."""
        if self.kind == "date":
            return _day_in_words(answer)
        labels = {option.value: option.label for option in self.options}
        return ", ".join(labels.get(value, value) for value in self.choices(answer))

    @property
    def codes(self) -> list[Code]:
        """The mistakes that are possible here."""
        possible: list[tuple[Code, bool]] = [
            ("required", self.required),
            ("choice", self.kind in CHOICES),
            ("too_short", self.min_length is not None),
            ("too_long", self.max_length is not None),
            ("email", self.kind == "email"),
            ("date", self.kind == "date"),
            ("past", self.kind == "date"),
        ]
        return [code for code, applies in possible if applies]

    @model_validator(mode="after")
    def _options_and_limits_fit_the_kind(self) -> Self:
        if self.kind in CHOICES:
            values = [option.value for option in self.options]
            if not values:
                raise ValueError(f"a {self.kind} needs options")
            if len(set(values)) < len(values):
                raise ValueError("two options have the same value")
            if self.min_length or self.max_length:
                raise ValueError(f"a {self.kind} has no min_length and no max_length")
        elif self.options:
            raise ValueError(f"options are for radio and select, not for {self.kind}")
        elif self.kind == "date":
            if self.min_length or self.max_length:
                raise ValueError("a date has no min_length and no max_length")
        elif self.max_length is None:
            raise ValueError(f"a {self.kind} needs a max_length")
        elif (self.min_length or 0) > self.max_length:
            raise ValueError("min_length is greater than max_length")
        if self.kind == "checkboxes" and self.required:
            raise ValueError("checkboxes are optional: HTML cannot ask for one of them")
        if self.personal and self.prefill:
            raise ValueError("what is personal is not prefilled: an address holds none of it")
        if self.prefill and self.kind not in {*CHOICES, "date"}:
            raise ValueError(
                "prefill is for radio, select and date: an address holds no personal data"
            )
        return self

    @model_validator(mode="after")
    def _each_possible_mistake_has_a_message(self) -> Self:
        written = set(self.messages.model_dump(exclude_none=True))
        for code in self.codes:
            if code not in written:
                raise ValueError(f"messages.{code} is missing")
        for name in sorted(written - set(self.codes)):
            raise ValueError(f"messages.{name} can never be shown here")
        return self


Counted = Annotated[str, StringConstraints(pattern=r"\{count\}")]
FINGERPRINT_LENGTH = 8  # hexadecimal digits
IDEMPOTENCY_KEY = "idempotency_key"
FORM_TOKEN = "form_token"  # noqa: S105 - the name of a field
# The names that others post to the backend. More may be added; these may not go.
CONTRACT = (
    "framework",
    "report_type",
    "stage",
    "timeline",
    "needed_by",
    "criteria",
    "systems",
    "cloud",
    "compliance_tool",
    "website",
    "company",
    "company_size",
    "name",
    "email",
    "notes",
)


class Fieldset(Record):
    """Questions under one heading."""

    legend: Text = Field(description="The heading of these questions: a step of the form.")
    hint: Text | None = Field(default=None, description="What is said of all of them.")
    fields: list[QuoteField] = Field(min_length=1, description="The questions, in their order.")


class CharacterCount(Record):
    """What stands below a long text. {count} becomes a number."""

    most: Counted = Field(description="The limit: all that is said without a script.")
    left: Counted = Field(description="Below the limit.")
    over: Counted = Field(description="Above the limit.")


class Steps(Record):
    """The words of the form in steps, as a script shows it."""

    progress: Annotated[str, StringConstraints(pattern=r"\{number\}.*\{most\}")] = Field(
        description="Where the reader is: {number} of {most} steps."
    )
    back: Text = Field(description="The link to the step before.")
    go_on: Text = Field(description="The button, but for the last step.")
    check: Text = Field(description="In place of the progress, while all answers are shown.")
    check_heading: Text = Field(description="Heading above all answers.")
    change: Text = Field(description="The button beside an answer that leads back to its question.")
    unanswered: Text = Field(description="In place of an answer that was left out.")
    known_by: Annotated[str, StringConstraints(pattern=r"\{date\}")] = Field(
        description="The date among what is known already: {date} is a day."
    )


class Submit(Record):
    """The button."""

    label: Text = Field(description="What it says at first.")
    sending: Text = Field(description="While the request is on its way.")
    retrying: Text = Field(description="While the page tries once more by itself.")
    again: Text = Field(description="After a failure that sending again may cure.")


class Errors(Record):
    """The words around mistakes."""

    heading: Text = Field(description="Heading of the list of mistakes.")
    prefix: Text = Field(description="Before the page's title and, unseen, before each mistake.")


class Failures(Record):
    """What to say when a request is not taken for a reason other than an answer."""

    malformed: Text = Field(description="400: not in the encoding of a form.")
    foreign: Text = Field(description="403: sent from a page of another site.")
    method: Text = Field(description="405: the address of the API, opened as a page.")
    not_found: Text = Field(description="404: an address below /api/ that does not exist.")
    slow: Text = Field(description="408: what was sent did not arrive in time.")
    too_large: Text = Field(description="413: longer than body_limit.")
    wrong_type: Text = Field(description="415: not sent as a form.")
    conflict: Text = Field(description="422: the same request came before with other answers.")
    too_many: Annotated[str, StringConstraints(pattern=r"\{minutes\}")] = Field(
        description="429: too many requests. {minutes} becomes how long to wait."
    )
    unavailable: Text = Field(description="503: the database does not take it.")
    unexpected: Text = Field(description="500: a mistake in the program.")
    network: Text = Field(description="The browser got no answer.")
    unknown: Text = Field(description="The browser got an answer without a reference.")
    contact: Annotated[str, StringConstraints(pattern=r"\{email\}")] = Field(
        description="What else a person can do then. {email} becomes the operator's address."
    )


class ConsentDefinition(Record):
    """The consent that a buyer gives by sending. Text and version are stored with each request."""

    version: DateText = Field(description="Day of the last change of the text: 'YYYY-MM-DD'.")
    text: Text = Field(description="The sentence beside the button.")
    fingerprint: Text | None = Field(
        default=None,
        description="Version and a mark of the text: the check says what to write after a change.",
    )
    link_label: Text = Field(description="The text of the link to the privacy page.")
    link_page: Text = Field(description="The privacy page below the site's address: 'privacy/'.")

    @property
    def expected_fingerprint(self) -> str:
        """What `fingerprint` must be for this version and this text."""
        digest = sha256(self.text.encode()).hexdigest()
        return f"{self.version}/{digest[:FINGERPRINT_LENGTH]}"


class Success(Record):
    """What the page says once a request is stored."""

    heading: Text = Field(description="Heading, which takes the focus.")
    reference_label: Text = Field(description="The words before the reference number.")
    next_heading: Text = Field(description="Heading of what happens next.")
    next: list[Text] = Field(
        min_length=1,
        description="What happens next, one step each. {days} is the time in which we answer.",
    )
    record_heading: Text = Field(description="Heading of the buyer's own copy of the answers.")


class Receipt(Record):
    """The mail to the buyer, where a deployment sends one. {reference} becomes the reference.

    It names no answers: anybody could have typed this address into the form.
    """

    subject: Text = Field(description="The subject.")
    body: list[Text] = Field(
        min_length=1,
        description="The text, one paragraph each. {days} is the time in which we answer.",
    )


class Honeypot(Record):
    """A field that people do not see. What fills it in is set aside as suspicious."""

    name: FieldName = Field(description="A name that no browser fills in by itself.")
    label: Text = Field(description="For those who meet it nevertheless.")


class QuoteForm(Record):
    """The file data/quote_form.yml."""

    fieldsets: list[Fieldset] = Field(min_length=1, description="The questions, in groups.")
    optional_mark: Text = Field(description="Behind a question that may stay empty.")
    select_prompt: Text = Field(description="The empty first line of a menu.")
    character_count: CharacterCount = Field(description="The words that count characters.")
    steps: Steps = Field(description="The words of the form in steps.")
    submit: Submit = Field(description="The button's words.")
    errors: Errors = Field(description="The words around mistakes.")
    failures: Failures = Field(description="Why a request was not taken.")
    consent: ConsentDefinition = Field(description="What the buyer agrees to.")
    success: Success = Field(description="What is said once a request is stored.")
    receipt: Receipt = Field(description="The mail to the buyer.")
    honeypot: Honeypot = Field(description="The field that people do not see.")
    body_limit: int = Field(ge=1024, le=1_048_576, description="Most bytes of one request.")
    max_fields: int = Field(ge=20, le=1000, description="Most fields of one request.")
    duplicate_seconds: int = Field(
        ge=0, description="The same answers without a key within this time are one request."
    )

    @property
    def fields(self) -> Iterator[QuoteField]:
        """Every field, in the order of the page."""
        return (field for fieldset in self.fieldsets for field in fieldset.fields)

    @model_validator(mode="after")
    def _names_are_unique_and_complete(self) -> Self:
        names = [*(field.name for field in self.fields), self.honeypot.name]
        names += [IDEMPOTENCY_KEY, FORM_TOKEN]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"two fields have the name {name}")
        for name in CONTRACT:
            if name not in names:
                raise ValueError(f"the field {name} is missing")
        if not any(f.name == "email" and f.kind == "email" and f.required for f in self.fields):
            raise ValueError("the field email must be of kind email and required")
        return self


def _day_in_words(answer: str) -> str:
    """Return a day such as 2027-03-31 as people read it; what is none stays as it is."""
    try:
        day = date.fromisoformat(answer)
    except ValueError:
        return answer
    return f"{day.day} {day:%B %Y}"
