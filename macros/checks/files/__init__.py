"""Files as such: what may be published, read and understood, whatever they say.

- `published_files`: kinds and sizes of files below docs/
- `colours`: colours that cannot be read on each other, with a near one that can
- `mkdocs_config`: `mkdocs.yml` and the templates of the theme
- `damage`: what other editors do to a file: no UTF-8, a lost schema line, escaped brackets
- `spelling`: words of pages, data and guides that codespell takes for mistakes

It knows no page but as a text of that name.
"""

from macros.checks.files.colours import TOKENS, check_colours
from macros.checks.files.damage import check_damage, find_lost_schemas, lost_schema, undecodable
from macros.checks.files.mkdocs_config import check_theme_templates, read_config
from macros.checks.files.published_files import check_published_files
from macros.checks.files.spelling import GUIDES, check_spelling

__all__ = [
    "GUIDES",
    "TOKENS",
    "check_colours",
    "check_damage",
    "check_published_files",
    "check_spelling",
    "check_theme_templates",
    "find_lost_schemas",
    "lost_schema",
    "read_config",
    "undecodable",
]
