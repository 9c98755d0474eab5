"""A buyer withdraws or erases while a worker speaks to the mail server, at each step of it."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import Engine, select

from backend.config.settings import Mail, Settings, SmtpServer
from backend.delivery import LeasedNotification, outbox
from backend.matching.matcher import Matcher
from backend.storage.connections import connect
from backend.storage.tables import notifications, offers
from tests.backend.deal import OPERATOR, SENDER, Buyer, Deal, firms, with_firms
from tests.backend.smtp_server import Handler, mail_server


class SlowHandler(Handler):
    """Has time for somebody to act at one step: "RCPT", or "DATA" when the text has come."""

    def __init__(self) -> None:
        super().__init__()
        self.about = "firm.example"
        self.meanwhile: dict[str, Callable[[], object]] = {}

    async def wait(self, step: str, firm: str) -> None:
        act = self.meanwhile.get(step)
        if act is not None and firm.endswith(self.about):
            del self.meanwhile[step]
            await asyncio.to_thread(act)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        await self.wait("RCPT", address)
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        await self.wait("DATA", envelope.rcpt_tos[0])
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture
def slow(settings: Settings, url: str) -> Iterator[Deal]:
    post = SlowHandler()
    with mail_server(post) as port:
        mail = Mail(SmtpServer("127.0.0.1", port, "none"), SENDER, OPERATOR)
        engine = connect(url)
        yield Deal(with_firms(settings, mail, url), engine, post, matcher=Matcher(firms()))
        engine.dispose()


def meanwhile(deal: Deal, step: str, act: Callable[[Buyer, str], object]) -> tuple[Buyer, str]:
    """Have a buyer act while the introduction is at a step of the conversation."""
    buyer = deal.send()
    first, *_ = buyer.offered()
    buyer.choose(first)
    assert isinstance(deal.post, SlowHandler)
    deal.post.meanwhile[step] = lambda: act(buyer, first)
    deal.work()
    return buyer, first


def withdraw_all(buyer: Buyer, _: str) -> None:
    assert buyer.withdraw().status_code == 303


def withdraw_one(buyer: Buyer, firm: str) -> None:
    assert buyer.withdraw(firm).status_code == 303


def erase(buyer: Buyer, _: str) -> None:
    assert buyer.post("erase").status_code == 303


# By day one of them on PostgreSQL: they take the same locks.
WITHDRAWALS = [withdraw_all, pytest.param(withdraw_one, marks=pytest.mark.locks)]


@pytest.mark.parametrize("act", [*WITHDRAWALS, erase])
def test_nothing_leaves_after_a_buyer_has_withdrawn_while_the_server_thought(
    slow: Deal, act: Callable[[Buyer, str], object]
) -> None:
    _, first = meanwhile(slow, "RCPT", act)
    assert not [letter for letter in slow.to(first) if "Introduction" in letter.subject]


@pytest.mark.parametrize("act", WITHDRAWALS)
def test_a_firm_that_got_nothing_is_not_asked_to_delete_anything(
    slow: Deal, act: Callable[[Buyer, str], object]
) -> None:
    buyer, first = meanwhile(slow, "RCPT", act)
    assert slow.to(first) == []
    assert "before it got anything" in buyer.page().text


@pytest.mark.parametrize("act", [*WITHDRAWALS, erase])
def test_the_notice_to_delete_goes_as_soon_as_the_try_has_ended(
    slow: Deal, act: Callable[[Buyer, str], object]
) -> None:
    _, first = meanwhile(slow, "DATA", act)  # the clock stands still
    introduction, notice = slow.to(first)
    assert introduction.subject.startswith("Introduction")
    assert notice.subject.startswith("Delete")


@pytest.mark.parametrize("act", [*WITHDRAWALS, erase])
def test_the_notice_to_delete_goes_at_once_if_the_buyer_acts_just_before_the_try_is_over(
    slow: Deal, act: Callable[[Buyer, str], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mail has left and that is noted, but its lease has not ended yet."""
    buyer = slow.send()
    first, *_ = buyer.offered()
    slow.work()
    buyer.choose(first)
    finish, acts = outbox.mark_sent, [act]

    def act_and_finish(engine: Engine, leased: LeasedNotification, now: datetime) -> None:
        if leased.kind == "introduction":
            acts.pop()(buyer, first)
        finish(engine, leased, now)

    monkeypatch.setattr(outbox, "mark_sent", act_and_finish)
    slow.work()  # the clock stands still
    assert [letter.subject.split()[0] for letter in slow.to(first)] == ["Introduction", "Delete"]


def test_the_operator_is_asked_to_delete_as_soon_as_the_mail_about_the_request_has_left(
    slow: Deal,
) -> None:
    assert isinstance(slow.post, SlowHandler)
    buyer = slow.send()
    slow.post.about, slow.post.meanwhile["DATA"] = OPERATOR, lambda: buyer.post("erase")
    slow.work()  # the clock stands still
    assert [letter.subject for letter in slow.to(OPERATOR)][-1] == (
        f"Delete request {buyer.reference}"
    )


@pytest.mark.locks
def test_while_a_try_is_under_way_the_page_says_so(slow: Deal) -> None:
    said: list[str] = []

    def act(buyer: Buyer, _: str) -> None:
        buyer.withdraw()
        said.append(buyer.page().text)

    buyer, _ = meanwhile(slow, "DATA", act)
    assert "We are just sending this; we will ask the firm to delete it" in said[0]
    assert "No firm gets anything from us any more" not in said[0]
    assert "No firm gets anything from us any more" in buyer.page().text


def test_a_text_that_the_server_refused_is_not_asked_to_be_deleted(slow: Deal) -> None:
    slow.post.answers["DATA"] = "451 later"
    buyer, first = meanwhile(slow, "DATA", withdraw_one)
    slow.post.answers["DATA"] = "250 OK"
    slow.work()
    assert slow.to(first) == []
    assert "before it got anything" in buyer.page().text


def test_a_text_that_may_have_left_is_asked_to_be_deleted_at_once(slow: Deal) -> None:
    slow.post.drop = True

    def act(buyer: Buyer, firm: str) -> None:
        withdraw_one(buyer, firm)

    buyer, first = meanwhile(slow, "DATA", act)
    slow.post.drop = False
    with slow.engine.connect() as connection:
        kept = select(notifications.c.next_at).where(notifications.c.kind == "deletion")
        assert connection.scalar(kept)
        letter = select(offers.c.letter).where(offers.c.firm == f"sample-{first}")
        assert connection.scalar(letter)
    assert buyer.states()[first] == "withdrawn"


def test_the_look_before_the_text_asks_nothing_of_a_mail_that_is_not_about_a_firm(
    slow: Deal, tmp_path: Path
) -> None:
    slow.send()
    assert [letter.to for letter in slow.work()] == [OPERATOR]
