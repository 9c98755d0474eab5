"""Published figures for price and time: a spread of what others say, never one number of ours."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from statistics import median
from typing import Literal, Self

from pydantic import Field, model_validator

from model.core.problems import suggest
from model.core.record import Id, PastDate, Quoted, Record, Text
from model.core.yaml_loader import KeyPath

MIN_OTHERS = 3  # of a kind, to tell what is usual
Amount = Fraction | int
# Days in a unit of time. A month is a twelfth of 365 days.
DAYS = {"days": Fraction(1), "weeks": Fraction(7), "months": Fraction(365, 12)}


class RangeGroup(Record):
    """Figures that mean the same thing, and so may stand in one chart."""

    id: Id = Field(description="Short name, used by the macro on the page.")
    label: Text = Field(description="Caption of the table and title of the chart.")
    note: Text = Field(description="One sentence: what these figures have in common.")


class PublishedRange(Quoted):
    """A range that somebody published."""

    id: Id = Field(description="Short name.")
    group: Id = Field(description="The group it is shown in.")
    covers: Text = Field(description="What the figure includes, or between which two points.")
    low: int = Field(ge=0, description="The lower end.")
    high: int | None = Field(default=None, gt=0, description="The upper end, if one is named.")
    open_ended: bool = Field(
        default=False, description="True if the publisher says “and more”, as in $100,000+."
    )
    short: Text | None = Field(
        default=None, description="What tells it apart from the publisher's others in the chart."
    )
    wording: Text | None = Field(
        default=None, description="Printed in place of the numbers where the source has none."
    )
    confirmed: Literal[True] | None = Field(
        default=None,
        description="true: looked up once more, as it is far from all others of its kind.",
    )
    published: PastDate | None = Field(
        default=None, description="The date that the publisher shows; left out if it shows none."
    )

    @model_validator(mode="after")
    def _is_a_range(self) -> Self:
        if self.high is not None and self.high < self.low:
            raise ValueError("high must not be below low")
        if self.high is None and not self.open_ended:
            raise ValueError("needs high, or open_ended: true")
        return self


class Price(PublishedRange):
    """A price in US dollars."""

    low: int = Field(gt=0, description="The lower end, in dollars.")

    @model_validator(mode="after")
    def _is_not_one_number(self) -> Self:
        if self.high == self.low:
            raise ValueError("one number is no spread: give the range, or open_ended: true")
        return self


class Duration(PublishedRange):
    """A length of time."""

    unit: Literal["days", "weeks", "months"] = Field(description="Unit of high.")
    low_unit: Literal["days", "weeks", "months"] | None = Field(
        default=None, description="Unit of low, if it is another one."
    )

    @property
    def days(self) -> tuple[Fraction, Fraction | None]:
        """Both ends in days."""
        low = self.low * DAYS[self.low_unit or self.unit]
        return low, None if self.high is None else self.high * DAYS[self.unit]

    @model_validator(mode="after")
    def _is_a_range(self) -> Self:
        low, high = self.days
        if high is not None and high < low:
            raise ValueError("high must not be below low")
        if high is None and not self.open_ended:
            raise ValueError("needs high, or open_ended: true")
        return self


class PriceGroup(RangeGroup):
    """Prices for the same thing."""

    spread: bool = Field(
        default=False, description="True if the lowest and highest fee are sought in this group."
    )


class Prices(Record):
    """The file data/prices.yml."""

    groups: list[PriceGroup] = Field(min_length=1, description="In the order shown.")
    figures: list[Price] = Field(min_length=1, description="In the order shown.")

    def problems(self) -> Iterator[tuple[KeyPath, str]]:
        """Yield a problem for each figure in no group and each group without a figure."""
        yield from _check_groups([group.id for group in self.groups], self.figures)
        ends = [(figure.low, figure.high) for figure in self.figures]
        yield from _check_outliers(self.figures, ends, "dollars", times=8)


class Durations(Record):
    """The file data/durations.yml."""

    groups: list[RangeGroup] = Field(min_length=1, description="In the order shown.")
    figures: list[Duration] = Field(min_length=1, description="In the order shown.")

    def problems(self) -> Iterator[tuple[KeyPath, str]]:
        """Yield a problem for each figure in no group and each group without a figure."""
        yield from _check_groups([group.id for group in self.groups], self.figures)
        ends = [figure.days for figure in self.figures]
        yield from _check_outliers(self.figures, ends, "days", times=12)


def _check_groups(
    groups: Iterable[Id], figures: Iterable[PublishedRange]
) -> Iterator[tuple[KeyPath, str]]:
    """Yield (path, what is wrong) for each figure in no group and each group without a figure."""
    known, used = list(groups), set()
    for index, figure in enumerate(figures):
        used.add(figure.group)
        if figure.group not in known:
            what = f"unknown group “{figure.group}”{suggest(figure.group, known)}"
            yield ("figures", index, "group"), what
    for index, group in enumerate(known):
        if group not in used:
            yield ("groups", index, "id"), f"no figure stands in “{group}”"


def _check_outliers(
    figures: Sequence[PublishedRange],
    ends: Sequence[tuple[Amount, Amount | None]],
    unit: str,
    times: int,
) -> Iterator[tuple[KeyPath, str]]:
    """Yield (path, what is wrong) for each end that is `times` away from the same end of its kind.

    `ends` are the two ends of each figure, in `unit`. Compared is with the median of the others in
    the group, so that a wrong figure does not hide itself. Too few others say nothing, nor does 0.
    """
    for side, name in enumerate(("low", "high")):
        for index, figure in enumerate(figures):
            value = ends[index][side]
            others = [
                Fraction(other)
                for number, known in enumerate(figures)
                if number != index
                and known.group == figure.group
                and (other := ends[number][side]) is not None
            ]
            if not value or figure.confirmed or len(others) < MIN_OTHERS:
                continue
            middle = median(others)
            if not middle / times <= value <= middle * times:
                what = (
                    f"{float(value):,.0f} {unit} is far from the others in “{figure.group}”, "
                    f"{float(middle):,.0f} in the middle: mend it, or write confirmed: true"
                )
                yield ("figures", index, name), what


def find_widest_spread(prices: Prices) -> tuple[Price, Price, int]:
    """Return the figures with the lowest and the highest fee, and how many times one is the other.

    Only groups with `spread` count: fees for a whole programme are not compared with audit fees.
    """
    compared = {group.id for group in prices.groups if group.spread}
    fees = [figure for figure in prices.figures if figure.group in compared]
    low = min(fees, key=lambda fee: fee.low)
    high = max(fees, key=lambda fee: fee.high or 0)
    return low, high, round((high.high or 0) / low.low)
