"""The open data: comparison and decisions as records that other programs can read."""

from collections.abc import Iterator
from dataclasses import dataclass

from model.decision_table import DecisionTable, Rule
from model.evidence import Source
from model.load import Site
from model.open_records import (
    Answer,
    Cited,
    Column,
    Comparison,
    Decisions,
    Input,
    PublicRule,
    Row,
    Said,
    Table,
)
from model.record import Statement

LICENCE = "CC-BY-4.0"
COMPARISON_PAGE = "soc-1-vs-soc-2/"


@dataclass(frozen=True)
class DataFile:
    """A file of the open data: its address below the site's, and what it holds."""

    path: str
    holds: str


FILES = (
    DataFile("data/comparison.json", "Every row of the comparison, with the sources of each cell."),
    DataFile("data/comparison.csv", "The same for spreadsheets: one line for each cell."),
    DataFile("data/comparison.schema.json", "JSON Schema of comparison.json."),
    DataFile("data/decisions.json", "Questions, answers, outcomes and every rule of the decision."),
    DataFile("data/decisions.schema.json", "JSON Schema of decisions.json."),
    DataFile("data/LICENSE.txt", "The licence of these files."),
    DataFile("changes.atom", "Atom feed of changes to facts and outcomes."),
)


def comparison(site: Site) -> Comparison:
    """Return the comparison of every report in every type."""
    columns = [
        Column(id=f"{report.id}.{kind}", report=report.id, type=kind,
               heading=report.heading(site.types[kind]))
        for report in site.reports.values()
        for kind in report.types
    ]  # fmt: skip
    rows = [
        Row(
            id=row.id,
            group=row.group,
            label=row.label,
            explains=row.explains,
            values={
                column.id: said(site.reports[column.report].values[row.id].statement(column.type))
                for column in columns
            },
        )
        for row in site.attributes.values()
    ]
    return Comparison(
        site=site.site.address,
        licence=LICENCE,
        changed=site.changes.newest,
        groups={group.id: group.label for group in site.groups.values()},
        columns=columns,
        rows=rows,
        sources=_cited(site, (item for row in rows for item in row.values.values())),
    )


def decisions(site: Site) -> Decisions:
    """Return the questions and every decision table."""
    tables = [_table(site, table) for table in site.decisions.values()]
    return Decisions(
        site=site.site.address,
        licence=LICENCE,
        version=site.vocabulary.model_version,
        changed=site.vocabulary.model_changes[0].date,
        questions=[
            Input(id=item.id, ask=item.ask,
                  options=[Answer(id=one.id, label=one.label) for one in item.options])
            for item in site.vocabulary.questions
        ],
        tables=tables,
        sources=_cited(site, (rule.because for table in tables for rule in table.rules)),
    )  # fmt: skip


def said(statement: Statement) -> Said:
    """Return a statement as published."""
    other: Statement | None = getattr(statement, "disagreement", None)
    return Said(
        text=statement.text,
        sources=statement.sources,
        disagreement=said(other) if other else None,
    )


def _table(site: Site, table: DecisionTable) -> Table:
    outcomes = site.vocabulary.options(table.id)
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
    return PublicRule(id=rule.id, when=when, then=rule.then, because=said(rule.because))


def _cited(site: Site, statements: Iterator[Said]) -> list[Cited]:
    named = {name for statement in statements for name in _names(statement)}
    return [_source(source) for source in site.sources.values() if source.id in named]


def _names(statement: Said) -> Iterator[str]:
    yield from statement.sources
    if statement.disagreement:
        yield from _names(statement.disagreement)


def _source(source: Source) -> Cited:
    return Cited(id=source.id, title=source.title, publisher=source.publisher,
                 url=source.url, tier=source.tier, read=source.read)  # fmt: skip
