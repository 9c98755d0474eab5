"""Views, the macros that pages call: each turns records into markup, by a template.

- `registry`: every macro by its name
- `render`: our template environment, escaping and strict, and the addresses of pages
- `citations`: a table cell's sources: statements, source marks, the list of sources, `cite`, `own`
- `site`: texts of the site itself: promises, retention, open data, accessibility
- `decision/`: which report fits: tables, the tool, its pages, kinds of business
- `reports/`: the reports side by side: comparison tables and drawings
- `planning/`: prices, durations and the deadline planner
- `quotes/`: the quote form, listed firms, the sheet for quotes
- `reference/`: the glossary, myths, evidence other than a report

Others take `registry` and `render`. Markup stands in `templates/` only, beside the views that fill
it; a template is named without its folder. A macro must not look at the page that calls it, nor
know MkDocs.
"""

from macros.views.citations import UnknownNameError
from macros.views.decision import DecisionPage, DecisionPages, render_attributes, render_json_text
from macros.views.quotes import FIRMS_PAGE, form_document
from macros.views.reference import find_term
from macros.views.registry import build_macros
from macros.views.render import Links, create_environment
from macros.views.reports import comparison_table, short_comparison

__all__ = [
    "FIRMS_PAGE",
    "DecisionPage",
    "DecisionPages",
    "Links",
    "UnknownNameError",
    "build_macros",
    "comparison_table",
    "create_environment",
    "find_term",
    "form_document",
    "render_attributes",
    "render_json_text",
    "short_comparison",
]
