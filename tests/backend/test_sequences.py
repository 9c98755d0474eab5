"""Whatever buyers, firms, operators and crashes do, in any order: no contact goes astray.

Hypothesis makes up sequences over a real database and a real mail server. What it checks after each
step is said of the mails that arrived, never of what the program thinks of itself.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as how
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run
from sqlalchemy import func, select

from backend import database, introductions, offers, outbox
from backend.database import connect
from backend.delivery import Failure, NotNeeded
from backend.mail_settings import Mail, SmtpServer
from backend.match_schema import offers as rows
from backend.migrations import migrate
from backend.operate import erase, resend_dead
from backend.schema import metadata
from backend.settings import Settings
from backend.states import OPEN
from tests.backend.deal import OPERATOR, SENDER, Buyer, Deal, Letter, with_firms
from tests.backend.smtp_server import Handler, mail_server

FIRMS = "abcde"
PEOPLE = ("ada@example.com", "ben@example.com")
EMAIL, FIRM = st.sampled_from(PEOPLE), st.sampled_from(FIRMS)
DELETE = "Delete introduction"


class Crash(BaseException):
    """The process dies here; nobody catches it."""


@dataclass
class Person:
    """What a buyer did, as the test knows it."""

    buyer: Buyer
    chosen: set[str] = field(default_factory=set)
    withdrawn: set[str] = field(default_factory=set)
    gone: bool = False
    erased: bool = False


class Sequences(RuleBasedStateMachine):
    """Two buyers, five firms, one worker that may die."""

    made: ClassVar[Callable[[str], Deal]]
    template: ClassVar[Path]
    folder: ClassVar[Path]
    looked: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        file = self.folder / f"{uuid4().hex}.db"
        shutil.copy(self.template, file)
        self.file = file
        self.codes = count()
        offers.new_code = lambda: f"code-{next(self.codes)}"  # hypothesis repeats what it has found
        self.deal = type(self).made(f"sqlite:///{file}")
        self.seen = len(self.deal.post.messages)
        self.people: dict[str, Person] = {}
        self.got: dict[tuple[str, str], set[str]] = {}

    def teardown(self) -> None:
        self.deal.engine.dispose()
        self.file.unlink()

    # What people do

    @initialize(ticked=st.integers(1, 3))
    def both_send_the_form_and_one_chooses(self, ticked: int) -> None:
        for email in PEOPLE:
            buyer = self.deal.send(email=email, notes=f"notes of {email}")
            self.people[email] = Person(buyer)
        first = self.people[PEOPLE[0]]
        self.tick(PEOPLE[0], set(first.buyer.offered()[:ticked]))

    @rule(email=EMAIL, firms=st.sets(st.sampled_from(FIRMS), min_size=2))
    def tick(self, email: str, firms: set[str]) -> None:
        person = self.people[email]
        offered = set() if person.gone else set(person.buyer.offered())
        person.buyer.choose(*firms)
        person.chosen |= firms & offered

    @rule(email=EMAIL, firm=FIRM)
    def tick_without_agreeing(self, email: str, firm: str) -> None:
        self.people[email].buyer.choose_with([("firm", f"sample-{firm}")])

    @rule(email=EMAIL, firm=FIRM, what=st.sampled_from(["firm", "firm", "all", "erase", "told"]))
    def take_back(self, email: str, firm: str, what: str) -> None:
        """One firm, the whole request, or everything; by the page, or by writing to us."""
        person = self.people[email]
        if what == "firm":
            person.buyer.withdraw(firm)
            person.withdrawn.add(firm)
            return
        if what == "all":
            person.buyer.withdraw()
        elif what == "erase":
            person.buyer.post("erase")
        else:
            erase(self.deal.engine, email, self.deal.clock())
        person.gone, person.erased = True, person.erased or what in {"erase", "told"}

    @rule(which=st.integers(0, 20), answer=st.sampled_from(["accept", "decline"]))
    def firm_answers(self, which: int, answer: str) -> None:
        if linked := [letter for letter in self.mails() if letter.links]:
            self.deal.answer(linked[which % len(linked)].links[answer])

    # What the machines do

    @rule()
    def work(self) -> None:
        self.deal.work()

    @rule(minutes=st.sampled_from([1, 15, 24 * 60, 6 * 24 * 60]))
    def time_passes(self, minutes: int) -> None:
        self.deal.clock.now += timedelta(minutes=minutes)
        self.deal.tidy(self.deal.engine)

    @rule(refusal=st.sampled_from(["451 later", "550 never"]))
    def mail_is_refused(self, refusal: str) -> None:
        self.deal.post.answers["DATA"] = refusal
        self.deal.work()
        self.deal.post.answers["DATA"] = "250 OK"
        resend_dead(self.deal.engine, self.deal.clock())

    @rule(where=st.sampled_from(["begin", "left", "sent"]))
    def the_worker_dies(self, where: str) -> None:
        """Before the mail is sent, after it, and after that is written down."""
        module: Any = outbox if where == "sent" else introductions
        real = getattr(module, where)

        def die(*arguments: object, **named: object) -> None:
            if where == "begin":
                real(*arguments, **named)  # rolled back with the transaction
            raise Crash

        setattr(module, where, die)
        try:
            self.deal.work()
        except Crash:
            pass
        finally:
            setattr(module, where, real)

    @rule(whole=st.booleans())
    def the_buyer_withdraws_while_a_worker_holds_the_task(self, whole: bool) -> None:
        due = outbox.lease(self.deal.engine, self.deal.clock(), ["introduction"])
        if due is None:
            return
        email = due.answers["email"]
        self.take_back(email, due.firm[-1], "all" if whole else "firm")
        try:
            self.deal.deliver["introduction"](due)
        except (NotNeeded, Failure):
            outbox.cancelled(self.deal.engine, due)
        else:
            outbox.sent(self.deal.engine, due, self.deal.clock())

    # What must hold of the mails that arrived

    @invariant()
    def no_contact_goes_astray(self) -> None:
        letters = self.mails()
        for letter in letters[len(letters) - (len(self.deal.post.messages) - self.seen) :]:
            if letter.to.endswith("firm.example"):
                self.look_at(letter)
        self.seen = len(self.deal.post.messages)

    def look_at(self, letter: Letter) -> None:
        type(self).looked += 1
        firm = letter.to[0]
        if letter.subject.startswith(DELETE):
            assert not [email for email in PEOPLE if email in letter.body]
            return
        (email,) = [email for email in PEOPLE if email in letter.body]
        person = self.people[email]
        assert firm in person.chosen, f"{firm} was not chosen by {email}"
        assert firm not in person.withdrawn, f"{firm} was taken back by {email}"
        assert not person.gone, f"{email} has withdrawn or erased everything"
        ids = self.got.setdefault((email, firm), set())
        ids.add(letter.id)
        assert len(ids) == 1, "an introduction that is sent again must be known as the same"

    @invariant()
    def at_most_three_firms_are_before_a_buyer(self) -> None:
        counted = select(rows.c.submission_id, func.count()).where(rows.c.state.in_(OPEN))
        with self.deal.engine.connect() as connection:
            found = connection.execute(counted.group_by(rows.c.submission_id)).all()
        assert all(number <= 3 for _, number in found)

    @invariant()
    def what_is_erased_is_gone(self) -> None:
        gone = [email for email, person in self.people.items() if person.erased]
        if gone:
            with self.deal.engine.connect() as connection:
                tables = metadata.sorted_tables
                held = str([connection.execute(select(table)).all() for table in tables])
            assert not [email for email in gone if email in held]

    def mails(self) -> list[Letter]:
        return self.deal.letters


def test_no_sequence_sends_a_contact_astray(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It is the process that dies here and never the power, so nothing waits for the disk.
    fast = [*((n, v) for n, v in database.PRAGMAS if n != "synchronous"), ("synchronous", "OFF")]
    monkeypatch.setattr(database, "PRAGMAS", tuple(fast))
    monkeypatch.setattr(offers, "new_code", offers.new_code)
    template = tmp_path / "template.db"
    engine = connect(f"sqlite:///{template}")
    migrate(engine)
    engine.dispose()
    post = Handler()
    with mail_server(post) as port:
        mail = Mail(SmtpServer("127.0.0.1", port, "none"), SENDER, OPERATOR)
        given = with_firms(settings, mail, f"sqlite:///{template}")

        def made(url: str) -> Deal:
            post.messages.clear()
            post.recipients.clear()
            return Deal(
                with_firms(given, mail, url, given.matcher and given.matcher.data),
                connect(url),
                post,
            )

        Sequences.made = staticmethod(made)
        Sequences.template, Sequences.folder = template, tmp_path
        run(
            Sequences,
            settings=how(
                max_examples=25,
                stateful_step_count=12,
                deadline=None,
                derandomize=False,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
    assert Sequences.looked > 10  # or the sequences lead nowhere
