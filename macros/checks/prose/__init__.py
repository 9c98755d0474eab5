"""What a page says: checks of its sentences, of their proof and their words.

- `citations`: paragraphs, items and rows without a source, what needs none, and what is excused
- `glossary_links`: the first use of a term links to the glossary, and only that
- `readability`: long sentences
- `lengths_of_time`: weeks and months that a page states by itself
- `unpublishable_text`: comments, notes to oneself, live code, addresses of a preview

A sentence is what a reader sees: code, calls and the addresses of links do not count.
"""

from macros.checks.prose.citations import check_citations, find_excuses
from macros.checks.prose.glossary_links import (
    abbreviations,
    check_first_uses,
    check_repeated_links,
    find_unlinked,
)
from macros.checks.prose.lengths_of_time import check_lengths_of_time
from macros.checks.prose.readability import check_readability
from macros.checks.prose.unpublishable_text import check_unpublishable_text

__all__ = [
    "abbreviations",
    "check_citations",
    "check_first_uses",
    "check_lengths_of_time",
    "check_readability",
    "check_repeated_links",
    "check_unpublishable_text",
    "find_excuses",
    "find_unlinked",
]
