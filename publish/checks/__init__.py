"""Checks before publishing: links, theme markup, the firms' page; each names all that fail.

- `theme_contract`: the theme's markup is what the later steps need
- `links`: a broken link or anchor of the finished HTML is found here
- `files`: kinds and sizes of files, and links that no reader can follow
- `firms`: the page of firms is there with firms to show, and away without

The order of the steps calls them. They must not change a page. Broken links in the source of pages,
with their line, are found in `macros/checks`.
"""

from publish.checks.files import check_files
from publish.checks.firms import check_firms_page, is_permanent
from publish.checks.links import check_links
from publish.checks.theme_contract import check_theme

__all__ = ["check_files", "check_firms_page", "check_links", "check_theme", "is_permanent"]
