"""The firms that buyers can be introduced to, as the operator keeps them."""

from collections.abc import Iterable, Iterator
from typing import Annotated, ClassVar, Self
from urllib.parse import urlsplit

from pydantic import Field, StringConstraints, model_validator

from model.core.record import Id, PastDate, Record, Text

Https = Annotated[str, StringConstraints(pattern=r"^https://[^/\s@?#]+(/\S*)?$")]
Email = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
Offer = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+\.[a-z0-9-]+$")]
Tags = Annotated[list[Id], Field(min_length=1)]

SAMPLE = "sample"
RESERVED = ".example"  # never resolves, so nothing can reach a sample by mistake


class Licence(Record):
    """Where a firm may practise, and where anybody can look that up."""

    where: Text = Field(description="The body that licensed it, as that body is called.")
    verify: Https = Field(description="Page of that body on which the licence can be looked up.")
    checked: PastDate = Field(description="Day on which we looked it up: 'YYYY-MM-DD'.")


class PeerReview(Record):
    """The last review of the firm's work by another firm."""

    accepted: PastDate = Field(description="Day on which the review was accepted: 'YYYY-MM-DD'.")
    verify: Https = Field(description="Page on which the review can be looked up.")
    checked: PastDate = Field(description="Day on which we looked it up: 'YYYY-MM-DD'.")


class Firm(Record):
    """A firm that may issue SOC reports. Nothing it pays, and no rank, is a field."""

    UNKNOWN_KEY: ClassVar[str] = (
        "a firm has no field for payment or rank: data/matching.yml and rotation give the order"
    )

    id: Id = Field(description="Short name, stored with requests. Do not change it later.")
    sample: bool = Field(
        default=False,
        description="true: invented, for demonstrations. Nobody is introduced to a sample.",
    )
    name: Text = Field(description="Name of the firm; that of a sample says “sample”.")
    site: Https = Field(description="The firm's own website.")
    licences: list[Licence] = Field(min_length=1, description="Where it is licensed.")
    peer_review: PeerReview = Field(description="Its last peer review.")
    offers: list[Offer] = Field(
        min_length=1, description="Reports it issues, each with its type: 'soc-2.type-1'."
    )
    categories: list[Id] = Field(
        description="Trust services criteria it examines, of `terms`; [] where it examines none."
    )
    readiness: bool = Field(description="true: it also offers a readiness assessment.")
    stages: Tags = Field(description="Stages it works with: values of the form's `stage`.")
    company_sizes: Tags = Field(description="Sizes it works with, of the form's `company_size`.")
    usual_sizes: Tags = Field(description="The sizes most of its clients have, out of those.")
    industries: Tags = Field(description="Industries it knows, of `terms`.")
    tools: list[Id] = Field(
        default=[],
        description="Compliance tools it takes evidence from: values of the form's "
        "`compliance_tool`; [] where it states none.",
    )
    regions: Tags = Field(description="Regions it works in: values of the form's `region`.")
    languages: Tags = Field(description="Languages it works in, of `terms`.")
    weeks_to_start: int = Field(ge=0, le=104, description="Weeks until it can begin.")
    accepting: bool = Field(description="false: it takes no new clients now.")
    prices_from: Tags = Field(description="What it needs to know to name a price, of `terms`.")
    introductions: Email = Field(description="Address to which introductions go.")
    checked: PastDate = Field(description="Day on which we checked all of this: 'YYYY-MM-DD'.")

    @property
    def dates(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Every date of the record with its path."""
        yield ("checked",), self.checked
        yield ("peer_review", "accepted"), self.peer_review.accepted
        yield ("peer_review", "checked"), self.peer_review.checked
        for index, licence in enumerate(self.licences):
            yield ("licences", index, "checked"), licence.checked

    @property
    def hosts(self) -> Iterator[tuple[str, str]]:
        """Every host that the record leads to, after the field that names it."""
        yield "site", _host(self.site)
        yield "introductions", self.introductions.rpartition("@")[2].lower()
        yield "peer_review.verify", _host(self.peer_review.verify)
        for licence in self.licences:
            yield "licences.verify", _host(licence.verify)

    @model_validator(mode="after")
    def _a_sample_says_so(self) -> Self:
        if (SAMPLE in self.name.lower()) != self.sample:
            raise ValueError(
                "the name of a sample must say “sample”"
                if self.sample
                else "the name says “sample”: add sample: true, or take the word out"
            )
        for field, host in self.hosts:
            if host.endswith(RESERVED) != self.sample:
                ends = "must end" if self.sample else "cannot end"
                raise ValueError(f"{field}: the host {ends} in {RESERVED}, “{host}” does not fit")
        return self

    @model_validator(mode="after")
    def _usual_sizes_are_served(self) -> Self:
        for size in self.usual_sizes:
            if size not in self.company_sizes:
                raise ValueError(f"usual_sizes: “{size}” is not among company_sizes")
        return self


def _host(address: str) -> str:
    return urlsplit(address).hostname or ""


def select_listed(firms: Iterable[Firm], *, demonstration: bool) -> tuple[Firm, ...]:
    """Return the firms that are shown and introduced: samples in a demonstration, else the others.

    Never both, so that a demonstration writes to no real firm and a buyer meets no sample.
    """
    return tuple(firm for firm in firms if firm.sample == demonstration)


class FirmTerm(Record):
    """A word that records of firms use."""

    id: Id = Field(description="The tag in the records.")
    label: Text = Field(description="As printed.")


class FirmTerms(Record):
    """The words that records of firms use; those of the form stand in data/quote_form.yml."""

    categories: list[FirmTerm] = Field(min_length=1, description="Trust services criteria.")
    industries: list[FirmTerm] = Field(min_length=1, description="Industries.")
    languages: list[FirmTerm] = Field(min_length=1, description="Languages.")
    prices_from: list[FirmTerm] = Field(min_length=1, description="What a price depends on.")


class Firms(Record):
    """The file data/firms.yml."""

    terms: FirmTerms = Field(description="The words that the records use.")
    firms: list[Firm] = Field(description="The firms; their order here means nothing.")
