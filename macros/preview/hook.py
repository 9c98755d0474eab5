"""Comfort while editing: quick live reload, mistakes shown in the page, and a working quote form.

A MkDocs hook. It does nothing in `mkdocs build`, so a published site is the same without it.
"""

import logging
import os
import socket
import sys
from pathlib import Path
from typing import Any

from mkdocs.exceptions import Abort
from mkdocs.plugins import event_priority

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from macros.editing import EDITING, LOOPBACK, mount_editor  # noqa: E402
from macros.preview import error_page  # noqa: E402 - it lies below ROOT
from macros.preview.backend_mount import BackendMount, forget_modules  # noqa: E402
from macros.preview.generator import cache_page_templates  # noqa: E402
from macros.preview.page_render import LastBuild  # noqa: E402
from macros.preview.problem_marks import render_list, show_problems  # noqa: E402
from macros.preview.rebuild import Builder  # noqa: E402
from macros.preview.state import PreviewState  # noqa: E402
from macros.preview.watcher import FileWatcher  # noqa: E402

log = logging.getLogger("mkdocs.plugins.preview")


ADVICE = "Mend the file and save it: the page comes back by itself."
DRAFT = "This page is a draft: it is not published. What is missing:"


class State:
    """What outlives a rebuild while the server runs."""

    serving = False
    address_checked = False
    backend: BackendMount | None = None
    preview = PreviewState()
    builder = Builder(preview)
    nav: Any = None
    watcher: FileWatcher | None = None


def on_startup(*, command: str, dirty: bool) -> None:
    """Note whether the site is being served."""
    State.serving = command == "serve"


@event_priority(100)  # before the macros plugin imports our modules
def on_config(config: Any) -> Any:
    """Import our code and data anew for each full build, and keep the server alive on mistakes."""
    if not State.serving:
        return config
    if not State.address_checked:
        State.address_checked = True
        check_address(config["dev_addr"].host, config["dev_addr"].port)
        if os.environ.get(EDITING) == "on":
            refuse_other_machines(config["dev_addr"].host)
    State.builder.watched_paths = lambda: watched_paths(config)
    State.builder.start_full_build()
    forget_modules()
    config.plugins["macros"].config["on_error_fail"] = False
    config["extra"]["preview"] = State.preview
    if State.backend:
        State.backend.invalidate()
    return config


def refuse_other_machines(host: str) -> None:
    """Raise Abort where the editor would be served to other machines than this one."""
    if host not in LOOPBACK:
        raise Abort("editing works at 127.0.0.1 alone: no other machine may change files")


def check_address(host: str, port: int) -> None:
    """Say before a long build that nobody could be served; raises Abort, a line of MkDocs."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.create_server((host, port), family=family):
            pass
    except OSError as error:
        where = f"{host} port {port}"
        raise Abort(
            f"cannot serve at {where}: {error.strerror}; try make serve port=8001"
        ) from None


def watched_paths(config: Any) -> list[str]:
    """Return the files and folders whose changes ask for a build."""
    paths = [config["docs_dir"], config["config_file_path"], *config["watch"]]
    return list(dict.fromkeys([*paths, *(State.watcher.paths if State.watcher else ())]))


@event_priority(100)  # before the macros plugin fills the page
def on_page_markdown(markdown: str, *, page: Any, config: Any, files: Any) -> str:
    """Show what is wrong in the page itself, in place of a traceback."""
    if not State.serving:
        return markdown
    preview = State.preview
    if preview.content is not None:
        preview.content.cache.start_page(page.file.src_uri)
    wrong = preview.page_problems.get(page.file.src_uri, [])
    if preview.dataset is None:
        return problem_message("The data has mistakes", preview.data_problems)
    heading = DRAFT if page.meta.get("draft") else "This page has mistakes"
    if wrong or page.meta.get("draft"):
        told = [*wrong, *preview.data_problems]
        if preview.content is not None and preview.content.can_render(markdown):
            # a missing source hides no page that is being written
            first_line = _source_lines(page.file) - markdown.count("\n")
            return show_problems(
                markdown, told, heading=heading, advice=ADVICE, first_line=first_line
            )
        return problem_message(heading, told)
    if preview.data_problems:
        below = "The page below shows the data as it was before."
        listed = [(None, problem) for problem in preview.data_problems]
        shown = render_list("The data has mistakes", listed, f"{ADVICE} {below}")
        return f"{shown}\n\n{markdown}"
    return markdown


def _source_lines(file: Any) -> int:
    """Return the number of the last line of a page's file."""
    return 1 + Path(file.abs_src_path).read_text(encoding="utf-8-sig").count("\n")


def problem_message(heading: str, problems: list[str]) -> str:
    """Return Markdown that lists problems in place of a page; nothing in it is a call."""
    return f"# {heading}\n\n{render_list(heading, [(None, one) for one in problems], ADVICE)}\n"


def on_nav(nav: Any, *, config: Any, files: Any) -> Any:
    """Keep the nav, and templates made of pages, for the pages that are rendered again."""
    State.nav = nav
    if State.serving:
        cache_page_templates(config)
    return nav


@event_priority(-100)  # after all others, which may change the templates
def on_env(env: Any, *, config: Any, files: Any) -> Any:
    """Keep what a later build of some pages needs."""
    if State.serving:
        State.builder.current_build = LastBuild(config, files, State.nav, env)
    return env


def on_post_build(*, config: Any) -> None:
    """Note that a full build has come to its end."""
    State.builder.last_build = State.builder.current_build


def show_failure(error: BaseException, config: Any) -> None:
    """Say in the terminal and in every page why there is no site."""
    found = error_page.describe_failure(error, ROOT, Path(config["docs_dir"]))
    for problem in found:
        log.error("%s", problem)
    error_page.write_error_page(Path(config["site_dir"]), found)


def on_serve(server: Any, *, config: Any, builder: Any) -> Any:
    """Watch and build in our own way, and answer the form's addresses from the backend."""
    State.builder.build_all = server.builder
    State.builder.on_failure = lambda error: show_failure(error, config)
    server.builder = State.builder
    server.build_delay = 0.01  # seconds without a change before a build
    for path in (config["docs_dir"], config["config_file_path"]):
        server.unwatch(path)
    server.observer = State.watcher = FileWatcher()
    for path in (config["docs_dir"], config["config_file_path"]):
        server.watch(path)
    State.backend = BackendMount(Path(config["site_dir"]), config["site_url"])
    app = State.backend.wrap(server.get_app(), State.builder)
    if os.environ.get(EDITING) == "on":
        app = mount_editor(app, ROOT, State.backend.base)
        log.info("Edit without YAML: %s_edit/", config["site_url"])
    server.set_app(app)
    log.info("The quote form works here: `python -m backend requests list` shows what was sent")
    return server
