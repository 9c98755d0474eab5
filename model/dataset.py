"""Everything the data says, checked: `load(data_folder())`."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import ValidationError

from model.content import (
    Accessibility,
    Attribute,
    CannedReply,
    Changes,
    ControlWords,
    CopyButtonWords,
    Durations,
    EvidenceGroup,
    EvidenceItem,
    FilterWords,
    Group,
    Myth,
    MythGroup,
    Prices,
    QuoteSheet,
    Redirects,
    Report,
    ReportType,
    Scenario,
    ShortRow,
    SiteSettings,
    Source,
    Term,
    View,
)
from model.core.problems import InvalidDataError, Problem
from model.decision import DecisionTable, Vocabulary
from model.form import (
    ApplicationForm,
    FirmForm,
    Provider,
    ProviderWords,
    QuoteForm,
    build_application_form,
)
from model.integrity import DataFiles, FileCache, find_problems, find_stray_files, read_files
from model.matching import (
    Firm,
    FirmCatalog,
    FirmTerms,
    Matching,
    TagLabels,
    build_tag_labels,
    select_listed,
)
from model.request_text import Phrases
from model.timeline import Timeline

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"  # this project's own; what a deployment uses is told by data_folder


def data_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the folder with the data: that of SITE_DATA, a second site's, or this project's."""
    return Path(environ.get("SITE_DATA") or DATA).resolve()


@dataclass(frozen=True)
class Dataset:
    """Everything the data says, checked. Dictionaries keep the order in which things are shown."""

    settings: SiteSettings
    vocabulary: Vocabulary
    groups: dict[str, Group]
    attributes: dict[str, Attribute]
    short_rows: dict[str, ShortRow]
    types: dict[str, ReportType]
    views: dict[str, View]
    control_words: ControlWords
    reports: dict[str, Report]
    sources: dict[str, Source]
    decisions: dict[str, DecisionTable]
    scenarios: dict[str, Scenario]
    filter_words: FilterWords
    prices: Prices
    durations: Durations
    timeline: Timeline
    myth_groups: dict[str, MythGroup]
    myths: dict[str, Myth]
    terms: dict[str, Term]
    evidence_groups: dict[str, EvidenceGroup]
    other_evidence: dict[str, EvidenceItem]
    replies: dict[str, CannedReply]
    reply_words: CopyButtonWords
    quote_form: QuoteForm
    quote_sheet: QuoteSheet
    providers: dict[str, Provider]
    provider_words: ProviderWords
    firms: tuple[Firm, ...]  # all, also those that this deployment does not list
    firm_terms: FirmTerms
    firm_form: FirmForm
    matching: Matching
    phrases: Phrases
    demonstration: bool
    changes: Changes
    redirects: Redirects
    accessibility: Accessibility

    @property
    def listed_firms(self) -> tuple[Firm, ...]:
        """The firms that the pages show."""
        return select_listed(self.firms, demonstration=self.demonstration)

    @cached_property
    def firm_tags(self) -> TagLabels:
        """The label of each tag of a firm, by the firm's field."""
        return build_tag_labels(
            self.reports.values(), self.types.values(), self.quote_form, self.firm_terms
        )

    @cached_property
    def application_form(self) -> ApplicationForm:
        """The form by which a firm applies, built like that for quotes."""
        return build_application_form(self.firm_form, self.quote_form, self.firm_tags)

    @cached_property
    def firm_catalog(self) -> FirmCatalog:
        """What requests are matched with: the listed firms, and the rules."""
        return FirmCatalog(
            self.listed_firms,
            self.matching,
            self.quote_form,
            self.firm_tags,
            self.demonstration,
            self.timeline,
        )


def load(
    folder: Path, *, environ: Mapping[str, str] = os.environ, cache: FileCache | None = None
) -> Dataset:
    """Load and check a data folder; raises InvalidDataError with every mistake in it.

    SITE_ADDRESS and SITE_DEMONSTRATION in `environ` say what differs in a deployment. With a
    `cache` that is kept, only the files that have changed are read and checked by themselves again.
    """
    files = read_files(folder, cache or FileCache())
    problems = [*find_stray_files(folder), *find_problems(files)]
    problems += [problem for file in files for problem in file.mistakes]
    if problems:
        raise InvalidDataError(problems)
    return _assemble(files, environ)


def _assemble(files: DataFiles, environ: Mapping[str, str]) -> Dataset:
    attributes, myths = files.attributes.require(), files.myths.require()
    vocabulary, providers = files.vocabulary.require(), files.providers.require()
    firms, evidence = files.firms.require(), files.other_evidence.require()
    tables = {table.id: table for table in (file.require() for file in files.decisions)}
    return Dataset(
        settings=override_address(files.site.require(), environ),
        vocabulary=vocabulary,
        groups={group.id: group for group in attributes.groups},
        attributes={row.id: row for row in attributes.attributes},
        short_rows={row.id: row for row in attributes.short},
        types={kind.id: kind for kind in files.types.require().types},
        views={view.id: view for view in files.views.require().views},
        control_words=files.views.require().controls,
        reports={report.id: report for report in (file.require() for file in files.reports)},
        sources={source.id: source for source in files.sources.require().sources},
        decisions={decision.id: tables[decision.id] for decision in vocabulary.decisions},
        scenarios={item.id: item for item in files.scenarios.require().scenarios},
        filter_words=files.scenarios.require().filter,
        prices=files.prices.require(),
        durations=files.durations.require(),
        timeline=files.timeline.require(),
        myth_groups={group.id: group for group in myths.groups},
        myths={myth.id: myth for myth in myths.myths},
        terms={term.id: term for term in files.glossary.require().terms},
        evidence_groups={group.id: group for group in evidence.groups},
        other_evidence={item.id: item for item in evidence.items},
        replies={item.id: item for item in files.replies.require().replies},
        reply_words=files.replies.require().words,
        quote_form=files.quote_form.require(),
        quote_sheet=files.quote_sheet.require(),
        providers={item.id: item for item in providers.providers},
        provider_words=providers.words,
        firms=tuple(firms.firms),
        firm_terms=firms.terms,
        firm_form=files.firm_form.require(),
        matching=files.matching.require(),
        phrases=files.phrases.require(),
        demonstration=is_demonstration(environ),
        changes=files.changes.require(),
        redirects=files.redirects.require(),
        accessibility=files.accessibility.require(),
    )


def is_demonstration(environ: Mapping[str, str]) -> bool:
    """Read SITE_DEMONSTRATION; raises InvalidDataError unless it is on, off or unset."""
    given = environ.get("SITE_DEMONSTRATION", "").lower()
    if given not in {"on", "off", ""}:
        what = f"“{given}” in the environment must be on or off"
        raise InvalidDataError([Problem("SITE_DEMONSTRATION", 0, "", what)])
    return given == "on"


def override_address(settings: SiteSettings, environ: Mapping[str, str]) -> SiteSettings:
    """Return the settings with the address of this deployment, from SITE_ADDRESS if it is set."""
    address = environ.get("SITE_ADDRESS")
    if not address:
        return settings
    changed = {**settings.model_dump(), "address": address.rstrip("/") + "/"}
    try:
        return SiteSettings.model_validate(changed)
    except ValidationError:
        what = f"“{address}” in the environment is not an address such as https://example.com/"
        raise InvalidDataError([Problem("SITE_ADDRESS", 0, "", what)]) from None
