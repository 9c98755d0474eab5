"""Weeks and months typed in a page: they come from data, so that no page contradicts another."""

import re
from collections.abc import Iterator

from macros.checks.markup import Finding, blank_code

NUMBER = (
    r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|eighteen|"
    r"twenty|thirty|several)"
)
RANGE = rf"{NUMBER}(?:[\s-]*(?:to|or|and|-|–)[\s-]*{NUMBER})?"
LENGTH = re.compile(rf"\b{RANGE}[\s-]+(?:weeks?|months?)\b", re.I)
# Calls, targets of links, and attributes such as { #six-months } are no prose.
NO_PROSE = re.compile(r"\{\{.*?\}\}|\]\([^)]*\)|\{[^{}\n]*\}|<[^>]*>", re.S)
CURE = (
    'write {{ weeks("type-2", "ready") }} or {{ published("larson-reporting") }}, or, for a fact '
    'of another kind, {{ fact_of_time("'
)


def check_lengths_of_time(text: str) -> Iterator[Finding]:
    """Yield (line, "", what) for each length in weeks or months that no macro prints."""
    prose = NO_PROSE.sub(lambda found: re.sub(r"[^\n]", "\0", found[0]), blank_code(text))
    for number, line in enumerate(prose.splitlines(), 1):
        for found in LENGTH.finditer(line):
            yield number, "", f'“{found[0]}” is typed: {CURE}{found[0]}", "why") }}}}'
