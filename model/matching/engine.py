"""Which firms fit a request, in which order, and why: answers in, reasons out."""

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from hashlib import sha256

from model.form import QuoteForm, warn_of_date
from model.matching.firms import Firm
from model.matching.reasons import DATE, BoundRule, Reason, hash_value
from model.matching.rules import Criterion, Matching, Preference, Rule
from model.matching.tags import TagLabels
from model.timeline import Timeline

OFFERED = 3  # promised to buyers, so no setting
# Rules with answers in place that are kept: one for each answer of a question that has one, and
# some more where several may be chosen.
MAX_BOUND = 2000


class MixedFirmsError(ValueError):
    """A sample outside of a demonstration, or a real firm in one."""


@dataclass(frozen=True)
class FirmCatalog:
    """What a match is made from: the firms, the rules, and the form whose answers they look at.

    Samples or real firms, never both: so that a demonstration writes to no real firm and a buyer
    meets no sample. Nothing is matched without a catalog, so this is the one place that guards it.
    Raises MixedFirmsError.
    """

    firms: tuple[Firm, ...]
    matching: Matching
    form: QuoteForm
    tags: TagLabels  # the label of each tag by field of a firm
    demonstration: bool
    timeline: Timeline

    def __post_init__(self) -> None:
        for firm in self.firms:
            if firm.sample and not self.demonstration:
                raise MixedFirmsError(
                    f"{firm.id} is a sample: samples are matched in a demonstration only"
                )
            if self.demonstration and not firm.sample:
                raise MixedFirmsError(
                    f"{firm.id} is a real firm: a demonstration matches samples only"
                )

    def bind(self, criterion: Rule | Preference, answers: Mapping[str, str]) -> BoundRule:
        """Return a rule or preference with these answers in place, made once for those it asks."""
        asked = self._questions[criterion.id]
        key = (criterion.id, *map(answers.get, asked))
        bound = self._bound.get(key)
        if bound is None:
            fields = {field.name: field for field in self.form.fields}
            labels = {name: fields[name].words(answers[name]) for name in asked if name in answers}
            bound = BoundRule(criterion, self.matching, answers, self.tags, labels)
            if len(self._bound) >= MAX_BOUND:
                self._bound.clear()
            self._bound[key] = bound
        return bound

    def values_of(self, field: str) -> list[Hashable]:
        """Return what each firm has in a field of its record, as `BoundRule.reasons` takes it."""
        found = self._values.get(field)
        if found is None:
            found = self._values[field] = [hash_value(getattr(firm, field)) for firm in self.firms]
        return found

    @cached_property
    def _questions(self) -> dict[str, list[str]]:
        rules: list[Criterion] = [*self.matching.rules, *self.matching.preferences]
        return {rule.id: rule.questions for rule in rules}

    @cached_property
    def _bound(self) -> dict[tuple[str | None, ...], BoundRule]:
        return {}

    @cached_property
    def _values(self) -> dict[str, list[Hashable]]:
        return {}


@dataclass(frozen=True)
class FirmMatch:
    """A firm, whether it fits, how much it is preferred, and why, in the order of the rules."""

    firm: Firm
    fits: bool
    score: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Match:
    """The firms for one request."""

    offered: tuple[FirmMatch, ...]  # at most three, in order
    fitting: tuple[FirmMatch, ...]  # all that fit, in order: the next ones after a decline
    others: tuple[FirmMatch, ...]  # those that do not fit
    why_fewer: str  # "" where three are offered


def match(
    answers: Mapping[str, str], catalog: FirmCatalog, rotation: str, today: date | None = None
) -> Match:
    """Match the firms of a catalog to the answers of a quote form.

    Answers may be left out; one that the form does not offer counts as left out. `rotation` is any
    text, drawn at random for each request: firms that are equally preferred follow each other by a
    hash of it and their id. So no place in the file counts, a new firm does not reorder the others,
    and nobody has to store whose turn it is. `today` counts where the buyer named a date; without
    it, it is the day in UTC.
    """
    late = warn_of_date(catalog.timeline, answers, today or datetime.now(UTC).date())
    judged = _judge_all(_known_answers(answers, catalog.form), catalog, late)
    fitting = sorted((item for item in judged if item.fits), key=_order(rotation))
    others = sorted((item for item in judged if not item.fits), key=lambda item: item.firm.id)
    return Match(
        offered=tuple(fitting[:OFFERED]),
        fitting=tuple(fitting),
        others=tuple(others),
        why_fewer=explain_why_fewer(catalog.matching, fitting, others),
    )


def explain_why_fewer(
    matching: Matching, fitting: Collection[FirmMatch], others: Collection[FirmMatch]
) -> str:
    """Return why fewer than three firms are offered; "" where there are three."""
    words, total = matching.why_fewer, len(fitting) + len(others)
    if len(fitting) >= OFFERED:
        return ""
    if not total:
        return words.nobody
    said = (words.some if fitting else words.none).replace("{count}", str(len(fitting)))
    failed = Counter(
        reason.rule for item in others for reason in item.reasons if reason.kind == "fails"
    )
    if failed:
        rules = sorted(matching.rules, key=lambda rule: -failed[rule.id])
        unmet = (f"{rule.name} ({failed[rule.id]})" for rule in rules if failed[rule.id])
        said += " " + words.unmet.replace("{rules}", ", ".join(unmet))
    return said.replace("{total}", str(total))


def _known_answers(answers: Mapping[str, str], form: QuoteForm) -> dict[str, str]:
    """Return the answers that the form offers."""
    return {
        field.name: answers[field.name]
        for field in form.fields
        if (chosen := field.choices(answers.get(field.name, "")))
        and {option.value for option in field.options}.issuperset(chosen)
    }


def _judge_all(answers: Mapping[str, str], catalog: FirmCatalog, late: str) -> list[FirmMatch]:
    """Judge every firm; `late` is what is said of the date, whichever the firm."""
    matching = catalog.matching
    counting = [
        item
        for item in matching.preferences
        if all(answers.get(name) in allowed for name, allowed in item.when.items())
    ]
    weights = {item.id: item.weight for item in counting}
    common = (Reason(DATE, "unknown", late),) if late else ()
    asked: list[Rule | Preference] = [*matching.rules, *counting]
    said = [
        catalog.bind(item, answers).reasons(catalog.firms, catalog.values_of(item.field))
        for item in asked
    ]
    return [
        _judge(firm, (*common, *filter(None, own)), weights)
        for firm, own in zip(catalog.firms, zip(*said, strict=True), strict=True)
    ]


def _judge(firm: Firm, reasons: tuple[Reason, ...], weights: Mapping[str, int]) -> FirmMatch:
    fits = all(reason.kind != "fails" for reason in reasons)
    score = sum(weights[reason.rule] for reason in reasons if reason.kind == "prefers")
    return FirmMatch(firm, fits, score, reasons)


def _order(rotation: str) -> Callable[[FirmMatch], tuple[int, bytes]]:
    keyed = sha256(rotation.encode() + b"\0")

    def order(item: FirmMatch) -> tuple[int, bytes]:
        hashed = keyed.copy()
        hashed.update(item.firm.id.encode())
        return -item.score, hashed.digest()

    return order
