"""Comfort while editing: live reload, mistakes shown in the page, and a working quote form.

A MkDocs hook. It does nothing in `mkdocs build`, so a published site is the same without it.
"""

import asyncio
import importlib
import logging
import os
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from a2wsgi import ASGIMiddleware
from mkdocs.plugins import event_priority

ROOT = Path(__file__).resolve().parent.parent
OURS = ("macros", "model", "backend")

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
log = logging.getLogger("mkdocs.plugins.preview")


@dataclass
class Preview:
    """What the macros tell the preview: the last sound data, and what is wrong now."""

    site: Any = None
    data_problems: list[str] = field(default_factory=list)
    page_problems: dict[str, list[str]] = field(default_factory=dict)


class State:
    """What outlives a rebuild while the server runs."""

    serving = False
    backend: "Backend | None" = None
    preview = Preview()


def on_startup(*, command: str, dirty: bool) -> None:
    """Note whether the site is being served."""
    State.serving = command == "serve"


@event_priority(100)  # before the macros plugin imports our modules
def on_config(config: Any) -> Any:
    """Import our code and data anew for each rebuild, and keep the server alive on mistakes."""
    if not State.serving:
        return config
    for name in list(sys.modules):
        if name.split(".")[0] in OURS:
            del sys.modules[name]
    config.plugins["macros"].config["on_error_fail"] = False
    config["extra"]["preview"] = State.preview
    if State.backend:
        State.backend.forget()
    return config


@event_priority(100)  # before the macros plugin fills the page
def on_page_markdown(markdown: str, *, page: Any, config: Any, files: Any) -> str:
    """Show what is wrong in the page itself, in place of a traceback."""
    if not State.serving:
        return markdown
    preview = State.preview
    wrong = preview.page_problems.get(page.file.src_uri, [])
    if preview.site is None:
        return message("The data has mistakes", preview.data_problems)
    if wrong:
        return message("This page has mistakes", [*wrong, *preview.data_problems])
    if preview.data_problems:
        below = "The page below shows the data as it was before."
        return message("The data has mistakes", preview.data_problems, "##") + below + markdown
    return markdown


def message(heading: str, problems: list[str], level: str = "#") -> str:
    """Return Markdown that lists problems; nothing in it is a call."""
    listed = "\n".join(f"    {problem}" for problem in problems)
    advice = "Mend the file and save it: the page comes back by itself."
    return f"{{% raw %}}\n{level} {heading}\n\n{listed}\n\n{advice}\n{{% endraw %}}\n\n"


def on_serve(server: Any, *, config: Any, builder: Any) -> Any:
    """Answer the form's addresses from the backend, everything else from MkDocs."""
    State.backend = Backend(Path(config["site_dir"]), config["site_url"])
    server.set_app(State.backend.wrap(server.get_app()))
    log.info("The quote form works here: `python -m backend requests list` shows what was sent")
    return server


class Backend:
    """The form backend inside the development server; made anew after each rebuild."""

    def __init__(self, site_dir: Path, site_url: str) -> None:
        """Keep where the site is built to and the path it is served at."""
        self.site_dir = site_dir
        self.site_url = site_url
        self.base = urlsplit(site_url).path or "/"
        self.lock = threading.Lock()
        self.app: Any = None
        self.stale = True
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()

    def forget(self) -> None:
        """Have the next request make a new backend, with the code and data of now."""
        with self.lock:
            self.stale = True

    def wrap(self, site: WsgiApp) -> WsgiApp:
        """Return an app that answers for both."""

        def both(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
            if ours("backend.app").handles(environ["PATH_INFO"], self.base):
                answer: Iterable[bytes] = self.current()(environ, start)
                return answer
            return site(environ, start)

        return both

    def current(self) -> Any:
        """Return the backend as a WSGI app, from the code and data of now if they are sound."""
        with self.lock:
            if self.stale:
                try:
                    self.app, self.stale = self._make(), False
                except Exception:
                    if self.app is None:
                        raise
                    log.exception("The form goes on as before the last change")
            return self.app

    def _make(self) -> Any:
        settings = ours("backend.settings").from_environment(os.environ)
        settings = replace(settings, site_dir=self.site_dir, base_path=self.base)
        settings = ours("backend.settings").also_at(settings, self.site_url)
        return ASGIMiddleware(ours("backend.app").create_app(settings), loop=self.loop)


def ours(name: str) -> Any:
    """Import a module of ours when it is needed, since `on_config` forgets them all."""
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    return importlib.import_module(name)
