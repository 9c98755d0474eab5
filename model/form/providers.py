"""Hosted form providers: where they take a form, how they answer, and the texts that differ."""

import re
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from model.core.record import Id, PastDate, Record, Text

Named = Annotated[str, StringConstraints(pattern=r"\{provider\}")]
Said = Annotated[str, StringConstraints(pattern=r"\{message\}")]


class HostedSuccess(Record):
    """What the page says once a provider took the request. There is no reference number."""

    heading: Text = Field(description="Heading, which takes the focus.")
    text: Named = Field(description="What is known. {provider} becomes the provider's name.")
    next: list[Text] = Field(min_length=1, description="What happens next, one step each.")


class HostedFailures(Record):
    """What the page says when a provider did not take the request, or may not have."""

    refused: Named = Field(description="It said no.")
    said: Said = Field(description="Its own words. {message} becomes them.")
    field: Said = Field(description="Its words about one question. {field} becomes the question.")
    network: Named = Field(description="The browser got no answer.")
    unknown: Named = Field(description="The browser got an answer that the record does not know.")


class ProviderVariant(Record):
    """A text in two versions."""

    own: Text = Field(description="Said with our own backend, which gives a reference number.")
    hosted: Text = Field(description="Said with a provider; {provider} is its name.")


class CopyNotices(Record):
    """What becomes {copy} in the texts of pages."""

    kept: Text = Field(description="For a provider that keeps what it takes.")
    not_kept: Text = Field(description="For one that only passes it on by email.")


class ProviderWords(Record):
    """Texts that depend on who takes the form."""

    notice: Named = Field(description="Beside the button, where a provider takes the form.")
    success: HostedSuccess = Field(description="Said once a provider took the request.")
    failures: HostedFailures = Field(description="Said when it did not, or may not have.")
    pages: dict[Id, ProviderVariant] = Field(
        description="Texts for pages: {{ quote_words('thanks') }}."
    )
    copies: CopyNotices = Field(description="What is said about the provider's own copy.")


Setting = Literal["id", "key", "address", "name"]
# A key inside an answer; a dot leads into a record: "body.message".
AnswerKey = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_]+(\.[A-Za-z_]+)*$")]
FieldName = Annotated[str, StringConstraints(pattern=r"^([A-Za-z_][A-Za-z0-9_.-]*|\{honeypot\})$")]
# Plain HTTP only to this machine: answers are personal data.
Endpoint = Annotated[
    str,
    StringConstraints(
        pattern=r"^(\{base\}[^\s?#]*|\{address\}"
        r"|https://[^\s/{}]+/[^\s?#]*|http://(localhost|127\.0\.0\.1)(:\d+)?/[^\s?#]*)$"
    ),
]

Origin = Annotated[str, StringConstraints(pattern=r"^('self'|\{origin\}|https://[^\s/'*;,]+)$")]
PLACEHOLDER = re.compile(r"\{([a-z]+)\}")
SETTINGS: tuple[Setting, ...] = ("id", "key", "address", "name")
# Filled in by the build; the rest comes from data/site.yml.
BUILT = ("base", "thanks", "honeypot", "origin")


class HiddenField(Record):
    """A field that the reader does not see and that the provider asks for."""

    name: FieldName = Field(description="Name under which it is sent.")
    value: Text = Field(description="What is sent; braces are filled in.")
    script_drops: bool = Field(
        default=False,
        description="true: for a plain form only, such as the page to go to. To a script the "
        "answer would be a redirect to a page that it may not read, after the request was taken.",
    )


class ProviderHoneypot(Record):
    """The field that the provider expects to stay empty."""

    name: FieldName = Field(description="Its name.")
    kind: Literal["text", "checkbox"] = Field(description="A text field, or a box to tick.")


class Marker(Record):
    """Something in an answer that tells what became of the request."""

    key: AnswerKey = Field(description="Where it stands in the answer: 'success', 'body.message'.")
    says: Literal["yes", "no", "something", "success-status", "error-status"] = Field(
        description="yes, no: true or false. something: there and not empty. success-status, "
        "error-status: a number from 200 to 299, or of 400 and above."
    )


class FieldErrors(Record):
    """Where an answer names the fields that are wrong."""

    key: AnswerKey = Field(description="Where they stand in the answer.")
    shape: Literal["list", "record"] = Field(
        description="list: each item names its field. record: the keys are the fields."
    )
    field: AnswerKey | None = Field(default=None, description="In a list: key of the field's name.")
    message: AnswerKey | None = Field(
        default=None, description="Key of the text; without it the value is the text."
    )

    @model_validator(mode="after")
    def _a_list_names_its_fields(self) -> Self:
        if (self.shape == "list") != (self.field is not None):
            raise ValueError("field belongs to the shape list, and a list needs it")
        return self


class ResponseRules(Record):
    """How an answer to the script is read. Only a status from 200 to 299 can be success."""

    body: Literal["json", "any"] = Field(
        description="json: success needs a JSON object. any: the status alone is enough."
    )
    accepted: list[Marker] = Field(
        default=[], description="Success shows at least one of these; none: it has no mark."
    )
    refused: list[Marker] = Field(default=[], description="One of these, and it is no success.")
    field_errors: FieldErrors | None = Field(
        default=None, description="Where wrong fields are named, if they are."
    )
    messages: list[AnswerKey] = Field(
        default=[], description="Where it says why the request was not taken."
    )


class Provider(Record):
    """One record of data/providers.yml."""

    id: Id = Field(description="Its name in data/site.yml.")
    label: Text = Field(description="Its name on the page.")
    endpoint: Endpoint = Field(description="The address that takes the form; braces are filled in.")
    needs: dict[Setting, Text] = Field(
        default={}, description="What data/site.yml must give, and where an operator finds it."
    )
    may_have: dict[Literal["address"], Text] = Field(
        default={}, description="What data/site.yml may give; an address replaces the endpoint."
    )
    form_attributes: dict[str, str] = Field(default={}, description="More attributes of the form.")
    encoding: Literal["urlencoded", "json"] = Field(
        description="What the script sends; a plain form is always urlencoded. In JSON a dot in a "
        "field's name makes a record."
    )
    headers: dict[str, str] = Field(
        default={}, description="What the script sends beside the content type."
    )
    hidden: list[HiddenField] = Field(default=[], description="Fields the reader does not see.")
    honeypot: ProviderHoneypot | None = Field(
        default=None, description="Its trap for programs, if it has one."
    )
    answer: ResponseRules | None = Field(
        default=None,
        description="How its answers are read. Left out: it answers as our own backend does, with "
        "a reference number.",
    )
    keeps_copy: bool = Field(description="false: it passes requests on and stores none.")
    form_action: list[Origin] = Field(
        min_length=1, description="Origins for form-action of the content security policy."
    )
    connect_src: list[Origin] = Field(
        min_length=1, description="Origins for connect-src of the content security policy."
    )
    note: Text = Field(description="What an operator should know before choosing it.")
    documents: list[Text] = Field(min_length=1, description="Where this was read.")
    read: PastDate = Field(description="Day on which it was read: 'YYYY-MM-DD'.")

    @property
    def gives_reference(self) -> bool:
        """Whether it answers as our own backend does: stored, with a reference number."""
        return self.answer is None

    @model_validator(mode="after")
    def _placeholders_are_known_and_needed(self) -> Self:
        texts = [self.label, self.endpoint, *(field.value for field in self.hidden)]
        used = {name for text in texts for name in PLACEHOLDER.findall(text)}
        for name in sorted(used - set(BUILT)):
            if name not in SETTINGS:
                raise ValueError(f"{{{name}}} is no placeholder: {', '.join([*SETTINGS, *BUILT])}")
            if name not in self.needs:
                raise ValueError(f"{{{name}}} is used, so needs.{name} must say what it is")
        for needed in self.needs:
            if needed not in used:
                raise ValueError(f"needs.{needed} is used nowhere")
        return self


class Providers(Record):
    """The file data/providers.yml."""

    providers: list[Provider] = Field(min_length=1, description="Every provider.")
    words: ProviderWords = Field(description="What the pages say about where a request goes.")


def fill_placeholders(text: str, values: dict[str, str]) -> str:
    """Return `text` with each {placeholder} replaced; KeyError if `values` lacks one."""
    return PLACEHOLDER.sub(lambda match: values[match[1]], text)
