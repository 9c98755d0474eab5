"""The endpoints: take a request, give a token, say how it is, show the thanks page."""

import logging
from dataclasses import replace
from functools import partial
from traceback import format_tb

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from backend.config.settings import Settings
from backend.config.urls import THANKS, handles, private_path
from backend.http.cors import cors_headers
from backend.http.form_body import Reason, Refused, read_body
from backend.http.responses import HEADERS, Answers, json, wants_json
from backend.http.site_pages import SitePages
from backend.intake.form_token import MAX_AGE, MIN_AGE
from backend.intake.request_store import Conflict, Store, Stored, is_reference
from backend.intake.spam_guard import Guard
from backend.intake.submission import Invalid, parse, understand
from backend.portal import BuyerViews
from backend.storage.connections import Unavailable

log = logging.getLogger(__name__)


class Service:
    """The endpoints, over one store and the pages of one site."""

    def __init__(self, settings: Settings, store: Store, guard: Guard, desk: BuyerViews) -> None:
        self._settings = settings
        self._store = store
        self._pages = SitePages(settings.site_dir, settings.base_path, settings.form)
        self._answers = Answers(settings.form, self._pages, settings.contact)
        self._guard = guard
        self._desk = desk

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
        page = self._settings.base_path + _next_page(stored)
        if wants_json(request):
            there = {"page": page} if stored.key else {}
            return json(201, {"reference": stored.reference, **there})
        return RedirectResponse(page, 303, headers=HEADERS)

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
        """Show a reference from the address only if it is one that this service gave.

        With its key, this is the buyer's own page. A wrong key is no different from none.
        """
        given = request.query_params.get("reference", "")
        try:
            if private := self._desk.page(given, request.query_params.get("key", "")):
                return private
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


def _next_page(stored: Stored) -> str:
    """Return where a browser goes on to, below the site's own address."""
    if stored.key:
        return private_path(stored.reference, stored.key)
    return f"{THANKS}?reference={stored.reference}"


def _refusal(error: Exception) -> Refused:
    if isinstance(error, Refused):
        return error
    if isinstance(error, Unavailable):
        return Refused(503, "unavailable")
    # Where, but not the error's own words: they could repeat what somebody wrote.
    where = "".join(format_tb(error.__traceback__))
    log.error("a request could not be answered: %s\n%s", type(error).__name__, where)
    return Refused(500, "unexpected")
