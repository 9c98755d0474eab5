"""Reports, their types, and the attributes by which they are compared."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from model.core.record import Disputed, Id, Quoted, Record, SourceId, Statement, Text

SHORT_WORDS = 12  # what a cell of the short comparison holds on the narrowest phone


class Group(Record):
    """A block of rows in the comparison table."""

    id: Id = Field(description="Short name, used by macros and links.")
    label: Text = Field(description="Heading of the block.")


class Attribute(Record):
    """One row of the comparison table."""

    id: Id = Field(description="Short name; becomes the anchor of the row.")
    group: Id = Field(description="The group the row stands in.")
    label: Text = Field(description="Heading of the row.")
    explains: Text | None = Field(
        default=None,
        description="One sentence, where the heading does not say it: what the row tells.",
    )
    in_matrix: bool = Field(
        default=False, description="Also shown in the cells of the Type 1 / Type 2 matrix."
    )
    disputed: Text | None = Field(
        default=None, description="What sources disagree about here: a question, in a few words."
    )


class ShortRow(Record):
    """A row of the short comparison, which stands before all others."""

    id: Id = Field(description="Id of the attribute that it shortens.")
    label: Text = Field(description="Heading of the row, in a few words.")


class Attributes(Record):
    """The file data/attributes.yml."""

    groups: list[Group] = Field(min_length=1, description="The blocks, in the order shown.")
    attributes: list[Attribute] = Field(min_length=1, description="The rows, in the order shown.")
    short: list[ShortRow] = Field(
        min_length=1, description="The rows of the short comparison, in the order shown."
    )


class View(Record):
    """The row groups that one kind of reader usually wants."""

    id: Id = Field(description="Short name; stands in links as view=….")
    label: Text = Field(description="The reader, in a few words.")
    says: Text = Field(description="One sentence: what the view shows.")
    groups: list[Id] = Field(min_length=1, description="Ids of groups in data/attributes.yml.")


class ControlWords(Record):
    """What the controls of a comparison say; braces are filled in."""

    shown: Text = Field(description="How many rows are shown: {count} of {total}.")
    unknown_parts: Text = Field(description="A link asks for {parts} that the table has not.")
    row_of_link: Text = Field(description="A link names a row that its filter would hide.")
    too_many_columns: Text = Field(description="More columns are chosen than the {most} allowed.")
    too_few_columns: Text = Field(description="Fewer columns than {fewest} are chosen.")
    no_group: Text = Field(description="No group of rows is chosen.")
    joined: Text = Field(description="Two columns that share a cell: {left} and {right}.")
    link_copied: Text = Field(description="Said after copying the link.")
    table_copied: Text = Field(description="Said after copying the table.")
    not_copied: Text = Field(description="Said where the browser does not copy.")
    downloaded: Text = Field(description="Said after a download.")
    group_head: Text = Field(description="Head of the column of groups, in copies of the table.")
    row_head: Text = Field(description="Head of the column of rows, in copies of the table.")
    origin: Text = Field(description="Last line of a copied table; {link} leads to the page.")


class Views(Record):
    """The file data/views.yml."""

    views: list[View] = Field(min_length=1, description="The views, in the order offered.")
    controls: ControlWords = Field(description="What the controls of a table say.")


class Period(Quoted):
    """A length of the observation period that somebody published."""

    months: int = Field(ge=1, le=24, description="Length in months.")
    says: Text = Field(description="What they say of it, in a few words.")


class ReportType(Record):
    """Type 1 or Type 2."""

    id: Id = Field(description="type-1 or type-2.")
    name: Text = Field(description="As printed: Type 1.")
    summary: Statement = Field(description="What the type is, in one or two sentences.")
    asks: Statement = Field(description="What it covers and asks, in at most twelve words.")
    short: dict[Id, Statement] = Field(
        description="One short entry for each attribute that is `in_matrix`, true of every report."
    )
    covers: Literal["date", "period"] = Field(
        description="Whether the opinion speaks for one date or for a period."
    )
    periods: list[Period] = Field(
        default=[], description="Published lengths of the period, for the figures; shortest first."
    )


class Types(Record):
    """The file data/types.yml."""

    types: list[ReportType] = Field(min_length=1, description="The types, weakest first.")


def _few_words(text: str) -> str:
    if (count := len(text.split())) > SHORT_WORDS:
        raise ValueError(f"at most {SHORT_WORDS} words, not {count}")
    return text


class Short(Record):
    """A value in a few words, for a cell beside another; its sources are among the value's."""

    text: Annotated[Text, AfterValidator(_few_words)] = Field(
        description=f"At most {SHORT_WORDS} words, without Markdown."
    )
    sources: list[SourceId] = Field(
        min_length=1, description="Those of the value's sources that say so."
    )

    def cites(self) -> list[str]:
        """Return the sources of the text."""
        return self.sources


class Value(Record):
    """What a report says for one attribute: one statement for all types, or one for each."""

    text: Text | None = Field(default=None, description="The same for every type of the report.")
    sources: list[str] | None = Field(default=None, description="Sources of `text`.")
    disagreement: Statement | None = Field(
        default=None, description="What other sources say instead of `text`."
    )
    by_type: dict[Id, Disputed] | None = Field(
        default=None, description="One statement for each type, where the types differ."
    )
    short: Short | None = Field(
        default=None, description="The same in a few words, for the rows that stand first."
    )

    @model_validator(mode="after")
    def _one_of_the_two(self) -> Self:
        if (self.by_type is None) == (self.text is None):
            raise ValueError("give either text with sources, or by_type")
        if self.by_type is None and not self.sources:
            raise ValueError("text needs sources")
        if self.by_type is not None and (self.sources or self.disagreement):
            raise ValueError("sources and disagreement go inside by_type, beside each text")
        return self

    def all_sources(self) -> set[str]:
        """Return the sources of the value, whatever the type."""
        return {
            *self.cites(),
            *(name for one in (self.by_type or {}).values() for name in one.sources),
        }

    def cites(self) -> list[str]:
        """Return the sources of `text`; those of each type stand in its statement."""
        return self.sources or []

    def disputes(self) -> list[Statement]:
        """Return what other sources say instead, of any type."""
        by_type = (one.disagreement for one in (self.by_type or {}).values())
        return [other for other in (self.disagreement, *by_type) if other]

    def statement(self, type_id: str) -> Disputed:
        """Return the statement that holds for one type."""
        if self.by_type is not None:
            return self.by_type[type_id]
        assert self.text is not None and self.sources is not None  # noqa: S101 - by the validator
        return Disputed(text=self.text, sources=self.sources, disagreement=self.disagreement)


class Requester(Statement):
    """Who usually asks for a report; the text is what they want to know."""

    team: Text = Field(description="The people who ask, in at most six words.")


class Reach(Statement):
    """What a service touches at its customers; the text is that, in at most eight words."""

    readers: Text = Field(description="Who reads the report for it, in at most eight words.")


class Report(Record):
    """A SOC report: one file in data/reports/."""

    id: Id = Field(description="soc-1, soc-2, …: the name of the file.")
    name: Text = Field(description="As printed: SOC 1.")
    long_name: Text = Field(description="The name in full.")
    question: Statement = Field(description="The question the report answers, in one sentence.")
    summary: Statement = Field(description="What the report is, in two sentences.")
    asked_by: Requester = Field(description="Who usually asks for it, for the figure.")
    reach: Reach | None = Field(
        default=None,
        description="What a service touches that calls for this report, for the figure.",
    )
    types: list[Id] = Field(min_length=1, description="The types in which it is compared.")
    values: dict[Id, Value] = Field(description="One entry for each attribute.")

    def heading(self, kind: ReportType) -> str:
        """Return the heading of a column: a report compared in one type needs no type in it."""
        return f"{self.name} {kind.name}" if len(self.types) > 1 else self.name
