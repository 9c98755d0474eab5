"""Asking for quotes and comparing them.

- `forms`: the quote form, with our backend or a hosted provider; the form of firms
- `firms`: listed firms, how they are matched, what happens to a request
- `quote_sheet`: the blank sheet for quotes, its worksheet, and what sources say of its rows

What is a valid answer stands in `model/form`.
"""

from macros.views.quotes.firms import FIRMS_PAGE
from macros.views.quotes.forms import form_document

__all__ = [
    "FIRMS_PAGE",
    "form_document",
]
