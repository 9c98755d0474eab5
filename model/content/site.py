"""What the site says of itself."""

from typing import Annotated

from pydantic import Field, StringConstraints

from model.core.record import Id, Record, Text

TestId = Annotated[str, StringConstraints(pattern=r"^tests/[\w/]+\.py::test_\w+$")]


class PromisedSentence(Record):
    """A sentence that the site holds itself to, and what shows that it does."""

    text: Text = Field(description="One sentence, as the privacy page prints it.")
    proved_by: list[TestId] = Field(
        min_length=1, description="Tests that fail if it is not kept: tests/file.py::test_name."
    )


class ShortPromise(Record):
    """A promise as a buyer would say it."""

    lead: Text = Field(description="A few words, with a full stop.")
    text: Text = Field(description="The rest of it, in a sentence.")


class SitePromise(Record):
    """A promise of one sentence or more."""

    id: Id = Field(description="Short name.")
    says: list[PromisedSentence] = Field(min_length=1, description="Its sentences.")
    short: ShortPromise | None = Field(
        default=None, description="What stands beside the form; most promises do not."
    )
    needs_reference: bool = Field(
        default=False,
        description="true: kept by our own backend only, so it is not printed where another "
        "provider takes the form.",
    )
    needs_firms: bool = Field(
        default=False,
        description="true: about firms that a program offers, so it is not printed while none is "
        "listed.",
    )

    @property
    def text(self) -> str:
        """The promise as printed."""
        return " ".join(sentence.text for sentence in self.says)


class FormSettings(Record):
    """What the provider of form_backend needs to know; data/providers.yml says which."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$")] | None = Field(
        default=None, description="Id of your form at the provider."
    )
    key: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")] | None = Field(
        default=None, description="Public key that the provider gave you; it stands in the page."
    )
    address: (
        Annotated[
            str,
            StringConstraints(
                pattern=r"^(https://[^\s/?#]+|http://(localhost|127\.0\.0\.1)(:\d+)?)/[^\s?#]*$"
            ),
        ]
        | None
    ) = Field(default=None, description="Full https address that takes the form.")
    name: Text | None = Field(
        default=None, description="Who runs that address, as the page names it beside the button."
    )
    accept_email_only: bool = Field(
        default=False,
        description="true: you accept a provider that keeps no copy, so that a lost email is a "
        "lost request.",
    )


class Retention(Record):
    """How long requests are kept: the privacy page prints it, and the worker deletes by it."""

    open_days: int = Field(ge=1, le=3650, description="Days that a request is kept.")
    aside_days: int = Field(
        ge=1, le=3650, description="Days that a request is kept that was set aside as suspicious."
    )
    consent_months: int = Field(
        ge=1, le=120, description="Months that the proof of consent is kept, without answers."
    )
    backup_days: int = Field(
        ge=1, le=3650, description="Days that the operator keeps a backup. Nothing enforces it."
    )


class SilencedCheck(Record):
    """A check of the launch that does not hold it up."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z]+(\.[\w-]+)*$")] = Field(
        description="Its id, as `python -m backend launch` prints it."
    )
    reason: Text = Field(description="Why; it is printed with the check.")


class SiteSettings(Record):
    """The file data/site.yml."""

    name: Text = Field(description="Name of the site.")
    tagline: Text = Field(description="One line under the name, on the pictures that links show.")
    address: Annotated[str, StringConstraints(pattern=r"^https?://[^/\s]+(/[^?#\s]*)?/$")] = Field(
        description="Address at which the site is published, with a slash at the end. "
        "The environment variable SITE_ADDRESS overrides it for one deployment."
    )
    operator: Text = Field(description="Who runs the site.")
    operator_email: Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")] = (
        Field(description="Where buyers and readers can write.")
    )
    corrections: Annotated[
        str, StringConstraints(pattern=r"^(mailto:|https://)\S*\{title\}\S*\{body\}\S*$")
    ] = Field(
        default="mailto:{email}?subject={title}&body={body}",
        description="Where the link to report a mistake leads, with {title} and {body}: a mail to "
        "{email}, which is the address above, or a new issue of a tracker.",
    )
    banner: Text | None = Field(
        default=None, description="A line above every page, for as long as it stands here."
    )
    funding: Text = Field(description="How the site is paid, in one or two sentences.")
    funding_placeholder: bool = Field(
        default=False,
        description="true: the sentences above stand in for those that are still to be written. "
        "No firm can be listed as long as they do.",
    )
    form_backend: Id = Field(
        description="Who takes the quote form: an id of data/providers.yml, where our own backend "
        "stands, too."
    )
    form: FormSettings = Field(
        default=FormSettings(), description="What that provider needs; nothing for our own."
    )
    retention: Retention = Field(
        description="How long requests are kept. A deployment can set other days for the first two "
        "with QUOTES_KEEP_DAYS and QUOTES_QUARANTINE_DAYS; then the page must say them, too."
    )
    reply_days: int = Field(
        ge=1,
        le=30,
        description="Working days in which a person answers a request: the site and mails say so.",
    )
    promises: list[SitePromise] = Field(min_length=1, description="What a buyer can rely on.")
    silenced_checks: list[SilencedCheck] = Field(
        default=[], description="Checks of the launch that do not hold it up, each with a reason."
    )

    @property
    def reply_time(self) -> str:
        """How long a buyer waits for a person's answer, such as "2 working days"."""
        return f"{self.reply_days} working day{'' if self.reply_days == 1 else 's'}"
