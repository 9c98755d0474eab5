"""The endpoints of the form for firms: take an application, and say that it was taken."""

import logging
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from backend.applications.store import ApplicationStore, is_application
from backend.config.settings import Settings
from backend.config.templates import render
from backend.config.urls import API, FIRMS_FORM
from backend.http.form_body import RequestRejectedError
from backend.http.responses import API_HEADERS, ErrorResponses, json_response, wants_json
from backend.http.site_pages import SitePages
from backend.intake import SpamGuard, Submission, receive_form, to_rejection
from backend.storage.clock import Clock
from backend.storage.database import Database
from model.form import ApplicationForm, normalise_answers

log = logging.getLogger(__name__)
RECEIVED = f"{API}firms/received"


class ApplicationViews:
    """The endpoints, over one database, the pages of one site and the guard of the quote form."""

    def __init__(
        self,
        settings: Settings,
        form: ApplicationForm,
        database: Database,
        guard: SpamGuard,
        clock: Clock,
    ) -> None:
        self._settings = settings
        self._form = form
        self._store = ApplicationStore(database, form, clock)
        self._guard = guard
        base = settings.base_path
        # Its page is the form's; the layout of what follows is that of every private page.
        self._pages = SitePages(settings.site_dir, base, form.form, FIRMS_FORM)
        self._errors = ErrorResponses(form.form, self._pages, settings.timeline, settings.contact)

    async def create(self, request: Request) -> Response:
        """Store an application; what is not taken is said on the form's own page."""
        answer = partial(self._store.database.run, self._store_and_answer)
        return await receive_form(request, self._form.form, self._errors, answer)

    def _store_and_answer(self, request: Request, values: dict[str, str]) -> Response:
        try:
            peer = request.client.host if request.client else None
            sender = self._guard.assess(request.headers, peer, values)
            if mistakes := self._form.find_mistakes(values):
                self._guard.count_refusal(sender)
                return self._errors.validation_failed(request, values, mistakes)
            submission = Submission(
                answers=normalise_answers(self._form.form, values),
                key=None,
                signals=("honeypot",) if values.get(self._form.form.honeypot.name) else (),
            )
            admit = partial(self._guard.admit, sender)
            reference = self._store.add(sender.annotate(submission), admit)
        except Exception as error:
            return self._errors.rejected(request, to_rejection(error), values)
        log.info("application %s stored", reference)
        if wants_json(request):
            return json_response(201, {"reference": reference})
        address = f"{self._settings.base_path}{RECEIVED}?reference={reference}"
        return RedirectResponse(address, 303, headers=API_HEADERS)

    async def opened(self, request: Request) -> Response:
        """405: the address of the form, opened as a page."""
        refusal = RequestRejectedError(405, "method")
        return await run_in_threadpool(
            self._errors.rejected, request, refusal, None, {"Allow": "POST"}
        )

    async def received(self, request: Request) -> Response:
        """Say what follows, with the number that the address has; nothing is looked up."""
        reference = request.query_params.get("reference", "")
        if not is_application(reference):
            return RedirectResponse(self._settings.base_path + FIRMS_FORM, 303, headers=API_HEADERS)
        return await run_in_threadpool(self._received, reference)

    def _received(self, reference: str) -> Response:
        received = self._form.definition.received
        context = {
            "received": received,
            "reference": reference,
            "base": self._settings.base_path,
        }
        html = self._pages.render_private(
            received.heading, render("application_received.html.j2", context)
        )
        if html is None:
            return PlainTextResponse("The site is not built.", 404, headers=API_HEADERS)
        return HTMLResponse(html, headers={**API_HEADERS, "X-Robots-Tag": "noindex"})
