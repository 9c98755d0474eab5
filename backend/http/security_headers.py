"""Middleware for the security headers that `python -m publish` computed from the pages."""

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
        more = self.headers(scope["path"])

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in more.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, add)

    def headers(self, path: str) -> dict[str, str]:
        """Return the headers of an address of the site."""
        described = self._described
        forever = path.startswith(tuple(described["forever"]["below"]))
        return {
            **described["all"],
            "Content-Security-Policy": described["policies"].get(path, described["policy"]),
            "Cache-Control": described["forever" if forever else "otherwise"]["cache"],
        }
