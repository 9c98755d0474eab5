"""The application: its addresses, below the site's path, and who answers each."""

from collections.abc import Awaitable, Callable
from time import time

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route, Router

from backend.config.settings import Settings
from backend.config.urls import API, THANKS
from backend.http.cors import CorsMiddleware
from backend.http.static_files import SiteFiles
from backend.intake.request_store import Store
from backend.intake.spam_guard import SpamGuard
from backend.intake.views import IntakeViews
from backend.notifications import notification_kinds
from backend.portal.buyer_views import BuyerDesk
from backend.portal.firm_views import FirmDesk
from backend.storage.clock import Clock, utc_now
from backend.storage.connections import connect

Handler = Callable[[Request, Exception], Awaitable[Response]]


def create_app(
    settings: Settings,
    *,
    store: Store | None = None,
    with_site: bool = False,
    now: Callable[[], float] = time,
    clock: Clock = utc_now,
) -> Starlette:
    """Return the application; `with_site` also serves the built pages. Opens no database yet.

    `now` is the guard's clock, in seconds since 1970, and `clock` that of buyers and firms.
    """
    base = settings.base_path
    store = store or open_store(settings, pooled=False)
    desk = BuyerDesk(settings, store, clock)
    service = IntakeViews(settings, store, SpamGuard(settings, store.transaction, now), desk)
    # A router's own redirects name the host that a request named, which anybody can make up.
    api = _api(service, desk, FirmDesk(settings, store, clock))
    routes: list[Route | Mount] = [
        Mount(f"{base}{API}".rstrip("/"), Router(api, redirect_slashes=False)),
        Route(base + THANKS, service.thanks, methods=["GET"]),
    ]
    if with_site:
        routes.append(Mount(base.rstrip("/"), SiteFiles(settings.site_dir)))
    handlers: dict[int | type[Exception], Handler] = {
        HTTPException: service.http_error,
        Exception: service.unexpected,
    }
    cors = Middleware(CorsMiddleware, allowed=settings.allowed_origins, path=base + API)
    made = Starlette(routes=routes, exception_handlers=handlers, middleware=[cors])
    made.router.redirect_slashes = False
    return made


def open_store(settings: Settings, *, pooled: bool = True) -> Store:
    """Return the store of these settings; it opens no database yet."""
    engine = connect(settings.database_url, pooled=pooled)
    return Store(
        engine, settings.form, kinds=notification_kinds(settings), matcher=settings.matcher
    )


def _api(service: IntakeViews, desk: BuyerDesk, firms: FirmDesk) -> list[Route]:
    return [
        Route("/quotes", service.create_request, methods=["POST"]),
        Route("/token", service.token, methods=["GET"]),
        Route("/health", service.health, methods=["GET"]),
        Route("/requests/choose", desk.choose, methods=["POST"]),
        Route("/requests/withdraw", desk.withdraw, methods=["POST"]),
        Route("/requests/erase", desk.erase, methods=["POST"]),
        Route("/requests/erased", desk.erased, methods=["GET"]),
        Route("/introductions", firms.show, methods=["GET"]),
        Route("/introductions", firms.answer, methods=["POST"]),
    ]
