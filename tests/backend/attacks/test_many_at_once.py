"""Two servers and two workers on PostgreSQL, while buyers choose, withdraw and erase."""

import asyncio
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import Engine, func, select, update

from backend.matching import find_by_reference
from backend.storage import tables
from backend.storage.clock import timestamp, utc_now
from backend.storage.connections import connect
from tests.backend.attacks.processes import (
    ORIGIN,
    Backend,
    environment,
    serving,
    wait_until,
    working,
)
from tests.backend.conftest import new_database
from tests.backend.smtp_server import Handler, mail_server

REFERENCE = re.compile(r"Q(?:-[0-9A-Z]{4}){3}")
OPERATOR = "operator@site.test"
BUYERS = "@buyers.example.com"
# Seconds for which the server thinks about a firm's address: meanwhile buyers change their mind.
THINKING = 0.05
# Seconds after which there are enough, however few: in all, or for each of many. A machine that is
# busy with other tests takes more than one for each.
PATIENCE = 180
PATIENCE_EACH = 4
CONFIRMED_AT = "2026-01-01T00:00:00.000Z"


@dataclass(frozen=True)
class Arrived:
    """A mail that was taken. `asked`: when its text was asked for, just before the last look."""

    to: str
    reference: str
    subject: str
    text: str
    name: str
    asked: float


class TimedHandler(Handler):
    """Thinks about each firm, and notes when it has accepted the recipient."""

    def __init__(self) -> None:
        super().__init__()
        self.arrived: list[Arrived] = []

    async def handle_RCPT(  # noqa: N802 - named by aiosmtpd
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address != OPERATOR and not address.endswith(BUYERS):
            await asyncio.sleep(THINKING)
        envelope.asked = time.monotonic()  # type: ignore[attr-defined]
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server: SMTP, _: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = await super().handle_DATA(server, _, envelope)
        message: Any = self.messages[-1]
        text = message.get_content()
        found = REFERENCE.search(f"{message['Subject']} {text}")
        self.arrived.append(
            Arrived(
                envelope.rcpt_tos[0],
                found[0] if found else "",
                str(message["Subject"]),
                text,
                str(message["Message-ID"]),
                envelope.asked,  # type: ignore[attr-defined]
            )
        )
        return answer


@dataclass
class Crowd:
    """Buyers, each with a request of its own, and what the service has told them.

    `ended`: by reference, when the buyer was told that it is withdrawn or erased.
    """

    servers: list[Backend]
    engine: Engine
    answers: dict[str, str]
    emails: dict[str, str] = field(default_factory=dict)
    ended: dict[str, float] = field(default_factory=dict)
    erased: set[str] = field(default_factory=set)
    refused: list[tuple[str, int]] = field(default_factory=list)

    def act(self, number: int, enough: Callable[[], bool]) -> None:
        """Send request after request, and do with each what buyers do."""
        draw = random.Random(number)
        while not enough():
            email = f"{uuid4().hex}{BUYERS}"
            server = draw.choice(self.servers)
            sent = server.post({**self.answers, "email": email, "idempotency_key": uuid4().hex})
            if sent.status_code != 201:
                self.refused.append(("send", sent.status_code))
                continue
            reference = sent.json()["reference"]
            self.emails[reference] = email
            key, firms = self._open(reference)
            self._press("choose", reference, key, firm=firms, agree="yes", edits="0")
            time.sleep(draw.uniform(0, 0.6))  # the workers are at it, or have done
            act = draw.choice(("withdraw", "erase", "keep"))
            if act == "keep":
                continue
            if self._press(act, reference, key, agree="yes"):
                self.ended[reference] = time.monotonic()
                if act == "erase":
                    self.erased.add(reference)

    def _open(self, reference: str) -> tuple[str, list[str]]:
        """Confirm the address, as the link in the mail does; return the key and the firms."""
        matches, offers = tables.matches, tables.offers
        mine = select(tables.submissions.c.id).where(tables.submissions.c.reference == reference)
        with self.engine.begin() as connection:
            number = connection.scalar(mine)
            request = matches.c.submission_id == number
            connection.execute(update(matches).where(request).values(confirmed_at=CONFIRMED_AT))
            matched = find_by_reference(connection, reference)
            key = matched.private_key if matched else ""
            firms = select(offers.c.firm).where(offers.c.submission_id == number)
            return key, list(connection.scalars(firms))

    def _press(self, act: str, reference: str, key: str, **fields: Any) -> bool:
        server = random.Random(reference + act).choice(self.servers)
        pressed = server.client.post(
            f"{server.address}api/requests/{act}",
            data={"reference": reference, "key": key, **fields},
            headers={"Origin": ORIGIN},
        )
        if pressed.status_code != 303:
            self.refused.append((act, pressed.status_code))
        return pressed.status_code == 303


@dataclass(frozen=True)
class Outcome:
    """What is left of an attack when all mails are out."""

    crowd: Crowd
    mails: list[Arrived]
    engine: Engine

    @property
    def introductions(self) -> list[Arrived]:
        """The mails by which a firm got a buyer's address."""
        emails = self.crowd.emails
        return [
            each
            for each in list(self.mails)
            if each.to not in {OPERATOR, *emails.values()}
            and emails.get(each.reference, "-") in each.text
        ]


@contextmanager
def attacked(
    folder: Path, site: Path, postgres: str, answers: dict[str, str], many: int
) -> Iterator[Outcome]:
    """Let a crowd act until so many were introduced and so many have ended it."""
    handler = TimedHandler()
    with ExitStack() as stack:
        port = stack.enter_context(mail_server(handler))
        url = stack.enter_context(new_database(postgres))
        environ = environment(
            folder,
            site,
            QUOTES_DATABASE_URL=url,
            QUOTES_WORKER="off",
            QUOTES_SMTP_URL=f"smtp://127.0.0.1:{port}",
            QUOTES_NOTIFY_TO=OPERATOR,
            SITE_DEMONSTRATION="on",
        )
        first = stack.enter_context(serving(environ, folder / "server-0"))
        second = stack.enter_context(serving(environ, folder / "server-1"))
        workers = [
            stack.enter_context(working(environ, folder / f"worker-{number}"))
            for number in range(2)
        ]
        engine = connect(url)
        crowd = Crowd([first, second], engine, answers)
        outcome = Outcome(crowd, handler.arrived, engine)
        until = time.monotonic() + max(PATIENCE, PATIENCE_EACH * many)

        def enough() -> bool:
            if time.monotonic() > until:
                return True
            return min(len(crowd.ended), len(outcome.introductions)) >= many

        threads = [threading.Thread(target=crowd.act, args=(each, enough)) for each in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        def explain() -> str:
            logs = (each.last_words() for each in (first, second, *workers))
            return "\n".join([*_describe_waiting(engine), *logs])

        wait_until(lambda: not _waiting(engine), seconds=120, explain=explain)
        yield outcome


def _waiting(engine: Engine) -> int:
    notifications = tables.notifications
    pending = select(func.count()).where(notifications.c.state == "pending")
    with engine.connect() as connection:
        return connection.scalar(pending) or 0


def _describe_waiting(engine: Engine) -> list[str]:
    """What is still to be sent, a line each: its try, lease and problem, beside the time now."""
    columns = tables.notifications.c
    shown = (columns.id, columns.kind, columns.attempts, columns.next_at, columns.leased_until)
    query = select(*shown, columns.problem).where(columns.state == "pending")
    with engine.connect() as connection:
        rows = connection.execute(query.order_by(columns.id)).all()
    return [f"{timestamp(utc_now())}: {len(rows)} pending", *(str(row) for row in rows[:20])]


@pytest.mark.nightly  # by day tests/backend/test_sequences.py does
@pytest.mark.parametrize("many", [5, 500])
def test_whoever_withdrew_or_was_erased_is_introduced_no_more_and_no_mail_is_doubled(
    tmp_path: Path, site_dir: Path, postgres: str, answers: dict[str, str], many: int
) -> None:
    with attacked(tmp_path, site_dir, postgres, answers, many) as outcome:
        crowd, introductions = outcome.crowd, outcome.introductions
        assert crowd.refused == []
        assert min(len(introductions), len(crowd.ended)) >= many, "too little was attacked"
        late = [
            each
            for each in introductions
            if each.reference in crowd.ended and each.asked > crowd.ended[each.reference]
        ]
        assert late == []
        names = Counter(each.name for each in outcome.mails)
        assert [name for name, count in names.items() if count > 1] == []
        told = {(each.reference, each.to) for each in introductions}
        asked_to_delete = {
            (each.reference, each.to)
            for each in outcome.mails
            if each.to != OPERATOR and each not in introductions
        }
        assert {each for each in told if each[0] in crowd.ended} <= asked_to_delete
        with outcome.engine.connect() as connection:
            left = set(connection.scalars(select(tables.submissions.c.reference)))
        assert left == set(crowd.emails) - crowd.erased
