"""The service: POST /api/quotes, GET /api/health and the thanks page, below the site's path."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from time import time
from traceback import format_tb

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from backend.answers import HEADERS, Answers, json, wants_json
from backend.database import Unavailable, connect
from backend.guard import Guard
from backend.notify import kinds
from backend.origin import Cors, cors_headers
from backend.page import THANKS, SitePages
from backend.reference import is_reference
from backend.settings import Settings
from backend.store import Conflict, Store
from backend.submission import Invalid, Reason, Refused, parse, read_body, understand
from backend.token import MAX_AGE, MIN_AGE

log = logging.getLogger(__name__)

API = "api/"
Handler = Callable[[Request, Exception], Awaitable[Response]]


def handles(path: str, base: str) -> bool:
    """Tell whether the service answers `path` of a site whose pages start at `base`."""
    return path.startswith(base + API) or path == base + THANKS


def create_app(
    settings: Settings,
    *,
    store: Store | None = None,
    with_site: bool = False,
    now: Callable[[], float] = time,
) -> Starlette:
    """Return the application; `with_site` also serves the built pages. Opens no database yet.

    `now` is the guard's clock: seconds since 1970.
    """
    base = settings.base_path
    store = store or Store(connect(settings.database_url), settings.form, kinds=kinds(settings))
    service = Service(settings, store, Guard(settings, store.transaction, now))
    api = [
        Route("/quotes", service.take, methods=["POST"]),
        Route("/token", service.token, methods=["GET"]),
        Route("/health", service.health, methods=["GET"]),
    ]
    routes: list[Route | Mount] = [
        Mount(f"{base}{API}".rstrip("/"), routes=api),
        Route(base + THANKS, service.thanks, methods=["GET"]),
    ]
    if with_site:
        site = StaticFiles(directory=settings.site_dir, html=True)
        routes.append(Mount(base.rstrip("/"), site))
    handlers: dict[int | type[Exception], Handler] = {
        HTTPException: service.http_error,
        Exception: service.unexpected,
    }
    cors = Middleware(Cors, allowed=settings.allowed_origins, path=base + API)
    return Starlette(routes=routes, exception_handlers=handlers, middleware=[cors])


def open_store(settings: Settings) -> Store:
    """Return the store of these settings; it opens no database yet."""
    engine = connect(settings.database_url, pooled=True)
    return Store(engine, settings.form, kinds=kinds(settings))


class Service:
    """The endpoints, over one store and the pages of one site."""

    def __init__(self, settings: Settings, store: Store, guard: Guard) -> None:
        self._settings = settings
        self._store = store
        self._pages = SitePages(settings.site_dir, settings.base_path, settings.form)
        self._answers = Answers(settings.form, self._pages, settings.contact)
        self._guard = guard

    async def take(self, request: Request) -> Response:
        """Store a request. Parsing, page and database are blocking work: off the event loop."""
        content_type = request.headers.get("content-type", "")
        try:
            body = await read_body(request.stream(), self._settings.form.body_limit)
            values = parse(body, content_type, self._settings.form)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is there to read it
        except Refused as refusal:
            return await run_in_threadpool(self._answers.refused, request, refusal)
        return await run_in_threadpool(self._store_and_answer, request, values)

    def _store_and_answer(self, request: Request, values: dict[str, str]) -> Response:
        peer = request.client.host if request.client else None
        try:
            sender = self._guard.look_at(request.headers, peer, values)
            submission = sender.mark(understand(values, self._settings.form))
            if wants_json(request):
                submission = replace(submission, method="js")
            stored = self._store.add(submission, partial(self._guard.admit, sender))
        except Invalid as invalid:
            return self._answers.invalid(request, values, invalid.errors)
        except Conflict:
            return self._answers.conflict(request, values)
        except Exception as error:
            return self._answers.refused(request, _refusal(error), values)
        log.info("%s %s", stored.reference, "stored" if stored.created else "was stored before")
        if wants_json(request):
            return json(201, {"reference": stored.reference})
        address = f"{self._settings.base_path}{THANKS}?reference={stored.reference}"
        return RedirectResponse(address, 303, headers=HEADERS)

    def token(self, request: Request) -> Response:
        """Give a form token, and the seconds after and within which it is good."""
        try:
            token = self._guard.token()
        except Unavailable:
            refusal = Refused(503, "unavailable")
            return self._answers.refused(request, refusal)
        return json(200, {"token": token, "min_age": MIN_AGE, "max_age": MAX_AGE})

    def health(self, request: Request) -> Response:
        """200 where the database answers, 503 where it does not."""
        try:
            self._store.knows("")
        except Unavailable:
            return json(503, {"status": "unavailable"})
        return json(200, {"status": "ok"})

    def thanks(self, request: Request) -> Response:
        """Show a reference from the address only if it is one that this service gave."""
        given = request.query_params.get("reference", "")
        try:
            known = is_reference(given) and self._store.knows(given)
            html = self._pages.thanks(given if known else None, unknown=bool(given) and not known)
        except Unavailable:
            html = self._pages.thanks(None)  # the number in the address is still there to read
        if html is None:
            return PlainTextResponse("The site is not built.", 404, headers=HEADERS)
        return HTMLResponse(html, headers=HEADERS)

    async def http_error(self, request: Request, error: Exception) -> Response:
        """Wrong method or unknown address: in the service's own form below /api/."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        headers = getattr(error, "headers", None)
        if not handles(request.url.path, self._settings.base_path):
            return PlainTextResponse(f"{status}", status, headers=headers)
        reason: Reason = "method" if status == 405 else "not_found"
        return await run_in_threadpool(
            self._answers.refused, request, Refused(status, reason), None, headers
        )

    async def unexpected(self, request: Request, error: Exception) -> Response:
        """500: the server logs the error itself."""
        # No middleware sees this answer.
        echo = cors_headers(request.headers.get("origin"), self._settings.allowed_origins)
        return json(500, {"error": self._settings.form.failures.unexpected}, echo)


def _refusal(error: Exception) -> Refused:
    if isinstance(error, Refused):
        return error
    if isinstance(error, Unavailable):
        return Refused(503, "unavailable")
    # Where, but not the error's own words: they could repeat what somebody wrote.
    where = "".join(format_tb(error.__traceback__))
    log.error("a request could not be answered: %s\n%s", type(error).__name__, where)
    return Refused(500, "unexpected")
