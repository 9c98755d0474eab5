"""Linters of pages, `mkdocs.yml` and the theme's templates: what `make check` finds.

- `project`: everything in one run, so that one run tells every mistake
- `pages`: all pages, or a saved one on its own: calls the checks of pages that follow
- `reviews`: pages whose review is due
- `markup/`: how a page is written: front matter, links, headings, calls of macros
- `prose/`: what a page says: its sources, terms, sentences, and text unfit to publish
- `files/`: files as such: kinds and sizes, colours, `mkdocs.yml`, damage, spelling
- `data/`: data against the site: addresses of pages, and promises

Others call `project`, `pages` and `prose`. Checks return problems and raise nothing; they must
not change a page. Broken links of the finished HTML are found in `publish/checks`.
"""

from macros.checks.data import check_data_links, page_address
from macros.checks.files import (
    check_damage,
    check_theme_templates,
    find_lost_schemas,
    lost_schema,
    read_config,
)
from macros.checks.markup import check_calls, find_pasted, may_call
from macros.checks.pages import PageChecks, check_pages
from macros.checks.project import check_project, find_uncited_sources, load_dataset
from macros.checks.prose import abbreviations, find_excuses, find_unlinked
from macros.checks.reviews import due_reviews

__all__ = [
    "PageChecks",
    "abbreviations",
    "check_calls",
    "check_damage",
    "check_data_links",
    "check_pages",
    "check_project",
    "check_theme_templates",
    "due_reviews",
    "find_excuses",
    "find_lost_schemas",
    "find_pasted",
    "find_uncited_sources",
    "find_unlinked",
    "load_dataset",
    "lost_schema",
    "may_call",
    "page_address",
    "read_config",
]
