"""Figures made from the data. This module computes places and lines; the templates draw.

They are text, in which only a line or mark is drawn, with places in percent of its width, so that
they fit any screen.
"""

from collections.abc import Iterable

from macros.views.citations import publishers, source_marks, statement
from macros.views.render import Links, render
from macros.views.reports.selection import find_reports
from model.content import CPA_TIER, Period
from model.dataset import Dataset

DATE = 25  # where the one date of a Type 1 stands, in percent; any place would do
FIRST, LAST = 2.0, 95.0  # percent of month 0 and of the longest period
GRID = 3  # months from one line to the next


def when_figure(dataset: Dataset, links: Links) -> str:
    """Return what each type covers and asks: one date, or a period."""
    rows = [
        {"type": kind, "is_date": kind.covers == "date", **statement(dataset, links, kind.asks)}
        for kind in dataset.types.values()
    ]
    return render("figure_when.html.j2", {"rows": rows, "date": DATE})


def period_figure(dataset: Dataset) -> str:
    """Return the one date of a Type 1 against published periods of a Type 2, in proportion."""
    last = max(period.months for period in _periods(dataset))
    rows: list[dict[str, object]] = []
    for kind in dataset.types.values():
        if kind.covers == "date":
            rows.append({"type": kind, "months": None, "width": None})
        for number, months in enumerate(sorted({period.months for period in kind.periods})):
            width = round(100 * months / last, 1)
            rows.append({"type": None if number else kind, "months": months, "width": width})
    return render("figure_period.html.j2", {"rows": rows, "date": DATE})


def period_strip(dataset: Dataset, links: Links) -> str:
    """Return a dot for each length of a period that somebody published, with who says it."""
    periods = list(_periods(dataset))
    last = max(period.months for period in periods)

    def place(months: int) -> float:
        return round(FIRST + (LAST - FIRST) * months / last, 1)

    context = {
        "rows": [
            {
                "who": ", ".join(publishers(dataset, period.sources)),
                "is_cpa": all(dataset.sources[name].tier <= CPA_TIER for name in period.sources),
                "period": period,
                "x": place(period.months),
                "sources": source_marks(dataset, links, period.sources),
            }
            for period in periods
        ],
        "ticks": [{"month": month, "x": place(month)} for month in range(0, last + 1, GRID)],
    }
    return render("figure_strip.html.j2", context)


def reach_figure(dataset: Dataset, links: Links, reports: object) -> str:
    """Return what a service touches, who reads of it, and in which report; ids in a list.

    Raises UnknownNameError.
    """
    rows = [
        {
            "report": report,
            "readers": report.reach.readers,
            **statement(dataset, links, report.reach),
        }
        for report in find_reports(dataset, reports)
        if report.reach
    ]
    return render("figure_reach.html.j2", {"rows": rows})


def _periods(dataset: Dataset) -> Iterable[Period]:
    return (period for kind in dataset.types.values() for period in kind.periods)
