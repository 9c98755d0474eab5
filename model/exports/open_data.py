"""The records of the open data, from which its JSON Schemas are made.

Fields may be added, never renamed or taken out.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import Field

from model.content import Source
from model.core.record import Record, Statement
from model.dataset import Dataset
from model.decision import DecisionTable, Rule


class PublishedSource(Record):
    """A source that the data cites."""

    id: str = Field(description="As cited in the data.")
    title: str
    publisher: str
    url: str | None = Field(description="Where the original stands, if an address is known.")
    tier: int = Field(description="1 standard setter, 2 CPA firm or reference, 3 vendor or blog.")
    read: str = Field(description="Day on which it was read.")


class PublishedStatement(Record):
    """A statement, its sources, and what other sources say instead."""

    text: str
    sources: list[str]
    disagreement: "PublishedStatement | None" = None


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
    explains: str = Field(description="What the row tells; empty where its label says so.")
    values: dict[str, PublishedStatement] = Field(description="By the column's id.")


class Comparison(Record):
    """The file comparison.json."""

    site: str = Field(description="Address of the site.")
    licence: str = Field(description="SPDX identifier of the licence.")
    changed: str = Field(description="Day of the newest change, as YYYY-MM-DD.")
    groups: dict[str, str] = Field(description="Headings of the groups of rows.")
    columns: list[Column]
    rows: list[Row]
    sources: list[PublishedSource]


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
    because: PublishedStatement


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
    sources: list[PublishedSource]


LICENCE = "CC-BY-4.0"
COMPARISON_PAGE = "soc-1-vs-soc-2/"


@dataclass(frozen=True)
class OpenDataFile:
    """A file of the open data: its address below the site's, and what it holds."""

    path: str
    holds: str


OPEN_DATA_FILES = (
    OpenDataFile(
        "data/comparison.json", "Every row of the comparison, with the sources of each cell."
    ),
    OpenDataFile("data/comparison.csv", "The same for spreadsheets: one line for each cell."),
    OpenDataFile("data/comparison.schema.json", "JSON Schema of comparison.json."),
    OpenDataFile(
        "data/decisions.json", "Questions, answers, outcomes and every rule of the decision."
    ),
    OpenDataFile("data/decisions.schema.json", "JSON Schema of decisions.json."),
    OpenDataFile("data/LICENSE.txt", "The licence of these files."),
    OpenDataFile("changes.atom", "Atom feed of changes to facts and outcomes."),
)


def build_comparison(dataset: Dataset) -> Comparison:
    """Return the comparison of every report in every type."""
    columns = [
        Column(id=f"{report.id}.{kind}", report=report.id, type=kind,
               heading=report.heading(dataset.types[kind]))
        for report in dataset.reports.values()
        for kind in report.types
    ]  # fmt: skip
    rows = [
        Row(
            id=row.id,
            group=row.group,
            label=row.label,
            explains=row.explains or "",
            values={
                column.id: publish_statement(
                    dataset.reports[column.report].values[row.id].statement(column.type)
                )
                for column in columns
            },
        )
        for row in dataset.attributes.values()
    ]
    return Comparison(
        site=dataset.settings.address,
        licence=LICENCE,
        changed=dataset.changes.newest,
        groups={group.id: group.label for group in dataset.groups.values()},
        columns=columns,
        rows=rows,
        sources=_list_sources(dataset, (item for row in rows for item in row.values.values())),
    )


def build_decisions(dataset: Dataset) -> Decisions:
    """Return the questions and every decision table."""
    tables = [_table(dataset, table) for table in dataset.decisions.values()]
    return Decisions(
        site=dataset.settings.address,
        licence=LICENCE,
        version=dataset.vocabulary.model_version,
        changed=dataset.vocabulary.model_changes[0].date,
        questions=[
            Input(id=item.id, ask=item.ask,
                  options=[Answer(id=one.id, label=one.label) for one in item.options])
            for item in dataset.vocabulary.questions
        ],
        tables=tables,
        sources=_list_sources(dataset, (rule.because for table in tables for rule in table.rules)),
    )  # fmt: skip


def publish_statement(statement: Statement) -> PublishedStatement:
    """Return a statement as published."""
    other: Statement | None = getattr(statement, "disagreement", None)
    return PublishedStatement(
        text=statement.text,
        sources=statement.sources,
        disagreement=publish_statement(other) if other else None,
    )


def _table(dataset: Dataset, table: DecisionTable) -> Table:
    outcomes = dataset.vocabulary.options(table.id)
    return Table(
        id=table.id,
        title=table.title,
        hit_policy=table.hit_policy,
        inputs=list(table.inputs),
        outcomes=[Answer(id=item.id, label=item.label) for item in outcomes],
        rules=[_rule(rule) for rule in table.rules],
    )


def _rule(rule: Rule) -> PublicRule:
    when = {name: list(answers) for name, answers in rule.when.items()}
    return PublicRule(
        id=rule.id, when=when, then=rule.then, because=publish_statement(rule.because)
    )


def _list_sources(
    dataset: Dataset, statements: Iterator[PublishedStatement]
) -> list[PublishedSource]:
    named = {name for statement in statements for name in _names(statement)}
    return [_source(source) for source in dataset.sources.values() if source.id in named]


def _names(statement: PublishedStatement) -> Iterator[str]:
    yield from statement.sources
    if statement.disagreement:
        yield from _names(statement.disagreement)


def _source(source: Source) -> PublishedSource:
    return PublishedSource(id=source.id, title=source.title, publisher=source.publisher,
                 url=source.url, tier=source.tier, read=source.read)  # fmt: skip
