"""The words behind the tags of firms: by field, each tag with its label."""

from collections.abc import Iterable

from model.content import Report, ReportType
from model.form import QuoteForm
from model.matching.firms import FirmTerms

# The fields of a firm whose tags are options of the quote form.
FIELD_QUESTIONS = {
    "stages": "stage",
    "company_sizes": "company_size",
    "usual_sizes": "company_size",
    "regions": "region",
    "tools": "compliance_tool",
}
ANY = "*"  # in place of a report or a type: whichever it is

TagLabels = dict[str, dict[str, str]]


def build_tag_labels(
    reports: Iterable[Report], types: Iterable[ReportType], form: QuoteForm, terms: FirmTerms
) -> TagLabels:
    """Return the label of each tag by field; `offers` also has "soc-2.*" and "*.type-1"."""
    words = {name: {term.id: term.label for term in getattr(terms, name)} for name in _own(terms)}
    words["offers"] = _offers(list(reports), list(types))
    fields = {field.name: field for field in form.fields}
    for name, question in FIELD_QUESTIONS.items():
        options = fields[question].options if question in fields else []
        words[name] = {option.value: option.label for option in options}
    return words


def label_tag(words: dict[str, str], tag: str) -> str:
    """Return the label of a tag; that of a report in a type that it has not is made of both."""
    if tag in words:
        return words[tag]
    report, _, kind = tag.partition(".")
    parts = [words.get(f"{report}.{ANY}"), words.get(f"{ANY}.{kind}")]
    return " ".join(part for part in parts if part) or tag


def join_labels(labels: Iterable[str]) -> str:
    """Return "a, b and c"."""
    *most, last = list(labels) or [""]
    return f"{', '.join(most)} and {last}" if most else last


def _own(terms: FirmTerms) -> Iterable[str]:
    return type(terms).model_fields


def _offers(reports: list[Report], types: list[ReportType]) -> dict[str, str]:
    found = {f"{report.id}.{ANY}": report.name for report in reports}
    found |= {f"{ANY}.{kind.id}": kind.name for kind in types}
    for report in reports:
        for kind in types:
            if kind.id in report.types:
                found[f"{report.id}.{kind.id}"] = report.heading(kind)
    return found
