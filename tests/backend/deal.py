"""A buyer, some sample firms, a mail server and a worker: everything that matching needs."""

import csv
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
from bs4 import BeautifulSoup
from sqlalchemy import Connection, Engine, select, update

from backend.app import create_app
from backend.cli import overrides, provider_import
from backend.cli.overrides import Override
from backend.config.settings import Mail, Retention, Settings, SmtpServer
from backend.delivery.worker import Worker
from backend.intake.request_store import RequestStore
from backend.jobs import build_housekeeping
from backend.matching import audit_log
from backend.matching.audit_log import AuditEntry
from backend.matching.matcher import Matcher
from backend.notifications import build_deliverers, notification_kinds
from backend.storage.clock import timestamp
from backend.storage.connections import connect
from backend.storage.database import Database
from backend.storage.tables import matches, submissions
from model.dataset import Dataset
from tests.backend.conftest import ANSWERS, ORIGIN, Client, Clock, new_file, pass_days
from tests.backend.smtp_server import Handler, mail_server
from tests.data import load_data

BUYER = ANSWERS["email"]
SENDER = "quotes@example.com"
OPERATOR = "operator@example.com"
KEEP = Retention(open_days=180, quarantine_days=30, consent_months=24)
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
    return replace(dataset, firms=tuple(made), demonstration=True)


@dataclass
class SentMail:
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
    matcher: Matcher | None = None

    def __post_init__(self) -> None:
        days = self.matcher.answer_days if self.matcher else 0
        self.settings = replace(self.settings, answer_days=days)
        self.client = Client(
            create_app(
                self.settings,
                self.matcher,
                database=Database(self.engine),
                clock=self.clock,
                dataset=self.matcher.dataset if self.matcher else None,
            )
        )
        self.deliver = build_deliverers(self.settings, self.engine, self.clock, self.matcher)
        self.tidy = build_housekeeping(KEEP, self.clock, self.settings.answer_days)
        self.worker = Worker(self.engine, self.deliver, self.tidy, self.clock)

    def pass_days(self, days: float) -> None:
        """Let days pass, with housekeeping on the last of them."""
        pass_days(self.clock, days, lambda: self.tidy(self.engine))

    @property
    def store(self) -> RequestStore:
        settings = self.settings
        kinds, database = notification_kinds(settings), Database(self.engine)
        return RequestStore(database, settings.form, self.clock, kinds, self.matcher)

    def send(self, *, confirmed: bool = True, **answers: str) -> "Buyer":
        """Send the form as a browser without a script does.

        `confirmed`: the address counts as confirmed before, as by most tests that are not about it.
        """
        sent = self.client.post({**ANSWERS, **answers})
        assert sent.status_code == 303, sent.text
        query = parse_qs(urlsplit(sent.headers["location"]).query)
        buyer = Buyer(self, query["reference"][0], query["key"][0])
        if confirmed:
            request = select(submissions.c.id).where(submissions.c.reference == buyer.reference)
            mine = update(matches).where(matches.c.submission_id.in_(request))
            with self.engine.begin() as connection:
                connection.execute(mine.values(confirmed_at=timestamp(self.clock())))
        return buyer

    def work(self) -> list[SentMail]:
        """Deliver all that is due; return what arrived."""
        before = len(self.post.messages)
        while self.worker.step():
            pass
        return self.sent_mails[before:]

    @property
    def sent_mails(self) -> list[SentMail]:
        """Every mail that arrived."""
        pairs = zip(self.post.recipients, self.post.messages, strict=True)
        return [
            SentMail(
                to,
                message["subject"].strip(),
                message.get_content(),  # type: ignore[attr-defined]
                message["message-id"],
            )
            for to, message in pairs
        ]

    def to(self, name: str) -> list[SentMail]:
        """The mails that one address got; a firm by its letter."""
        address = f"{name}@firm.example" if len(name) == 1 else name
        return [letter for letter in self.sent_mails if letter.to == address]

    def answer(self, link: str) -> httpx.Response:
        """A firm opens a link and presses the button."""
        page = BeautifulSoup(self.client.get(link).text, "html.parser")
        button = page.select_one("form[method=post] input[name=answer]")
        if button is None:
            return self.client.get(link)
        return self.client.post({"answer": str(button["value"])}, path="/api/introductions")

    def trail(self, reference: str) -> list[AuditEntry]:
        """The audit log of a request."""
        with self.engine.connect() as connection:
            return audit_log.audit_entries(connection, reference)


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

    def choose(self, *letters: str, edits: int = 0) -> httpx.Response:
        """Tick and agree; `edits`: how often the answers were changed before, as the page says."""
        ticked = [("firm", f"sample-{letter}") for letter in letters]
        return self.choose_with([*ticked, ("agree", "yes"), ("edits", str(edits))], "choose")

    def edit(self, edits: int = 0, **answers: str) -> httpx.Response:
        """Save the form on the page with some answers changed."""
        stored = {name: text for name, text in self.stored().items() if name != "email"}
        return self.post("edit", **{**stored, **answers, "edits": str(edits)})

    def stored(self) -> dict[str, str]:
        """The answers as they are stored."""
        with self.deal.engine.connect() as connection:
            mine = select(submissions.c.answers).where(submissions.c.reference == self.reference)
            return dict(connection.scalar(mine) or {})

    def reader_path(self) -> str:
        """The address of the second reader's link, as the page has it; "" where there is none."""
        link = self.page().select_one("[data-reader]")
        return str(link["href"]).removeprefix(ORIGIN) if link else ""

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
            Database(engine).prepare()  # as the server does: no buyer waits for migrations
            listed = Matcher(dataset or firms())
            yield Deal(with_firms(settings, mail, url), engine, post, matcher=listed)
        finally:
            engine.dispose()


def with_firms(settings: Settings, mail: Mail, url: str, **changes: object) -> Settings:
    """The settings of a demonstration."""
    given: Mapping[str, object] = {
        "mail": mail,
        "database_url": url,
        "demonstration": True,
        "public_address": f"{ORIGIN}/",
        "site_name": "The site",
        "rate_limits": False,
        **changes,
    }
    return replace(settings, **given)  # type: ignore[arg-type]


def database(folder: Path) -> str:
    return new_file(folder / "deal.db")


def introduced(deal: Deal) -> tuple[Buyer, str]:
    buyer = deal.send()
    first, *_ = buyer.offered()
    buyer.choose(first)
    deal.work()
    return buyer, first


def unmatched(deal: Deal) -> str:
    """The reference of a request from before there were firms."""
    plain = replace(deal, matcher=None)
    sent = plain.client.post(ANSWERS)
    return parse_qs(urlsplit(sent.headers["location"]).query)["reference"][0]


def offer_by_hand(deal: Deal, connection: Connection, reference: str) -> None:
    assert deal.matcher
    by_hand = Override(reference, "they know the region", deal.clock())
    firm = deal.matcher.dataset.firms[-1]
    overrides.offer_firm(connection, by_hand, deal.matcher, firm)


def imported(deal: Deal, *rows: dict[str, str]) -> tuple[int, int, int, int]:
    """How many rows of an export were new, known, gone and wrong."""
    form = deal.settings.form
    store = RequestStore(Database(deal.engine), form, deal.clock, ("link",), deal.matcher)
    count = provider_import.import_rows(store, deal.settings.form, list(rows), str, deal.clock)
    return count.new, count.known, count.gone, count.wrong


def subjects(deal: Deal, letter: str) -> list[str]:
    return [letter.subject.split()[0] for letter in deal.to(letter)]


def csv_of(file: Path, *rows: dict[str, str]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, ["Submitted at", *(name.title() for name in rows[0])])
        writer.writeheader()
        for row in rows:
            writer.writerow({name.title(): value for name, value in row.items()})
    return file
