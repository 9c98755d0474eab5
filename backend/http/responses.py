"""Error responses of the API: JSON for scripts, the form's own page with the errors for people."""

from datetime import UTC, datetime
from math import ceil
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from backend.http.form_body import RequestRejectedError
from backend.http.site_pages import SitePages
from model.form import IDEMPOTENCY_KEY, QuoteForm, warn_of_date
from model.timeline import Timeline

API_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Accept, Origin",
}
RETRY_AFTER = "30"
CONTACT_STATUSES = (429, 500, 503)
# Nobody who fills in the form gets these, and nothing of it could be kept: a line of text.
PLAIN_STATUSES = (408, 413)


def wants_json(request: Request) -> bool:
    """Tell whether a script asks; a browser that posts a form does not name JSON."""
    return "application/json" in request.headers.get("accept", "")


def json_response(
    status: int, content: object, headers: dict[str, str] | None = None
) -> JSONResponse:
    """Return an uncacheable JSON response."""
    return JSONResponse(content, status, headers={**API_HEADERS, **(headers or {})})


class ErrorResponses:
    """The error responses of the forms."""

    def __init__(
        self, form: QuoteForm, pages: SitePages, timeline: Timeline, contact: str = ""
    ) -> None:
        """Keep what the answers are made of; `contact` is the operator's e-mail address."""
        self._timeline = timeline
        self._form = form
        self._pages = pages
        self._contact = contact

    def validation_failed(
        self, request: Request, values: dict[str, str], errors: dict[str, str]
    ) -> Response:
        """422: wrong answers."""
        if wants_json(request):
            return json_response(422, {"errors": errors})
        return self._page(422, values, errors=errors)

    def conflict(self, request: Request, values: dict[str, str]) -> Response:
        """422: the key is taken. The page carries a new one, so that sending again works."""
        message = self._form.failures.conflict
        if wants_json(request):
            return json_response(422, {"errors": {IDEMPOTENCY_KEY: message}})
        return self._page(422, {**values, IDEMPOTENCY_KEY: ""}, message=message)

    def rejected(
        self,
        request: Request,
        refusal: RequestRejectedError,
        values: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> Response:
        """Any other failure; the page keeps `values`, where they could be read."""
        message: str = getattr(self._form.failures, refusal.reason)
        headers = dict(headers or {})
        if refusal.status == 503:
            headers["Retry-After"] = RETRY_AFTER
        if refusal.wait is not None:
            headers["Retry-After"] = str(ceil(refusal.wait))
            message = message.replace("{minutes}", str(ceil(refusal.wait / 60)))
        if refusal.status == 408:  # what is still to come is not waited for
            headers["Connection"] = "close"
        if wants_json(request):
            return json_response(refusal.status, {"error": message}, headers)
        if refusal.status in PLAIN_STATUSES:
            headers = {**API_HEADERS, **headers}
            return PlainTextResponse(message, refusal.status, headers=headers)
        return self._page(refusal.status, values or {}, message=message, headers=headers)

    def _page(
        self,
        status: int,
        values: dict[str, str],
        errors: dict[str, str] | None = None,
        message: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> Response:
        key = values.get(IDEMPOTENCY_KEY) or str(uuid4())
        # Where sending again may not help, there is another way to reach a person.
        contact = self._contact if status in CONTACT_STATUSES else None
        late = warn_of_date(self._timeline, values, datetime.now(UTC).date())
        html = self._pages.render_form(values, errors or {}, message, key, contact, late)
        headers = {**API_HEADERS, **(headers or {})}
        if html is None:  # the site is not built: say it in plain text rather than not at all
            lines = [message] if message else list((errors or {}).values())
            return PlainTextResponse("\n".join(lines), status, headers=headers)
        return HTMLResponse(html, status, headers=headers)
