"""Views, the macros that pages call: each turns records into markup, by a template.

- `registry`: every macro by its name
- `render`: our template environment, escaping and strict, and the addresses of pages
- `citations`: a table cell's sources: statements, source marks, the list of sources, `cite`, `own`
- `comparison`: comparison tables, short rows of types, a report's facts
- `decisions`: decision tables, questions and outcomes, as static markup
- `decision_tool`: the tool's page, and what its script starts from
- `decision_pages`: a page for each question and each outcome, for readers without a script
- `scenarios`: kinds of business, a card each
- `forms`: the quote form, with our backend or a hosted provider
- `firms`: listed firms, how they are matched, what happens to a request
- `figures`: the geometry of drawings
- `prices`: published prices and durations, as chart and table
- `planner`: the deadline planner
- `quote_sheet`: the blank sheet for quotes, its worksheet, and what sources say of its rows
- `glossary`: the terms, and links to them
- `myths`: myths and their corrections
- `other_evidence`: what is asked for in place of a SOC report, and the mails that answer
- `site`: texts of the site itself: promises, retention, open data, accessibility

Others take `registry` and `render`. Markup stands in `templates/` only. A macro must not look at
the page that calls it, nor know MkDocs.
"""

from macros.views.citations import UnknownNameError
from macros.views.comparison import comparison_table, short_comparison
from macros.views.decision_pages import (
    DecisionPage,
    DecisionPages,
    render_attributes,
    render_json_text,
)
from macros.views.firms import FIRMS_PAGE
from macros.views.forms import form_document
from macros.views.glossary import find_term
from macros.views.registry import build_macros
from macros.views.render import Links, create_environment

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
