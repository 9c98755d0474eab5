"""Published prices and durations: each group as a chart and as a table with every source.

This module computes places and words; the template draws. Lengths are SVG user units; the drawing
is 320 units wide so that its text can be read on a phone.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from macros.evidence import known, source_marks
from macros.render import Links, render
from model.load import Site
from model.prices import DAYS, Duration, Figure, FigureGroup, Price, furthest_apart

WIDTH = 320
AXIS = (10, 284)  # where the scale starts and ends
ROW = 34  # a label with its bar
FIRST_ROW = 16  # the first label's baseline
THINNEST = 4  # a bar that starts and ends in the same place can still be seen

DOLLARS = (4_000, 1_000_000)
DOLLAR_TICKS = {10_000: "$10,000", 100_000: "$100,000", 1_000_000: "$1 million"}
MONTHS = 18

KINDS = {1: "Standard setter or regulator", 2: "CPA firm or professional reference",
         3: "Vendor, directory or blog"}  # fmt: skip


def price_spread(site: Site, links: Links, group: object) -> str:
    """Return chart and table of one group of data/prices.yml; raises UnknownName."""
    groups = {item.id: item for item in site.prices.groups}
    chosen = groups[known("price group", group, groups)]
    figures = [figure for figure in site.prices.figures if figure.group == chosen.id]
    return _spread(
        site,
        links,
        "price",
        chosen,
        [(figure, price_words(figure), figure.low, figure.high) for figure in figures],
        _log_place,
        [(_log_place(value), label) for value, label in DOLLAR_TICKS.items()],
        "US dollars, on a logarithmic scale: each mark is ten times the one before.",
    )


def duration_spread(site: Site, links: Links, group: object) -> str:
    """Return chart and table of one group of data/durations.yml; raises UnknownName."""
    groups = {item.id: item for item in site.durations.groups}
    chosen = groups[known("duration group", group, groups)]
    figures = [figure for figure in site.durations.figures if figure.group == chosen.id]
    return _spread(
        site,
        links,
        "time",
        chosen,
        [(figure, duration_words(figure), *figure.days) for figure in figures],
        _time_place,
        [(_time_place(month * DAYS["months"]), str(month)) for month in range(0, MONTHS + 1, 3)],
        "Months, on an even scale.",
    )


def fee_gap(site: Site, links: Links) -> str:
    """Return how far the published audit fees lie apart, with both publishers."""
    low, high, times = furthest_apart(site.prices)
    context = {
        "low": {"who": _publisher(site, low), "what": f"${low.low:,}"},
        "high": {"who": _publisher(site, high), "what": f"${high.high:,}"},
        "times": times,
        "sources": source_marks(site, links, [*low.sources, *high.sources]),
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


def _spread(
    site: Site,
    links: Links,
    kind: str,
    group: FigureGroup,
    figures: Sequence[tuple[Figure, str, Fraction | int, Fraction | int | None]],
    place: Callable[[Fraction | int], float],
    ticks: Iterable[tuple[float, str]],
    scale: str,
) -> str:
    rows = []
    for number, (figure, words, low, high) in enumerate(figures):
        start, end = place(low), AXIS[1] if high is None else place(high)
        rows.append(
            {
                "figure": figure,
                "who": _publisher(site, figure),
                "kind": KINDS[min(site.sources[source].tier for source in figure.sources)],
                "words": words,
                "y": FIRST_ROW + ROW * number,
                "x": start,
                "width": round(max(end - start, THINNEST), 1),
                "sources": source_marks(site, links, figure.sources),
            }
        )
    bottom = FIRST_ROW + ROW * len(rows) - 8
    context = {
        "id": f"{kind}-{group.id}",
        "group": group,
        "rows": rows,
        "ticks": [{"x": x, "label": label} for x, label in ticks],
        "axis": {"y": bottom, "from": AXIS[0], "to": AXIS[1]},
        "size": {"width": WIDTH, "height": bottom + 22},
        "scale": scale,
    }
    return render("prices.html.j2", context)


def _publisher(site: Site, figure: Figure) -> str:
    return " and ".join(dict.fromkeys(site.sources[source].publisher for source in figure.sources))


def _log_place(dollars: Fraction | int) -> float:
    share = math.log(dollars / DOLLARS[0]) / math.log(DOLLARS[1] / DOLLARS[0])
    return _place(share)


def _time_place(days: Fraction | int) -> float:
    return _place(float(days / (MONTHS * DAYS["months"])))


def _place(share: float) -> float:
    return round(AXIS[0] + (AXIS[1] - AXIS[0]) * share, 1)
