"""What the site says of itself."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from model.record import Id, Record, Text


class SitePromise(Record):
    """A sentence that the site holds itself to."""

    id: Id = Field(description="Short name.")
    text: Text = Field(description="The promise as printed beside the form.")


class SiteSettings(Record):
    """The file data/site.yml."""

    name: Text = Field(description="Name of the site.")
    tagline: Text = Field(description="One line under the name, used in descriptions.")
    address: Annotated[str, StringConstraints(pattern=r"^https?://[^/\s]+(/[^?#\s]*)?/$")] = Field(
        description="Address at which the site is published, with a slash at the end. "
        "The environment variable SITE_ADDRESS overrides it for one deployment."
    )
    operator: Text = Field(description="Who runs the site.")
    operator_email: Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")] = (
        Field(description="Where buyers and readers can write.")
    )
    funding: Text = Field(description="How the site is paid, in one or two sentences.")
    form_backend: Literal["embedded"] = Field(
        description="Which backend the quote form posts to: embedded = our own, at api/quotes."
    )
    promises: list[SitePromise] = Field(min_length=1, description="What a buyer can rely on.")
