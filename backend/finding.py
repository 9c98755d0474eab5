"""One line of what the doctor says."""

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["ok", "look", "bad"]


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `bad`: requests or notifications are in danger."""

    verdict: Verdict
    what: str
    text: str
