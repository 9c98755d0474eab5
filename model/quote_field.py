"""One question of the quote form, its options, its limits and its messages."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from model.record import Id, Record, Text

FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")]
Kind = Literal["radio", "select", "text", "email", "textarea"]
Code = Literal["required", "choice", "too_short", "too_long", "email"]

CHOICES: tuple[Kind, ...] = ("radio", "select")


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

    def get(self, code: Code) -> str:
        """Return the text for `code`, which the field's own check has shown to be there."""
        text: str | None = getattr(self, code)
        if text is None:
            raise KeyError(code)
        return text


class QuoteField(Record):
    """One question of the form."""

    name: FieldName = Field(description="The name under which the answer is sent and stored.")
    kind: Kind = Field(description="How it is asked: a list of buttons, a menu, or a text.")
    label: Text = Field(description="The question.")
    hint: Text | None = Field(default=None, description="A short help below the question.")
    required: bool = Field(default=True, description="false: the reader may leave it empty.")
    options: list[Option] = Field(default=[], description="The answers of a radio or select.")
    min_length: int | None = Field(default=None, ge=1, description="Fewest characters of a text.")
    max_length: int | None = Field(default=None, ge=1, description="Most characters of a text.")
    autocomplete: Text | None = Field(
        default=None, description="HTML's token for what a browser may fill in, like 'email'."
    )
    prefill: bool = Field(default=False, description="true: the page's address may answer it.")
    messages: Messages = Field(description="One text for each mistake that is possible here.")

    @property
    def codes(self) -> list[Code]:
        """The mistakes that are possible here."""
        possible: list[tuple[Code, bool]] = [
            ("required", self.required),
            ("choice", self.kind in CHOICES),
            ("too_short", self.min_length is not None),
            ("too_long", self.max_length is not None),
            ("email", self.kind == "email"),
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
        elif self.max_length is None:
            raise ValueError(f"a {self.kind} needs a max_length")
        elif (self.min_length or 0) > self.max_length:
            raise ValueError("min_length is greater than max_length")
        if self.prefill and self.kind not in CHOICES:
            raise ValueError("prefill is for radio and select: an address holds no personal data")
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
