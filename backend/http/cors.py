"""CORS: which origins may send the form, and read what the API answers."""

from typing import Literal

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Seconds for which a browser may remember the answer to a preflight.
PREFLIGHT_MAX_AGE = "600"
OriginKind = Literal["own", "unnamed", "foreign"]


def classify_origin(origin: str | None, allowed: frozenset[str]) -> OriginKind:
    """Tell whose page sent the form; exact comparison, no part of a name counts.

    Without an Origin nobody knows: programs send none, and browsers send "null" where a page hides
    where it comes from. Such a request is looked at by a person, not refused.
    """
    if origin is None or origin in ("", "null"):
        return "unnamed"
    return "own" if origin in allowed else "foreign"


class CorsMiddleware:
    """Let pages of the allowed origins read the answers of the API, failures included.

    No credentials and no `*`; the answers' own `Vary` names Origin.
    """

    def __init__(self, app: ASGIApp, allowed: frozenset[str], path: str) -> None:
        """Wrap `app`; `path` is what the API's addresses start with."""
        self._app = app
        self._allowed = allowed
        self._path = path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a preflight; add the header to every other answer."""
        if scope["type"] != "http" or not scope["path"].startswith(self._path):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        echo = cors_headers(headers.get("origin"), self._allowed)
        if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            await _preflight_response(echo)(scope, receive, send)
            return

        async def send_with_echo(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(echo)
            await send(message)

        await self._app(scope, receive, send_with_echo)


def cors_headers(origin: str | None, allowed: frozenset[str]) -> dict[str, str]:
    """Return what lets a script of `origin` read an answer: nothing unless it is allowed."""
    if origin is None or origin not in allowed:
        return {}
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Expose-Headers": "Retry-After",
    }


def _preflight_response(echo: dict[str, str]) -> Response:
    headers = {"Cache-Control": "no-store", "Vary": "Origin, Access-Control-Request-Method"}
    if not echo:
        return Response(status_code=403, headers=headers)
    allow = {
        "Access-Control-Allow-Methods": "GET, POST",
        "Access-Control-Allow-Headers": "Accept, Content-Type",
        "Access-Control-Max-Age": PREFLIGHT_MAX_AGE,
    }
    return Response(status_code=204, headers={**headers, **echo, **allow})
