"""What the views of buyers and of firms share: small forms, and uncacheable pages."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from backend.config.settings import Settings
from backend.config.templates import render
from backend.http.cors import classify_origin
from backend.http.form_body import RequestRejectedError, parse_form, read_body
from backend.http.responses import API_HEADERS
from backend.http.site_pages import SitePages
from backend.matching import Matcher
from backend.storage.clock import Clock, utc_now
from backend.storage.connections import UnavailableError
from backend.storage.database import Database

log = logging.getLogger(__name__)

# Bytes and fields; these forms have a few buttons and boxes.
BODY_LIMIT = 8192
MAX_FIELDS = 20
# The address of such a page is a key, so no other page gets to know where a reader came from. The
# browser then hides the Origin, too: what it sends is good because it holds the key.
PRIVATE_HEADERS = {**API_HEADERS, "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}

FormHandler = Callable[["SubmittedForm"], Response]


@dataclass(frozen=True)
class SubmittedForm:
    """The fields of a small form."""

    pairs: list[tuple[str, str]]

    def get(self, name: str) -> str:
        """Return the value of a field, "" where it is missing; the last of several."""
        return dict(self.pairs).get(name, "").strip()

    def get_all(self, name: str) -> list[str]:
        """Return every value of a field."""
        return [value for each, value in self.pairs if each == name]


async def read_form(request: Request, limit: int, max_fields: int) -> SubmittedForm:
    """Return what a small form sends; raises RequestRejectedError, or ClientDisconnect."""
    body = await read_body(request.stream(), limit)
    return SubmittedForm(parse_form(body, request.headers.get("content-type", ""), max_fields))


class BaseView:
    """A view below the site's own layout: its pages, and the small forms on them."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        matcher: Matcher | None = None,
        now: Clock = utc_now,
    ) -> None:
        self.settings = settings
        self.database = database
        self.matcher = matcher
        self.now = now
        self._pages = SitePages(settings.site_dir, settings.base_path, settings.form)

    async def handle_form(
        self,
        request: Request,
        act: FormHandler,
        limit: int = BODY_LIMIT,
        max_fields: int = MAX_FIELDS,
    ) -> Response:
        """Read a form and do what it asks; the work is blocking and off the event loop."""
        origin = request.headers.get("origin")
        try:
            if classify_origin(origin, self.settings.allowed_origins) == "foreign":
                raise RequestRejectedError(403, "foreign")
            form = await read_form(request, limit, max_fields)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is there to read it
        except RequestRejectedError as refusal:
            return await run_in_threadpool(self.problem_page, refusal.status)
        return await self.guarded(lambda: act(form))

    async def guarded(self, act: Callable[[], Response]) -> Response:
        """Return the answer of `act`, or a page that says to try again."""
        try:
            return await self.database.run(act)
        except UnavailableError:
            return await run_in_threadpool(self.problem_page, 503)

    def page_response(self, title: str, html: str, status: int = 200, prefix: str = "") -> Response:
        """Return a page in the site's layout; in plain text where the site is not built."""
        page = self._pages.render_private(title, html, prefix)
        if page is None:
            return PlainTextResponse("The site is not built.", 404, headers=API_HEADERS)
        return HTMLResponse(page, status, headers=PRIVATE_HEADERS)

    def not_found(self) -> Response:
        """404: the same for a request that never was, one that is gone, and a wrong key."""
        return self.page_response("Not known", self.render_fragment("no_request.html.j2"), 404)

    def problem_page(self, status: int) -> Response:
        """Return a page that says to try again."""
        content = self.render_fragment("problem.html.j2")
        return self.page_response("There is a problem", content, status)

    def render_fragment(self, template: str, **more: object) -> str:
        """Return a small page of our own words."""
        settings = self.settings
        common = {"base": settings.base_path, "contact": settings.contact}
        return render(template, {**common, "demonstration": settings.demonstration, **more})

    def redirect(self, path: str) -> Response:
        """303 to an address below the site's own."""
        return RedirectResponse(self.settings.base_path + path, 303, headers=PRIVATE_HEADERS)
