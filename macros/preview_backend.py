"""The form backend inside the development server, so that the quote form works while editing."""

import asyncio
import importlib
import logging
import os
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from a2wsgi import ASGIMiddleware

OURS = ("macros", "model", "backend")
IMPORTS = threading.RLock()

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
log = logging.getLogger("mkdocs.plugins.preview")


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

    def wrap(self, site: WsgiApp, freshen: Callable[[str | None], bool]) -> WsgiApp:
        """Return an app that answers for both.

        `freshen` renders what is out of date of a file of the site, or of all, and says if any was.
        """

        def both(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
            if ours("backend.app").handles(environ["PATH_INFO"], self.base):
                freshen(None)
                answer: Iterable[bytes] = self.current()(environ, start)
                return answer
            said: list[tuple[Any, ...]] = []
            # MkDocs waits for a build that goes on, so only now it is known what is out of date.
            answer = site(environ, lambda *head: said.append(head))
            if freshen(self._file(environ["PATH_INFO"])):
                said.clear()
                answer = site(environ, lambda *head: said.append(head))
            start(*said[0])
            return answer

        return both

    def _file(self, path: str) -> str:
        """Return the file of the site that an address leads to: /soc-1/ -> soc-1/index.html."""
        inner = path.removeprefix(self.base).lstrip("/")
        return inner + "index.html" if inner.endswith("/") or not inner else inner

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
    """Import a module of ours when it is needed, since a full build forgets them all."""
    with IMPORTS:
        return importlib.import_module(name)


def forget_ours() -> None:
    """Have our modules imported anew; never while one of them is being imported."""
    with IMPORTS:
        for name in list(sys.modules):
            if name.split(".")[0] in OURS:
                del sys.modules[name]
