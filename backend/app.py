"""The ASGI application: its routes below the site's path, and the view behind each."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from time import time

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route, Router

from backend.applications import ApplicationViews
from backend.config.settings import Settings
from backend.config.urls import API, DESK, THANKS
from backend.counts import CountingMiddleware, RequestCounter
from backend.desk import DeskViews
from backend.http.cors import CorsMiddleware
from backend.http.static_files import SiteFiles
from backend.intake import IntakeViews, RequestStore, SpamGuard
from backend.matching import Matcher
from backend.notifications import notification_kinds
from backend.portal import BuyerViews, FirmViews, ThanksView
from backend.storage.clock import Clock, utc_now
from backend.storage.connections import connect
from backend.storage.database import Database
from model.dataset import Dataset
from model.exports import describe_api

Handler = Callable[[Request, Exception], Awaitable[Response]]


def create_app(  # noqa: PLR0913 - what an application is made of
    settings: Settings,
    matcher: Matcher | None = None,
    *,
    database: Database | None = None,
    with_site: bool = False,
    dataset: Dataset | None = None,
    now: Callable[[], float] = time,
    clock: Clock = utc_now,
) -> Starlette:
    """Return the application; `with_site` also serves the built pages. Opens no database yet.

    Without a `matcher` no firm is shown. The desk lists the firms of `dataset`. `now` is the spam
    guard's clock, in seconds since 1970, and `clock` that of everything else.
    """
    base = settings.base_path
    database = database or Database(connect(settings.database_url))
    requests = RequestStore(database, settings.form, clock, notification_kinds(settings), matcher)
    guard = SpamGuard(settings, database.transaction, now)
    intake = IntakeViews(settings, requests, guard)
    buyer = BuyerViews(settings, database, matcher, clock)
    firm = FirmViews(settings, database, matcher, clock)
    # A router's own redirects name the host that a request named, which anybody can make up.
    found = _api_routes(intake, buyer, firm)
    if settings.applications:
        form = settings.applications
        found += _application_routes(ApplicationViews(settings, form, database, guard, clock))
    found.append(_describing(settings))
    api = Router(found, redirect_slashes=False)
    routes: list[Route | Mount] = [
        Mount(f"{base}{API}".rstrip("/"), api),
        Route(base + THANKS, ThanksView(settings, requests, buyer).thanks, methods=["GET"]),
    ]
    if settings.desk:
        desk = DeskViews(settings, settings.desk, database, matcher, clock, dataset)
        router = Router(desk.routes(), redirect_slashes=False)
        routes.insert(0, Mount(f"{base}{DESK}".rstrip("/"), router))
    if with_site and base != "/":
        routes.append(Route(base.rstrip("/"), partial(_redirect, base), methods=["GET"]))
    if with_site:
        routes.append(Mount(base.rstrip("/"), SiteFiles(settings.site_dir)))
    handlers: dict[int | type[Exception], Handler] = {
        HTTPException: intake.http_error,
        Exception: intake.unexpected,
    }
    cors = Middleware(CorsMiddleware, allowed=settings.allowed_origins, path=base + API)
    counts = RequestCounter(database, clock)
    counting = Middleware(CountingMiddleware, counts=counts, base=base)
    made = Starlette(
        routes=routes,
        exception_handlers=handlers,
        middleware=[counting, cors],
        lifespan=partial(_write_at_the_end, counts),
    )
    made.router.redirect_slashes = False
    return made


@asynccontextmanager
async def _write_at_the_end(counts: RequestCounter, _: Starlette) -> AsyncIterator[None]:
    yield
    await run_in_threadpool(counts.write)


def _redirect(base: str, _: Request) -> Response:
    """The site's own address without its last slash; the redirect names no host."""
    return RedirectResponse(base, 308)


def _describing(settings: Settings) -> Route:
    """Return the route of the API's own description."""
    name = settings.site_name
    address = settings.public_address or settings.base_path
    found = describe_api(name, address, settings.form, settings.applications)

    async def describe(_: Request) -> Response:
        return JSONResponse(found, headers={"X-Content-Type-Options": "nosniff"})

    return Route("/openapi.json", describe, methods=["GET"])


def _application_routes(firms: ApplicationViews) -> list[Route]:
    return [
        Route("/firms", firms.create, methods=["POST"]),
        Route("/firms", firms.opened, methods=["GET"]),
        Route("/firms/received", firms.received, methods=["GET"]),
    ]


def _api_routes(intake: IntakeViews, buyer: BuyerViews, firm: FirmViews) -> list[Route]:
    return [
        Route("/quotes", intake.create_request, methods=["POST"]),
        Route("/token", intake.token, methods=["GET"]),
        Route("/health", intake.ready, methods=["GET"]),
        Route("/health/live", intake.live, methods=["GET"]),
        Route("/requests/choose", buyer.choose, methods=["POST"]),
        Route("/requests/confirm", buyer.confirm, methods=["POST"]),
        Route("/requests/mail", buyer.mail, methods=["POST"]),
        Route("/requests/edit", buyer.edit, methods=["POST"]),
        Route("/requests/share", buyer.share, methods=["POST"]),
        Route("/requests/unshare", buyer.unshare, methods=["POST"]),
        Route("/requests/download", buyer.download, methods=["POST"]),
        Route("/requests/withdraw", buyer.withdraw, methods=["POST"]),
        Route("/requests/erase", buyer.erase, methods=["POST"]),
        Route("/requests/erased", buyer.erased, methods=["GET"]),
        Route("/introductions", firm.show, methods=["GET"]),
        Route("/introductions", firm.answer, methods=["POST"]),
    ]
