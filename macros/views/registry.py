"""The macros that pages may call. This file only registers; each macro has a module of its own.

Every macro takes plain values and returns markup, and none looks at the page it stands in, so the
same pages can be built by another generator.
"""

from collections.abc import Callable
from functools import partial

from macros.views import citations, site
from macros.views.decision import scenarios, tables, tool
from macros.views.planning import planner, prices
from macros.views.quotes import firms, forms, quote_sheet
from macros.views.reference import glossary, myths, other_evidence
from macros.views.render import Links
from macros.views.reports import comparison, figures
from model.dataset import Dataset

Macro = Callable[..., str]


def build_macros(dataset: Dataset, links: Links) -> dict[str, Macro]:
    """Return every macro by the name under which pages call it."""
    return {
        "comparison_table": partial(comparison.comparison_table, dataset, links),
        "short_comparison": partial(comparison.short_comparison, dataset, links),
        "report_facts": partial(comparison.report_facts, dataset, links),
        "report_rows": partial(comparison.report_rows, dataset, links),
        "type_matrix": partial(comparison.type_matrix, dataset, links),
        "reach_figure": partial(figures.reach_figure, dataset, links),
        "when_figure": partial(figures.when_figure, dataset, links),
        "period_strip": partial(figures.period_strip, dataset, links),
        "period_figure": partial(figures.period_figure, dataset),
        "decision_table": partial(tables.decision_table, dataset, links),
        "decision_questions": partial(tables.decision_questions, dataset, links),
        "decision_outcomes": partial(tables.decision_outcomes, dataset, links),
        "scenarios": partial(scenarios.scenarios, dataset, links),
        "first_question": partial(tables.first_question, dataset, links),
        "decision_tool": partial(tool.decision_tool, dataset, links),
        "first_ask": partial(tool.first_ask, dataset),
        "customer_email": partial(tool.customer_email, dataset),
        "quote_answers": partial(tool.quote_answers, links),
        "quote_form": partial(forms.quote_form, dataset, links),
        "confirmation": partial(forms.confirmation, dataset, links),
        "confirmation_script": partial(forms.confirmation_script, links),
        "private_page_script": partial(forms.private_page_script, links),
        "quote_words": partial(forms.quote_words, dataset, links),
        "firm_form": partial(forms.firm_form, dataset, links),
        "firm_list": partial(firms.firm_list, dataset),
        "firm_rules": partial(firms.firm_rules, dataset),
        "firms_note": partial(firms.firms_note, dataset, links),
        "request_steps": partial(firms.request_steps, dataset, links),
        "form_answers": partial(site.form_answers, dataset),
        "promises": partial(site.promises, dataset),
        "site": partial(site.setting, dataset),
        "retention": partial(site.retention, dataset),
        "price_spread": partial(prices.price_spread, dataset, links),
        "duration_spread": partial(prices.duration_spread, dataset, links),
        "price_answer": partial(prices.price_answer, dataset, links),
        "duration_answer": partial(prices.duration_answer, dataset, links),
        "strip_key": partial(prices.strip_key),
        "fee_gap": partial(prices.fee_gap, dataset, links),
        "deadline_planner": partial(planner.deadline_planner, dataset, links),
        "plan_weeks": partial(planner.plan_weeks, dataset),
        "plan_assumptions": partial(planner.plan_assumptions, dataset, links),
        "weeks": partial(planner.weeks_of, dataset),
        "published": partial(prices.published, dataset),
        "fact_of_time": partial(prices.fact_of_time),
        "myths": partial(myths.myths, dataset, links),
        "other_evidence": partial(other_evidence.other_evidence, dataset, links),
        "evidence_line": partial(other_evidence.evidence_line, dataset),
        "evidence_questions": partial(other_evidence.evidence_questions, dataset),
        "reply": partial(other_evidence.reply, dataset),
        "copy_answer": partial(other_evidence.copy_answer, dataset),
        "reply_buttons": partial(other_evidence.reply_buttons, links),
        "quote_sheet": partial(quote_sheet.quote_sheet, dataset, links),
        "quote_sheet_basis": partial(quote_sheet.quote_sheet_basis, dataset, links),
        "glossary": partial(glossary.glossary, dataset, links),
        "term": partial(glossary.term, dataset, links),
        "moved_parts": partial(site.moved_parts, dataset, links),
        "open_data": partial(site.open_data, links),
        "embed_code": partial(site.embed_code, dataset),
        "accessibility_run": partial(site.accessibility_run, dataset),
        "accessibility_checks": partial(site.accessibility_checks, dataset),
        "source_list": partial(citations.source_list, dataset),
        "cite": partial(citations.cite, dataset, links),
        "own": partial(citations.own, dataset),
    }
