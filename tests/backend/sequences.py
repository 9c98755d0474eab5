"""Buyers, firms, operators, workers and crashes, as hypothesis sends them in any order.

What is checked is said of the mails that were handed over, at the moment of handing over, and never
of what the program thinks of itself. The mail server is a stand-in in this process, so that many
sequences can be tried, and something can happen while a mail is on its way; real ones are used by
the other tests.
"""

import re
import smtplib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email.message import EmailMessage
from html import unescape
from itertools import count, product
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select, true

from backend.backup.backup import restore_backup, write_backup
from backend.cli import overrides
from backend.cli.overrides import Override, OverrideError
from backend.cli.request_commands import NoSuchRequestError, erase, release, resend, resend_dead
from backend.config.desk import DeskSettings
from backend.delivery import outbox
from backend.delivery.mail import no_check
from backend.delivery.worker import Worker
from backend.introductions import lifecycle
from backend.introductions.confirmation_links import sign_confirmation
from backend.matching import updates
from backend.matching.queries import find_by_reference
from backend.matching.states import OPEN
from backend.storage import tables
from backend.storage.journal import journal_file
from backend.storage.secrets import get_or_create_secret
from backend.storage.service_key import KEY_NOTE
from backend.storage.tables import metadata, notifications, service_state, submissions
from tests.backend.conftest import Clock
from tests.backend.deal import Buyer, Deal
from tests.backend.smtp_server import Handler

FIRMS = "abcde"
EMAIL = re.compile(r"person-\d+@example\.com")
TICKABLE = re.compile(r'id="firm-sample-(\w)"')
EDITS = re.compile(r'name="edits" value="(\d+)"')
READER = re.compile(r"data-reader>http://site([^<]+)<")
WAYS = ["firm", "firm", "firm", "all", "erase", "told"]
OUTCOMES = ("451", "550", "lost", "dropped")
CRASHES = ("record_sending", "begun", "mark_sent", "sent")
# By the desk the operator deals with this buyer, and by commands with the other.
DESK_SLOT = 1
DESK = DeskSettings(("operator@example.com",), proxy_header="Remote-Email")
SLOT, NUMBER = st.integers(0, 1), st.integers(0, 5)


class Crash(BaseException):
    """The process dies here; nobody catches it."""


class Post(Handler):
    """A mail server in this process. `meanwhile` happens once, while a mail is on its way."""

    def __init__(self) -> None:
        super().__init__()
        self.outcomes: list[str] = []
        self.taken: list[Taken] = []
        self.meanwhile: Callable[[], None] | None = None
        self.look: Callable[[EmailMessage], None] = lambda made: None
        self.dies = False

    def send(self, _: object, made: EmailMessage, look: Callable[[], None] = no_check) -> None:
        """Take a mail as a server does that has a good day, or the next of `outcomes`."""
        self.look(made)
        outcome = "taken"
        if made["subject"].startswith("Introduction"):
            if self.dies:
                raise Crash
            if (act := self.meanwhile) is not None:
                self.meanwhile = None
                act()
            outcome = self.outcomes.pop(0) if self.outcomes else "taken"
        if outcome == "451":
            raise smtplib.SMTPDataError(451, b"later")
        if outcome == "550":
            raise smtplib.SMTPRecipientsRefused({made["to"]: (550, b"never")})
        if outcome != "dropped":
            self.taken.append(taken(made))
            self.messages.append(made)
            self.recipients.append(str(made["to"]))
        if outcome in {"dropped", "lost"}:
            raise smtplib.SMTPServerDisconnected("it hung up")


@dataclass(frozen=True)
class Taken:
    """A mail that a server has taken. `firm` by its letter, `email`: whom it names."""

    id: str
    kind: str
    firm: str
    email: str
    reference: str


def taken(made: EmailMessage) -> Taken:
    """Read a mail once."""
    kind = made["subject"].split(" ", 1)[0]
    return Taken(
        id=str(made["message-id"]),
        kind=kind,
        firm=str(made["to"])[0],
        email="".join(EMAIL.findall(made.get_content())[:1]) if kind == "Introduction" else "",
        reference=made["message-id"].strip("<").partition(".")[0],
    )


@dataclass
class Person:
    """What a buyer did, as the test knows it."""

    email: str
    buyer: Buyer
    aside: bool = False
    chosen: set[str] = field(default_factory=set)
    withdrawn: set[str] = field(default_factory=set)
    gone: bool = False
    erased: bool = False
    confirmed: bool = True
    # What was to be read when a firm was chosen, by firm.
    agreed: dict[str, str] = field(default_factory=dict)
    reader: str = ""


class Sequences(RuleBasedStateMachine):
    """Two buyers at a time, five firms, workers that may die, and an operator."""

    deal: ClassVar[Deal]
    post: ClassVar[Post]
    folder: ClassVar[Path]
    seen: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.numbers, codes = count(), count()
        updates.random_token = lambda: f"code-{next(codes)}"  # hypothesis repeats what it has found
        self.clean()
        self.everybody: dict[str, Person] = {}
        self.people: dict[int, Person] = {}
        self.closed: set[str] = set()
        self.wrong: list[str] = []
        self.excused: Counter[str] = Counter()
        self.kept: Path | None = None
        self.restored = 0
        deliver = {"introduction": self.deal.deliver["introduction"]}
        self.introducer = Worker(self.deal.engine, deliver, now=self.deal.clock)

    def clean(self) -> None:
        """Start with an empty database, at the same time as ever."""
        with self.deal.engine.begin() as connection:
            for table in reversed(metadata.sorted_tables):
                kept = service_state.c.name == KEY_NOTE
                all_else = ~kept if table is service_state else true()
                connection.execute(table.delete().where(all_else))
        if journal := journal_file(self.deal.engine):
            journal.unlink(missing_ok=True)
        self.deal.clock.now = Clock().now
        self.list_firms("")
        self.post.__init__()  # type: ignore[misc]
        self.post.look = self.assess

    # What people do

    @initialize()
    def two_send_the_form(self) -> None:
        for slot in (0, 1):
            self.send(slot)

    @rule(slot=SLOT, aside=st.booleans(), confirmed=st.booleans())
    def send(self, slot: int, aside: bool = False, confirmed: bool = True) -> None:
        """A new buyer takes the place of an old one."""
        email = f"person-{next(self.numbers)}@example.com"
        trap = {self.deal.settings.form.honeypot.name: "x"} if aside else {}
        notes = f"notes of {email}"
        buyer = self.deal.send(confirmed=confirmed, email=email, notes=notes, **trap)
        self.people[slot] = self.everybody[email] = Person(email, buyer, aside, confirmed=confirmed)

    @rule(slot=SLOT, ticked=st.sets(st.sampled_from(FIRMS), min_size=1))
    def tick(self, slot: int, ticked: set[str]) -> None:
        self.choose(self.people[slot], ticked)

    def choose(self, person: Person, ticked: set[str]) -> None:
        """By the page as it is now; by an older one nothing is chosen."""
        shown, edits = self.shown_to(person), self.edits_of(person)
        notes = self.notes_of(person)
        person.buyer.choose(*sorted(ticked), edits=edits)
        person.chosen |= ticked & shown
        person.agreed |= dict.fromkeys(ticked & shown, notes)

    @rule(slot=SLOT, ticked=st.sets(st.sampled_from(FIRMS), min_size=1))
    def tick_on_a_page_from_before_an_edit(self, slot: int, ticked: set[str]) -> None:
        """Nothing of it is taken: the buyer agreed to other answers."""
        self.edit(slot)
        person = self.people[slot]
        self.seen["chosen by old answers"] += 1
        person.buyer.choose(*sorted(ticked), edits=self.edits_of(person) - 1)

    @rule(slot=SLOT)
    def edit(self, slot: int) -> None:
        """Other notes, as long as nobody is chosen; else a new buyer takes the place and edits."""
        person = self.people[slot]
        if person.buyer.edit(self.edits_of(person), notes="not to be seen").status_code == 303:
            self.seen["edited"] += 1
        else:
            self.send(slot)
            person = self.people[slot]
        edits = self.edits_of(person)
        notes = f"notes {next(self.numbers)} of {person.email}"
        self.seen["edited"] += person.buyer.edit(edits, notes=notes).status_code == 303

    @rule(slot=SLOT)
    def share(self, slot: int) -> None:
        """What the second reader sees, and that a link that was taken back shows nothing."""
        person = self.people[slot]
        person.buyer.post("share")
        found = READER.findall(self.deal.client.get(person.buyer.path).text)
        person.reader = unescape(found[0]) if found else ""
        if person.reader:
            self.seen["shared"] += 1
            text = self.deal.client.get(person.reader).text
            assert (notes := self.notes_of(person)) in text
            assert person.email not in text.replace(notes, "")

    @rule(slot=SLOT)
    def take_the_link_back(self, slot: int) -> None:
        self.send(slot)
        self.share(slot)
        person = self.people[slot]
        person.buyer.post("unshare")
        self.seen["link taken back"] += bool(person.reader)
        assert person.email not in self.deal.client.get(person.reader).text
        person.reader = ""

    @rule(slot=SLOT)
    def confirm(self, slot: int) -> None:
        """The buyer opens the link of the mail and presses the button."""
        if self.people[slot].confirmed:
            self.send(slot, confirmed=False)
            self.tick(slot, {*FIRMS})
        person = self.people[slot]
        self.deal.work()
        token = self.token_of(person)
        person.buyer.post("confirm", confirm=token)
        person.confirmed = True
        self.seen["confirmed"] += 1

    @rule(slot=SLOT)
    def confirm_by_a_guess(self, slot: int) -> None:
        """A token of another request confirms nothing."""
        self.send(slot, confirmed=False)
        self.tick(slot, {*FIRMS})
        person, other = self.people[slot], self.people[1 - slot]
        person.buyer.post("confirm", confirm=self.token_of(other))

    @rule(slot=SLOT)
    def tick_without_agreeing(self, slot: int) -> None:
        everyone = [("firm", f"sample-{firm}") for firm in FIRMS]
        self.people[slot].buyer.choose_with(everyone)

    @rule(slot=SLOT, number=NUMBER, what=st.sampled_from(WAYS))
    def take_back(self, slot: int, number: int, what: str) -> None:
        self.go(self.people[slot], number, what)

    def go(self, person: Person, number: int, what: str) -> None:
        """One firm, the whole request, or everything; by the page, or by writing to us."""
        if what == "firm":
            ours = sorted(person.chosen - person.withdrawn) or list(FIRMS)
            firm = ours[number % len(ours)]
            person.buyer.withdraw(firm)
            if firm in person.chosen:  # of the others nothing is taken back, and they may come yet
                person.withdrawn.add(firm)
                self.seen["taken back"] += 1
            return
        if what == "all":
            person.buyer.withdraw()
        elif what == "erase":
            person.buyer.post("erase")
        elif person is self.people[DESK_SLOT]:
            self.at_desk(person, do="erase", signs=person.buyer.reference[-4:])
        else:
            erase(self.deal.engine, person.email, self.deal.clock())
        person.gone, person.erased = True, person.erased or what in {"erase", "told"}

    @rule(slot=SLOT, number=NUMBER, answer=st.sampled_from(["accept", "decline"]))
    def a_firm_answers(self, slot: int, number: int, answer: str) -> None:
        """The last that was introduced, just now, or one before."""
        self.have_one_waiting(slot)
        self.introducer.step()
        if slot == DESK_SLOT:  # it has phoned, and the operator notes it
            person = self.people[slot]
            told = [firm for firm in FIRMS if (person.email, firm) in self.told()]
            said = [
                self.at_desk(person, do="answer", firm=f"sample-{firm}", answer=answer)
                for firm in told
            ]
            self.seen[f"{answer} at the desk"] += said.count(303)
            return
        linked = [letter for letter in self.deal.sent_mails if letter.links]
        link = linked[-1 - number % len(linked)].links[answer]
        self.seen[answer] += self.deal.answer(link).status_code == 303

    @rule(slot=SLOT)
    def a_firm_closes(self, slot: int) -> None:
        """One that is about to be introduced."""
        person = self.have_one_waiting(slot)
        with self.deal.engine.connect() as connection:
            mine = select(notifications.c.firm).where(*self.waiting(person))
            firm = str(connection.scalar(mine))[-1]
        self.closed = {firm}
        self.list_firms(firm)
        self.introducer.step()
        self.seen["closed"] += 1

    @rule()
    def all_firms_are_open(self, again: bool = False) -> None:
        self.closed = set()
        self.list_firms("")

    # What the operator does

    @rule(slot=SLOT, number=NUMBER, choose=st.booleans())
    def the_operator_overrides(self, slot: int, number: int, choose: bool) -> None:
        """One firm is taken off the page, and one put on it; `choose`: the buyer takes that one."""
        person, matcher = self.people[slot], self.deal.matcher
        shown = sorted(self.shown_to(person))
        assert matcher is not None
        for old, new in product(shown[number:], sorted({*FIRMS} - {*shown})):
            firm = matcher.firm(f"sample-{new}")
            assert firm is not None
            with suppress(OverrideError, NoSuchRequestError), self.deal.engine.begin() as at:
                order = Override(person.buyer.reference, "because", self.deal.clock())
                overrides.remove_firm(at, order, f"sample-{old}")
                overrides.offer_firm(at, order, matcher, firm)
                self.seen["overridden"] += 1
                break
        if choose:
            self.choose(person, {*FIRMS})

    @rule(slot=SLOT)
    def the_operator_releases(self, slot: int) -> None:
        """A request that was set aside, whose buyer has chosen a firm."""
        if not self.people[slot].aside:
            self.send(slot, aside=True)
        person = self.people[slot]
        self.tick(slot, {*FIRMS})
        self.deal.work()
        if slot == DESK_SLOT:
            self.seen["released at the desk"] += self.at_desk(person, do="release") == 303
            person.aside = False
            return
        with suppress(NoSuchRequestError):
            now = self.deal.clock()
            self.seen["released"] += release(self.deal.engine, person.buyer.reference, now)
            person.aside = False

    @rule(slot=SLOT, all_of_them=st.booleans())
    def the_operator_sends_again(self, slot: int, all_of_them: bool) -> None:
        if slot == DESK_SLOT and not all_of_them:
            person = self.people[slot]
            self.seen["sent again at the desk"] += self.at_desk(person, do="resend") == 303
            return
        with suppress(NoSuchRequestError):
            if all_of_them:
                resend_dead(self.deal.engine, self.deal.clock())
            else:
                resend(self.deal.engine, self.people[slot].buyer.reference, self.deal.clock())
                self.seen["sent again"] += 1

    @rule()
    def a_backup_is_made(self, again: int = 0) -> None:
        self.kept = self.folder / f"backup-{next(self.numbers)}.db"
        self.kept.unlink(missing_ok=True)
        write_backup(self.deal.settings.database_url, self.kept, lambda _: None)

    @rule(also_sent=st.booleans())
    def the_backup_is_restored(self, also_sent: bool) -> None:
        if self.kept is None:
            return
        restore_backup(self.deal.settings.database_url, self.kept, lambda _: None, replace=True)
        self.restored += 1
        self.seen["restored"] += 1
        if also_sent:  # the operator has asked the buyers
            for person in self.everybody.values():
                with suppress(NoSuchRequestError):
                    resend(self.deal.engine, person.buyer.reference, self.deal.clock())

    @rule(slot=SLOT, what=st.sampled_from(WAYS), told=st.booleans())
    def taken_back_between_backup_and_restore(self, slot: int, what: str, told: bool) -> None:
        person = self.have_one_waiting(slot)
        if told:
            self.introducer.step()
        self.a_backup_is_made()
        self.go(person, 0, what)
        self.the_backup_is_restored(also_sent=True)
        self.deal.work()

    # What the machines do

    @rule()
    def work(self, again: int = 0) -> None:
        """`again` is for who needs to call it several times."""
        self.deal.work()

    @rule(minutes=st.sampled_from([1, 15, 24 * 60, 3 * 24 * 60]))
    def time_passes(self, minutes: int) -> None:
        self.deal.pass_days(minutes / (24 * 60))

    @rule(slot=SLOT, outcome=st.sampled_from(OUTCOMES))
    def a_mail_has_trouble(self, slot: int, outcome: str) -> None:
        """Refused for now or for good; or nobody knows, and it arrived or did not."""
        self.have_one_waiting(slot)
        self.post.outcomes = [outcome]
        before = self.introductions()
        while self.introducer.step():
            pass
        self.seen[outcome] += not self.post.outcomes
        self.post.outcomes = []
        for letter in self.introductions()[len(before) :] or before[-1:]:
            self.excused[letter] += outcome in {"lost", "dropped"}

    @rule(slot=SLOT, outcome=st.sampled_from(["lost", "dropped"]))
    def taken_back_while_nobody_knows_whether_it_left(self, slot: int, outcome: str) -> None:
        """The mail server hung up, and before the next try the buyer takes all back."""
        self.a_mail_has_trouble(slot, outcome)
        self.go(self.people[slot], 0, "all")
        self.seen["withdrawn unclear"] += 1
        self.deal.work()

    @rule(slot=SLOT, where=st.sampled_from(CRASHES))
    def the_worker_dies(self, slot: int, where: str) -> None:
        """Before it is written down, before the mail, after it, and after that is noted."""
        self.have_one_waiting(slot)
        before = len(self.post.messages)
        with self.deadly(where), suppress(Crash):
            self.introducer.step()
        self.seen[f"crash at {where}"] += 1
        for letter in self.introductions()[-1:] if len(self.post.messages) > before else ():
            self.excused[letter] += 1

    @contextmanager
    def deadly(self, where: str) -> Iterator[None]:
        """Have the process die at some place."""
        if where == "begun":
            self.post.dies = True
            yield
            self.post.dies = False
            return
        module: Any = outbox if where == "sent" else lifecycle
        name = "mark_sent" if where == "sent" else where
        real = getattr(module, name)

        def die(*arguments: object, **named: object) -> None:
            if where == "record_sending":
                real(*arguments, **named)  # rolled back with the transaction
            raise Crash

        setattr(module, name, die)
        try:
            yield
        finally:
            setattr(module, name, real)

    @rule(slot=SLOT, number=NUMBER, what=st.sampled_from(WAYS), late=st.booleans())
    def taken_back_while_a_worker_holds_the_task(
        self, slot: int, number: int, what: str, late: bool
    ) -> None:
        """`late`: it has slept so long that another worker does all the work before."""
        self.have_one_waiting(slot)
        due = outbox.lease_next(self.deal.engine, self.deal.clock(), ["introduction"])
        assert due is not None
        person = self.everybody[due.answers["email"]]
        if late:
            self.deal.clock.now += outbox.LEASE_TIME + timedelta(minutes=1)
            self.deal.work()
            self.seen["late"] += 1
        self.go(person, sorted(person.chosen - person.withdrawn).index(due.firm[-1]), what)
        self.seen["withdrawn under a lease"] += 1
        self.introducer.handle(due)

    @rule(slot=SLOT, number=NUMBER, what=st.sampled_from(WAYS))
    def taken_back_while_the_mail_is_on_its_way(self, slot: int, number: int, what: str) -> None:
        """And another worker is busy in that moment."""
        person = self.have_one_waiting(slot)

        def other() -> None:
            self.go(person, number, what)
            self.deal.work()

        self.post.meanwhile = other
        self.introducer.step()
        self.seen["withdrawn on the way"] += self.post.meanwhile is None
        self.post.meanwhile = None

    @rule(slot=SLOT, expired=st.booleans())
    def two_workers_at_once(self, slot: int, expired: bool) -> None:
        """One is sending when the other looks; `expired`: and has taken too long."""
        self.have_one_waiting(slot)
        sent = len(self.introductions())

        def other() -> None:
            if expired:
                self.deal.clock.now += outbox.LEASE_TIME + timedelta(minutes=1)
            self.deal.work()

        self.post.meanwhile = other
        self.introducer.step()
        self.seen["two workers"] += 1
        for letter in self.introductions()[sent:]:
            self.excused[letter] += expired

    # What must hold of the mails that were handed over

    def assess(self, made: EmailMessage) -> None:
        """Note what is wrong with a mail, at the moment in which it is handed over."""
        if not str(made["to"]).endswith("firm.example"):
            return
        firm, body = str(made["to"])[0], made.get_content()
        found = EMAIL.findall(body)
        if made["subject"].startswith("Delete"):
            self.seen["asked to delete"] += 1
            self.wrong += [f"a notice to delete names {email}" for email in found]
            return
        person = self.everybody[found[0]]
        mistakes = {
            f"{firm} was not chosen by {person.email}": firm not in person.chosen,
            f"{firm} was taken back by {person.email}": firm in person.withdrawn,
            f"{person.email} has gone": person.gone,
            f"nobody has looked at the request of {person.email}": person.aside,
            f"{person.email} is not confirmed": not person.confirmed,
            f"{firm} is told what {person.email} did not see": person.agreed.get(firm, "")
            not in body,
            f"{firm} takes no new clients": firm in self.closed,
            f"{firm} is told of more than one person": len({*found}) > 1,
        }
        self.wrong += [said for said, true in mistakes.items() if true]
        self.seen["introduced"] += 1

    @invariant()
    def no_contact_goes_astray(self) -> None:
        assert self.wrong == []

    @invariant()
    def nobody_is_introduced_twice(self) -> None:
        """A mail that is sent again, as after a crash, can be known as the same."""
        ids: dict[tuple[str, str], set[str]] = defaultdict(set)
        for each in self.post.taken:
            if each.kind == "Introduction":
                ids[each.email, each.firm].add(each.id)
        assert all(len(each) <= 1 + self.restored for each in ids.values())
        for letter, number in Counter(self.introductions()).items():
            assert number <= 1 + self.excused[letter] + self.restored

    @invariant()
    def at_most_three_firms_are_before_a_buyer_and_none_that_failed_got_anything(self) -> None:
        query = select(submissions.c.email, tables.offers.c.firm, tables.offers.c.state).join(
            tables.offers
        )
        with self.deal.engine.connect() as connection:
            found = connection.execute(query).all()
        opened = Counter(email for email, _, state in found if state in OPEN)
        assert all(number <= 3 for number in opened.values())
        if not self.restored:
            failed = {(email, firm[-1]) for email, firm, state in found if state == "failed"}
            assert not failed & self.told().keys()

    @invariant()
    def what_is_erased_is_gone(self) -> None:
        gone = [email for email, person in self.everybody.items() if person.erased]
        if gone:
            with self.deal.engine.connect() as connection:
                every_table = metadata.sorted_tables
                held = str([connection.execute(select(table)).all() for table in every_table])
            assert not [email for email in gone if email in held]

    def teardown(self) -> None:
        """In the end, whoever was told and taken back was asked to delete, after being told."""
        for _ in range(3):
            self.deal.clock.now += timedelta(minutes=15)
            resend_dead(self.deal.engine, self.deal.clock())
            self.deal.work()
        asked = {
            (each.reference, each.firm): place
            for place, each in enumerate(self.post.taken)
            if each.kind == "Delete"
        }
        for (email, firm), place in self.told().items():
            person = self.everybody[email]
            if person.gone or firm in person.withdrawn:
                self.seen["told and taken back"] += 1
                later = asked.get((person.buyer.reference, firm), -1)
                assert later > place, f"{firm} was not asked to delete what it got of {email}"
        assert self.wrong == []

    # Helpers

    def at_desk(self, person: Person, **fields: str) -> int:
        """Press a button of the desk's page of a request; return the status of the answer."""
        named = {"Remote-Email": DESK.people[0], "Sec-Fetch-Site": "same-origin"}
        path = f"/desk/requests/{person.buyer.reference}"
        return self.deal.client.post(fields, path=path, headers=named).status_code

    def told(self) -> dict[tuple[str, str], int]:
        """Who was told of whom: the last place of each pair among the mails."""
        return {
            (each.email, each.firm): place
            for place, each in enumerate(self.post.taken)
            if each.kind == "Introduction"
        }

    def introductions(self) -> list[str]:
        """The ids of all introductions that arrived."""
        return [each.id for each in self.post.taken if each.kind == "Introduction"]

    def edits_of(self, person: Person) -> int:
        """How often the answers were changed, as the page says that the buyer has open."""
        found = EDITS.findall(self.deal.client.get(person.buyer.path).text)
        return int(found[0]) if found else 0

    def token_of(self, person: Person) -> str:
        """The token of the mail, which only the address's owner gets."""
        with self.deal.engine.begin() as connection:
            key = get_or_create_secret(connection, "token", 0)
            matched = find_by_reference(connection, person.buyer.reference)
            return sign_confirmation(key, matched) if matched else "none"

    def notes_of(self, person: Person) -> str:
        """The notes that the page shows; "" where there is no page any more."""
        return person.buyer.stored().get("notes", "")

    def shown_to(self, person: Person) -> set[str]:
        return {*TICKABLE.findall(self.deal.client.get(person.buyer.path).text)}

    def have_one_waiting(self, slot: int) -> Person:
        """Have a buyer of whom an introduction is due now, before all others."""
        person = self.people[slot]
        if not self.is_waiting(person):
            able = person.confirmed and not person.aside
            shown = sorted(self.shown_to(person)) if able else []
            if not shown:
                self.all_firms_are_open()
                self.send(slot)
                person = self.people[slot]
                shown = sorted(self.shown_to(person))
            self.tick(slot, {shown[0]})
        with self.deal.engine.begin() as connection:
            mine = self.waiting(person)
            first = {"next_at": "2000-01-01T00:00:00.000Z"}
            connection.execute(notifications.update().where(*mine).values(first))
        return person

    def is_waiting(self, person: Person) -> bool:
        with self.deal.engine.connect() as connection:
            found = connection.execute(select(notifications.c.id).where(*self.waiting(person)))
            return found.first() is not None and not self.closed

    def waiting(self, person: Person) -> tuple[Any, ...]:
        chosen = select(tables.offers.c.id).where(tables.offers.c.state == "chosen")
        return (
            notifications.c.reference == person.buyer.reference,
            notifications.c.kind == "introduction",
            notifications.c.state == "pending",
            notifications.c.lease.is_(None),
            notifications.c.offer_id.in_(chosen),
        )

    def list_firms(self, closed: str) -> None:
        """Have the service read another record of a firm, as after a start."""
        matcher = self.deal.matcher
        assert matcher is not None
        firms = tuple(
            firm.model_copy(update={"accepting": firm.id[-1] != closed})
            for firm in matcher.dataset.firms
        )
        object.__setattr__(matcher, "dataset", replace(matcher.dataset, firms=firms))
