"""How a page is written: checks of its source that ask for nothing but the page and its macros.

- `front_matter`: keys, dates and lengths of a page's front matter; what a finding is
- `links`: a broken link, anchor or image, with its line; code blanked out
- `headings`: one first-level heading, no skipped level, no id twice; the ids of a page
- `macro_calls`: known macros, right arguments, at a place where markup survives
- `flavours`: Markdown of other programs, cells that vanish, what never ends
- `pasted`: a text that a word processor left, for `make tidy`
- `leftovers`: merges that were not resolved, calls with single braces

The other checks are made of its parser of front matter and of text without code.
"""

from macros.checks.markup.flavours import check_flavours
from macros.checks.markup.front_matter import (
    Finding,
    blank_front_matter,
    check_front_matter,
    is_draft,
    is_foreign,
    is_own_page,
    parse_front_matter,
)
from macros.checks.markup.headings import (
    Convert,
    check_headings,
    check_nav_entries,
    markdown_converter,
    rendered_ids,
)
from macros.checks.markup.leftovers import check_leftovers
from macros.checks.markup.links import Anchors, blank_code, check_links, find_targets, no_anchors
from macros.checks.markup.macro_calls import check_calls, may_call, without_results
from macros.checks.markup.pasted import check_pasted, find_pasted

__all__ = [
    "Anchors",
    "Convert",
    "Finding",
    "blank_code",
    "blank_front_matter",
    "check_calls",
    "check_flavours",
    "check_front_matter",
    "check_headings",
    "check_leftovers",
    "check_links",
    "check_nav_entries",
    "check_pasted",
    "find_pasted",
    "find_targets",
    "is_draft",
    "is_foreign",
    "is_own_page",
    "markdown_converter",
    "may_call",
    "no_anchors",
    "parse_front_matter",
    "rendered_ids",
    "without_results",
]
