"""Published prices and durations: each group as a strip of bars and as a table with every source.

A strip names each publisher and value as text; only the bar is drawn, in percent of its width, so
that it fits a phone and a page without a style attribute. What it says in one sentence is put
together from the figures themselves, and is never an average.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from markupsafe import escape

from macros.views.citations import check_known, publishers, source_marks
from macros.views.render import Links, render
from model.content import (
    DAYS,
    TIER_NAMES,
    Duration,
    Price,
    PublishedRange,
    RangeGroup,
    find_widest_spread,
)
from model.dataset import Dataset

# Percent of a bar's width: where the scale starts and ends, and a bar's part that has no end.
AXIS = (4, 88)
OPEN = 8

# The least that a scale spans. It reaches as far as the figures do.
DOLLARS = (5_000, 200_000)
MONTHS = 18
LINES = 6  # of an even scale, beside the one at zero

VENDOR = 3
NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten",
           "Eleven", "Twelve")  # fmt: skip


@dataclass(frozen=True)
class Scale:
    """How values become places, in percent, and how the strip says so."""

    kind: str  # begins the ids of strip and table
    place: Callable[[Fraction | int], float]
    ticks: dict[float, str]  # only some lines have a label, so that they fit a phone
    text: str


class Strip(NamedTuple):
    """A group of figures under its heading, and what they say in one sentence."""

    group: RangeGroup
    heading: str
    said: str


class Row(NamedTuple):
    """A figure with its words, short and in full, and its ends, in the unit of the scale."""

    figure: PublishedRange
    short: str
    words: str
    low: Fraction | int
    high: Fraction | int | None


def price_spread(dataset: Dataset, links: Links, group: object, heading: object) -> str:
    """Return strip and table of one group of data/prices.yml; raises UnknownNameError."""
    chosen, figures = _choose_prices(dataset, group)
    rows = [
        Row(figure, short_price(figure), price_words(figure), figure.low, figure.high)
        for figure in figures
    ]
    strip = Strip(chosen, str(heading), _say_prices(dataset, figures))
    return _spread(dataset, links, _dollar_scale(dataset.prices.figures), strip, rows)


def duration_spread(dataset: Dataset, links: Links, group: object, heading: object) -> str:
    """Return strip and table of one group of data/durations.yml; raises UnknownNameError."""
    chosen, figures = _choose_durations(dataset, group)
    rows = [
        Row(figure, short_duration(figure), duration_words(figure), *figure.days)
        for figure in figures
    ]
    strip = Strip(chosen, str(heading), _say_durations(dataset, figures))
    return _spread(dataset, links, _month_scale(dataset.durations.figures), strip, rows)


def strip_key() -> str:
    """Return what the marks of the strips mean."""
    return render("strip_key.html.j2", {})


def price_answer(dataset: Dataset, links: Links, group: object) -> str:
    """Return the sentence of a group of prices for a page's answer, with every source."""
    _, figures = _choose_prices(dataset, group)
    summary = summarize_prices(dataset, figures)
    return _answer(dataset, links, figures, summary)


def duration_answer(dataset: Dataset, links: Links, group: object) -> str:
    """Return the sentence of a group of durations for a page's answer, with every source."""
    _, figures = _choose_durations(dataset, group)
    summary = summarize_durations(dataset, figures)
    return _answer(dataset, links, figures, summary)


@dataclass(frozen=True)
class Summary:
    """One sentence in parts: who, the verb, what counts most, and the rest."""

    who: str
    verb: str
    main: str
    rest: str

    def __str__(self) -> str:
        return f"{self.who} {self.verb} {self.main}{self.rest}"


def summarize_prices(dataset: Dataset, figures: Sequence[Price]) -> Summary:
    """Return where figures with two ends start and where they end; ValueError if there are none."""
    whole = [figure for figure in figures if figure.high is not None]
    who, several = _count_publishers(dataset, whole)
    starts = sorted({figure.low for figure in whole})
    ends = sorted({figure.high for figure in whole if figure.high is not None})
    main = f"${starts[0]:,}"
    if len(starts) > 1:
        between = " or " if len(starts) == 2 else " to "
        main += f"{between}${starts[-1]:,}"
    if len(ends) == 1:
        rest = f"; the upper end is ${ends[0]:,}"
    else:
        their = "their" if several else "its"
        rest = f"; {their} upper ends run from ${ends[0]:,} to ${ends[-1]:,}"
    return Summary(who, "start at" if several else "starts at", main, rest + _say_more(whole))


def summarize_durations(dataset: Dataset, figures: Sequence[Duration]) -> Summary:
    """Return the shortest and the longest time that figures with two ends name."""
    whole = [figure for figure in figures if figure.high is not None]
    who, several = _count_publishers(dataset, whole)
    first = min(whole, key=lambda figure: figure.days[0])
    last = max(whole, key=lambda figure: figure.days[1] or 0)
    low, high = (first.low, first.low_unit or first.unit), (last.high, last.unit)
    start = f"{low[0]}" if low[1] == high[1] else _length(*low)
    main = f"{start} to {_length(*high)}"
    return Summary(who, "name times from" if several else "names", main, _say_more(whole))


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


def short_price(figure: Price) -> str:
    """Return a price as a strip has it: $25,000–80,000+."""
    if figure.wording:
        return figure.wording
    ends = [f"{end:,}" for end in (figure.low, figure.high) if end is not None]
    return "$" + "–".join(ends) + ("+" if figure.open_ended else "")


def short_duration(figure: Duration) -> str:
    """Return a length of time as a strip has it: 6–12 months+."""
    if figure.wording:
        return figure.wording
    low = f"{figure.low} {figure.low_unit}" if figure.low_unit else str(figure.low)
    dash = " – " if figure.low_unit else "–"
    high = f"{dash}{figure.high}" if figure.high is not None else ""
    return f"{low}{high} {figure.unit}" + ("+" if figure.open_ended else "")


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


def _choose_prices(dataset: Dataset, group: object) -> tuple[RangeGroup, list[Price]]:
    groups = {item.id: item for item in dataset.prices.groups}
    chosen = groups[check_known("price group", group, groups)]
    return chosen, [one for one in dataset.prices.figures if one.group == chosen.id]


def _choose_durations(dataset: Dataset, group: object) -> tuple[RangeGroup, list[Duration]]:
    groups = {item.id: item for item in dataset.durations.groups}
    chosen = groups[check_known("duration group", group, groups)]
    return chosen, [one for one in dataset.durations.figures if one.group == chosen.id]


def _say_prices(dataset: Dataset, figures: Sequence[Price]) -> str:
    rest = [(figure, price_words(figure)) for figure in figures if figure.high is None]
    return _say(dataset, str(summarize_prices(dataset, figures)), rest)


def _say_durations(dataset: Dataset, figures: Sequence[Duration]) -> str:
    rest = [(figure, duration_words(figure)) for figure in figures if figure.high is None]
    return _say(dataset, str(summarize_durations(dataset, figures)), rest)


def _say(dataset: Dataset, said: str, rest: Sequence[tuple[PublishedRange, str]]) -> str:
    """Return the sentence, and what those say who give no upper end."""
    others = [f"{_publisher(dataset, figure)}: {words}" for figure, words in rest]
    return "; ".join([said, *others]) + "."


def _say_more(figures: Sequence[PublishedRange]) -> str:
    """Return how many of the figures end with “and more”."""
    several = sum(figure.open_ended for figure in figures)
    if not several:
        return ""
    return f", {_number(several).lower()} of them “and more”" if len(figures) > 1 else " and more"


def _count_publishers(dataset: Dataset, figures: Sequence[PublishedRange]) -> tuple[str, bool]:
    """Return “Four publishers” or the one's name, and whether there are several."""
    names = list(dict.fromkeys(_publisher(dataset, figure) for figure in figures))
    if not names:
        raise ValueError("no figure of this group has two ends: there is nothing to say")
    return (f"{_number(len(names))} publishers", True) if len(names) > 1 else (names[0], False)


def _number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def _length(count: int | None, unit: str) -> str:
    return f"{count} {unit.removesuffix('s') if count == 1 else unit}"


def _answer(
    dataset: Dataset, links: Links, figures: Sequence[PublishedRange], summary: Summary
) -> str:
    sources = dict.fromkeys(source for figure in figures for source in figure.sources)
    context = {"summary": summary, "sources": source_marks(dataset, links, list(sources))}
    return render("figures_answer.html.j2", context)


def _spread(dataset: Dataset, links: Links, scale: Scale, strip: Strip, rows: Sequence[Row]) -> str:
    context = {
        "id": f"{scale.kind}-{strip.group.id}",
        **strip._asdict(),
        "rows": [_bar(dataset, links, scale, row) for row in rows],
        "ticks": scale.ticks,
        "scale": scale.text,
    }
    return render("prices.html.j2", context)


def _bar(dataset: Dataset, links: Links, scale: Scale, row: Row) -> dict[str, object]:
    tier = min(dataset.sources[source].tier for source in row.figure.sources)
    start = scale.place(row.low)
    end = start if row.high is None else scale.place(row.high)
    return {
        "figure": row.figure,
        "who": _publisher(dataset, row.figure),
        "kind": TIER_NAMES[tier],
        "solid": tier < VENDOR,
        "short": row.short,
        "words": row.words,
        "start": start,
        "end": end,
        "more": round(end + OPEN, 1) if row.figure.open_ended else None,
        "sources": source_marks(dataset, links, row.figure.sources),
    }


def _publisher(dataset: Dataset, figure: PublishedRange) -> str:
    return " and ".join(publishers(dataset, figure.sources))


def _dollar_scale(figures: Sequence[Price]) -> Scale:
    """Return the scale of all prices, so that their charts can be compared."""
    ends = [end for figure in figures for end in (figure.low, figure.high) if end is not None]
    lines = _round_amounts(min(*DOLLARS, *ends), max(*DOLLARS, *ends))

    def place(dollars: Fraction | int) -> float:
        return _place(math.log(dollars / lines[0]) / math.log(lines[-1] / lines[0]))

    return Scale(
        "price",
        place,
        {place(line): "" if at % 2 else _short_amount(line) for at, line in enumerate(lines)},
        "US dollars, on a logarithmic scale: each line is about twice the one before.",
    )


def _month_scale(figures: Sequence[Duration]) -> Scale:
    """Return the scale of all lengths of time, so that their charts can be compared."""
    days = [end for figure in figures for end in figure.days if end is not None]
    longest = max(Fraction(MONTHS), *(end / DAYS["months"] for end in days))
    step = math.ceil(longest / LINES)

    def place(length: Fraction | int) -> float:
        return _place(float(length / (step * LINES * DAYS["months"])))

    lines = [line * step for line in range(LINES + 1)]
    return Scale(
        "time",
        place,
        {
            place(line * DAYS["months"]): "" if at % 2 else str(line)
            for at, line in enumerate(lines)
        },
        "Months, on an even scale.",
    )


def _round_amounts(low: int, high: int) -> list[int]:
    """Return the amounts that begin with 1, 2 or 5 and zeros, from one at or below `low` on."""
    amounts = [first * 10**zeros for zeros in range(len(str(high)) + 1) for first in (1, 2, 5)]
    start = max(at for at, amount in enumerate(amounts) if amount <= low)
    end = min(at for at, amount in enumerate(amounts) if amount >= high)
    return amounts[start : end + 1]


def _short_amount(dollars: int) -> str:
    for size, sign in ((1_000_000, "M"), (1_000, "k")):
        if dollars >= size:
            return f"${dollars // size}{sign}"
    return f"${dollars}"


def _place(share: float) -> float:
    return round(AXIS[0] + (AXIS[1] - AXIS[0]) * share, 1)
