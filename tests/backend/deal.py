"""A buyer, some sample firms, a mail server and a worker: everything that matching needs."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
from bs4 import BeautifulSoup
from sqlalchemy import Engine

from backend.app import create_app
from backend.config.settings import Keep, Mail, Settings, SmtpServer
from backend.delivery.worker import Worker
from backend.intake.request_store import Store
from backend.introductions.messages import answer_days
from backend.jobs import housekeeping
from backend.matching import audit
from backend.matching.audit import Entry
from backend.matching.matcher import Matcher
from backend.notifications import deliverers, kinds
from backend.storage.connections import connect
from model.dataset import Dataset
from tests.backend.conftest import ANSWERS, ORIGIN, Client, Clock
from tests.backend.smtp_server import Handler, mail_server
from tests.data import load_data

BUYER = ANSWERS["email"]
SENDER = "quotes@example.com"
OPERATOR = "operator@example.com"
KEEP = Keep(open_days=180, aside_days=30, consent_months=24)
LINK = re.compile(r"http://site(/api/introductions\?answer=(accept|decline)\.\S+)")


def firms(count: int = 5) -> Dataset:
    """The data with so many samples that fit every request, and no other firm."""
    dataset = load_data()
    fitting = dataset.firms[0].model_copy(
        update={
            "sample": True,
            "accepting": True,
            "weeks_to_start": 0,
            "offers": ["soc-1.type-1", "soc-1.type-2", "soc-2.type-1", "soc-2.type-2"],
            "stages": ["exploring", "preparing", "ready", "renewing"],
            "company_sizes": ["1-10", "11-50", "51-200", "201-1000", "over-1000"],
        }
    )
    made = [
        fitting.model_copy(
            update={
                "id": f"sample-{letter}",
                "name": f"Sample {letter.upper()}",
                "introductions": f"{letter}@firm.example",
            }
        )
        for letter in "abcdefg"[:count]
    ]
    return replace(dataset, firms=tuple(made))


@dataclass
class Letter:
    """A mail that arrived."""

    to: str
    subject: str
    body: str
    id: str

    @property
    def links(self) -> dict[str, str]:
        """The firm's links, by what they say."""
        return {answer: path for path, answer in LINK.findall(self.body)}


@dataclass
class Deal:
    """One site with one database, which a buyer, firms and a worker share."""

    settings: Settings
    engine: Engine
    post: Handler
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.client = Client(create_app(self.settings, store=self.store, clock=self.clock))
        self.deliver = deliverers(self.settings, self.engine, self.clock)
        self.tidy = housekeeping(KEEP, self.clock, answer_days(self.settings.matcher))
        self.worker = Worker(self.engine, self.deliver, self.tidy, self.clock)

    @property
    def store(self) -> Store:
        settings = self.settings
        names = {"kinds": kinds(settings), "matcher": settings.matcher}
        return Store(self.engine, settings.form, self.clock, **names)  # type: ignore[arg-type]

    def send(self, **answers: str) -> "Buyer":
        """Send the form as a browser without a script does."""
        sent = self.client.post({**ANSWERS, **answers})
        assert sent.status_code == 303, sent.text
        query = parse_qs(urlsplit(sent.headers["location"]).query)
        return Buyer(self, query["reference"][0], query["key"][0])

    def work(self) -> list[Letter]:
        """Deliver all that is due; return what arrived."""
        before = len(self.post.messages)
        while self.worker.step():
            pass
        return self.letters[before:]

    @property
    def letters(self) -> list[Letter]:
        """Every mail that arrived."""
        pairs = zip(self.post.recipients, self.post.messages, strict=True)
        return [
            Letter(
                to,
                message["subject"].strip(),
                message.get_content(),  # type: ignore[attr-defined]
                message["message-id"],
            )
            for to, message in pairs
        ]

    def to(self, name: str) -> list[Letter]:
        """The mails that one address got; a firm by its letter."""
        address = f"{name}@firm.example" if len(name) == 1 else name
        return [letter for letter in self.letters if letter.to == address]

    def answer(self, link: str) -> httpx.Response:
        """A firm opens a link and presses the button."""
        page = BeautifulSoup(self.client.get(link).text, "html.parser")
        button = page.select_one("form[method=post] input[name=answer]")
        if button is None:
            return self.client.get(link)
        return self.client.post({"answer": str(button["value"])}, path="/api/introductions")

    def trail(self, reference: str) -> list[Entry]:
        """The audit log of a request."""
        with self.engine.connect() as connection:
            return audit.trail(connection, reference)


@dataclass(frozen=True)
class Buyer:
    """Who sent one request, with the private page open."""

    deal: Deal
    reference: str
    key: str

    @property
    def path(self) -> str:
        return f"/quotes/thanks/?reference={self.reference}&key={self.key}"

    def page(self) -> BeautifulSoup:
        return BeautifulSoup(self.deal.client.get(self.path).text, "html.parser")

    def offered(self) -> list[str]:
        """The firms that can be ticked, by their letters, in the order of the page."""
        return [str(box["value"])[-1] for box in self.page().select('input[name="firm"][id]')]

    def states(self) -> dict[str, str]:
        """The firms that were chosen, with their states as the page has them."""
        return {
            str(each["data-firm"])[-1]: str(each["data-state"])
            for each in self.page().select("[data-state]")
        }

    def post(self, act: str, **fields: str) -> httpx.Response:
        return self.choose_with([*fields.items()], act)

    def choose(self, *letters: str) -> httpx.Response:
        ticked = [("firm", f"sample-{letter}") for letter in letters]
        return self.choose_with([*ticked, ("agree", "yes")], "choose")

    def choose_with(self, fields: list[tuple[str, str]], act: str = "choose") -> httpx.Response:
        mine = [("reference", self.reference), ("key", self.key)]
        return self.deal.client.post([*mine, *fields], path=f"/api/requests/{act}")

    def withdraw(self, letter: str = "") -> httpx.Response:
        firm = {"firm": f"sample-{letter}"} if letter else {}
        return self.post("withdraw", **firm)

    def log(self) -> list[tuple[str, str, str]]:
        """Actor, event and firm of each line of the audit log."""
        return [
            (line.actor, line.event, line.firm[-1:]) for line in self.deal.trail(self.reference)
        ]


@contextmanager
def dealing(settings: Settings, url: str, dataset: Dataset | None = None) -> Iterator[Deal]:
    """Set everything up over a database, with a mail server on loopback."""
    post = Handler()
    with mail_server(post) as port:
        mail = Mail(SmtpServer("127.0.0.1", port, "none"), SENDER, OPERATOR)
        engine = connect(url)
        try:
            yield Deal(with_firms(settings, mail, url, dataset), engine, post)
        finally:
            engine.dispose()


def with_firms(
    settings: Settings, mail: Mail, url: str, dataset: Dataset | None = None, **changes: object
) -> Settings:
    """The settings of a demonstration."""
    given: Mapping[str, object] = {
        "mail": mail,
        "database_url": url,
        "matcher": Matcher(dataset or firms()),
        "demonstration": True,
        "public_address": f"{ORIGIN}/",
        "site_name": "The site",
        "rate_limits": False,
        **changes,
    }
    return replace(settings, **given)  # type: ignore[arg-type]


def database(folder: Path) -> str:
    return f"sqlite:///{folder / 'deal.db'}"
