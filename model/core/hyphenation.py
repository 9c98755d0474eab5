"""Where a long word may part in a narrow column. Not every browser hyphenates by itself."""

import re

SOFT_HYPHEN = "\N{SOFT HYPHEN}"
# Others have room on a line of their own, and are better whole.
LONG = re.compile(r"\b(?:[A-Za-z]{12,}|[A-Za-z]{6,}ment)\b")
ENDING = re.compile(r"(?<=[a-z]{4})(?=(?:bility|ments?\b|standing|tial|tion|zation))")


def hyphenate(text: str) -> str:
    """Return an English text with a soft hyphen before the endings of its long words."""
    return LONG.sub(lambda word: ENDING.sub(SOFT_HYPHEN, word[0], count=1), text)
