"""What the pages say about where a request goes, with our own backend and with another."""

from typing import Annotated

from pydantic import Field, StringConstraints

from model.record import Id, Record, Text

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


class Either(Record):
    """A text in two versions."""

    own: Text = Field(description="Said with our own backend, which gives a reference number.")
    hosted: Text = Field(description="Said with a provider; {provider} is its name.")


class Copies(Record):
    """What becomes {copy} in the texts of pages."""

    kept: Text = Field(description="For a provider that keeps what it takes.")
    not_kept: Text = Field(description="For one that only passes it on by email.")


class ProviderWords(Record):
    """Texts that depend on who takes the form."""

    notice: Named = Field(description="Beside the button, where a provider takes the form.")
    success: HostedSuccess = Field(description="Said once a provider took the request.")
    failures: HostedFailures = Field(description="Said when it did not, or may not have.")
    pages: dict[Id, Either] = Field(description="Texts for pages: {{ quote_words('thanks') }}.")
    copies: Copies = Field(description="What is said about the provider's own copy.")
