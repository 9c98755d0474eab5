"""Firms side by side: what differs in rows, and what is the same for all in one line."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from backend.matching import OPEN, MatchedRequest, Matcher, Offer, still_valid
from backend.storage.clock import format_day
from model.matching import ANY, Firm, TagLabels

# Reasons that leave something for the buyer to do: they stand in the table itself.
TO_SETTLE = {"unknown": "", "fails": "Does not fit: ", "operator": "Added by a person: "}
SHORT_STATES = {
    "offered": "",
    "chosen": "Chosen",
    "introducing": "Being sent",
    "unclear": "Not known",
    "introduced": "Sent",
    "accepted": "Will quote",
}


@dataclass(frozen=True)
class Cell:
    """What one firm has in one row: lines of text, and where that can be looked up."""

    lines: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()  # address and text


@dataclass(frozen=True)
class Row:
    """One question with a cell for each firm, in the order of the columns."""

    id: str
    label: str
    cells: tuple[Cell, ...]

    @property
    def same(self) -> bool:
        """Whether all firms say the same here; where each can be looked up may differ."""
        return len({cell.lines for cell in self.cells}) == 1

    @property
    def only_links(self) -> "Row":
        """The same row without what is the same."""
        return Row(self.id, self.label, tuple(Cell((), cell.links) for cell in self.cells))


@dataclass(frozen=True)
class Column:
    """One firm. `tickable`: it can be chosen now; `state`: how it stands, in two words."""

    offer: Offer
    tickable: bool
    state: str


@dataclass(frozen=True)
class FirmTable:
    """Firms side by side. `rows` differ, but for links; `same`: label and text of all others."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    same: tuple[tuple[str, str], ...]


def compare_firms(
    matcher: Matcher | None, matched: MatchedRequest, candidates: Sequence[Offer]
) -> FirmTable:
    """Compare the firms that are before a buyer now: chosen, or `candidates` for it.

    One that is not listed any more has no record to compare, and no column.
    """
    shown = [
        (offer, firm)
        for offer in matched.offers
        if matcher is not None
        and offer.state in OPEN
        and (offer in candidates or offer.state != "offered")
        and (firm := matcher.firm(offer.firm)) is not None
        and (offer.state == "offered" or still_valid(matcher, matched, offer) or offer.chosen_at)
    ]
    columns = tuple(
        Column(offer, offer in candidates, SHORT_STATES.get(offer.state, "")) for offer, _ in shown
    )
    if matcher is None or not shown:
        return FirmTable((), (), ())
    words = matcher.dataset.firm_catalog.tags
    rows = [
        Row(name, label, tuple(cell(firm, words) for _, firm in shown))
        for name, label, cell in QUESTIONS
    ]
    rows.append(Row("settle", "To settle with it", tuple(_settle(offer) for offer, _ in shown)))
    if len(shown) == 1:
        return FirmTable(columns, tuple(row for row in rows if _says_something(row)), ())
    return FirmTable(columns, tuple(_differing(rows)), tuple(_common(rows)))


def _differing(rows: Sequence[Row]) -> Iterator[Row]:
    """Yield what differs, and then where to look up what does not."""
    yield from (row for row in rows if not row.same)
    yield from (row.only_links for row in rows if row.same and row.cells[0].links)


def _common(rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
    for row in rows:
        if row.same and row.cells[0].lines:
            yield row.label, "; ".join(row.cells[0].lines)


def _says_something(row: Row) -> bool:
    return any(cell.lines or cell.links for cell in row.cells)


def _weeks(firm: Firm, _: TagLabels) -> Cell:
    return Cell((str(firm.weeks_to_start),))


def _reports(firm: Firm, words: TagLabels) -> Cell:
    """One line for each report, with its types."""
    labels = words["offers"]
    types: dict[str, list[str]] = {}
    for offer in labels:  # in the order of the vocabulary
        report, _, kind = offer.partition(".")
        if offer in firm.offers:
            types.setdefault(report, []).append(labels.get(f"{ANY}.{kind}", kind))
    return Cell(
        tuple(f"{labels[f'{report}.{ANY}']}: {', '.join(kinds)}" for report, kinds in types.items())
    )


def _labels(field: str) -> Callable[[Firm, TagLabels], Cell]:
    def cell(firm: Firm, words: TagLabels) -> Cell:
        tags = getattr(firm, field)
        known = [label for tag, label in words[field].items() if tag in tags]
        return Cell((_sentence(", ".join(known)),)) if known else Cell(("None",))

    return cell


def _listed(field: str) -> Callable[[Firm, TagLabels], Cell]:
    """The same with a line for each, where labels have commas of their own."""

    def cell(firm: Firm, words: TagLabels) -> Cell:
        tags = getattr(firm, field)
        return Cell(tuple(_sentence(label) for tag, label in words[field].items() if tag in tags))

    return cell


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _readiness(firm: Firm, _: TagLabels) -> Cell:
    return Cell(("Yes" if firm.readiness else "No",))


def _licences(firm: Firm, _: TagLabels) -> Cell:
    lines = (f"{each.where}, checked {_day(each.checked)}" for each in firm.licences)
    return Cell(tuple(lines), tuple((each.verify, "Look it up") for each in firm.licences))


def _peer_review(firm: Firm, _: TagLabels) -> Cell:
    review = firm.peer_review
    line = f"Accepted {_day(review.accepted)}, checked {_day(review.checked)}"
    return Cell((line,), ((review.verify, "Look it up"),))


def _site(firm: Firm, _: TagLabels) -> Cell:
    return Cell((), ((firm.site, "Website"),))


def _settle(offer: Offer) -> Cell:
    return Cell(
        tuple(
            f"{TO_SETTLE[reason['kind']]}{reason['text']}"
            for reason in offer.reasons
            if reason["kind"] in TO_SETTLE
        )
    )


# Id and label of each row, and what a firm says there.
QUESTIONS: tuple[tuple[str, str, Callable[[Firm, TagLabels], Cell]], ...] = (
    ("weeks", "Weeks until it can begin", _weeks),
    ("reports", "Reports it issues", _reports),
    ("categories", "Categories it examines", _labels("categories")),
    ("usual-sizes", "People most of its clients have", _labels("usual_sizes")),
    ("sizes", "Sizes it works with, in people", _labels("company_sizes")),
    ("industries", "Industries it knows", _labels("industries")),
    ("regions", "Works in", _labels("regions")),
    ("languages", "Languages", _labels("languages")),
    ("readiness", "Readiness assessment", _readiness),
    ("price", "For a price it needs", _listed("prices_from")),
    ("licence", "License", _licences),
    ("peer-review", "Peer review", _peer_review),
    ("site", "More", _site),
)


def _day(text: str) -> str:
    return format_day(date.fromisoformat(text))
