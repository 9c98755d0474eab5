"""Everything that `make check` looks at, so that one run tells every mistake."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from macros.checks.data import Sources, check_data_links, check_promises, page_address
from macros.checks.files import (
    GUIDES,
    TOKENS,
    check_colours,
    check_spelling,
    check_theme_templates,
    find_lost_schemas,
    read_config,
)
from macros.checks.markup import without_results
from macros.checks.pages import PageChecks, check_nav, path_for_editors
from macros.views import FIRMS_PAGE, Links, build_macros
from model.core import yaml_loader
from model.core.problems import InvalidDataError, Problem, deduplicate
from model.dataset import ROOT, Dataset, data_folder, load

Macro = Callable[..., str]
WORD = re.compile(r"\w+")


def load_dataset() -> tuple[Dataset | None, list[Problem]]:
    """Return the data, or None and what is wrong with it."""
    try:
        return load(data_folder()), []
    except InvalidDataError as error:
        return None, error.problems


def check_project(dataset: Dataset | None, docs: Path) -> tuple[list[Problem], list[Problem]]:
    """Return what is wrong with mkdocs.yml, the templates of the theme, pages and spelling.

    Second comes what is missing in drafts, which stops nothing, as they are not published.

    Without data what a page asks of it is left out: values, terms and anchors.
    """
    config, found = read_config(ROOT / "mkdocs.yml", docs)
    found += check_theme_templates(ROOT / "overrides", ROOT)
    found += find_lost_schemas(data_folder(), ROOT)
    terms = list(dataset.terms.values()) if dataset else []
    checks = PageChecks(docs, ROOT, _build_macros(dataset), terms, config if dataset else None)
    checks.check_all()
    nav = check_nav(config, ROOT, docs) if config else ()
    found += deduplicate([*nav, *checks.all_problems(), *checks.file_problems()])
    if dataset:
        found += check_data_links(dataset, docs, ROOT, checks.ids_of)
        found += _published_drafts(dataset, checks.drafts)
        if config:
            found += _unrecorded_pages(dataset, checks, config, docs)
    found += _broken_promises(checks, docs)
    found += _faint_colours(docs)
    foreign = {path_for_editors(docs / page, ROOT) for page in checks.foreign}
    spelt = check_spelling([docs, data_folder(), *(ROOT / name for name in GUIDES)], ROOT)
    found += [problem for problem in spelt if problem.file not in foreign]
    drafts = {path_for_editors(docs / page, ROOT) for page in checks.drafts}
    by_page = checks.problems()
    in_drafts = [one for page in checks.drafts for one in by_page.get(page, [])]
    in_drafts += [problem for problem in found if problem.file in drafts]
    return [problem for problem in found if problem.file not in drafts], in_drafts


def _broken_promises(checks: PageChecks, docs: Path) -> Iterator[Problem]:
    files = (data_folder() / "quote_form.yml", ROOT / "mkdocs.yml", data_folder() / "site.yml")
    form, config, site = (yaml_loader.read(path, path.parents[1]) for path in files)
    config.file = "mkdocs.yml"
    return check_promises(Sources(form, config, site, checks.texts), path_for_editors(docs, ROOT))


def _faint_colours(docs: Path) -> Iterator[Problem]:
    path = docs / TOKENS
    if path.is_file():
        for finding in check_colours(path.read_text(encoding="utf-8")):
            yield Problem(path_for_editors(path, ROOT), *finding)


def _published_drafts(dataset: Dataset, drafts: set[str]) -> Iterator[Problem]:
    """Yield a problem for each draft whose address is on record as published."""
    path = data_folder() / "redirects.yml"
    for page in sorted(drafts):
        address = page_address(Path(page))
        if address in (published := dataset.redirects.published):
            place = ("published", published.index(address))
            line = yaml_loader.read(path, path.parent).line(place)
            what = (
                f"{address} is on record as published, and docs/{page} is a draft: if it never was "
                "published, take it out here; otherwise take draft out of the page"
            )
            yield Problem(path_for_editors(path, ROOT), line, "", what)


def _unrecorded_pages(
    dataset: Dataset, checks: PageChecks, config: Mapping[str, Any], docs: Path
) -> Iterator[Problem]:
    """Yield a problem for each page of the nav whose address nobody would miss, were it gone.

    Not for that of the firms, which comes and goes with them.
    """
    recorded = {"", *dataset.redirects.published}
    not_in_nav = config["not_in_nav"]
    for page in sorted(checks.texts.keys() - checks.drafts - {FIRMS_PAGE}):
        address = page_address(Path(page))
        if address not in recorded and not (not_in_nav and not_in_nav.match_file(page)):
            what = f"add its address to published in data/redirects.yml, as “- {address}”"
            yield Problem(path_for_editors(docs / page, ROOT), 1, "", what)


def find_uncited_sources(dataset: Dataset, docs: Path) -> Iterator[Problem]:
    """Yield each source that neither a page nor a record names, with its line."""
    path = data_folder() / "sources.yml"
    files = [*docs.rglob("*.md"), *(file for file in data_folder().rglob("*.yml") if file != path)]
    words = set[str]().union(
        *(WORD.findall(file.read_text(encoding="utf-8", errors="replace")) for file in files)
    )
    document = yaml_loader.read(path, path.parent)
    for at, source in enumerate(dataset.sources):
        if source not in words:
            what = f"{source} is cited nowhere: cite it, or take it out"
            yield Problem(path_for_editors(path, ROOT), document.line(("sources", at)), "", what)


def _build_macros(dataset: Dataset | None) -> dict[str, Macro]:
    if dataset:
        return build_macros(dataset, Links())
    # their names and arguments need no data, and nothing else of them is used
    return without_results(build_macros(cast("Dataset", None), Links()))
