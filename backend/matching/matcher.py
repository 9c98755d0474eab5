"""Which firms a deployment may show, and the match of a request among them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from model.dataset import Dataset
from model.matching import DATE, Firm, FirmCatalog, FirmMatch, Match, match

# The reasons of a match as they are stored with an offer and shown: each a `kind` and a `text`.
Reasons = list[dict[str, str]]


@dataclass(frozen=True)
class Matcher:
    """The listed firms and the rules. In a demonstration all firms are samples, otherwise none."""

    dataset: Dataset

    def match(self, answers: Mapping[str, str], rotation: str) -> Match:
        """Match the firms to the answers of a request."""
        return match(answers, self._catalog, rotation)

    def firm(self, name: str) -> Firm | None:
        """Return a firm by its id, None where it is not listed or not to be introduced."""
        return next((firm for firm in self.dataset.firms if firm.id == name), None)

    def reasons_for(self, firm: Firm, answers: Mapping[str, str]) -> Reasons:
        """Return the reasons for and against one firm by the rules of today."""
        found = match(answers, replace(self._catalog, firms=(firm,)), "")
        return [reason for each in (*found.fitting, *found.others) for reason in as_stored(each)]

    @cached_property
    def _catalog(self) -> FirmCatalog:
        return self.dataset.firm_catalog

    @property
    def lists_samples(self) -> bool:
        """Whether the listed firms are samples: all of them are, or none."""
        return any(firm.sample for firm in self.dataset.firms)

    @property
    def answer_days(self) -> int:
        """Days that a firm has to answer."""
        return self.dataset.matching.answer_days


def build_matcher(dataset: Dataset, *, demonstration: bool) -> Matcher | None:
    """Return the matcher of a deployment, None where it has no firm to show.

    A demonstration introduces samples only, so that no real firm gets its mails; everybody else
    never sees one.
    """
    firms = tuple(firm for firm in dataset.firms if firm.sample == demonstration)
    return Matcher(replace(dataset, firms=firms, demonstration=demonstration)) if firms else None


def answer_days(matcher: Matcher | None) -> int:
    """Return the days that a firm has to answer; 0 where no firm is listed."""
    return matcher.answer_days if matcher else 0


def as_stored(found: FirmMatch) -> Reasons:
    """Return the reasons of a match as they are stored and shown.

    What is said of the buyer's date is left out: it would be old tomorrow. Pages ask for it anew.
    """
    return [
        {"kind": reason.kind, "text": reason.text}
        for reason in found.reasons
        if reason.rule != DATE
    ]
