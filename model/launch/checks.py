"""A check of the launch, and checks that an operator has silenced."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from model.content import SilencedCheck

Verdict = Literal["ok", "bad", "could not tell", "silenced"]
OPEN = ("bad", "could not tell")


@dataclass(frozen=True)
class Check:
    """One thing that was looked at. `id` never changes, so that it can be silenced.

    `hint`: what to do; empty where all is well.
    """

    id: str
    verdict: Verdict
    text: str
    hint: str = ""


def silence(checks: Iterable[Check], silenced: Iterable[SilencedCheck]) -> Iterator[Check]:
    """Yield the checks; those that an operator has silenced say why, and hold nothing up."""
    reasons = {each.id: each.reason for each in silenced}
    for check in checks:
        if check.verdict in OPEN and check.id in reasons:
            words = f"{check.text} (silenced: {reasons[check.id]})"
            yield replace(check, verdict="silenced", text=words, hint="")
        else:
            yield check


def count_open(checks: Iterable[Check]) -> int:
    """Return how many checks hold the launch up."""
    return sum(check.verdict in OPEN for check in checks)


def format_checks(checks: Iterable[Check]) -> Iterator[str]:
    """Yield a line for each check, and one more for its hint."""
    for check in checks:
        yield f"{check.verdict:14}  {check.id:24}  {check.text}"
        if check.hint:
            yield f"{'':42}→ {check.hint}"
