"""Which web pages may send the form, by the Origin that their browser names."""

from collections.abc import Iterable
from typing import Literal
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PORTS = {"http": 80, "https": 443}
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - recognised, not listened at
# Seconds for which a browser may remember the answer to a preflight.
PREFLIGHT_AGE = "600"

Judgement = Literal["own", "unnamed", "foreign"]


def origin_of(address: str) -> str:
    """Return scheme, host and port of `address` as browsers write them. Raises ValueError."""
    parts = urlsplit(address.strip())
    if parts.scheme not in PORTS or not parts.hostname or parts.username is not None:
        raise ValueError(f"{address!r} is not an address such as https://example.com")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    host = host if host.isascii() else host.encode("idna").decode()
    port = "" if parts.port in (None, PORTS[parts.scheme]) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def origins_of(addresses: Iterable[str]) -> frozenset[str]:
    """Return the origins of several addresses; raises ValueError for what is more than an origin.

    Wildcards are no addresses here: whoever may send the form is named.
    """
    addresses = list(addresses)
    for address in addresses:
        parts = urlsplit(address.strip())
        if "*" in address or parts.path not in ("", "/") or parts.query or parts.fragment:
            raise ValueError(f"{address!r} is not an exact origin such as https://example.com")
    return frozenset(origin_of(address) for address in addresses)


def with_loopback_names(address: str) -> frozenset[str]:
    """Return the origin of `address` and, for this machine itself, its other names."""
    origin = origin_of(address)
    parts = urlsplit(origin)
    host = parts.netloc.removesuffix(f":{parts.port}")
    if host not in LOOPBACK and host.strip("[]") not in EVERYWHERE:
        return frozenset({origin})
    names = {f"{parts.scheme}://{name}:{parts.port or PORTS[parts.scheme]}" for name in LOOPBACK}
    return frozenset({origin, *(origin_of(name) for name in names)})


def judge(origin: str | None, allowed: frozenset[str]) -> Judgement:
    """Tell whose page sent the form; exact comparison, no part of a name counts.

    Without an Origin nobody knows: programs send none, and browsers send "null" where a page hides
    where it comes from. Such a request is looked at by a person, not refused.
    """
    if origin is None or origin in ("", "null"):
        return "unnamed"
    return "own" if origin in allowed else "foreign"


class Cors:
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
            await _preflight(echo)(scope, receive, send)
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


def _preflight(echo: dict[str, str]) -> Response:
    headers = {"Cache-Control": "no-store", "Vary": "Origin, Access-Control-Request-Method"}
    if not echo:
        return Response(status_code=403, headers=headers)
    allow = {
        "Access-Control-Allow-Methods": "GET, POST",
        "Access-Control-Allow-Headers": "Accept, Content-Type",
        "Access-Control-Max-Age": PREFLIGHT_AGE,
    }
    return Response(status_code=204, headers={**headers, **echo, **allow})
