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

from macros import comparison, decisions, evidence, forms, pages, site
from macros.render import Links
from model.load import ROOT, Site, load
from model.problems import DataProblems

Macro = Callable[..., str]
log = logging.getLogger("mkdocs.plugins.macros")


def macros_of(data: Site, links: Links) -> dict[str, Macro]:
    """Return every macro by the name under which pages call it."""
    return {
        "comparison_table": partial(comparison.comparison_table, data, links),
        "type_matrix": partial(comparison.type_matrix, data, links),
        "decision_table": partial(decisions.decision_table, data, links),
        "decision_questions": partial(decisions.decision_questions, data),
        "decision_outcomes": partial(decisions.decision_outcomes, data, links),
        "quote_form": partial(forms.quote_form, data, links),
        "promises": partial(site.promises, data),
        "site": partial(site.setting, data),
        "source_list": partial(evidence.source_list, data),
        "cite": partial(evidence.cite, data, links),
    }


def define_env(env: Any) -> None:
    """Register the macros with the macros plugin; called by it for every build.

    Raises PluginError, which MkDocs prints without a traceback, with every mistake in the data and
    the pages. While serving, mistakes in pages are only logged, so that the preview stays alive.
    """
    try:
        data = load()
    except DataProblems as error:
        raise PluginError(f"the data has mistakes:\n{error}") from None
    env.conf["site_name"] = data.site.name
    # `mkdocs serve` has put its own address there; otherwise the data decides.
    env.conf["site_url"] = env.conf["site_url"] or data.site.address
    env.conf["extra"]["site"] = data.site.model_dump()
    found = macros_of(data, Links.of(env.conf["site_url"]))
    problems = pages.problems(Path(env.conf["docs_dir"]), found, ROOT)
    if problems and env.config["on_error_fail"]:
        raise PluginError("pages have mistakes:\n" + "\n".join(map(str, problems)))
    for problem in problems:
        log.error("%s", problem)
    for name, macro in found.items():
        env.macro(macro, name)
