"""Published prices and durations: each group as a chart and as a table with every source.

This module computes places and words; the template draws. Lengths are SVG user units; the drawing
is 320 units wide so that its text can be read on a phone.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from markupsafe import escape

from macros.views.citations import check_known, source_marks
from macros.views.render import Links, render
from model.content import DAYS, Duration, Figure, FigureGroup, Price, find_widest_spread
from model.dataset import Dataset

WIDTH = 320
AXIS = (10, 284)  # where the scale starts and ends
ROW = 34  # a label with its bar
FIRST_ROW = 16  # the first label's baseline
OPEN = 24  # a bar without an upper end, before its arrow
THINNEST = 4  # a bar that starts and ends in the same place can still be seen

DOLLARS = (4_000, 1_000_000)
MONTHS = 18

KINDS = {1: "Standard setter or regulator", 2: "CPA firm or professional reference",
         3: "Vendor, directory or blog"}  # fmt: skip


@dataclass(frozen=True)
class Scale:
    """How values become places, and how the chart says so."""

    kind: str  # begins the ids of chart and table
    place: Callable[[Fraction | int], float]
    ticks: dict[str, float]
    text: str


class Row(NamedTuple):
    """A figure with its words and its ends, in the unit of the scale."""

    figure: Figure
    words: str
    low: Fraction | int
    high: Fraction | int | None


def price_spread(dataset: Dataset, links: Links, group: object) -> str:
    """Return chart and table of one group of data/prices.yml; raises UnknownNameError."""
    groups = {item.id: item for item in dataset.prices.groups}
    chosen = groups[check_known("price group", group, groups)]
    rows = [
        Row(figure, price_words(figure), figure.low, figure.high)
        for figure in dataset.prices.figures
        if figure.group == chosen.id
    ]
    return _spread(dataset, links, DOLLAR_SCALE, chosen, rows)


def duration_spread(dataset: Dataset, links: Links, group: object) -> str:
    """Return chart and table of one group of data/durations.yml; raises UnknownNameError."""
    groups = {item.id: item for item in dataset.durations.groups}
    chosen = groups[check_known("duration group", group, groups)]
    rows = [
        Row(figure, duration_words(figure), *figure.days)
        for figure in dataset.durations.figures
        if figure.group == chosen.id
    ]
    return _spread(dataset, links, MONTH_SCALE, chosen, rows)


def fee_gap(dataset: Dataset, links: Links) -> str:
    """Return how far the published audit fees lie apart, with both publishers."""
    low, high, times = find_widest_spread(dataset.prices)
    context = {
        "low": {"who": _publisher(dataset, low), "what": f"${low.low:,}"},
        "high": {"who": _publisher(dataset, high), "what": f"${high.high:,}"},
        "times": times,
        "sources": source_marks(dataset, links, [*low.sources, *high.sources]),
    }
    return render("fee_gap.html.j2", context)


def price_words(figure: Price) -> str:
    """Return a price as printed: $25,000 to $80,000 and more."""
    if figure.wording:
        return figure.wording
    ends = [f"${end:,}" for end in (figure.low, figure.high) if end is not None]
    return " to ".join(ends) + (" and more" if figure.open_ended else "")


def duration_words(figure: Duration) -> str:
    """Return a length of time as printed: 3 days to 3 weeks."""
    if figure.wording:
        return figure.wording
    low = f"{figure.low} {figure.low_unit} " if figure.low_unit else f"{figure.low} "
    high = f"to {figure.high} " if figure.high is not None else ""
    return f"{low}{high}{figure.unit}" + (" and more" if figure.open_ended else "")


def published(dataset: Dataset, figure: object) -> str:
    """Return a length of time of data/durations.yml in words; raises UnknownNameError."""
    figures = {item.id: item for item in dataset.durations.figures}
    return duration_words(figures[check_known("duration", figure, figures)])


def fact_of_time(words: object, reason: object) -> str:
    """Return weeks or months as they are written, for a fact that is no length of our model.

    The check of pages refuses them elsewhere. `reason` says what kind of fact it is; ValueError if
    it is missing.
    """
    if not str(reason).strip():
        raise ValueError("fact_of_time needs a reason: what kind of fact it is")
    return str(escape(str(words)))


def _spread(
    dataset: Dataset, links: Links, scale: Scale, group: FigureGroup, rows: Sequence[Row]
) -> str:
    bottom = FIRST_ROW + ROW * len(rows) - 8
    context = {
        "id": f"{scale.kind}-{group.id}",
        "group": group,
        "rows": [
            _bar(dataset, links, scale, row, FIRST_ROW + ROW * number)
            for number, row in enumerate(rows)
        ],
        "ticks": [{"x": x, "label": label} for label, x in scale.ticks.items()],
        "axis": {"y": bottom, "from": AXIS[0], "to": AXIS[1]},
        "size": {"width": WIDTH, "height": bottom + 22},
        "scale": scale.text,
    }
    return render("prices.html.j2", context)


def _bar(dataset: Dataset, links: Links, scale: Scale, row: Row, y: int) -> dict[str, object]:
    start = scale.place(row.low)
    end = start + OPEN if row.high is None else scale.place(row.high)
    return {
        "figure": row.figure,
        "who": _publisher(dataset, row.figure),
        "kind": KINDS[min(dataset.sources[source].tier for source in row.figure.sources)],
        "words": row.words,
        "y": y,
        "x": start,
        "width": round(max(end - start, THINNEST), 1),
        "sources": source_marks(dataset, links, row.figure.sources),
    }


def _publisher(dataset: Dataset, figure: Figure) -> str:
    return " and ".join(
        dict.fromkeys(dataset.sources[source].publisher for source in figure.sources)
    )


def _log_place(dollars: Fraction | int) -> float:
    share = math.log(dollars / DOLLARS[0]) / math.log(DOLLARS[1] / DOLLARS[0])
    return _place(share)


def _time_place(days: Fraction | int) -> float:
    return _place(float(days / (MONTHS * DAYS["months"])))


def _place(share: float) -> float:
    return round(AXIS[0] + (AXIS[1] - AXIS[0]) * share, 1)


DOLLAR_SCALE = Scale(
    "price",
    _log_place,
    {"$10,000": _log_place(10_000), "$100,000": _log_place(100_000), "$1 million": AXIS[1]},
    "US dollars, on a logarithmic scale: each mark is ten times the one before.",
)
MONTH_SCALE = Scale(
    "time",
    _time_place,
    {str(month): _time_place(month * DAYS["months"]) for month in range(0, MONTHS + 1, 3)},
    "Months, on an even scale.",
)
