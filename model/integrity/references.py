"""What ties files together: every name that one file uses stands in another."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from model.content import (
    Attributes,
    Report,
    Scenarios,
    SiteSettings,
    Sources,
    Views,
    check_scenarios,
)
from model.core.problems import Problem, suggest
from model.decision import DecisionTable, Vocabulary
from model.integrity.decision_tables import check_decision_tables
from model.integrity.decision_tool import check_decision_tool
from model.integrity.files import DataFile, DataFiles
from model.integrity.firms import check_firms
from model.integrity.form import check_form
from model.integrity.reports import check_reports
from model.request_text import COUNTED, Phrases


def find_problems(files: DataFiles) -> Iterator[Problem]:
    """Yield every problem in and between files; those that did not load are left out of account."""
    found = [problem for file in files for problem in file.own_problems]
    found += [*_check_references(files)]
    yield from found
    # Firms name reports and types: what is wrong with those would only be repeated for each firm.
    named = {files.types.document.file, *(file.document.file for file in files.reports)}
    loaded = all(file.record for file in files.reports)
    if loaded and not named & {problem.file for problem in found}:
        yield from check_firms(files)


def _check_references(files: DataFiles) -> Iterator[Problem]:
    for report in files.reports:
        yield from _check_file_name(report)
    for table in files.decisions:
        yield from _check_file_name(table)
    yield from _check_sources(files)
    yield from _check_namesakes(files.sources, files.site)
    yield from _check_groups(files.attributes, files.views)
    yield from check_reports(files.attributes, files.types, files.reports)
    yield from check_decision_tables(files.vocabulary, files.decisions)
    yield from _check_scenarios(files.scenarios, files.vocabulary, files.sources)
    yield from check_decision_tool(files.vocabulary, files.quote_form)
    yield from _check_phrases(files.phrases, files.vocabulary)
    yield from check_form(files.providers, files.quote_form, files.site)


def _check_file_name(file: DataFile[Report] | DataFile[DecisionTable]) -> Iterator[Problem]:
    if file.record and file.record.id != file.stem:
        what = f"“{file.record.id}” must be the file's name, “{file.stem}”"
        yield file.problem(("id",), what)


def _check_sources(files: DataFiles) -> Iterator[Problem]:
    """Every cited source is registered, and tier 3 alone never carries a statement."""
    if files.sources.record is None:
        return
    tiers = {source.id: source.tier for source in files.sources.record.sources}
    for file in files:
        for cited in file.citations:
            for index, source in enumerate(cited.sources):
                if source not in tiers:
                    what = f"unknown source “{source}”{suggest(source, tiers)}"
                    yield file.problem((*cited.path, "sources", index), what)
            if cited.is_claim and all(tiers.get(source) == 3 for source in cited.sources):
                what = "only tier 3 sources; a statement needs one of tier 1 or 2"
                yield file.problem((*cited.path, "sources"), what)


def _check_namesakes(sources: DataFile[Sources], site: DataFile[SiteSettings]) -> Iterator[Problem]:
    """No source could be taken for this site itself: readers would think that it cites itself."""
    if sources.record is None or site.record is None:
        return
    name = _letters(site.record.name)
    for index, source in enumerate(sources.record.sources):
        host = urlsplit(source.url or "").netloc.removeprefix("www.")
        for key, text in ("publisher", source.publisher), ("url", host):
            # With and without an ending such as “.org”.
            if name in (_letters(text), _letters(text.rpartition(".")[0])):
                what = f"“{text}” could be taken for this site, {site.record.name}: no source"
                yield sources.problem(("sources", index, key), what)


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.casefold())


def _check_phrases(
    phrases: DataFile[Phrases], vocabulary: DataFile[Vocabulary]
) -> Iterator[Problem]:
    """What a phrase settles is an option of its question in the vocabulary."""
    if phrases.record is None or vocabulary.record is None:
        return
    allowed = {
        question.id: [option.id for option in question.options]
        for question in vocabulary.record.questions
    }
    for index, phrase in enumerate(phrases.record.phrases):
        options = allowed.get(phrase.question)
        if options is None:
            what = f"unknown question “{phrase.question}”{suggest(phrase.question, allowed)}"
            yield phrases.problem(("phrases", index, "question"), what)
        elif phrase.answer not in (None, COUNTED, *options):
            what = f"data/vocabulary.yml has no option “{phrase.answer}” of {phrase.question}"
            yield phrases.problem(("phrases", index, "answer"), what)
    named = allowed.get("named", [])
    for index, report in enumerate(phrases.record.reports):
        if report not in named:
            what = f"data/vocabulary.yml has no option “{report}” of named{suggest(report, named)}"
            yield phrases.problem(("reports", index), what)


def _check_groups(attributes: DataFile[Attributes], views: DataFile[Views]) -> Iterator[Problem]:
    if attributes.record is None:
        return
    groups = [group.id for group in attributes.record.groups]
    for index, row in enumerate(attributes.record.attributes):
        if row.group not in groups:
            what = f"unknown group “{row.group}”{suggest(row.group, groups)}"
            yield attributes.problem(("attributes", index, "group"), what)
    for index, view in enumerate(views.record.views if views.record else ()):
        for place, name in enumerate(view.groups):
            if name not in groups:
                what = f"unknown group “{name}”{suggest(name, groups)}"
                yield views.problem(("views", index, "groups", place), what)


def _check_scenarios(
    scenarios: DataFile[Scenarios], vocabulary: DataFile[Vocabulary], register: DataFile[Sources]
) -> Iterator[Problem]:
    if scenarios.record is None or vocabulary.record is None:
        return
    known = register.record.sources if register.record else ()
    tiers = {source.id: source.tier for source in known}
    for path, what in check_scenarios(scenarios.record, vocabulary.record, tiers):
        yield scenarios.problem(path, what)
