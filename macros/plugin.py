"""The hooks of the MkDocs macros plugin: load and check the data, register the macros.

After a build they write the decision tool's pages, documents that scripts fetch, and the search.
The macros themselves stand in `macros/views/registry.py`.
"""

import logging
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError

from macros.build import hidden_pages
from macros.build.decision_pages import write_decision_pages
from macros.build.fetched_documents import write_documents
from macros.build.search_index import SearchIndex, names_of_reports
from macros.checks import PageChecks, check_data_links, may_call
from macros.preview import Content, MacroCache
from macros.views import FIRMS_PAGE, Links, build_macros
from model.core.problems import InvalidDataError
from model.dataset import ROOT, Dataset, data_folder, load
from model.integrity import FileCache

log = logging.getLogger("mkdocs.plugins.macros")


def define_env(env: Any) -> None:
    """Register the macros with the macros plugin; called by it for every build.

    Raises PluginError, which MkDocs prints without a traceback, with every mistake in the data and
    the pages. While serving, macros/preview/hook.py shows the mistakes in the pages instead.
    """
    preview = env.conf["extra"].get("preview")
    data_cache = FileCache()  # as new as our modules, and kept until they are imported anew
    data = _load_dataset(preview, data_cache)
    if data is not None:
        env.conf["extra"].setdefault("search", {})["names"] = names_of_reports(data)
    if (search := SearchIndex.of(env.conf)) is not None:
        search.answer()
    if data is None:
        return
    env.dataset = data  # for on_post_build
    env.conf["site_name"] = data.settings.name
    # `mkdocs serve` has put its own address there; otherwise the data decides.
    env.conf["site_url"] = env.conf["site_url"] or data.settings.address
    env.conf["extra"]["settings"] = data.settings.model_dump()
    if not data.listed_firms:
        hidden_pages.hide_page(env.conf, FIRMS_PAGE)
    cache = MacroCache.for_dataset(data)
    macros = cache.wrap(build_macros(cache.tracked_dataset, Links.of(env.conf["site_url"])))
    # `make check` looks at anchors before a build; a preview has nobody else to do it
    config = env.conf if preview is not None else None
    checks = PageChecks(Path(env.conf["docs_dir"]), ROOT, macros, list(data.terms.values()), config)
    _check(checks, data, preview)
    if preview is None:
        for page in checks.drafts:
            hidden_pages.hide_page(env.conf, page)
    if preview is not None:
        preview.content = Content(cache, checks, data_cache)
    for name, macro in macros.items():
        env.macro(macro, name)


def on_pre_page_macros(env: Any) -> None:
    """Let a page without calls pass as it is; called by the macros plugin for every page.

    It would compile a template of each.
    """
    if not may_call(env.markdown) and not may_call(str(env.page.title)):
        env.page.meta["render_macros"] = False


def on_post_build(env: Any) -> None:
    """Add what no page of docs/ holds; called by the macros plugin at the end of a full build."""
    if hasattr(env, "dataset"):  # not where the data has had mistakes from the start
        site, links = Path(env.conf["site_dir"]), Links.of(env.conf["site_url"])
        write_documents(site, env.dataset, links)
        write_decision_pages(site, env.dataset, links)


def _load_dataset(preview: Any, data_cache: FileCache) -> Dataset | None:
    """Return the data; while serving, the last sound data if that of now has mistakes."""
    try:
        dataset = load(data_folder(), cache=data_cache)
    except InvalidDataError as error:
        if preview is None:
            raise PluginError(f"the data has mistakes:\n{error}") from None
        log.error("the data has mistakes:\n%s", error)
        preview.data_problems = [str(problem) for problem in error.problems]
        kept: Dataset | None = preview.dataset
        return kept
    if preview is not None:
        preview.dataset, preview.data_problems = dataset, []
    return dataset


def _check(checks: PageChecks, dataset: Dataset, preview: Any) -> None:
    checks.check_all()
    found = checks.problems()
    drafts = checks.drafts if preview is None else set()
    in_data = check_data_links(dataset, checks.docs, ROOT)
    in_pages = (one for page, some in found.items() if page not in drafts for one in some)
    problems = sorted([*in_pages, *checks.file_problems(), *in_data])
    if problems and preview is None:
        raise PluginError("pages have mistakes:\n" + "\n".join(map(str, problems)))
    for problem in problems:
        log.error("%s", problem)
    if preview is not None:
        preview.page_problems = {page: [str(one) for one in some] for page, some in found.items()}
