"""The live site and a visitor of it, as the browser tests see them."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Page, Route

from backend.cli.request_reports import load_requests

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class LiveSite:
    """A running server of the site: its address ends in a slash."""

    address: str
    environment: dict[str, str]

    def stored_requests(self, email: str) -> list[dict[str, str]]:
        """The requests of this email address, as the operator's own command lists them."""
        rows = load_requests(self.environment["QUOTES_DATABASE_URL"])
        return [row for row in rows if row["email"] == email]


@dataclass
class Visitor:
    """A page, and what its browser asked for and complained about."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._listen)

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.type}: {message.text}")


# visit("quotes/", javascript=False) opens a page of the live site.
Visit = Callable[..., Visitor]


PATIENCE = 15  # seconds: a busy machine is slow, and not wrong


def wait_until(page: Page, condition: str) -> None:
    """Wait until an expression is true, or a function says so.

    The policy of a page lets `page.wait_for_function` look once, and no second time.
    """
    deadline = time.monotonic() + PATIENCE
    while not page.evaluate(condition):
        assert time.monotonic() < deadline, f"never so: {condition}"
        page.wait_for_timeout(50)


def hold(page: Page, pattern: str) -> Callable[[], Route]:
    """Let requests of such addresses wait; what is returned gives the first, once it is there."""
    held: list[Route] = []

    def keep(route: Route) -> None:
        held.append(route)

    page.route(pattern, keep)

    def first() -> Route:
        deadline = time.monotonic() + PATIENCE
        while not held:
            assert time.monotonic() < deadline, f"never asked for: {pattern}"
            page.wait_for_timeout(50)
        return held[0]

    return first
