"""The daily digest, and what the operator and the webhook's receiver hear of an erasure."""

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from backend.__main__ import main
from backend.applications import ApplicationStore
from backend.cli.request_commands import erase
from backend.config.settings import Settings, Webhook
from backend.delivery import Worker
from backend.intake import Submission
from backend.jobs import build_housekeeping
from backend.matching import Matcher
from backend.notifications import build_deliverers, digest_kinds
from backend.storage.database import Database
from backend.storage.migrations import migrate
from backend.storage.tables import notifications
from model.dataset import Dataset
from model.matching import Firm
from tests.backend.applications.conftest import TEXTS
from tests.backend.conftest import ANSWERS
from tests.backend.deal import BUYER, KEEP, OPERATOR, Deal, SentMail, database, dealing, introduced
from tests.backend.delivery.test_webhook import SECRET, Receiver
from tests.data import load_data


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def hooked(settings: Settings, tmp_path: Path, receiver: Receiver) -> Iterator[Deal]:
    """With a webhook beside the mail."""
    hook = Webhook(f"http://localhost:{receiver.server_port}/", SECRET, allow_private=True)
    with dealing(replace(settings, webhook=hook), database(tmp_path)) as made:
        yield made


def spam(deal: Deal, notes: str = "spam") -> None:
    honeypot = deal.settings.form.honeypot.name
    deal.client.post({**ANSWERS, "notes": notes, honeypot: "x"})


def tidied(deal: Deal) -> list[SentMail]:
    """What the operator gets after housekeeping."""
    housekeeping = build_housekeeping(KEEP, deal.clock, digests=digest_kinds(deal.settings))
    housekeeping(deal.engine)
    return [letter for letter in deal.work() if letter.to == OPERATOR]


def test_a_digest_names_how_many_wait_and_where_to_look(deal: Deal) -> None:
    spam(deal, "one")
    spam(deal, "two")
    (digest,) = tidied(deal)
    assert digest.subject == "2 requests set aside"
    assert "requests list --status quarantined" in digest.body


def test_a_digest_holds_nothing_of_a_request(deal: Deal) -> None:
    spam(deal, "distinctive")
    (digest,) = tidied(deal)
    assert not [word for word in ("distinctive", BUYER, "Lovelace") if word in digest.body]


def test_a_digest_writes_times_as_the_site_does(deal: Deal) -> None:
    spam(deal)
    (digest,) = tidied(deal)
    assert re.search(r"erased after \d{1,2} [A-Z][a-z]+ \d{4}, \d\d:\d\d UTC", digest.body)
    assert re.search(r"\d{4}-\d\d-\d\dT", digest.body) is None


def test_there_is_one_digest_a_day_while_something_waits(deal: Deal) -> None:
    spam(deal)
    assert len(tidied(deal)) == 1
    deal.clock.now += timedelta(hours=1)
    assert tidied(deal) == []
    deal.clock.now += timedelta(hours=23)
    assert len(tidied(deal)) == 1


def test_where_nothing_waits_and_nothing_is_new_there_is_no_digest(deal: Deal) -> None:
    deal.send()
    deal.pass_days(1.1)
    deal.work()
    deal.pass_days(1.1)
    assert deal.work() == []


def test_a_digest_tells_how_many_requests_are_new(deal: Deal) -> None:
    deal.send()
    deal.work()
    (digest,) = tidied(deal)
    assert digest.subject == "1 new request"
    assert not [word for word in (BUYER, "Lovelace") if word in digest.body]


def test_a_digest_tells_of_firms_that_are_silent(deal: Deal) -> None:
    introduced(deal)
    deal.pass_days(deal.settings.answer_days + 0.1)
    found = [letter.body for letter in deal.work() if letter.subject.startswith("News of firms")]
    assert found
    assert "1 firm has not answered in time" in found[0]


def test_a_digest_tells_on_the_day_when_a_check_of_a_firm_is_due(deal: Deal) -> None:
    assert deal.matcher
    dataset = deal.matcher.dataset
    checked = (deal.clock() - timedelta(days=dataset.matching.recheck_days)).date().isoformat()
    due, *_ = (firm.model_copy(update={"checked": checked}) for firm in real_firms(dataset))
    matcher = Matcher(replace(dataset, firms=(due,)))
    deliver = build_deliverers(deal.settings, deal.engine, deal.clock, matcher)
    tidy = build_housekeeping(KEEP, deal.clock, matcher=matcher)
    migrate(deal.engine)
    worker = Worker(deal.engine, deliver, tidy, deal.clock)
    for _ in range(3 * 12):  # once, although the check stays due for days
        tidy(deal.engine)
        while worker.step():
            pass
        deal.clock.now += timedelta(hours=2)
    (digest,) = deal.sent_mails
    assert "due" in digest.body


def real_firms(dataset: Dataset) -> list[Firm]:
    """The samples as if they were real, and checked only now."""
    today = date(2026, 11, 22).isoformat()
    return [
        firm.model_copy(
            update={
                "sample": False,
                "checked": today,
                "peer_review": firm.peer_review.model_copy(update={"checked": today}),
                "licences": [each.model_copy(update={"checked": today}) for each in firm.licences],
            }
        )
        for firm in dataset.firms
    ]


def test_without_a_mail_server_one_digest_waits_and_not_one_a_day(deal: Deal) -> None:
    spam(deal)
    for _ in range(3):
        build_housekeeping(KEEP, deal.clock)(deal.engine)
        deal.clock.now += timedelta(days=1)
    (digest,) = [letter for letter in deal.work() if letter.to == OPERATOR]
    assert digest.subject.startswith("1 request set aside")


def test_a_digest_names_what_was_given_up(deal: Deal) -> None:
    deal.send()
    with deal.engine.begin() as connection:
        connection.execute(update(notifications).values(state="dead"))
    assert "given up" in tidied(deal)[0].body


def test_a_digest_tells_of_a_backup_that_failed(
    deal: Deal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deal.send()
    deal.work()
    monkeypatch.setenv("QUOTES_DATABASE_URL", deal.settings.database_url)
    assert main(["backup", str(tmp_path / "nowhere" / "backup.db")]) == 1
    (digest,) = tidied(deal)
    assert "The last backup failed: there is no folder" in digest.body


def test_a_digest_tells_of_a_backup_that_is_too_old(
    deal: Deal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deal.send()
    deal.work()
    monkeypatch.setenv("QUOTES_DATABASE_URL", deal.settings.database_url)
    assert main(["backup", str(tmp_path / "backup.db")]) == 0
    assert not [each for each in tidied(deal) if "too old" in each.body]
    deal.clock.now += timedelta(days=365_0)  # beyond the real time of the backup
    (digest,) = tidied(deal)
    assert "that is too old" in digest.body


def test_a_webhook_gets_the_digest_as_counts(hooked: Deal, receiver: Receiver) -> None:
    spam(hooked)
    tidied(hooked)
    (content,) = [json.loads(body) for _, _, body in receiver.came]
    assert (content["event"], content["set_aside"]) == ("digest", 1)


def test_an_erasure_is_told_to_the_operators_mailbox(deal: Deal) -> None:
    buyer = deal.send()
    deal.work()
    buyer.post("erase")
    (notice,) = deal.work()
    assert (notice.to, notice.subject) == (OPERATOR, f"Delete request {buyer.reference}")
    assert not [word for word in (BUYER, "Lovelace") if word in notice.body]


def test_an_erasure_by_command_is_told_to_the_operators_mailbox_too(deal: Deal) -> None:
    buyer = deal.send()
    deal.work()
    erase(deal.engine, BUYER, deal.clock())
    assert [letter.subject for letter in deal.work()] == [f"Delete request {buyer.reference}"]


def test_an_erasure_is_told_to_the_receiver_of_the_webhook(
    hooked: Deal, receiver: Receiver
) -> None:
    buyer = hooked.send()
    hooked.work()
    buyer.post("erase")
    hooked.work()
    last = json.loads(receiver.came[-1][2])
    assert last == {"event": "erased", "reference": buyer.reference, "status": "erased"}


def test_nobody_is_told_of_the_erasure_of_what_nobody_got(hooked: Deal, receiver: Receiver) -> None:
    hooked.send().post("erase")
    assert hooked.work() == []
    assert receiver.came == []


def test_a_notice_to_delete_does_not_overtake_a_try_that_is_under_way(deal: Deal) -> None:
    buyer = deal.send()
    until = "2026-11-22T12:10:00.000Z"
    with deal.engine.begin() as connection:
        leased = {"attempts": 1, "lease": "x", "leased_until": until}
        connection.execute(update(notifications).values(leased))
    buyer.post("erase")
    with deal.engine.connect() as connection:
        assert list(connection.scalars(select(notifications.c.next_at))) == [until]


@pytest.mark.parametrize("name", ["slack", "teams", "teams-card", "discord", "ntfy"])
def test_a_chat_is_told_a_reference_and_nothing_of_the_buyer(
    settings: Settings, tmp_path: Path, receiver: Receiver, name: str
) -> None:
    hook = Webhook(f"http://localhost:{receiver.server_port}/topic", "", True, name)
    with dealing(replace(settings, webhook=hook), database(tmp_path)) as deal:
        buyer = deal.send()
        deal.work()
    ((_, headers, body),) = receiver.came
    assert buyer.reference in body.decode()
    assert not [word for word in (BUYER, "Lovelace", "Sons") if word in body.decode()]
    assert "X-Quotes-Signature" not in headers


def test_a_firm_that_asks_to_be_listed_is_told(deal: Deal) -> None:
    form = load_data().application_form
    store = ApplicationStore(Database(deal.engine), form, now=deal.clock)
    submission = Submission(answers=TEXTS, key=None, signals=())
    store.add(submission, lambda _, admitted: admitted)
    (letter,) = tidied(deal)
    assert "1 firm asks to be listed" in letter.subject
    assert "python -m backend applications list" in letter.body
    deal.pass_days(1)
    assert not any("to be listed" in letter.subject for letter in tidied(deal))
