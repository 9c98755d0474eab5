"""The thanks page: a reference that this service gave, or the buyer's own page with its key."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from backend.config.settings import Settings
from backend.http.responses import API_HEADERS
from backend.http.site_pages import SitePages
from backend.intake import RequestStore, is_reference
from backend.portal.buyer_views import BuyerViews
from backend.storage.connections import UnavailableError


class ThanksView:
    """What is shown after a request was sent, also to who comes back to that address."""

    def __init__(self, settings: Settings, requests: RequestStore, buyer: BuyerViews) -> None:
        self._requests = requests
        self._buyer = buyer
        self._pages = SitePages(settings.site_dir, settings.base_path, settings.form)

    async def thanks(self, request: Request) -> Response:
        """Show a reference from the address only if it is one that this service gave.

        With its key, this is the buyer's own page. A wrong key is no different from none.
        """
        reference = request.query_params.get("reference", "")
        given = (request.query_params.get(name, "") for name in ("key", "confirm", "read"))
        try:
            return await self._requests.database.run(self._known, reference, *given)
        except UnavailableError:  # the number in the address is there to read
            return await run_in_threadpool(self._page, None, unknown=False)

    def _known(self, reference: str, key: str, confirm: str, read: str) -> Response:
        if private := self._buyer.page(reference, key, confirm):
            return private
        if shared := self._buyer.reader_page(reference, read):
            return shared
        known = is_reference(reference) and self._requests.exists(reference)
        return self._page(reference if known else None, unknown=bool(reference) and not known)

    def _page(self, reference: str | None, *, unknown: bool) -> Response:
        html = self._pages.render_thanks(reference, unknown=unknown)
        if html is None:
            return PlainTextResponse("The site is not built.", 404, headers=API_HEADERS)
        return HTMLResponse(html, headers=API_HEADERS)
