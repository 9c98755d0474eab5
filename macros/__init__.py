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
    comparison,
    data_links,
    decision_tool,
    decisions,
    evidence,
    figures,
    forms,
    glossary,
    myths,
    open_data,
    pages,
    planner,
    prices,
    scenarios,
    site,
)
from macros.render import Links
from model.load import ROOT, Site, load
from model.problems import DataProblems

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
        "decision_questions": partial(decisions.decision_questions, data),
        "decision_outcomes": partial(decisions.decision_outcomes, data, links),
        "scenarios": partial(scenarios.scenarios, data, links),
        "decision_tool": partial(decision_tool.decision_tool, data, links),
        "customer_email": partial(decision_tool.customer_email, data),
        "quote_answers": partial(decision_tool.quote_answers, data, links),
        "quote_form": partial(forms.quote_form, data, links),
        "quote_words": partial(forms.quote_words, data, links),
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
        "source_list": partial(evidence.source_list, data),
        "cite": partial(evidence.cite, data, links),
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
    env.conf["extra"]["site"] = data.site.model_dump()
    found = macros_of(data, Links.of(env.conf["site_url"]))
    _pages(env, data, found, preview)
    for name, macro in found.items():
        env.macro(macro, name)


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


def _pages(env: Any, data: Site, found: dict[str, Macro], preview: Any) -> None:
    docs = Path(env.conf["docs_dir"])
    problems = [
        *pages.problems(docs, found, ROOT, terms=data.terms.values()),
        *data_links.problems(data, docs, ROOT),
    ]
    if problems and preview is None:
        raise PluginError("pages have mistakes:\n" + "\n".join(map(str, problems)))
    if preview is not None:
        preview.page_problems = {}
    for problem in problems:
        log.error("%s", problem)
        page = problem.file.removeprefix("docs/")
        preview.page_problems.setdefault(page, []).append(str(problem))
