"""The macros that pages may call. This file only registers; each macro has a module of its own.

Every macro takes plain values and returns markup, and none looks at the page it stands in, so the
same pages can be built by another generator.
"""

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError

from macros import (
    accessibility,
    comparison,
    data_links,
    decision_tool,
    decisions,
    evidence,
    figures,
    firms,
    forms,
    glossary,
    myths,
    open_data,
    planner,
    prices,
    scenarios,
    site,
    withheld,
)
from macros.calls import Calls
from macros.page_calls import may_call
from macros.page_checks import PageChecks
from macros.render import Links
from model.core.problems import DataProblems
from model.dataset import ROOT, Site, load

Macro = Callable[..., str]
log = logging.getLogger("mkdocs.plugins.macros")


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
        "open_data": partial(open_data.open_data, links),
        "embed_code": partial(open_data.embed_code, data),
        "accessibility_run": partial(accessibility.accessibility_run, data),
        "accessibility_checks": partial(accessibility.accessibility_checks, data),
        "source_list": partial(evidence.source_list, data),
        "cite": partial(evidence.cite, data, links),
        "own": partial(evidence.own, data),
    }


def define_env(env: Any) -> None:
    """Register the macros with the macros plugin; called by it for every build.

    Raises PluginError, which MkDocs prints without a traceback, with every mistake in the data and
    the pages. While serving, macros/preview.py shows the mistakes in the pages instead.
    """
    preview = env.conf["extra"].get("preview")
    data = _data(preview)
    if data is None:
        return
    env.conf["site_name"] = data.site.name
    # `mkdocs serve` has put its own address there; otherwise the data decides.
    env.conf["site_url"] = env.conf["site_url"] or data.site.address
    env.conf["extra"]["settings"] = data.site.model_dump()
    if not data.listed_firms:
        withheld.withhold(env.conf, firms.PAGE)
    calls = Calls.of(data)
    found = calls.wrap(macros_of(calls.site, Links.of(env.conf["site_url"])))
    # `make check` looks at anchors before a build; a preview has nobody else to do it
    config = env.conf if preview is not None else None
    checks = PageChecks(Path(env.conf["docs_dir"]), ROOT, found, list(data.terms.values()), config)
    _check(checks, data, preview)
    if preview is not None:
        preview.calls, preview.checks = calls, checks
    for name, macro in found.items():
        env.macro(macro, name)


def on_pre_page_macros(env: Any) -> None:
    """Let a page without calls pass as it is; called by the macros plugin for every page.

    It would compile a template of each.
    """
    if not may_call(env.markdown) and not may_call(str(env.page.title)):
        env.page.meta["render_macros"] = False


def _data(preview: Any) -> Site | None:
    """Return the data; while serving, the last sound data if that of now has mistakes."""
    try:
        data = load()
    except DataProblems as error:
        if preview is None:
            raise PluginError(f"the data has mistakes:\n{error}") from None
        log.error("the data has mistakes:\n%s", error)
        preview.data_problems = [str(problem) for problem in error.problems]
        kept: Site | None = preview.site
        return kept
    if preview is not None:
        preview.site, preview.data_problems = data, []
    return data


def shared(data: Site) -> tuple[object, ...]:
    """Return what pages show of the data without a macro, and what checks of pages look at.

    While serving, a change of it has everything rendered again.
    """
    words = [(term.id, term.short, term.name, term.names) for term in data.terms.values()]
    return data.site, bool(data.listed_firms), words


def _check(checks: PageChecks, data: Site, preview: Any) -> None:
    checks.look_at_all()
    found = checks.problems()
    in_data = data_links.problems(data, checks.docs, ROOT)
    problems = sorted([*(problem for some in found.values() for problem in some), *in_data])
    if problems and preview is None:
        raise PluginError("pages have mistakes:\n" + "\n".join(map(str, problems)))
    for problem in problems:
        log.error("%s", problem)
    if preview is not None:
        preview.page_problems = {page: [str(one) for one in some] for page, some in found.items()}
