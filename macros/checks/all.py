"""Everything that `make check` looks at, so that one run tells every mistake."""

from collections.abc import Callable
from pathlib import Path
from typing import cast

from macros.checks import data_links, macro_calls, mkdocs_config, pages, spelling
from macros.views.registry import build_macros
from macros.views.render import Links
from model.core.problems import DataProblems, Problem, gathered
from model.dataset import DATA, ROOT, Dataset, load

Macro = Callable[..., str]


def load_site() -> tuple[Dataset | None, list[Problem]]:
    """Return the data, or None and what is wrong with it."""
    try:
        return load(), []
    except DataProblems as error:
        return None, error.problems


def problems(dataset: Dataset | None, docs: Path) -> list[Problem]:
    """Return what is wrong with mkdocs.yml, the templates of the theme, pages and spelling.

    Without data what a page asks of it is left out: values, terms and anchors.
    """
    config, found = mkdocs_config.read_config(ROOT / "mkdocs.yml", docs)
    found += mkdocs_config.theme_problems(ROOT / "overrides", ROOT)
    terms = list(dataset.terms.values()) if dataset else []
    checks = pages.PageChecks(docs, ROOT, _macros(dataset), terms, config if dataset else None)
    checks.check_all()
    nav = pages.nav_problems(config, ROOT, docs) if config else ()
    found += gathered([*nav, *checks.all_problems()])
    if dataset:
        found += data_links.problems(dataset, docs, ROOT, checks.ids_of)
    return found + spelling.problems([docs, DATA, *(ROOT / name for name in spelling.GUIDES)], ROOT)


def _macros(dataset: Dataset | None) -> dict[str, Macro]:
    if dataset:
        return build_macros(dataset, Links())
    # their names and arguments need no data, and nothing else of them is used
    return macro_calls.only_names(build_macros(cast("Dataset", None), Links()))
