"""Whether the site is built as a demonstration, with the sample firms of the data."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from model.content.accessibility import Accessibility
from model.content.changes import Changes
from model.content.comparison import (
    Attribute,
    Attributes,
    Group,
    Report,
    ReportType,
    Types,
    View,
    Views,
)
from model.content.glossary import Glossary, Term
from model.content.myths import Myth, MythGroup, Myths
from model.content.planner import Planner
from model.content.prices import Durations, Prices
from model.content.redirects import Redirects
from model.content.scenarios import Scenario, Scenarios
from model.content.site import SiteSettings
from model.content.sources import Source, Sources
from model.core.problems import DataProblems, Problem
from model.core.record import Record
from model.core.validation import validate
from model.core.yaml_loader import Document, read
from model.decision.table import DecisionTable
from model.decision.vocabulary import Vocabulary
from model.form.definition import QuoteForm
from model.form.providers import Provider, Providers, ProviderWords
from model.integrity.references import cross_problems
from model.matching.firms import Firm, Firms, FirmTerms, listed
from model.matching.rules import Matching
from model.request_text.phrases import Phrases

VARIABLE = "SITE_DEMONSTRATION"


def demonstration() -> bool:
    """Return what SITE_DEMONSTRATION says; raises DataProblems unless it is on, off or unset."""
    said = os.environ.get(VARIABLE, "").lower()
    if said not in {"on", "off", ""}:
        what = f"“{said}” in the environment must be on or off"
        raise DataProblems([Problem(VARIABLE, 0, "", what)])
    return said == "on"


R = TypeVar("R", bound=Record)
ROOT = Path(__file__).resolve().parent.parent
# SITE_DATA is for trying out other data, such as another form backend, without touching this one.
DATA = Path(os.environ.get("SITE_DATA") or ROOT / "data").resolve()
# The record that each file holds. `*` stands for one file a record.
FILES: dict[str, type[Record]] = {
    "attributes.yml": Attributes,
    "types.yml": Types,
    "views.yml": Views,
    "sources.yml": Sources,
    "vocabulary.yml": Vocabulary,
    "scenarios.yml": Scenarios,
    "prices.yml": Prices,
    "durations.yml": Durations,
    "planner.yml": Planner,
    "myths.yml": Myths,
    "glossary.yml": Glossary,
    "quote_form.yml": QuoteForm,
    "providers.yml": Providers,
    "firms.yml": Firms,
    "matching.yml": Matching,
    "phrases.yml": Phrases,
    "changes.yml": Changes,
    "redirects.yml": Redirects,
    "accessibility.yml": Accessibility,
    "site.yml": SiteSettings,
    "reports/*.yml": Report,
    "decisions/*.yml": DecisionTable,
}


@dataclass(frozen=True)
class Dataset:
    """Everything the data says, checked. Dictionaries keep the order in which things are shown."""

    settings: SiteSettings
    vocabulary: Vocabulary
    groups: dict[str, Group]
    attributes: dict[str, Attribute]
    types: dict[str, ReportType]
    views: dict[str, View]
    reports: dict[str, Report]
    sources: dict[str, Source]
    decisions: dict[str, DecisionTable]
    scenarios: dict[str, Scenario]
    prices: Prices
    durations: Durations
    planner: Planner
    myth_groups: dict[str, MythGroup]
    myths: dict[str, Myth]
    terms: dict[str, Term]
    quote_form: QuoteForm
    providers: dict[str, Provider]
    provider_words: ProviderWords
    firms: tuple[Firm, ...]  # all, also those that this deployment does not list
    firm_terms: FirmTerms
    matching: Matching
    phrases: Phrases
    demonstration: bool
    changes: Changes
    redirects: Redirects
    accessibility: Accessibility

    @property
    def listed_firms(self) -> tuple[Firm, ...]:
        """The firms that the pages show."""
        return listed(self.firms, demonstration=self.demonstration)


def load(data: Path = DATA) -> Dataset:
    """Load and check `data`; raises DataProblems with every mistake in it."""
    documents: dict[str, Document] = {}
    records: dict[str, Record] = {}
    problems: list[Problem] = list(_stray_files(data))
    for name, kind in _files(data):
        document = documents[name] = read(data / name, data.parent)
        problems += document.problems
        if not document.problems:
            record, found = _validated(kind, document)
            problems += found
            if record is not None:
                records[name] = record
    problems += cross_problems(records, documents)
    if problems:
        raise DataProblems(problems)
    return _assemble(records)


@lru_cache(maxsize=256)  # after a change of one file the records of the others stay what they are
def _validated(kind: type[Record], document: Document) -> tuple[Record | None, list[Problem]]:
    return validate(kind, document)


def _files(data: Path) -> Iterator[tuple[str, type[Record]]]:
    for pattern, kind in FILES.items():
        if "*" in pattern:
            for path in sorted(data.glob(pattern)):
                yield str(path.relative_to(data)), kind
        else:
            yield pattern, kind


def _stray_files(data: Path) -> Iterator[Problem]:
    """A file nobody reads has a mistake in its name, such as `source.yml`."""
    for path in sorted([*data.rglob("*.yml"), *data.rglob("*.yaml")]):
        name = path.relative_to(data)
        if not any(
            name.match(pattern) and len(name.parts) == pattern.count("/") + 1 for pattern in FILES
        ):
            where = str(path.relative_to(data.parent))
            yield Problem(where, 1, "", f"no such data file is known (known: {', '.join(FILES)})")


def _assemble(records: dict[str, Record]) -> Dataset:
    def one(name: str, kind: type[R]) -> R:
        record = records[name]
        assert isinstance(record, kind)  # noqa: S101 - FILES says so
        return record

    def each(folder: str, kind: type[R]) -> list[R]:
        return [one(name, kind) for name in records if name.startswith(f"{folder}/")]

    attributes, vocabulary = one("attributes.yml", Attributes), one("vocabulary.yml", Vocabulary)
    tables = {table.id: table for table in each("decisions", DecisionTable)}
    return Dataset(
        settings=with_address(one("site.yml", SiteSettings)),
        vocabulary=vocabulary,
        groups={group.id: group for group in attributes.groups},
        attributes={row.id: row for row in attributes.attributes},
        types={kind.id: kind for kind in one("types.yml", Types).types},
        views={view.id: view for view in one("views.yml", Views).views},
        reports={report.id: report for report in each("reports", Report)},
        sources={source.id: source for source in one("sources.yml", Sources).sources},
        decisions={decision.id: tables[decision.id] for decision in vocabulary.decisions},
        scenarios={item.id: item for item in one("scenarios.yml", Scenarios).scenarios},
        prices=one("prices.yml", Prices),
        durations=one("durations.yml", Durations),
        planner=one("planner.yml", Planner),
        myth_groups={group.id: group for group in one("myths.yml", Myths).groups},
        myths={myth.id: myth for myth in one("myths.yml", Myths).myths},
        terms={term.id: term for term in one("glossary.yml", Glossary).terms},
        quote_form=one("quote_form.yml", QuoteForm),
        providers={item.id: item for item in one("providers.yml", Providers).providers},
        provider_words=one("providers.yml", Providers).words,
        firms=tuple(one("firms.yml", Firms).firms),
        firm_terms=one("firms.yml", Firms).terms,
        matching=one("matching.yml", Matching),
        phrases=one("phrases.yml", Phrases),
        demonstration=demonstration(),
        changes=one("changes.yml", Changes),
        redirects=one("redirects.yml", Redirects),
        accessibility=one("accessibility.yml", Accessibility),
    )


def with_address(settings: SiteSettings) -> SiteSettings:
    """Return the settings with the address of this deployment, from SITE_ADDRESS if it is set."""
    address = os.environ.get("SITE_ADDRESS")
    if not address:
        return settings
    changed = {**settings.model_dump(), "address": address.rstrip("/") + "/"}
    try:
        return SiteSettings.model_validate(changed)
    except ValidationError:
        what = f"“{address}” in the environment is not an address such as https://example.com/"
        raise DataProblems([Problem("SITE_ADDRESS", 0, "", what)]) from None
