"""What ties the reports to the rows and the types: every row has a value, and every value a row."""

from collections.abc import Iterable, Iterator, Mapping

from model.content.comparison import Attributes, Report, Types
from model.core.problems import Problem, did_you_mean
from model.core.record import Record
from model.core.yaml_loader import Document, KeyPath


def report_problems(
    records: Mapping[str, Record], documents: Mapping[str, Document]
) -> Iterator[Problem]:
    """Yield every problem between data/attributes.yml, data/types.yml and the reports."""
    rows, kinds = records.get("attributes.yml"), records.get("types.yml")
    if not isinstance(rows, Attributes) or not isinstance(kinds, Types):
        return
    known = [row.id for row in rows.attributes]
    types = [kind.id for kind in kinds.types]
    reports = {name: record for name, record in records.items() if isinstance(record, Report)}
    told: set[str] = set()  # what is wrong with every report is said once, at the row
    for index, what, names in _everywhere(known, list(reports.values())):
        told |= names
        yield documents["attributes.yml"].problem(("attributes", index, "id"), what)
    for name, report in reports.items():
        for path, what in [*_rows(report, known, told), *_types(report, types)]:
            yield documents[name].problem(path, what)


def _everywhere(rows: list[str], reports: list[Report]) -> Iterator[tuple[int, str, set[str]]]:
    """Yield (index, what, ids) for each row that no report has, with the name they have instead."""
    if len(reports) < 2:
        return
    strange = set.intersection(*(set(report.values) for report in reports)) - set(rows)
    for index, row in enumerate(rows):
        if any(row in report.values for report in reports):
            continue
        near = did_you_mean(row, strange)
        named = next((other for other in strange if f"“{other}”" in near), None)
        if named:
            what = f"no report has a value for this row, but all have “{named}”: was it renamed?"
            yield index, what, {row, named}
        else:
            what = f"no report has a value for this row: add “{row}” to each file in data/reports/"
            yield index, what, {row}


def _rows(report: Report, rows: list[str], told: set[str]) -> Iterator[tuple[KeyPath, str]]:
    for row in rows:
        if row not in report.values and row not in told:
            yield ("values", row), "field required (data/attributes.yml has this row)"
    for row in report.values:
        if row not in rows and row not in told:
            yield ("values", row), f"unknown attribute{did_you_mean(row, rows)}"


def _types(report: Report, types: list[str]) -> Iterator[tuple[KeyPath, str]]:
    for index, kind in enumerate(report.types):
        if kind not in types:
            yield ("types", index), f"unknown type “{kind}”{did_you_mean(kind, types)}"
    if not set(report.types) <= set(types):
        return  # what follows would only repeat it
    if set(types) - set(report.types) and report.other_types is None:
        yield ("other_types",), "field required (the report is not compared in every type)"
    for row, value in report.values.items():
        if value.by_type is not None:
            yield from _by_type(("values", row, "by_type"), value.by_type, report.types)


def _by_type(
    path: KeyPath, given: Iterable[str], types: list[str]
) -> Iterator[tuple[KeyPath, str]]:
    for kind in given:
        if kind not in types:
            yield (*path, kind), f"unknown type “{kind}”{did_you_mean(kind, types)}"
    for kind in types:
        if kind not in given:
            yield (*path, kind), "field required"
