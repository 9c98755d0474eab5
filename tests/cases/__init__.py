"""Situations that published sources describe, and what they say a business of that kind needs.

`published.yml` says in its head how its entries are to be read.
"""

from pathlib import Path
from typing import Any

import yaml

from model.decision.engine import Result

PUBLISHED: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "published.yml").read_text(encoding="utf-8")
)["cases"]


def agrees(expected: str, result: Result) -> bool:
    """Tell whether a result is what an entry expects."""
    match expected:
        case "ask-or-neither":
            return result.report in {"ask", "none", "other"}
        case "soc-3-addition":
            return result.add_soc_3
        case report:
            return result.report == report


def type_agrees(case: dict[str, Any], result: Result) -> bool:
    """Tell whether the type is the expected one, or one that our policy gives instead."""
    expected = case.get("expected_type")
    return expected is None or result.type in {expected, *case.get("also_acceptable_type", [])}
