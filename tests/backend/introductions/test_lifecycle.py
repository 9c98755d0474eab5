"""An introduction that cannot be sent, and one of which nobody knows whether it was."""

from dataclasses import replace
from datetime import timedelta

import pytest

from backend.cli.request_commands import resend
from backend.config.settings import SmtpServer
from backend.delivery import mail
from backend.delivery.errors import DeliveryError
from backend.delivery.mail import was_never_sent
from backend.introductions import lifecycle
from backend.matching.matcher import Matcher
from tests.backend.conftest import ANSWERS
from tests.backend.deal import BUYER, OPERATOR, Buyer, Deal, firms
from tests.backend.smtp_server import Handler, mail_server


class Crash(BaseException):
    """The process dies here; nobody catches it."""


@pytest.fixture
def waiting(deal: Deal) -> tuple[Buyer, str]:
    """A buyer with one firm that is about to be introduced; all other mails are sent."""
    buyer = deal.send()
    deal.work()
    first, *_ = buyer.offered()
    buyer.choose(first)
    return buyer, first


def refuse(deal: Deal, command: str, answer: str) -> None:
    """The server refuses the introduction, and nothing else."""
    deal.post.answers[command] = answer
    deal.worker.step()
    deal.post.answers[command] = "250 OK"


def for_days(deal: Deal) -> None:
    """Let the worker try until it has given up."""
    for _ in range(20):
        deal.work()
        deal.clock.now += timedelta(hours=15)


def firm_mails(deal: Deal) -> list[str]:
    return [each.subject for each in deal.sent_mails if each.to.endswith("firm.example")]


def words(buyer: Buyer) -> str:
    return " ".join(buyer.page().text.split())


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_a_firm_whose_server_says_no_has_got_nothing_and_the_next_one_is_offered(
    deal: Deal, waiting: tuple[Buyer, str], command: str
) -> None:
    buyer, first = waiting
    others = buyer.offered()
    refuse(deal, command, "550 no such user")
    assert buyer.states() == {first: "failed"}
    assert "We could not send it your request. It has got nothing from us." in words(buyer)
    assert not buyer.page().select(".soc-private-page__letter")
    assert len(set(buyer.offered()) - {*others}) == 1
    deal.work()
    letters = [each for each in deal.sent_mails if "could" in each.subject]
    told = {each.to: " ".join(each.body.split()) for each in letters}
    assert "It has got nothing from us" in told[BUYER]
    assert "550" in told[OPERATOR]
    assert ("service", "failed", first) in buyer.log()
    buyer.withdraw()
    deal.work()
    assert firm_mails(deal) == []


def test_a_firm_that_is_delisted_for_days_is_given_up(
    deal: Deal, waiting: tuple[Buyer, str]
) -> None:
    buyer, first = waiting
    data = firms()
    left = tuple(firm for firm in data.firms if firm.id != f"sample-{first}")
    for_days(other := replace(deal, matcher=Matcher(replace(data, firms=left))))
    assert replace(buyer, deal=other).states() == {first: "failed"}
    assert len(replace(buyer, deal=other).offered()) == 3
    assert [each.to for each in deal.sent_mails if "could" in each.subject] == [BUYER, OPERATOR]


def test_a_mistake_of_ours_is_given_up_as_well(
    deal: Deal, waiting: tuple[Buyer, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    buyer, first = waiting

    def broken(*_: object, **__: object) -> None:
        raise TypeError

    with monkeypatch.context() as patched:
        patched.setattr(lifecycle, "load_sendable", broken)
        for_days(deal)
    deal.work()
    assert buyer.states() == {first: "failed"}


def test_a_mail_that_may_have_left_counts_as_told(deal: Deal, waiting: tuple[Buyer, str]) -> None:
    buyer, first = waiting
    deal.post.drop = True
    for_days(deal)
    deal.post.drop = False
    assert buyer.states() == {first: "unclear"}
    assert "do not know whether that arrived" in words(buyer)
    assert "What it may have got from us" in words(buyer)
    assert len(buyer.offered()) == 2  # it keeps its place until the buyer takes it back
    deal.work()
    for letter in deal.to(BUYER):
        assert "has got nothing" not in " ".join(letter.body.split())
    buyer.withdraw(first)
    assert len(buyer.offered()) == 3
    deal.work()
    assert firm_mails(deal) == [f"Delete introduction {buyer.reference}"]


def test_once_it_may_have_left_a_later_refusal_changes_nothing_about_that(
    deal: Deal, waiting: tuple[Buyer, str]
) -> None:
    buyer, first = waiting
    deal.post.drop = True
    deal.work()
    deal.post.drop = False
    deal.clock.now += timedelta(minutes=5)
    refuse(deal, "RCPT", "550 no such user")
    assert buyer.states() == {first: "unclear"}


def test_who_is_refused_for_now_has_not_got_the_letter(
    deal: Deal, waiting: tuple[Buyer, str]
) -> None:
    buyer, first = waiting
    refuse(deal, "DATA", "451 later")
    assert buyer.states() == {first: "chosen"}
    assert not buyer.page().select(".soc-private-page__letter")
    buyer.withdraw(first)
    deal.clock.now += timedelta(minutes=5)
    deal.work()
    assert firm_mails(deal) == []


def test_an_operator_can_send_again_what_may_not_have_arrived(
    deal: Deal, waiting: tuple[Buyer, str]
) -> None:
    buyer, first = waiting
    deal.post.drop = True
    for_days(deal)
    deal.post.drop = False
    assert resend(deal.engine, buyer.reference, deal.clock())
    deal.work()
    assert buyer.states() == {first: "introduced"}


def test_what_is_given_up_stays_so_and_is_not_sent_behind_the_buyer(
    deal: Deal, waiting: tuple[Buyer, str]
) -> None:
    buyer, first = waiting
    refuse(deal, "RCPT", "550 no such user")
    resend(deal.engine, buyer.reference, deal.clock())
    deal.work()
    assert buyer.states() == {first: "failed"}
    assert firm_mails(deal) == []


def crash_after_sending(deal: Deal, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_: object) -> None:
        raise Crash

    with monkeypatch.context() as patched, pytest.raises(Crash):
        patched.setattr(lifecycle, "mark_sent", die)
        deal.work()


@pytest.mark.parametrize(("answer", "said"), [("accept", "accepted"), ("decline", "declined")])
def test_an_answer_after_a_crash_shows_that_the_mail_left(
    deal: Deal, waiting: tuple[Buyer, str], monkeypatch: pytest.MonkeyPatch, answer: str, said: str
) -> None:
    buyer, first = waiting
    crash_after_sending(deal, monkeypatch)
    deal.answer(deal.to(first)[0].links[answer])
    deal.clock.now += timedelta(minutes=15)
    deal.work()
    about = [event for _, event, firm in buyer.log() if firm == first][2:]
    assert about == ["sending", "introduced", said, "copied"]
    assert len([each for each in deal.to(BUYER) if "What we sent" in each.subject]) == 1


def test_a_firm_taken_back_after_a_crash_is_told_and_the_buyer_gets_a_copy(
    deal: Deal, waiting: tuple[Buyer, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    buyer, first = waiting
    crash_after_sending(deal, monkeypatch)
    buyer.withdraw(first)
    deal.clock.now += timedelta(minutes=15)
    deal.work()
    (copy,) = [each for each in deal.to(BUYER) if "What we sent" in each.subject]
    assert "You took" in copy.body
    assert firm_mails(deal)[-1] == f"Delete introduction {buyer.reference}"
    sending = [line for line in deal.trail(buyer.reference) if line.event == "sending"]
    assert set(ANSWERS) >= {*sending[0].fields.split(",")} >= {"name", "company", "email"}


def test_a_copy_is_sent_once_though_the_answer_comes_before_the_note(
    deal: Deal, waiting: tuple[Buyer, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    buyer, first = waiting
    real = lifecycle.mark_sent

    def late(*arguments: object) -> None:
        deal.answer(deal.to(first)[0].links["accept"])
        real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(lifecycle, "mark_sent", late)
    deal.work()
    assert len([each for each in deal.to(BUYER) if "What we sent" in each.subject]) == 1
    assert [event for _, event, _ in buyer.log()].count("introduced") == 1


@pytest.mark.parametrize(
    ("answers", "certain"),
    [
        ({"RCPT": "550 no"}, True),
        ({"RCPT": "451 later"}, True),
        ({"MAIL": "550 no"}, True),
        ({"DATA": "554 no"}, True),
        ({}, False),
    ],
)
def test_only_a_server_that_said_no_is_certain_to_have_got_nothing(
    deal: Deal, answers: dict[str, str], certain: bool
) -> None:
    post = Handler()
    post.answers |= answers
    post.drop = not answers
    settings = deal.settings.mail
    assert settings is not None
    made = mail.build_message(settings, BUYER, "x", subject="s", body="b", reply_to=None)
    with mail_server(post) as port, pytest.raises(DeliveryError) as caught:
        mail.send(SmtpServer("127.0.0.1", port, "none"), made)
    assert was_never_sent(caught.value) == certain


def test_where_nobody_listens_nothing_was_sent(deal: Deal) -> None:
    settings = deal.settings.mail
    assert settings is not None
    made = mail.build_message(settings, BUYER, "x", subject="s", body="b", reply_to=None)
    with mail_server(Handler()) as port:
        pass
    with pytest.raises(DeliveryError) as caught:
        mail.send(SmtpServer("127.0.0.1", port, "none"), made)
    assert was_never_sent(caught.value)
