"""Which firms a deployment may show, and the match of a request among them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from model.dataset import Dataset
from model.matching.engine import FirmCatalog, FirmMatch, Match, find_next_firm, match
from model.matching.firms import Firm

# Reasons that are put before the buyer; the others are of the same kind or say nothing new.
Reasons = list[dict[str, str]]


@dataclass(frozen=True)
class Matcher:
    """The listed firms and the rules. In a demonstration all firms are samples, otherwise none."""

    data: Dataset

    def match(self, answers: Mapping[str, str], rotation: str) -> Match:
        """Match the firms to the answers of a request."""
        return match(answers, self._catalog, rotation)

    def following(
        self, answers: Mapping[str, str], rotation: str, already: Collection[str]
    ) -> FirmMatch | None:
        """Return the next firm that fits and is not among `already`, ids of firms."""
        return find_next_firm(self.match(answers, rotation), already)

    def firm(self, name: str) -> Firm | None:
        """Return a firm by its id, None where it is not listed or not to be introduced."""
        return next((firm for firm in self.data.firms if firm.id == name), None)

    def said_of(self, firm: Firm, answers: Mapping[str, str]) -> Reasons:
        """Return what the rules say of one firm today."""
        found = match(answers, replace(self._catalog, firms=(firm,)), "")
        return [reason for each in (*found.fitting, *found.others) for reason in said(each)]

    @cached_property
    def _catalog(self) -> FirmCatalog:
        return replace(self.data, demonstration=self.samples).firm_catalog

    @property
    def samples(self) -> bool:
        """Whether the listed firms are samples: all of them are, or none."""
        return any(firm.sample for firm in self.data.firms)

    @property
    def answer_days(self) -> int:
        """Days that a firm has to answer."""
        return self.data.matching.answer_days


def matcher(dataset: Dataset, *, demonstration: bool) -> Matcher | None:
    """Return the matcher of a deployment, None where it has no firm to show.

    A demonstration introduces samples only, so that no real firm gets its mails; everybody else
    never sees one.
    """
    firms = tuple(firm for firm in dataset.firms if firm.sample == demonstration)
    return Matcher(replace(dataset, firms=firms)) if firms else None


def said(found: FirmMatch) -> Reasons:
    """Return the reasons of a match as they are stored and shown."""
    return [{"kind": reason.kind, "text": reason.text} for reason in found.reasons]
