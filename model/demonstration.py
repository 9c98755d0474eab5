"""Whether the site is built as a demonstration, with the sample firms of the data."""

import os

from model.problems import DataProblems, Problem

VARIABLE = "SITE_DEMONSTRATION"


def demonstration() -> bool:
    """Return what SITE_DEMONSTRATION says; raises DataProblems unless it is on, off or unset."""
    said = os.environ.get(VARIABLE, "").lower()
    if said not in {"on", "off", ""}:
        what = f"“{said}” in the environment must be on or off"
        raise DataProblems([Problem(VARIABLE, 0, "", what)])
    return said == "on"
