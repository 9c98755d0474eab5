"""The page after a request: what confirms it, the buyer's own page with its key, or neither."""

from collections.abc import Mapping

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from backend.config.settings import Settings
from backend.http.responses import API_HEADERS
from backend.http.site_pages import SitePages
from backend.intake import RequestStore, is_reference
from backend.portal.base_view import PRIVATE_HEADERS
from backend.portal.buyer_views import BuyerViews
from backend.portal.confirmation import Confirmed, render_confirmation
from backend.storage.connections import UnavailableError


class ThanksView:
    """What is shown after a request was sent, also to who comes back to that address."""

    def __init__(self, settings: Settings, requests: RequestStore, buyer: BuyerViews) -> None:
        self._settings = settings
        self._requests = requests
        self._buyer = buyer
        self._pages = SitePages(settings.site_dir, settings.base_path, settings.form)

    async def thanks(self, request: Request) -> Response:
        """Confirm a reference from the address only if it is one that this service gave.

        With its key, and without `sent`, this is the buyer's own page. A wrong key is no different
        from none.
        """
        try:
            return await self._requests.database.run(self._known, dict(request.query_params))
        except UnavailableError:  # the number in the address is there to read
            return await run_in_threadpool(self._page, unknown=False)

    def _known(self, asked: Mapping[str, str]) -> Response:
        reference, key = asked.get("reference", ""), asked.get("key", "")
        sent = "sent" in asked
        if not sent and (private := self._buyer.page(reference, key, asked.get("confirm", ""))):
            return private
        if shared := self._buyer.reader_page(reference, asked.get("read", "")):
            return shared
        found = self._requests.find_dated(reference) if is_reference(reference) else None
        if found is None:
            return self._page(unknown=bool(reference))
        matched, mails = (sent and self._buyer.authorized(reference, key)) or (None, None)
        return self._confirm(Confirmed(reference, *found, matched, mails), asked)

    def _confirm(self, confirmed: Confirmed, asked: Mapping[str, str]) -> Response:
        if asked.get("as") == "file":
            text = render_confirmation(self._settings, confirmed, file=True)
            name = f"{confirmed.reference}.txt"
            attached = {"Content-Disposition": f'attachment; filename="{name}"'}
            return PlainTextResponse(text, headers={**PRIVATE_HEADERS, **attached})
        title = self._settings.form.success.heading
        return self._buyer.page_response(title, render_confirmation(self._settings, confirmed))

    def _page(self, *, unknown: bool) -> Response:
        html = self._pages.render_thanks(unknown=unknown)
        if html is None:
            return PlainTextResponse("The site is not built.", 404, headers=API_HEADERS)
        return HTMLResponse(html, headers=API_HEADERS)
