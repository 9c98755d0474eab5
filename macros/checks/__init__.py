"""Linters of pages, `mkdocs.yml` and the theme's templates: what `make check` finds.

- `project`: everything in one run, so that one run tells every mistake
- `pages`: all pages, or a saved one on its own: calls the checks of pages that follow
- `front_matter`: keys, dates and lengths of a page's front matter
- `macro_calls`: known macros, right arguments, at a place where markup survives
- `links`: a broken link, anchor or image in a page's source, with its line
- `flavours`: Markdown of other programs, cells that vanish, what never ends
- `headings`: one first-level heading, no skipped level, no id twice; the ids of a page
- `citations`: paragraphs, items and rows without a source, what needs none, and what is excused
- `glossary_links`: the first use of a term links to the glossary, and only that
- `readability`: long sentences
- `lengths_of_time`: weeks and months that a page states by itself
- `damage`: what other editors do to a file: a lost schema line, escaped brackets
- `leftovers`: merges that were not resolved, calls with single braces
- `unfit_text`: comments, notes to oneself, live code, addresses of a preview
- `promises`: what in data or settings makes a promise of the site false
- `colours`: colours that cannot be read on each other, with a near one that can
- `published_files`: kinds and sizes of files below docs/
- `data_links`: addresses of our pages that stand in data
- `mkdocs_config`: `mkdocs.yml` and the templates of the theme
- `spelling`: words that codespell takes for mistakes
- `reviews`: pages whose review is due

Others call `project`, `pages` and `citations`. Checks return problems and raise nothing; they must
not change a page. Broken links of the finished HTML are found in `publish/checks`.
"""

from macros.checks.citations import find_excuses
from macros.checks.damage import check_damage, find_lost_schemas, lost_schema
from macros.checks.data_links import check_data_links, page_address
from macros.checks.macro_calls import check_calls, may_call
from macros.checks.mkdocs_config import check_theme_templates, read_config
from macros.checks.pages import PageChecks, check_pages
from macros.checks.project import check_project, load_dataset
from macros.checks.reviews import due_reviews

__all__ = [
    "PageChecks",
    "check_calls",
    "check_damage",
    "check_data_links",
    "check_pages",
    "check_project",
    "check_theme_templates",
    "due_reviews",
    "find_excuses",
    "find_lost_schemas",
    "load_dataset",
    "lost_schema",
    "may_call",
    "page_address",
    "read_config",
]
