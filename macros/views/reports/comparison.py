"""Comparison tables, the Type 1 / Type 2 matrix, and short rows of reports."""

from collections.abc import Iterator
from itertools import groupby

from macros.views.citations import check_known, source_marks, statement
from macros.views.render import Links, render
from macros.views.reports.selection import check_ids, find_reports
from model.content import Attribute, Report, ReportType
from model.dataset import Dataset

# What a reader of one report asks first, beside its question and who asks for it.
FACTS = ("yardstick", "who-reads")
SCRIPT = "assets/js/comparison/controls.mjs"
SHORT_SCRIPT = "assets/js/comparison/short.mjs"


def comparison_table(dataset: Dataset, links: Links, reports: object, groups: object = None) -> str:
    """Return the rows of the named reports in groups, one column for each report and type.

    `reports` and `groups` are lists of ids; without groups every row is shown.
    Raises UnknownNameError.
    """
    chosen = find_reports(dataset, reports)
    wanted = list(dataset.groups) if groups is None else check_ids("group", groups, dataset.groups)
    context = {
        "id": "-".join(
            ["comparison", *(report.id for report in chosen)] + ([] if groups is None else wanted)
        ),
        "reports": chosen,
        "columns": {
            f"{report.id}.{kind}": report.heading(dataset.types[kind])
            for report in chosen
            for kind in report.types
        },
        "groups": [_group(dataset, links, chosen, name) for name in wanted],
        "views": list(_views(dataset, wanted)),
        "control_words": dataset.control_words.model_dump(),
        "script": links.page(SCRIPT),
    }
    return render("comparison_table.html.j2", context)


def short_comparison(
    dataset: Dataset, links: Links, reports: object, *, buttons: bool = True
) -> str:
    """Return the short rows of the named reports side by side; raises UnknownNameError."""
    chosen = find_reports(dataset, reports)
    rows = [
        {
            "row": row,
            "cells": [_short_cell(dataset, links, report, row.id) for report in chosen],
            "disputed": any(report.values[row.id].disputes() for report in chosen),
        }
        for row in dataset.short_rows.values()
    ]
    context = {
        "id": "-".join(["short", *(report.id for report in chosen)]),
        "reports": chosen,
        "rows": rows,
        "words": dataset.control_words,
        "choose": links.page("which-report/"),
        "script": links.page(SHORT_SCRIPT),
        "buttons": buttons,
    }
    return render("short_comparison.html.j2", context)


def _short_cell(dataset: Dataset, links: Links, report: Report, row: str) -> dict[str, object]:
    short = report.values[row].short
    assert short is not None  # noqa: S101 - model/integrity asks for it
    marks = source_marks(dataset, links, short.sources)
    return {"report": report, "text": short.text, "sources": marks}


def _views(dataset: Dataset, wanted: list[str]) -> Iterator[dict[str, object]]:
    """Yield the views that leave some of the wanted groups, but not all of them."""
    for view in dataset.views.values():
        groups = [name for name in wanted if name in view.groups]
        if 0 < len(groups) < len(wanted):
            yield {"view": view, "groups": groups}


def _group(dataset: Dataset, links: Links, reports: list[Report], name: str) -> dict[str, object]:
    rows = [row for row in dataset.attributes.values() if row.group == name]
    cells = {
        report.id: [list(_cells(dataset, links, report, row)) for row in rows] for report in reports
    }
    # A report has a column for each type where its types differ in a row, or else one for all.
    spans = {
        report.id: len(report.types) if any(len(own) > 1 for own in cells[report.id]) else 1
        for report in reports
    }
    return {
        "group": dataset.groups[name],
        "names": ", ".join(row.label for row in rows),
        "spans": spans,
        "width": sum(spans.values()),
        "rows": [
            {
                "attribute": row,
                "cells": [cell for report in reports for cell in cells[report.id][at]],
                "disputes": _disputes(dataset, links, reports, row),
            }
            for at, row in enumerate(rows)
        ],
    }


def _disputes(
    dataset: Dataset, links: Links, reports: list[Report], row: Attribute
) -> list[dict[str, object]]:
    """Return what sources disagree about in a row, each statement once, with its columns."""
    found: dict[str, dict[str, object]] = {}
    for report in reports:
        for kind in report.types:
            if other := report.values[row.id].statement(kind).disagreement:
                new = {"columns": [], **statement(dataset, links, other)}
                columns = found.setdefault(other.text, new)["columns"]
                assert isinstance(columns, list)  # noqa: S101 - it was put there
                columns.append(f"{report.id}.{kind}")
    return list(found.values())


def _cells(
    dataset: Dataset, links: Links, report: Report, row: Attribute
) -> Iterator[dict[str, object]]:
    """Yield the cells of one report: types with the same statement share one."""
    value = report.values[row.id]
    for _, same in groupby(report.types, key=lambda kind: value.statement(kind).text):
        types = [dataset.types[kind] for kind in same]
        yield {
            "report": report,
            "heading": _heading(report, types),
            "columns": [f"{report.id}.{kind.id}" for kind in types],
            **statement(dataset, links, value.statement(types[0].id)),
        }


def _heading(report: Report, types: list[ReportType]) -> str:
    """Return the columns of a cell in words: SOC 1 Type 1 and Type 2."""
    return " and ".join([report.heading(types[0]), *(kind.name for kind in types[1:])])


def type_matrix(dataset: Dataset, links: Links) -> str:
    """Return the matrix of the types: a column a type, a short row an attribute."""
    types = list(dataset.types.values())
    rows = [
        {
            "id": None,
            "label": row.label,
            "cells": [statement(dataset, links, kind.short[row.id]) for kind in types],
        }
        for row in dataset.attributes.values()
        if row.in_matrix
    ]
    return render(
        "short_rows.html.j2", {"id": "short", "columns": types, "rows": rows, "is_short": True}
    )


def report_rows(dataset: Dataset, links: Links, reports: object, attributes: object = None) -> str:
    """Return rows of the reports side by side, plainly: a few short ones, or those named.

    Raises UnknownNameError.
    """
    chosen = find_reports(dataset, reports)
    if attributes is None:
        rows = list(_short_rows(dataset, links, chosen))
    else:
        names = check_ids("attribute", attributes, dataset.attributes)
        rows = [_plain_row(dataset, links, chosen, dataset.attributes[name]) for name in names]
    name = "short" if attributes is None else "-".join(str(row["id"]) for row in rows)
    context = {"id": name, "columns": chosen, "rows": rows, "is_short": attributes is None}
    return render("short_rows.html.j2", context)


def _short_rows(
    dataset: Dataset, links: Links, reports: list[Report]
) -> Iterator[dict[str, object]]:
    asked = [statement(dataset, links, report.asked_by) for report in reports]
    teams = [{**said, "text": one.asked_by.team} for said, one in zip(asked, reports, strict=True)]
    yield {"id": None, "label": "Who asks", "cells": teams}
    yield {"id": None, "label": "What they ask", "cells": asked}
    answered = [statement(dataset, links, report.question) for report in reports]
    yield {"id": None, "label": "What it answers", "cells": answered}
    full: list[dict[str, object]] = [
        {"text": report.long_name, "sources": [], "disagreement": None} for report in reports
    ]
    yield {"id": None, "label": "In full", "cells": full}


def _plain_row(
    dataset: Dataset, links: Links, reports: list[Report], row: Attribute
) -> dict[str, object]:
    said = [report.values[row.id].statement(report.types[0]) for report in reports]
    cells = [statement(dataset, links, one) for one in said]
    return {"id": row.id, "label": row.label, "cells": cells}


def report_facts(dataset: Dataset, links: Links, report: object) -> str:
    """Return a report's name in full, its question and its readers; raises UnknownNameError."""
    chosen = dataset.reports[check_known("report", report, dataset.reports)]
    rows = [
        {
            "label": dataset.attributes[name].label,
            **statement(dataset, links, chosen.values[name].statement(chosen.types[0])),
        }
        for name in FACTS
    ]
    context = {
        "report": chosen,
        "question": statement(dataset, links, chosen.question),
        "summary": statement(dataset, links, chosen.summary),
        "asked_by": statement(dataset, links, chosen.asked_by),
        "rows": rows,
    }
    return render("report_facts.html.j2", context)
