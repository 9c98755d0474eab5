"""The macros that pages may call. This file only registers; each macro has a module of its own.

Every macro takes plain values and returns markup, and none looks at the page it stands in, so the
same pages can be built by another generator.
"""

from collections.abc import Callable
from functools import partial

from macros.views import (
    citations,
    comparison,
    decision_tool,
    decisions,
    figures,
    firms,
    forms,
    glossary,
    myths,
    planner,
    prices,
    scenarios,
    site,
)
from macros.views.render import Links
from model.dataset import Site

Macro = Callable[..., str]


def macros_of(data: Site, links: Links) -> dict[str, Macro]:
    """Return every macro by the name under which pages call it."""
    return {
        "comparison_table": partial(comparison.comparison_table, data, links),
        "report_facts": partial(comparison.report_facts, data, links),
        "type_matrix": partial(comparison.type_matrix, data, links),
        "period_figure": partial(figures.period_figure, data, links),
        "readers_figure": partial(figures.readers_figure, data, links),
        "decision_table": partial(decisions.decision_table, data, links),
        "decision_questions": partial(decisions.decision_questions, data, links),
        "decision_outcomes": partial(decisions.decision_outcomes, data, links),
        "scenarios": partial(scenarios.scenarios, data, links),
        "decision_tool": partial(decision_tool.decision_tool, data, links),
        "customer_email": partial(decision_tool.customer_email, data),
        "quote_answers": partial(decision_tool.quote_answers, data, links),
        "quote_form": partial(forms.quote_form, data, links),
        "quote_words": partial(forms.quote_words, data, links),
        "firm_list": partial(firms.firm_list, data),
        "firm_rules": partial(firms.firm_rules, data),
        "firms_note": partial(firms.firms_note, data, links),
        "request_steps": partial(firms.request_steps, data, links),
        "promises": partial(site.promises, data),
        "site": partial(site.setting, data),
        "retention": partial(site.retention, data),
        "price_spread": partial(prices.price_spread, data, links),
        "duration_spread": partial(prices.duration_spread, data, links),
        "fee_gap": partial(prices.fee_gap, data, links),
        "deadline_planner": partial(planner.deadline_planner, data, links),
        "myths": partial(myths.myths, data, links),
        "glossary": partial(glossary.glossary, data, links),
        "term": partial(glossary.term, data, links),
        "open_data": partial(site.open_data, links),
        "embed_code": partial(site.embed_code, data),
        "accessibility_run": partial(site.accessibility_run, data),
        "accessibility_checks": partial(site.accessibility_checks, data),
        "source_list": partial(citations.source_list, data),
        "cite": partial(citations.cite, data, links),
        "own": partial(citations.own, data),
    }
