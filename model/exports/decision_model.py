"""The decision model as one plain document, for the browser."""

from collections.abc import Iterator
from typing import Any

from model.content import CPA_TIER, TIER_NAMES
from model.core.record import Record
from model.dataset import Dataset
from model.decision import DecisionTable
from model.exports.timeline import compile_timeline

Plain = dict[str, Any]


def compile_model(dataset: Dataset) -> Plain:
    """Return everything the decision tool says and decides by; all of it goes into JSON as it is.

    Addresses of pages are relative to the home page of the site.
    """
    vocabulary = dataset.vocabulary
    return {
        "version": vocabulary.model_version,
        "changes": [_plain(change) for change in vocabulary.model_changes],
        "questions": [_plain(question) for question in vocabulary.questions],
        "old_answers": [_plain(item) for item in vocabulary.old_answers],
        "fits": _plain(vocabulary.fits),
        "interim": [_plain(item) for item in vocabulary.interim],
        "decisions": [_plain(decision) for decision in vocabulary.decisions],
        "tables": [_table(table) for table in dataset.decisions.values()],
        "steps": [{"id": step.id, "text": step.text, "page": step.page or ""}
                  for step in vocabulary.steps],
        "sources": {name: _source(dataset, name) for name in sorted(set(_cited(dataset)))},
        "tool": _plain(vocabulary.tool),
        "timeline": compile_timeline(dataset),
        "fees": compile_fees(dataset),
    }  # fmt: skip


def compile_fees(dataset: Dataset) -> Plain:
    """Return by type how far publishers' fees for a SOC 2 lie apart, in US dollars.

    `low` holds the lowest and the highest place where one starts, `high` where one ends; `count`
    publishers say so, `firms` of them CPA firms, and `more` of the figures are open above.
    """
    fees: Plain = {}
    for group in (item.id for item in dataset.prices.groups if item.spread):
        figures = [figure for figure in dataset.prices.figures if figure.group == group]
        starts = [figure.low for figure in figures if figure.low is not None]
        ends = [figure.high for figure in figures if figure.high is not None]
        sources = [dataset.sources[name] for item in figures for name in item.sources]
        fees[group] = {
            "low": [min(starts), max(starts)],
            "high": [min(ends), max(ends)],
            "count": len({source.publisher for source in sources}),
            "more": sum(figure.open_ended for figure in figures),
            "firms": len({source.publisher for source in sources if source.tier <= CPA_TIER}),
        }
    return fees


def compile_answers(dataset: Dataset) -> Plain:
    """Return the part that turns answers into the fields of the quote form, without the prose."""
    whole = compile_model(dataset)
    needed = _tables_for_form(dataset)
    return {
        "version": whole["version"],
        "changes": whole["changes"],
        "questions": [
            {
                **{name: value for name, value in question.items() if name in _FOR_FORM},
                "options": [
                    {"id": option["id"], "label": option["label"]} for option in question["options"]
                ],
            }
            for question in whole["questions"]
        ],
        "old_answers": whole["old_answers"],
        "decisions": [
            {
                "id": decision["id"],
                "unsettled": decision["unsettled"],
                "outcomes": [{"id": outcome["id"]} for outcome in decision["outcomes"]],
            }
            for decision in whole["decisions"]
            if decision["id"] in needed
        ],
        "tables": [
            {
                "id": table["id"],
                "inputs": table["inputs"],
                "rules": [
                    {name: rule[name] for name in ("id", "when", "then")} for rule in table["rules"]
                ],
            }
            for table in whole["tables"]
            if table["id"] in needed
        ],
        "tool": {name: whole["tool"][name] for name in ("link", "quote_fields")},
    }


def compile_type(dataset: Dataset) -> Plain:
    """Return the part that settles the type of a report, for the planner."""
    whole = compile_answers(dataset)
    needed = {"type", *dataset.decisions["type"].inputs} & set(dataset.decisions)
    asked = {name for table in needed for name in dataset.decisions[table].inputs}
    return {
        "questions": [
            {"id": question["id"], "options": [{"id": one["id"]} for one in question["options"]]}
            for question in whole["questions"]
            if question["id"] in asked
        ],
        "decisions": [item for item in whole["decisions"] if item["id"] in needed],
        "tables": [item for item in whole["tables"] if item["id"] in needed],
    }


_FOR_FORM = ("id", "ask", "short", "takes_date")


def _tables_for_form(dataset: Dataset) -> set[str]:
    """Return the tables that fill in a field of the form, and those that they look at."""
    needed = {field.source for field in dataset.vocabulary.tool.quote_fields}
    for name in reversed(list(dataset.decisions)):
        needed |= set(dataset.decisions[name].inputs) if name in needed else set()
    return needed & set(dataset.decisions)


def _plain(record: Record) -> Plain:
    return record.model_dump(exclude_defaults=True)


def _table(table: DecisionTable) -> Plain:
    return {
        "id": table.id,
        "inputs": table.inputs,
        "rules": [
            {
                "id": rule.id,
                "when": rule.when,
                "then": rule.then,
                "because": _plain(rule.because),
                "steps": rule.steps,
            }
            for rule in table.rules
        ],
    }


def _source(dataset: Dataset, name: str) -> Plain:
    source = dataset.sources[name]
    return {
        "title": source.title,
        "publisher": source.publisher,
        "url": source.url or "",
        "tier": TIER_NAMES[source.tier],
        "read": str(source.read),
    }


def _cited(dataset: Dataset) -> Iterator[str]:
    for table in dataset.decisions.values():
        for rule in table.rules:
            yield from rule.because.sources
    for decision in dataset.vocabulary.decisions:
        for outcome in decision.outcomes:
            yield from outcome.summary.sources
