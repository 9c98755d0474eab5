"""Middleware for the security headers that `python -m publish` wrote beside the site.

They are the same after each build: what a page may load stands in the page itself.
"""

import json
import logging
from pathlib import Path
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)


def with_security_headers(app: ASGIApp, site_dir: Path) -> ASGIApp:
    """Return the app with the headers of the published site; as it is where there are none."""
    file = site_dir.with_name(f"{site_dir.name}.headers") / "headers.json"
    try:
        described = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        log.warning("%s is not there: answers carry no security headers; run `make build`", file)
        return app
    return SecurityHeadersMiddleware(app, described)


class SecurityHeadersMiddleware:
    """Adds headers that an answer does not have yet."""

    def __init__(self, app: ASGIApp, described: dict[str, Any]) -> None:
        self._app = app
        self._described = described

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, with more headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                more = self.headers(scope["path"], headers.get("Content-Type", ""))
                for name, value in more.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, add)

    def headers(self, path: str, content_type: str) -> dict[str, str]:
        """Return the headers of an answer of this type at an address of the site."""
        described = self._described
        forever = path.startswith(tuple(described["forever"]["below"]))
        return {
            **described["all"],
            **self._policy(path, content_type),
            "Cache-Control": described["forever" if forever else "otherwise"]["cache"],
        }

    def _policy(self, path: str, content_type: str) -> dict[str, str]:
        if not content_type:
            # Not modified: what a browser has keeps its headers, but takes over those of this.
            return {}
        kind = "file"
        if content_type.startswith("text/html"):
            kind = "framed" if path.startswith(self._described["framed"]["below"]) else "page"
        return {"Content-Security-Policy": self._described["policies"][kind]}
