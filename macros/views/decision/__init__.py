"""Which report fits: the decision model as tables, as a tool and as pages, and kinds of business.

- `tables`: decision tables, questions and outcomes, as static markup
- `tool`: the tool's page, and what its script starts from
- `pages`: a page for each question and each outcome, for readers without a script
- `scenarios`: kinds of business, a card each

It decides nothing: answers come from `model/decision`.
"""

from macros.views.decision.pages import (
    DecisionPage,
    DecisionPages,
    render_attributes,
    render_json_text,
)

__all__ = [
    "DecisionPage",
    "DecisionPages",
    "render_attributes",
    "render_json_text",
]
