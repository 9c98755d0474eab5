"""A small site with the real form, a real SQLite file, and HTTP without a network."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from time import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import Connection, Engine, NullPool, Pool, create_engine, event, text
from starlette.applications import Starlette

from backend.app import create_app
from backend.cli.request_reports import load_requests
from backend.config.settings import Settings
from backend.storage import database
from backend.storage.connections import connect
from backend.storage.migrations import migrate
from backend.storage.service_key import FILE_NAME, VARIABLE
from macros.views.quotes.forms import quote_form_context
from macros.views.render import render
from model.core.yaml_loader import read
from model.dataset import DATA, ROOT
from model.form.definition import QuoteForm
from tests.data import load_data
from tools.testenv.postgres import running

if TYPE_CHECKING:
    from tests.backend.deal import Deal

SHELL = """<!doctype html>
<html lang="en"><head><title>{title}</title>
<link rel="stylesheet" href="../assets/site.css"><script src="../assets/site.js"></script></head>
<body><a id="thanks-link" href="thanks/">Thanks</a><a id="home-link" href="..">Home</a>
<a id="skip" href="#main">Skip</a><a id="mail" href="mailto:a@example.com">Mail</a>
<main id="main"><h1>{title}</h1>{content}</main></body></html>"""
THANKS = """<div data-public><p data-reference hidden>Your reference number is
<strong data-reference-value></strong>.</p>
<p data-reference-unknown hidden>Not known.</p><p data-reference-fallback>In the address.</p></div>
<div data-private hidden></div><h2 id="next" data-public>What happens next</h2>"""

ORIGIN = "http://site"
CONTACT = "operator@example.com"
ANSWERS = {
    "framework": "soc-2",
    "report_type": "type-1-then-type-2",
    "stage": "preparing",
    "timeline": "3-to-6-months",
    "company": "Zażółć & Sons",
    "company_size": "11-50",
    "name": "Ada Lovelace",
    "email": "ada@example.com",
    "notes": "Two lines:\nthe second",
}


@pytest.fixture(autouse=True, scope="session")
def patient_database() -> Iterator[None]:
    """Let busy machines take their time. The servers of the attacks keep the real deadline."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "ANSWER_TIMEOUT", 60.0)
        patch.setattr(database, "QUEUE_TIMEOUT", 60.0)
        yield


@pytest.fixture(autouse=True, scope="session")
def one_key(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One key for all databases, since those of most tests are copies of one file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, str(tmp_path_factory.mktemp("key") / FILE_NAME))
        yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave to the night what takes no lock on PostgreSQL: SQLite has shown it by day."""
    for item in items:
        on_postgresql = "postgresql" in item.name.partition("[")[2]
        if on_postgresql and item.get_closest_marker("locks") is None:
            item.add_marker(pytest.mark.nightly)


class Client:
    """Asks the application as a browser would; does not follow redirects."""

    def __init__(self, app: Starlette) -> None:
        self._app = app

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            # False: answer 500 as a server would, so that a test can see it.
            transport = httpx.ASGITransport(app=self._app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
                return await client.request(method, path, **options)

        return asyncio.run(ask())

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.request("GET", path, **options)

    def post(
        self,
        body: Mapping[str, str] | list[tuple[str, str]] | bytes,
        *,
        json: bool = False,
        content_type: str = "application/x-www-form-urlencoded",
        path: str = "/api/quotes",
        headers: Mapping[str, str | None] | None = None,
    ) -> httpx.Response:
        """Post a form from a page of the site; a header of None is left out."""
        content = body if isinstance(body, bytes) else urlencode(body).encode()
        accept = "application/json" if json else "text/html,application/xhtml+xml,*/*;q=0.8"
        sent = {"Accept": accept, "Content-Type": content_type, "Origin": ORIGIN, **(headers or {})}
        named = {name: value for name, value in sent.items() if value is not None}
        return self.request("POST", path, content=content, headers=named)


@pytest.fixture(scope="session")
def form() -> QuoteForm:
    return QuoteForm.model_validate(read(DATA / "quote_form.yml", ROOT).data)


@pytest.fixture(scope="session")
def form_html(form: QuoteForm) -> str:
    context = {**quote_form_context(form, "/api/quotes", "/"), "contact": CONTACT}
    return render("quote_form.html.j2", context)


@pytest.fixture
def site_dir(tmp_path: Path, form_html: str) -> Path:
    return write_site(tmp_path / "site", form_html)


def write_site(site: Path, form_html: str) -> Path:
    """Write the pages that the backend fills in."""
    for page, title, content in (
        ("quotes", "Ask for quotes", form_html),
        ("quotes/thanks", "Thank you", THANKS),
        ("", "Home", ""),
    ):
        (site / page).mkdir(parents=True, exist_ok=True)
        html = SHELL.format(title=title, content=content)
        (site / page / "index.html").write_text(html, encoding="utf-8")
    return site


@pytest.fixture
def settings(form: QuoteForm, site_dir: Path, tmp_path: Path) -> Settings:
    return Settings(
        form=form,
        timeline=load_data().timeline,
        database_url=new_file(tmp_path / "quotes.db"),
        site_dir=site_dir,
        contact=CONTACT,
        allowed_origins=frozenset({ORIGIN}),
    )


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server that the tests started."""
    with running() as url:
        yield url


@cache
def newest_file() -> bytes:
    """A SQLite file of the newest version, in which nothing is stored."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "newest.db")
        engine = connect(f"sqlite:///{file}")
        migrate(engine)
        engine.dispose()
        return file.read_bytes()


def new_file(file: Path) -> str:
    """Put an empty database of the newest version there; return its address.

    Migrating is what tests/backend/storage tests; here it would be most of each test's time.
    """
    file.touch(mode=0o600)  # as the program makes it: it is for nobody else
    file.write_bytes(newest_file())
    return f"sqlite:///{file}"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of the newest version of each kind in turn; nothing is stored in it."""
    if request.param == "sqlite":
        yield new_file(tmp_path / "quotes.db")
        return
    with new_database(request.getfixturevalue("postgres"), newest=True) as made:
        yield made


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    made = connect(url)
    yield made
    made.dispose()


NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Clock:
    """Time that stands still until a test moves it: a moment, or seconds since 1970."""

    def __init__(self, now: Any = NOON) -> None:
        self.now = now

    def __call__(self) -> Any:
        return self.now


def pass_days(clock: Clock, days: float, housekeeping: Callable[[], None]) -> None:
    """Let days pass. On the last of them the service runs: until then it doubts its clock."""
    if days > 1:
        clock.now += timedelta(days=days - 1)
        housekeeping()
    left = timedelta(days=min(days, 1))
    while left:
        step = min(left, timedelta(hours=2))
        clock.now += step
        left -= step
        housekeeping()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@cache
def newest_database(server: str) -> str:
    """The name of a database on that server, of the newest version, that is copied by tests."""
    name = "newest"
    with administer(server) as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine = connect(address_of(server, name))
    migrate(engine)
    engine.dispose()
    return name


def address_of(server: str, name: str) -> str:
    return server.rpartition("/")[0] + f"/{name}"


@contextmanager
def administer(server: str) -> Iterator[Connection]:
    """Give a connection that databases are made and dropped with."""
    admin = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with admin.connect() as connection:
        yield connection


@contextmanager
def new_database(server: str, *, newest: bool = False) -> Iterator[str]:
    """A database of its own: without tables, or of the newest version."""
    name = f"test_{uuid4().hex}"
    template = newest_database(server) if newest else "template1"
    with administer(server) as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    opened: list[Any] = []

    def note(connection: Any, _: object) -> None:
        if type(connection).__module__.startswith("psycopg"):
            opened.append(connection)

    event.listen(Pool, "connect", note)
    try:
        yield address_of(server, name)
    finally:
        event.remove(Pool, "connect", note)
        for connection in opened:  # of pools that nobody disposes of
            connection.close()
    with administer(server) as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def client(settings: Settings) -> Client:
    return Client(create_app(settings))


@pytest.fixture
def client_with(settings: Settings) -> Callable[..., Client]:
    """Return a client of the same site and database with some settings changed."""
    return lambda with_site=False, now=time, **changes: Client(
        create_app(replace(settings, **changes), with_site=with_site, now=now)
    )


@pytest.fixture
def answers() -> dict[str, str]:
    return dict(ANSWERS)


@pytest.fixture
def rows(settings: Settings) -> Callable[[], list[dict[str, str]]]:
    return lambda: load_requests(settings.database_url)


@pytest.fixture
def deal(settings: Settings, tmp_path: Path) -> Iterator["Deal"]:
    """A site with sample firms, a mail server and a worker, on SQLite."""
    from tests.backend.deal import database, dealing  # noqa: PLC0415 - made of what stands above

    with dealing(settings, database(tmp_path)) as made:
        yield made


@pytest.fixture
def deal_per_database(settings: Settings, url: str) -> Iterator["Deal"]:
    """The same on SQLite and on PostgreSQL in turn."""
    from tests.backend.deal import dealing  # noqa: PLC0415 - made of what stands above

    with dealing(settings, url) as made:
        yield made
