"""What one rule or preference says of a firm, for one set of answers."""

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import product
from typing import Literal

from model.matching.firms import Firm
from model.matching.rules import QUESTION, Criterion, Matching, Preference, Rule
from model.matching.tags import ANY, TagLabels, join_labels, label_tag

DATE = "date"  # the reason that is no rule's: what the model of time says of the buyer's date
Kind = Literal["fits", "fails", "unknown", "prefers"]
Value = str | int | bool | list[str]


@dataclass(frozen=True)
class Reason:
    """Why a firm fits or does not: the id of the rule or preference, and a sentence."""

    rule: str
    kind: Kind
    text: str


class BoundRule:
    """A rule or preference with a buyer's answers in place; one serves all firms.

    Firms are many and their values few, so that each value is compared and put into words once.
    """

    def __init__(
        self,
        criterion: Criterion,
        matching: Matching,
        answers: Mapping[str, str],
        words: TagLabels,
        labels: Mapping[str, str],
    ) -> None:
        """Work out what is wanted. `labels`: the buyer's answers in the words of the form."""
        self.criterion = criterion
        self.answer = join_labels(labels[name] for name in criterion.questions if name in labels)
        self.words = words.get(criterion.field, {})
        self.wanted, self.known = resolve_wanted(criterion, matching, answers)
        self._by_value: dict[Hashable, Reason | None] = {}

    def reasons(self, firms: Iterable[Firm], values: Collection[Hashable]) -> list[Reason | None]:
        """Return what is to be said of each firm; a preference that is not met says nothing.

        `values`: what each has in the field that is asked for, by `hash_value`.
        """
        by_value, field = self._by_value, self.criterion.field
        for firm, value in zip(firms, values, strict=True):
            if value not in by_value:
                by_value[value] = self._reason(getattr(firm, field))
        return [by_value[value] for value in values]

    def _reason(self, value: Value) -> Reason | None:
        kind, text = self._explain(is_met(self.criterion, self.wanted, value))
        if text is None:
            return None
        if "{wanted}" in text:
            text = text.replace("{wanted}", self._labels(self.wanted))
        text = text.replace("{answer}", self.answer)
        if "{has}" in text:
            has = self._labels(value) if isinstance(value, list) else str(value)
            text = text.replace("{has}", has)
        return Reason(self.criterion.id, kind, text)

    def _explain(self, met: bool) -> tuple[Kind, str | None]:
        match self.criterion:
            case Rule() as rule if not self.known:
                return "unknown", rule.unknown
            case Rule() as rule:
                return ("fits", rule.fits) if met else ("fails", rule.fails)
            case Preference() as preference if met and self.known:
                return "prefers", preference.prefers
            case _:
                return "prefers", None

    def _labels(self, values: list[str]) -> str:
        order = list(self.words)  # that of the vocabulary, whatever that of the record
        known = sorted((value for value in values if value in self.words), key=order.index)
        return join_labels(label_tag(self.words, value) for value in known or values)


def hash_value(value: Value) -> Hashable:
    """Return a value of a firm as a key: the order of a list says nothing."""
    return frozenset(value) if isinstance(value, list) else value


def resolve_wanted(
    criterion: Criterion, matching: Matching, answers: Mapping[str, str]
) -> tuple[list[str], bool]:
    """Return the wanted values, and whether the buyer's answers say anything about them.

    A question without an answer becomes "*", whichever it is.
    """
    read = {name: matching.reading(name, answers.get(name, "")) for name in criterion.questions}
    known = not read or any(read.values())
    found: list[str] = []
    for template in criterion.wants:
        names = QUESTION.findall(template)
        for values in product(*(read[name] or [ANY] for name in names)):
            text = template
            for name, value in zip(names, values, strict=True):
                text = text.replace(f"{{{name}}}", value)
            found.append(text)
    return list(dict.fromkeys(found)), known


def is_met(criterion: Criterion, wanted: list[str], value: Value) -> bool:
    """Tell whether a firm's value is what is wanted."""
    match criterion.compare, value:
        case "contains", list():
            return all(any(fnmatchcase(has, want) for has in value) for want in wanted)
        case "at-most", int():
            return all(value <= int(want) for want in wanted if want != ANY)
        case "is-true", bool():
            return value
    raise TypeError(f"{criterion.id} cannot compare {criterion.field}")  # the check refuses it
