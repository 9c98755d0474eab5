"""Everything that `make check` looks at, so that one run tells every mistake."""

from collections.abc import Callable
from pathlib import Path
from typing import cast

from macros.checks.damage import find_lost_schemas
from macros.checks.data_links import check_data_links
from macros.checks.macro_calls import without_results
from macros.checks.mkdocs_config import check_theme_templates, read_config
from macros.checks.pages import PageChecks, check_nav
from macros.checks.spelling import GUIDES, check_spelling
from macros.views import Links, build_macros
from model.core.problems import InvalidDataError, Problem, deduplicate
from model.dataset import ROOT, Dataset, data_folder, load

Macro = Callable[..., str]


def load_dataset() -> tuple[Dataset | None, list[Problem]]:
    """Return the data, or None and what is wrong with it."""
    try:
        return load(data_folder()), []
    except InvalidDataError as error:
        return None, error.problems


def check_project(dataset: Dataset | None, docs: Path) -> list[Problem]:
    """Return what is wrong with mkdocs.yml, the templates of the theme, pages and spelling.

    Without data what a page asks of it is left out: values, terms and anchors.
    """
    config, found = read_config(ROOT / "mkdocs.yml", docs)
    found += check_theme_templates(ROOT / "overrides", ROOT)
    found += find_lost_schemas(data_folder(), ROOT)
    terms = list(dataset.terms.values()) if dataset else []
    checks = PageChecks(docs, ROOT, _build_macros(dataset), terms, config if dataset else None)
    checks.check_all()
    nav = check_nav(config, ROOT, docs) if config else ()
    found += deduplicate([*nav, *checks.all_problems()])
    if dataset:
        found += check_data_links(dataset, docs, ROOT, checks.ids_of)
    return found + check_spelling([docs, data_folder(), *(ROOT / name for name in GUIDES)], ROOT)


def _build_macros(dataset: Dataset | None) -> dict[str, Macro]:
    if dataset:
        return build_macros(dataset, Links())
    # their names and arguments need no data, and nothing else of them is used
    return without_results(build_macros(cast("Dataset", None), Links()))
