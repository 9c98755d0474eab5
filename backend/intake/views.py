"""The form's endpoints: create a request, issue a form token, report health.

Here a POST becomes a row: `IntakeViews.create_request`.
"""

import logging
from dataclasses import replace
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from backend.config.process_metrics import measures
from backend.config.settings import Settings
from backend.config.urls import confirmation_path, is_backend_path
from backend.http.cors import cors_headers
from backend.http.form_body import Reason, RequestRejectedError
from backend.http.responses import API_HEADERS, ErrorResponses, json_response, wants_json
from backend.http.site_pages import SitePages
from backend.intake.form_token import MAX_AGE, MIN_AGE
from backend.intake.receiving import receive_form, to_rejection
from backend.intake.request_store import (
    IdempotencyConflictError,
    RequestStore,
    StoredRequest,
)
from backend.intake.spam_guard import Sender, SpamGuard
from backend.intake.submission import ValidationFailedError, validate
from backend.storage.connections import UnavailableError

log = logging.getLogger(__name__)


class IntakeViews:
    """The endpoints, over one database and the pages of one site."""

    def __init__(self, settings: Settings, requests: RequestStore, guard: SpamGuard) -> None:
        self._settings = settings
        self._requests = requests
        pages = SitePages(settings.site_dir, settings.base_path, settings.form)
        self._errors = ErrorResponses(settings.form, pages, settings.timeline, settings.contact)
        self._guard = guard

    async def create_request(self, request: Request) -> Response:
        """Store a request, and count those that are not taken."""
        return await receive_form(
            request, self._settings.form, self._errors, self._store_and_answer
        )

    async def _store_and_answer(self, request: Request, values: dict[str, str]) -> Response:
        try:
            with measures.timed("store"):
                return await self._store(request, values)
        except ValidationFailedError as error:
            return await run_in_threadpool(
                self._errors.validation_failed, request, values, error.errors
            )
        except IdempotencyConflictError:
            return await run_in_threadpool(self._errors.conflict, request, values)
        except Exception as error:
            refusal = to_rejection(error)
            return await run_in_threadpool(self._errors.rejected, request, refusal, values)

    async def _store(self, request: Request, values: dict[str, str]) -> Response:
        sender = await self._assess(request, values)
        try:
            submission = sender.annotate(validate(values, self._settings.form))
        except ValidationFailedError:
            self._guard.count_refusal(sender)
            raise
        if wants_json(request):
            submission = replace(submission, method="js")
        admit = partial(self._guard.admit, sender)
        return await self._requests.add_soon(submission, admit, partial(self._answer, request))

    async def _assess(self, request: Request, values: dict[str, str]) -> Sender:
        peer = request.client.host if request.client else None
        assess = partial(self._guard.assess, request.headers, peer, values)
        if self._guard.may_wait(values):
            return await self._requests.database.run(assess)
        return assess()

    def _answer(self, request: Request, stored: StoredRequest) -> Response:
        """Say that it is stored."""
        log.info("%s %s", stored.reference, "stored" if stored.created else "was stored before")
        page = self._settings.base_path + confirmation_path(stored.reference, stored.key)
        if wants_json(request):
            return json_response(201, {"reference": stored.reference, "page": page})
        return RedirectResponse(page, 303, headers=API_HEADERS)

    async def token(self, request: Request) -> Response:
        """Issue a form token, with the seconds after and within which it is good."""
        try:
            token = await self._requests.database.run(self._guard.token)
        except UnavailableError as error:
            return await run_in_threadpool(self._errors.rejected, request, to_rejection(error))
        return json_response(200, {"token": token, "min_age": MIN_AGE, "max_age": MAX_AGE})

    async def ready(self, _: Request) -> Response:
        """200 where the database answers, 503 where it does not."""
        try:
            await self._requests.database.ping()
        except UnavailableError:
            return json_response(503, {"status": "unavailable"})
        return json_response(200, {"status": "ok"})

    async def live(self, _: Request) -> Response:
        """200 as long as the process answers at all: restarting it would mend nothing else."""
        return json_response(200, {"status": "alive"})

    async def http_error(self, request: Request, error: Exception) -> Response:
        """Wrong method or unknown address: in the service's own form below /api/."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        headers = getattr(error, "headers", None)
        if not is_backend_path(request.url.path, self._settings.base_path):
            return PlainTextResponse(f"{status}", status, headers=headers)
        reason: Reason = "method" if status == 405 else "not_found"
        return await run_in_threadpool(
            self._errors.rejected, request, RequestRejectedError(status, reason), None, headers
        )

    async def unexpected(self, request: Request, error: Exception) -> Response:
        """500: the server logs the error itself."""
        # No middleware sees this answer.
        echo = cors_headers(request.headers.get("origin"), self._settings.allowed_origins)
        return json_response(500, {"error": self._settings.form.failures.unexpected}, echo)
