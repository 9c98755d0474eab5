"""What the pages of buyers and of firms have in common: small forms, and pages nobody keeps."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from backend.config.settings import Settings
from backend.config.templates import render
from backend.http.cors import judge
from backend.http.form_body import Refused, pairs_of, read_body
from backend.http.responses import HEADERS
from backend.http.site_pages import SitePages
from backend.intake.request_store import Store
from backend.storage.clock import Clock, utc_now
from backend.storage.connections import Unavailable

log = logging.getLogger(__name__)

# Bytes and fields; these forms have a few buttons and boxes.
BODY_LIMIT = 8192
MAX_FIELDS = 20
# The address of such a page is a key, so no other page gets to know where a reader came from. The
# browser then hides the Origin, too: what it sends is good because it holds the key.
PRIVATE = {**HEADERS, "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}

Act = Callable[["Sent"], Response]


@dataclass(frozen=True)
class Sent:
    """The fields of a small form."""

    pairs: list[tuple[str, str]]

    def one(self, name: str) -> str:
        """Return the value of a field, "" where it is missing; the last of several."""
        return dict(self.pairs).get(name, "").strip()

    def all(self, name: str) -> list[str]:
        """Return every value of a field."""
        return [value for each, value in self.pairs if each == name]


class Desk:
    """Pages in the site's own layout, and the forms on them."""

    def __init__(self, settings: Settings, store: Store, now: Clock = utc_now) -> None:
        self.settings = settings
        self.now = now
        self.store = store
        self._pages = SitePages(settings.site_dir, settings.base_path, settings.form)

    async def take(self, request: Request, act: Act) -> Response:
        """Read a form and do what it asks; the work is blocking and off the event loop."""
        content_type = request.headers.get("content-type", "")
        try:
            if judge(request.headers.get("origin"), self.settings.allowed_origins) == "foreign":
                raise Refused(403, "foreign")
            body = await read_body(request.stream(), BODY_LIMIT)
            sent = Sent(pairs_of(body, content_type, MAX_FIELDS))
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is there to read it
        except Refused as refusal:
            return await run_in_threadpool(self.problem, refusal.status)
        return await run_in_threadpool(self.tried, lambda: act(sent))

    def tried(self, act: Callable[[], Response]) -> Response:
        """Return the answer of `act`, or a page that says to try again."""
        try:
            return act()
        except Unavailable:
            return self.problem(503)

    def shown(self, title: str, html: str, status: int = 200, prefix: str = "") -> Response:
        """Return a page in the site's layout; in plain text where the site is not built."""
        page = self._pages.filled(title, html, prefix)
        if page is None:
            return PlainTextResponse("The site is not built.", 404, headers=HEADERS)
        return HTMLResponse(page, status, headers=PRIVATE)

    def unknown(self) -> Response:
        """404: the same for a request that never was, one that is gone, and a wrong key."""
        return self.shown("Not known", self.said("no_request.html.j2"), 404)

    def problem(self, status: int) -> Response:
        """Return a page that says to try again."""
        return self.shown("There is a problem", self.said("problem.html.j2"), status)

    def said(self, template: str, **more: object) -> str:
        """Return a small page of our own words."""
        settings = self.settings
        common = {"base": settings.base_path, "contact": settings.contact}
        return render(template, {**common, "demonstration": settings.demonstration, **more})

    def see(self, path: str) -> Response:
        """303 to an address below the site's own."""
        return RedirectResponse(self.settings.base_path + path, 303, headers=PRIVATE)
