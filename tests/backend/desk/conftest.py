"""A desk with a mail server, and browsers that keep cookies and press what is on their page."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from bs4 import BeautifulSoup, Tag
from sqlalchemy import select

from backend.config.desk import DeskSettings
from backend.config.settings import Settings
from backend.storage.tables import audit
from tests.backend.conftest import ORIGIN
from tests.backend.deal import Deal, database, dealing

PERSON, OTHER = "olga@example.com", "otto@example.com"
LINK = re.compile(r"http://site(/desk/in/\S+)")
CODE = re.compile(r"\b\d{8}\b")
DESK = DeskSettings(people=(PERSON, OTHER))


@dataclass
class Browser:
    """One browser: it keeps cookies, and sends what its page's forms hold."""

    deal: Deal
    headers: dict[str, str] = field(default_factory=lambda: {"Sec-Fetch-Site": "same-origin"})
    cookies: dict[str, str] = field(default_factory=dict)
    page: BeautifulSoup = field(default_factory=lambda: BeautifulSoup("", "html.parser"))
    last: httpx.Response | None = None

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self._ask("GET", path, headers)

    def post(self, path: str, values: object, **headers: str) -> httpx.Response:
        body = urlencode(values, doseq=True).encode()  # type: ignore[arg-type]
        kind = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        return self._ask("POST", path, kind, body)

    def press(self, button: str, **typed: str) -> httpx.Response:
        """Press the button with these words, or of this value; follow the redirect to a page."""
        found = next(
            each
            for each in self.page.select("button")
            if button in (each.get("value"), each.get_text(" ", strip=True))
        )
        form = found.find_parent("form")
        assert form is not None
        values = {**fields(form), **typed}
        if found.get("name"):
            values[str(found["name"])] = str(found.get("value", ""))
        answer = self.post(str(form["action"]), values)
        return self.follow(answer)

    def follow(self, answer: httpx.Response) -> httpx.Response:
        while answer.status_code == 303:
            answer = self.get(answer.headers["location"])
        return answer

    @property
    def text(self) -> str:
        main = self.page.select_one("main")
        return main.get_text(" ", strip=True) if main else ""

    @property
    def listed(self) -> list[str]:
        """The references in the inbox's table."""
        return [str(row["data-request"]) for row in self.page.select("[data-inbox] tbody tr")]

    def _ask(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> httpx.Response:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items() if value)
        sent = {**self.headers, **headers, **({"Cookie": cookie} if cookie else {})}
        named = {name: value for name, value in sent.items() if value}
        answer = self.deal.client.request(method, path, content=body, headers=named)
        for name, value in answer.cookies.items():
            self.cookies[name] = value
        for line in answer.headers.get_list("set-cookie"):
            if "Max-Age=0" in line:
                self.cookies.pop(line.partition("=")[0], None)
        if "text/html" in answer.headers.get("content-type", ""):
            self.page = BeautifulSoup(answer.text, "html.parser")
        self.last = answer
        return answer


def fields(form: Tag) -> dict[str, str]:
    """What a form sends when nothing is typed and nothing is ticked."""
    found = {
        str(each["name"]): str(each.get("value", ""))
        for each in form.select("input[name]")
        if each.get("type") not in ("checkbox", "radio")
    }
    for choice in form.select("select[name]"):
        option = choice.select_one("option[selected]") or choice.select_one("option")
        found[str(choice["name"])] = str(option["value"]) if option else ""
    for area in form.select("textarea[name]"):
        found[str(area["name"])] = area.get_text()
    return found


def with_desk(settings: Settings, desk: DeskSettings = DESK, **more: object) -> Settings:
    """Settings with the desk switched on, at the address of the tests."""
    changes = {"desk": desk, "public_address": f"{ORIGIN}/", **more}
    return replace(settings, **changes)  # type: ignore[arg-type]


@pytest.fixture
def desk(settings: Settings, tmp_path: Path) -> Iterator[Deal]:
    """The desk, on SQLite."""
    with dealing(with_desk(settings), database(tmp_path)) as deal:
        yield deal


@pytest.fixture
def desk_per_database(settings: Settings, url: str) -> Iterator[Deal]:
    """The desk, on each database in turn."""
    with dealing(with_desk(settings), url) as deal:
        yield deal


@pytest.fixture
def proxied(settings: Settings, tmp_path: Path) -> Iterator[Deal]:
    """The desk behind a proxy that names the person."""
    by_header = replace(DESK, proxy_header="Remote-Email")
    trusted = (ip_network("127.0.0.1/32"),)
    made = with_desk(settings, by_header, trusted_proxies=trusted)
    with dealing(made, database(tmp_path)) as deal:
        yield deal


def ask(deal: Deal, email: str = PERSON) -> tuple[Browser, str]:
    """Ask for a link; return the browser and the mail, "" where none came."""
    browser = Browser(deal)
    browser.get("/desk/sign-in")
    browser.press("Mail me a link", email=email)
    found = [each.body for each in deal.work() if each.to == email and "desk" in each.subject]
    return browser, "".join(found)


def signed_in(deal: Deal, person: str = PERSON) -> Browser:
    """A browser that has signed in by a mailed link."""
    browser, mail = ask(deal, person)
    browser.get(LINK.findall(mail)[0])
    browser.press(f"Sign in as {person}")
    return browser


def acts_of(deal: Deal, reference: str = "") -> list[tuple[str, str]]:
    """What the operator's people did: event and person, of one request or of none."""
    query = select(audit.c.event, audit.c.person).where(audit.c.reference == reference)
    people = query.where(audit.c.actor == "operator").order_by(audit.c.id)
    with deal.engine.connect() as connection:
        return [(row.event, row.person) for row in connection.execute(people)]
