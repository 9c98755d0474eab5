"""Data against the site: what records say that pages or settings contradict.

- `data_links`: addresses of our pages that stand in data
- `promises`: what in data, pages or settings makes a promise of the site false

That data is sound in itself is the work of `model/integrity`.
"""

from macros.checks.data.data_links import check_data_links, page_address
from macros.checks.data.promises import Sources, check_promises

__all__ = [
    "Sources",
    "check_data_links",
    "check_promises",
    "page_address",
]
