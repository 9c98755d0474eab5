"""What ties the reports to the rows and the types: every row has a value, and every value a row."""

from collections.abc import Iterable, Iterator, Sequence

from model.content import Attributes, Report, Types
from model.core.problems import Problem, suggest
from model.core.yaml_loader import KeyPath
from model.integrity.files import DataFile


def check_reports(
    attributes: DataFile[Attributes],
    types: DataFile[Types],
    reports: Sequence[DataFile[Report]],
) -> Iterator[Problem]:
    """Yield every problem between data/attributes.yml, data/types.yml and the reports."""
    if attributes.record is None or types.record is None:
        return
    rows = [row.id for row in attributes.record.attributes]
    kinds = [kind.id for kind in types.record.types]
    matrix = [row.id for row in attributes.record.attributes if row.in_matrix]
    for index, kind in enumerate(types.record.types):
        for path, what in _check_names(("types", index, "short"), kind.short, matrix, "row"):
            yield types.problem(path, what)
    short = [row.id for row in attributes.record.short]
    for index, name in enumerate(short):
        if name not in rows:
            what = f"unknown attribute{suggest(name, rows)}"
            yield attributes.problem(("short", index, "id"), what)
    told: set[str] = set()  # what is wrong with every report is said once, at the row
    loaded = [file.record for file in reports if file.record]
    for index, what, names in _find_missing_rows(rows, loaded):
        told |= names
        yield attributes.problem(("attributes", index, "id"), what)
    for file in reports:
        if report := file.record:
            for path, what in [
                *_check_rows(report, rows, told),
                *_check_short(report, short),
                *_check_types(report, kinds),
            ]:
                yield file.problem(path, what)


def _find_missing_rows(
    rows: list[str], reports: list[Report]
) -> Iterator[tuple[int, str, set[str]]]:
    """Yield (index, what, ids) for each row that no report has, with the name they have instead."""
    if len(reports) < 2:
        return
    strange = set.intersection(*(set(report.values) for report in reports)) - set(rows)
    for index, row in enumerate(rows):
        if any(row in report.values for report in reports):
            continue
        near = suggest(row, strange)
        named = next((other for other in strange if f"“{other}”" in near), None)
        if named:
            what = f"no report has a value for this row, but all have “{named}”: was it renamed?"
            yield index, what, {row, named}
        else:
            what = f"no report has a value for this row: add “{row}” to each file in data/reports/"
            yield index, what, {row}


def _check_rows(report: Report, rows: list[str], told: set[str]) -> Iterator[tuple[KeyPath, str]]:
    for row in rows:
        if row not in report.values and row not in told:
            yield ("values", row), "field required (data/attributes.yml has this row)"
    for row in report.values:
        if row not in rows and row not in told:
            yield ("values", row), f"unknown attribute{suggest(row, rows)}"


def _check_short(report: Report, short: list[str]) -> Iterator[tuple[KeyPath, str]]:
    for row, value in report.values.items():
        if row in short and value.short is None:
            yield ("values", row, "short"), "field required (a short row of data/attributes.yml)"
        elif value.short and row not in short:
            yield ("values", row, "short"), "shown nowhere: data/attributes.yml has no short row"
        if value.short:
            for index, name in enumerate(value.short.sources):
                if name not in value.all_sources():
                    what = f"“{name}” is no source of the value that this shortens"
                    yield ("values", row, "short", "sources", index), what


def _check_types(report: Report, types: list[str]) -> Iterator[tuple[KeyPath, str]]:
    for index, kind in enumerate(report.types):
        if kind not in types:
            yield ("types", index), f"unknown type “{kind}”{suggest(kind, types)}"
    if not set(report.types) <= set(types):
        return  # what follows would only repeat it
    for row, value in report.values.items():
        if value.by_type is not None:
            path = ("values", row, "by_type")
            yield from _check_names(path, value.by_type, report.types, "type")


def _check_names(
    path: KeyPath, given: Iterable[str], names: list[str], kind: str
) -> Iterator[tuple[KeyPath, str]]:
    """Every name has an entry, and every entry such a name."""
    for name in given:
        if name not in names:
            yield (*path, name), f"unknown {kind} “{name}”{suggest(name, names)}"
    for name in names:
        if name not in given:
            yield (*path, name), "field required"
