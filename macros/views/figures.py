"""Figures drawn from the data. This module computes places and lines; the templates draw.

Lengths are SVG user units. The drawings are 320 units wide, so that their text can be read on a
phone; the style sheet limits how far they grow.
"""

import textwrap

from macros.views.citations import UnknownNameError, check_known, source_marks, statement
from macros.views.render import Links, render
from model.dataset import Dataset

WIDTH = 320
LINE = 16  # from one line of text to the next
BOLD_LETTERS, LETTERS = 23, 26  # that fit into the box of a team
PAD = 10

AXIS_START, AXIS_END = 12, 300  # month 0 and the last month
ROW = 44  # a label with its bar or mark
FIRST_ROW = 22  # the first label's baseline


def period_figure(dataset: Dataset, links: Links) -> str:
    """Return the one date of a Type 1 against example periods of a Type 2, on a line of months."""
    dates = [kind for kind in dataset.types.values() if kind.covers == "date"]
    examples = [(kind, period) for kind in dataset.types.values() for period in kind.periods]
    last = max(period.months for _, period in examples)

    def place(months: int) -> float:
        return round(AXIS_START + (AXIS_END - AXIS_START) * months / last, 1)

    marks = [
        {"label": f"{kind.name}: one date", "y": FIRST_ROW + ROW * row, "x": place(last // 4)}
        for row, kind in enumerate(dates)
    ]
    bars = [
        {
            "label": f"{kind.name}: {period.months} months",
            "y": FIRST_ROW + ROW * row,
            "x": AXIS_START,
            "width": place(period.months) - AXIS_START,
        }
        for row, (kind, period) in enumerate(examples, start=len(dates))
    ]
    axis = FIRST_ROW + ROW * (len(marks) + len(bars)) + 2
    context = {
        "size": {"width": WIDTH, "height": axis + 40},
        "marks": marks,
        "bars": bars,
        "axis": {"y": axis, "from": AXIS_START, "to": AXIS_END},
        "ticks": [{"month": month, "x": place(month)} for month in range(0, last + 1, 3)],
        "dates": [{"type": kind, **statement(dataset, links, kind.summary)} for kind in dates],
        "examples": [
            {"type": kind, "months": period.months, **statement(dataset, links, period)}
            for kind, period in examples
        ],
    }
    return render("figure_period.html.j2", context)


def readers_figure(dataset: Dataset, links: Links, reports: object) -> str:
    """Return which team asks for which report, of a list of ids; raises UnknownNameError."""
    if not isinstance(reports, list) or not reports:
        raise UnknownNameError("expected a list of report ids")
    chosen = [dataset.reports[check_known("report", name, dataset.reports)] for name in reports]
    rows, top = [], PAD
    for report in chosen:
        team = textwrap.wrap(report.asked_by.team, BOLD_LETTERS)
        asks = textwrap.wrap(report.asked_by.text, LETTERS)
        height = LINE * (len(team) + len(asks)) + 2 * PAD
        rows.append(
            {
                "report": report,
                "top": top,
                "height": height,
                "middle": top + height // 2,
                "team": _lines(team, top + PAD),
                "asks": _lines(asks, top + PAD + LINE * len(team)),
                "sources": source_marks(dataset, links, report.asked_by.sources),
            }
        )
        top += height + 2 * PAD
    context = {
        "id": "-".join(["readers", *(report.id for report in chosen)]),
        "size": {"width": WIDTH, "height": top - PAD},
        "rows": rows,
    }
    return render("figure_readers.html.j2", context)


def _lines(texts: list[str], top: int) -> list[dict[str, object]]:
    """Return each line of text with its baseline."""
    return [{"text": text, "y": top + LINE * (number + 1) - 4} for number, text in enumerate(texts)]
