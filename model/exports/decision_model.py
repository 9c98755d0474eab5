"""The decision model as one plain document, for the browser."""

from collections.abc import Iterator
from typing import Any

from model.core.record import Record
from model.dataset import Dataset
from model.decision.table import DecisionTable
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
        "decisions": [_plain(decision) for decision in vocabulary.decisions],
        "tables": [_table(table) for table in dataset.decisions.values()],
        "steps": [{"id": step.id, "text": step.text, "page": step.page or ""}
                  for step in vocabulary.steps],
        "sources": {name: _source(dataset, name) for name in sorted(set(_cited(dataset)))},
        "tool": _plain(vocabulary.tool),
        "timeline": compile_timeline(dataset),
    }  # fmt: skip


def compile_answers(dataset: Dataset) -> Plain:
    """Return the part that turns answers into the fields of the quote form, without the prose."""
    whole = compile_model(dataset)
    return {
        "version": whole["version"],
        "changes": whole["changes"],
        "questions": [
            {"id": question["id"], "short": question["short"], "options": question["options"]}
            for question in whole["questions"]
        ],
        "decisions": [
            {
                "id": decision["id"],
                "unsettled": decision["unsettled"],
                "outcomes": [{"id": outcome["id"]} for outcome in decision["outcomes"]],
            }
            for decision in whole["decisions"]
        ],
        "tables": [
            {
                "id": table["id"],
                "rules": [
                    {**rule, "because": {"text": "", "sources": []}, "steps": []}
                    for rule in table["rules"]
                ],
            }
            for table in whole["tables"]
        ],
        "steps": [],
        "tool": {name: whole["tool"][name] for name in ("link", "quote_fields")},
    }


def _plain(record: Record) -> Plain:
    return record.model_dump(exclude_defaults=True)


def _table(table: DecisionTable) -> Plain:
    return {
        "id": table.id,
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
    return {"title": source.title, "publisher": source.publisher, "url": source.url or ""}


def _cited(dataset: Dataset) -> Iterator[str]:
    for table in dataset.decisions.values():
        for rule in table.rules:
            yield from rule.because.sources
    for decision in dataset.vocabulary.decisions:
        for outcome in decision.outcomes:
            yield from outcome.summary.sources
