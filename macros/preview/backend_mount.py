"""The form backend inside the development server, so that the quote form works while editing."""

import asyncio
import importlib
import logging
import os
import posixpath
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from a2wsgi import ASGIMiddleware

from macros.preview.error_page import PAGE as FAILED
from macros.preview.rebuild import Builder

RELOADED = ("macros", "model", "backend")
IMPORT_LOCK = threading.RLock()

Environ = dict[str, Any]
WsgiApp = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
Response = tuple[tuple[Any, ...], list[bytes]]
log = logging.getLogger("mkdocs.plugins.preview")


class BackendMount:
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

    def invalidate(self) -> None:
        """Have the next request make a new backend, with the code and data of now."""
        with self.lock:
            self.stale = True

    def wrap(self, site: WsgiApp, builder: Builder) -> WsgiApp:
        """Return an app that answers for both, with nothing from before a change that was seen."""

        def both(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
            if environ["PATH_INFO"] + "/" == self.base:  # MkDocs itself answers 404
                start("302 Found", [("Location", self.base), ("Content-Length", "0")])
                return []
            if import_fresh("backend.config.urls").is_backend_path(environ["PATH_INFO"], self.base):
                with builder.lock:  # it fills in pages of the site
                    builder.render_stale()
                    head, body = call_wsgi(self.current_app(), environ)
            else:
                head, body = self._answer_from_one_build(site, environ, builder)
            start(*head)
            return body

        return both

    def _answer_from_one_build(
        self, site: WsgiApp, environ: dict[str, Any], builder: Builder
    ) -> Response:
        """Return what the site answers while no build goes on.

        MkDocs waits for a build before it opens a file, and we wait before that; yet another one
        can begin while the file is read, and no lock may be held while MkDocs waits.
        """
        while True:
            file = self._opened_file(environ["PATH_INFO"])
            build = builder.render_stale(file)
            failed = builder.broken and file.endswith(".html")
            asked = {"PATH_INFO": self.base + FAILED} if failed else {}
            answer = call_wsgi(site, {**environ, **asked})
            if builder.is_current(build):
                return answer

    def _opened_file(self, path: str) -> str:
        """Return the file that MkDocs opens for an address: /soc-1/ -> soc-1/index.html."""
        decoded = path.encode("latin-1").decode("utf-8", "ignore")  # WSGI gives bytes as latin-1
        inner = decoded[len(self.base) :] + ("index.html" if decoded.endswith("/") else "")
        return posixpath.normpath("/" + inner).lstrip("/")

    def current_app(self) -> Any:
        """Return the backend as a WSGI app, from the code and data of now if they are sound."""
        with self.lock:
            if self.stale:
                try:
                    self.app, self.stale = self._create_app(), False
                except Exception:
                    if self.app is None:
                        raise
                    log.exception("The form goes on as before the last change")
            return self.app

    def _create_app(self) -> Any:
        deployment = import_fresh("backend.cli.deployment").load_deployment(os.environ)
        settings = deployment.settings
        settings = replace(settings, site_dir=self.site_dir, base_path=self.base)
        settings = import_fresh("backend.config.settings").allow_pages_at(settings, self.site_url)
        if settings.demonstration:
            engine = import_fresh("backend.storage.connections").connect(settings.database_url)
            import_fresh("backend.matching.demo_guard").refuse_real_requests(engine)
        app = import_fresh("backend.app").create_app(settings, deployment.matcher)
        return ASGIMiddleware(app, loop=self.loop)


def call_wsgi(app: WsgiApp, environ: dict[str, Any]) -> Response:
    """Return what an app answers, read to its end: the arguments of `start`, and the body."""
    heads: list[tuple[Any, ...]] = []
    parts = app(environ, lambda *head: heads.append(head))
    try:
        body = list(parts)
    finally:
        if hasattr(parts, "close"):
            parts.close()  # the file that it was read from
    return heads[-1], body


def import_fresh(name: str) -> Any:
    """Import a module of ours when it is needed, since a full build forgets them all."""
    with IMPORT_LOCK:
        return importlib.import_module(name)


def forget_modules() -> None:
    """Have our modules imported anew; never while one of them is being imported."""
    with IMPORT_LOCK:
        for name in list(sys.modules):
            if name.split(".")[0] in RELOADED:
                del sys.modules[name]
