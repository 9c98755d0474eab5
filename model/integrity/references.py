"""Texts of the data are plain: pages print Markdown, HTML and calls in them as they stand."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePath
from weakref import WeakKeyDictionary

from model.content.changes import Changes, change_problems
from model.content.comparison import Attributes, Views
from model.content.glossary import Glossary, glossary_problems
from model.content.myths import Myths, myth_problems
from model.content.prices import Durations, Prices, group_problems
from model.content.redirects import Redirects, redirect_problems
from model.content.scenarios import Reason, Scenarios, scenario_problems
from model.content.sources import Sources
from model.core.problems import Problem, did_you_mean
from model.core.record import Quoted, Record, Statement
from model.core.yaml_loader import Document, KeyPath
from model.decision.table import (
    DecisionTable,
    order_problems,
    order_references,
    proofs,
    reference_problems,
)
from model.decision.vocabulary import Vocabulary
from model.integrity.decision_tool import tool_problems
from model.integrity.firms import firm_problems
from model.integrity.form import form_problems
from model.integrity.reports import report_problems
from model.request_text.phrases import Phrases, phrase_problems

MARKUP = {
    "HTML": re.compile(r"</?[a-z][\w-]*(?:\s[^<>]*)?/?>", re.I),
    "a Markdown link": re.compile(r"\[[^\]]*\]\([^)]*\)"),
    "a call": re.compile(r"\{\{|\{%"),
    "bold Markdown": re.compile(r"\*\*\S|(?<!\w)__\w"),
    "Markdown code": re.compile(r"`[^`]+`"),
}


def markup_problems(values: Iterable[tuple[KeyPath, object]]) -> Iterator[tuple[KeyPath, str]]:
    """Yield (path, what is wrong) for each text with markup in it."""
    for path, value in values:
        if isinstance(value, str):
            for name, pattern in MARKUP.items():
                if found := pattern.search(value):
                    what = f"“{found[0]}” is {name} and would be printed: write plain words"
                    yield path, what


def address_problems(
    records: Mapping[str, Record], documents: Mapping[str, Document]
) -> Iterator[Problem]:
    """Yield every problem in data/changes.yml and data/redirects.yml."""
    changes, redirects = records.get("changes.yml"), records.get("redirects.yml")
    if isinstance(changes, Changes):
        for path, what in change_problems(changes):
            yield documents["changes.yml"].problem(path, what)
    if isinstance(redirects, Redirects):
        for path, what in redirect_problems(redirects):
            yield documents["redirects.yml"].problem(path, what)


def content_problems(
    records: dict[str, Record], documents: dict[str, Document]
) -> Iterator[Problem]:
    """Yield every problem within prices, durations, myths and the glossary."""
    for name, record in records.items():
        for path, what in _problems(record):
            yield documents[name].problem(path, what)


def _problems(record: Record) -> Iterator[tuple[KeyPath, str]]:
    if isinstance(record, Prices | Durations):
        yield from group_problems([group.id for group in record.groups], record.figures)
    elif isinstance(record, Myths):
        yield from myth_problems(record)
    elif isinstance(record, Glossary):
        yield from glossary_problems(record)
    elif isinstance(record, Phrases):
        yield from phrase_problems(record)


# Where sources stand, which, and whether the statement is a claim of ours.
Cited = tuple[KeyPath, list[str], bool]


def cross_problems(records: dict[str, Record], documents: dict[str, Document]) -> Iterator[Problem]:
    """Yield every problem between files; files that did not load are left out of account."""
    found = [*_of_each(records, documents), *_between(records, documents)]
    yield from found
    # Firms name reports and types: what is wrong with those would only be repeated for each firm.
    named = {documents[name].file for name in documents if name.startswith(("reports/", "types."))}
    loaded = all(name in records for name in documents if name.startswith("reports/"))
    if loaded and not named & {problem.file for problem in found}:
        yield from firm_problems(records, documents)


def _of_each(records: dict[str, Record], documents: dict[str, Document]) -> Iterator[Problem]:
    for name, record in records.items():
        document = documents[name]
        if document not in _alone:
            _alone[document] = list(_of_one(name, record, document))
        yield from _alone[document]


# What was found in a file alone: while pages are edited, most files are the same every time.
_alone: WeakKeyDictionary[Document, list[Problem]] = WeakKeyDictionary()
_cited: WeakKeyDictionary[Document, list[Cited]] = WeakKeyDictionary()


def _of_one(name: str, record: Record, document: Document) -> Iterator[Problem]:
    yield from _repeated_ids(record, document)
    yield from _unwritten(record, document)
    for path, what in markup_problems(_walk(record)):
        yield document.problem(path, what)
    if "/" in name:
        yield from _file_name(record, document)


def _between(records: dict[str, Record], documents: dict[str, Document]) -> Iterator[Problem]:
    yield from _sources(records, documents)
    yield from _attributes(records, documents)
    yield from report_problems(records, documents)
    yield from _decisions(records, documents)
    yield from _scenarios(records, documents)
    yield from tool_problems(records, documents)
    yield from form_problems(records, documents)
    yield from content_problems(records, documents)
    yield from address_problems(records, documents)


def _file_name(record: Record, document: Document) -> Iterator[Problem]:
    expected = PurePath(document.file).stem
    if (given := getattr(record, "id", None)) != expected:
        yield document.problem(("id",), f"“{given}” must be the file's name, “{expected}”")


def _unwritten(record: Record, document: Document) -> Iterator[Problem]:
    """A text that says TODO was left by tools/scaffold.py for an editor."""
    for path, value in _walk(record):
        if value == "TODO":
            yield document.problem(path, "still to be written")


def _repeated_ids(record: Record, document: Document) -> Iterator[Problem]:
    for path, items in _lists(record):
        seen: set[str] = set()
        for index, item in enumerate(items):
            label = getattr(item, "id", None)
            if label in seen:
                yield document.problem((*path, index, "id"), f"“{label}” stands twice")
            elif label:
                seen.add(label)


def _lists(value: object, path: KeyPath = ()) -> Iterator[tuple[KeyPath, list[object]]]:
    for here, item in _walk(value, path):
        if isinstance(item, list):
            yield here, item


def _walk(value: object, path: KeyPath = ()) -> Iterator[tuple[KeyPath, object]]:
    """Yield every value of a record with its path, depth first."""
    waiting = [(path, value)]  # a list in place of recursion, which is five times as slow here
    while waiting:
        here, item = waiting.pop()
        yield here, item
        children: Iterable[tuple[str | int, object]] = ()
        if isinstance(item, Record):
            children = [(name, getattr(item, name)) for name in type(item).model_fields]
        elif isinstance(item, dict):
            children = item.items()
        elif isinstance(item, list):
            children = enumerate(item)
        waiting += [((*here, step), child) for step, child in children][::-1]


def _sources(records: dict[str, Record], documents: dict[str, Document]) -> Iterator[Problem]:
    """Every cited source is registered, and tier 3 alone never carries a statement."""
    register = records.get("sources.yml")
    if not isinstance(register, Sources):
        return
    tiers = {source.id: source.tier for source in register.sources}
    for name, record in records.items():
        document = documents[name]
        if document not in _cited:
            _cited[document] = list(cited_sources(record))
        for path, cited, is_claim in _cited[document]:
            for index, source in enumerate(cited):
                if source not in tiers:
                    what = f"unknown source “{source}”{did_you_mean(source, tiers)}"
                    yield documents[name].problem((*path, "sources", index), what)
            if is_claim and all(tiers.get(source) == 3 for source in cited):
                what = "only tier 3 sources; a statement needs one of tier 1 or 2"
                yield documents[name].problem((*path, "sources"), what)


def cited_sources(record: object) -> Iterator[Cited]:
    """Yield (path, source ids, whether it is a claim of ours) for each statement in a record.

    A disagreement, a quoted figure, or a reason marked as reported tells what others say, and may
    rest on tier 3.
    """
    for path, value in _walk(record):
        cited = getattr(value, "sources", None)
        if isinstance(value, Record) and isinstance(cited, list) and _is_ids(cited):
            disagreement = isinstance(value, Statement) and path[-1:] == ("disagreement",)
            reported = isinstance(value, Quoted) or (isinstance(value, Reason) and value.reported)
            yield path, cited, not (disagreement or reported)


def _is_ids(values: list[object]) -> bool:
    return all(isinstance(value, str) for value in values)


def _attributes(records: dict[str, Record], documents: dict[str, Document]) -> Iterator[Problem]:
    rows = records.get("attributes.yml")
    if not isinstance(rows, Attributes):
        return
    groups = [group.id for group in rows.groups]
    for index, row in enumerate(rows.attributes):
        if row.group not in groups:
            what = f"unknown group “{row.group}”{did_you_mean(row.group, groups)}"
            yield documents["attributes.yml"].problem(("attributes", index, "group"), what)
    views = records.get("views.yml")
    for index, view in enumerate(views.views if isinstance(views, Views) else []):
        for place, name in enumerate(view.groups):
            if name not in groups:
                what = f"unknown group “{name}”{did_you_mean(name, groups)}"
                yield documents["views.yml"].problem(("views", index, "groups", place), what)


def _decisions(records: dict[str, Record], documents: dict[str, Document]) -> Iterator[Problem]:
    vocabulary = records.get("vocabulary.yml")
    if not isinstance(vocabulary, Vocabulary):
        return
    decisions = [decision.id for decision in vocabulary.decisions]
    for decision in decisions:
        file = f"decisions/{decision}.yml"
        if file not in documents:
            where = ("decisions", decisions.index(decision), "id")
            yield documents["vocabulary.yml"].problem(where, f"data/{file} is missing")
    first_use: dict[str, str] = {}
    for name, table in records.items():
        if isinstance(table, DecisionTable):
            yield from _table(table, vocabulary, decisions, documents[name])
            for index, rule in enumerate(table.rules):
                if first_use.setdefault(rule.id, name) != name:
                    what = f"“{rule.id}” is a rule of {first_use[rule.id]} already"
                    yield documents[name].problem(("rules", index, "id"), what)


def _table(
    table: DecisionTable, vocabulary: Vocabulary, decisions: list[str], document: Document
) -> Iterator[Problem]:
    if table.id not in decisions:
        what = f"unknown decision “{table.id}”{did_you_mean(table.id, decisions)}"
        yield document.problem(("id",), what)
        return
    for index, earlier in enumerate(table.inputs):
        # a table may look at the outcome of a table before it, never at its own or a later one
        if earlier in decisions[decisions.index(table.id) :]:
            yield document.problem(("inputs", index), f"“{earlier}” is decided later")
    dangling = [
        *reference_problems(table, vocabulary),
        *order_references(table, vocabulary),
    ]
    for path, what, word, known in dangling:
        yield document.problem(path, what + did_you_mean(word, known))
    if not dangling:  # a proof over unknown names would only repeat them
        # without one rule for every combination, there is nothing to compare
        found = list(proofs(table, vocabulary)) or order_problems(table, vocabulary)
        for path, what in _first_of_each(found):
            yield document.problem(path, what)


def _first_of_each(found: Iterable[tuple[KeyPath, str]]) -> Iterator[tuple[KeyPath, str]]:
    """Yield the first finding of each place: one rule too broad is wrong in many combinations."""
    places: dict[KeyPath, list[str]] = {}
    for path, what in found:
        places.setdefault(path, []).append(what)
    for path, (first, *others) in places.items():
        yield path, f"{first} – and {len(others)} more like it" if others else first


def _scenarios(records: dict[str, Record], documents: dict[str, Document]) -> Iterator[Problem]:
    scenarios, vocabulary = records.get("scenarios.yml"), records.get("vocabulary.yml")
    register = records.get("sources.yml")
    if not isinstance(scenarios, Scenarios) or not isinstance(vocabulary, Vocabulary):
        return
    known = register.sources if isinstance(register, Sources) else []
    tiers = {source.id: source.tier for source in known}
    for path, what in scenario_problems(scenarios, vocabulary, tiers):
        yield documents["scenarios.yml"].problem(path, what)
