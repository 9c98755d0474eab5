"""The records of the open data, from which its JSON Schemas are made.

Fields may be added, never renamed or taken out.
"""

from pydantic import Field

from model.record import Record


class Cited(Record):
    """A source that the data cites."""

    id: str = Field(description="As cited in the data.")
    title: str
    publisher: str
    url: str | None = Field(description="Where the original stands, if an address is known.")
    tier: int = Field(description="1 standard setter, 2 CPA firm or reference, 3 vendor or blog.")
    read: str = Field(description="Day on which it was read.")


class Said(Record):
    """A statement, its sources, and what other sources say instead."""

    text: str
    sources: list[str]
    disagreement: "Said | None" = None


class Column(Record):
    """A report in one type."""

    id: str = Field(description="As in soc-1.type-2.")
    report: str
    type: str
    heading: str


class Row(Record):
    """What the reports say of one attribute."""

    id: str = Field(description="Also the anchor of the row on its page.")
    group: str
    label: str
    explains: str
    values: dict[str, Said] = Field(description="By the column's id.")


class Comparison(Record):
    """The file comparison.json."""

    site: str = Field(description="Address of the site.")
    licence: str = Field(description="SPDX identifier of the licence.")
    changed: str = Field(description="Day of the newest change, as YYYY-MM-DD.")
    groups: dict[str, str] = Field(description="Headings of the groups of rows.")
    columns: list[Column]
    rows: list[Row]
    sources: list[Cited]


class Answer(Record):
    """An answer to a question, or an outcome of a decision."""

    id: str
    label: str


class Input(Record):
    """A question that is put to the reader."""

    id: str = Field(description="Key of the answer in links.")
    ask: str
    options: list[Answer]


class PublicRule(Record):
    """A rule: where every named input has one of its answers, the outcome follows."""

    id: str
    when: dict[str, list[str]] = Field(description="An input that is not named may be anything.")
    then: str
    because: Said


class Table(Record):
    """A decision table. Exactly one rule fits any combination of answers."""

    id: str
    title: str
    hit_policy: str
    inputs: list[str] = Field(description="Questions, or tables before this one.")
    outcomes: list[Answer]
    rules: list[PublicRule]


class Decisions(Record):
    """The file decisions.json."""

    site: str = Field(description="Address of the site.")
    licence: str = Field(description="SPDX identifier of the licence.")
    version: int = Field(description="Version of the decision model.")
    changed: str = Field(description="Day on which that version began, as YYYY-MM-DD.")
    questions: list[Input]
    tables: list[Table] = Field(description="In the order in which they decide.")
    sources: list[Cited]
