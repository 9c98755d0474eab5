"""Whatever buyers, firms, operators and crashes do, in any order: no contact goes astray."""

import asyncio
import logging
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from ipaddress import ip_network
from itertools import product
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as how
from hypothesis.stateful import run_state_machine_as_test as run
from sqlalchemy import QueuePool

from backend.backup import replay
from backend.config.settings import Mail, Settings, SmtpServer
from backend.delivery import mail, outbox
from backend.delivery.outbox import LeasedNotification, NewNotification, enqueue
from backend.http.site_pages import SitePages
from backend.introductions import lifecycle, mailer
from backend.introductions.mailer import FirmMailer
from backend.matching import offering, selection, states, updates
from backend.matching.matcher import Matcher
from backend.matching.queries import MatchedRequest, find_by_reference
from backend.portal import buyer_views
from backend.storage import connections
from backend.storage.connections import connect
from backend.storage.migrations import migrate
from tests.backend.conftest import ORIGIN, Client, new_database
from tests.backend.deal import OPERATOR, SENDER, Deal, firms, with_firms
from tests.backend.sequences import CRASHES, DESK, FIRMS, OUTCOMES, WAYS, Post, Sequences

# Set it to a number to try so many sequences that nobody has tried before.
MORE = int(os.environ.get("SEQUENCES", "0"))
# Each of these must have happened, or the acts lead nowhere.
BRANCHES = (
    "introduced", "taken back", "told and taken back", "asked to delete", "accept", "decline",
    "closed", "overridden", "released", "sent again", "restored", "late", "two workers",
    "withdrawn under a lease", "withdrawn on the way", "withdrawn unclear", "edited",
    "chosen by old answers", "shared", "link taken back", "confirmed",
    *OUTCOMES, "released at the desk", "sent again at the desk",
    "accept at the desk", "decline at the desk",
    *(f"crash at {where}" for where in CRASHES),
)  # fmt: skip
BOTH, SLOTS, NUMBERS = (False, True), (0, 1), (0, 1)
EVERY_WAY = tuple(dict.fromkeys(WAYS))
# Each rule of the machine, with what it can be done with.
ACTS: dict[str, dict[str, tuple[Any, ...]]] = {
    "send": {"slot": SLOTS, "aside": BOTH, "confirmed": BOTH},
    "tick": {"slot": SLOTS, "ticked": ({"a", "b"}, {"c"}, {"d", "e"}, {*FIRMS})},
    "tick_without_agreeing": {"slot": SLOTS},
    "tick_on_a_page_from_before_an_edit": {"slot": SLOTS, "ticked": ({"a", "b"}, {*FIRMS})},
    "edit": {"slot": SLOTS},
    "share": {"slot": SLOTS},
    "take_the_link_back": {"slot": SLOTS},
    "confirm": {"slot": SLOTS},
    "confirm_by_a_guess": {"slot": SLOTS},
    "take_back": {"slot": SLOTS, "number": (0,), "what": EVERY_WAY},
    "a_firm_answers": {"slot": SLOTS, "number": (0, 1, 2), "answer": ("accept", "decline")},
    "a_firm_closes": {"slot": SLOTS},
    "all_firms_are_open": {"again": BOTH},
    "the_operator_overrides": {"slot": SLOTS, "number": NUMBERS, "choose": BOTH},
    "the_operator_releases": {"slot": SLOTS},
    "the_operator_sends_again": {"slot": SLOTS, "all_of_them": BOTH},
    "a_backup_is_made": {"again": (0, 1, 2)},
    "the_backup_is_restored": {"also_sent": BOTH},
    "taken_back_between_backup_and_restore": {"slot": (0,), "what": EVERY_WAY, "told": BOTH},
    "work": {"again": (0, 1, 2)},
    "time_passes": {"minutes": (1, 15, 24 * 60, 3 * 24 * 60)},
    "a_mail_has_trouble": {"slot": SLOTS, "outcome": OUTCOMES},
    "the_worker_dies": {"slot": SLOTS, "where": CRASHES},
    "taken_back_while_a_worker_holds_the_task": {
        "slot": SLOTS, "number": (0,), "what": EVERY_WAY, "late": BOTH,
    },
    "taken_back_while_the_mail_is_on_its_way": {"slot": SLOTS, "number": (0,), "what": EVERY_WAY},
    "taken_back_while_nobody_knows_whether_it_left": {
        "slot": SLOTS, "outcome": ("lost", "dropped"),
    },
    "two_workers_at_once": {"slot": SLOTS, "expired": BOTH},
}  # fmt: skip
Act = tuple[str, dict[str, Any]]
CHECKS = (
    "no_contact_goes_astray",
    "nobody_is_introduced_twice",
    "at_most_three_firms_are_before_a_buyer_and_none_that_failed_got_anything",
    "what_is_erased_is_gone",
)


class Quick(Client):
    """The same client without httpx between, in one event loop that stays."""

    runner: asyncio.Runner

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        return self.runner.run(self._ask(method, path, options))

    async def _ask(self, method: str, path: str, options: dict[str, Any]) -> httpx.Response:
        said: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": options.get("content", b"")}

        async def send(message: dict[str, Any]) -> None:
            said.append(message)

        await self._app(_scope(method, path, options.get("headers", {})), receive, send)  # type: ignore[arg-type]
        body = b"".join(message.get("body", b"") for message in said)
        return httpx.Response(said[0]["status"], headers=said[0]["headers"], content=body)


def _scope(method: str, path: str, headers: dict[str, str]) -> dict[str, Any]:
    parts = urlsplit(path)
    named = {"host": urlsplit(ORIGIN).netloc, **headers}
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": parts.path,
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in named.items()],
        "client": ("127.0.0.1", 1),
        "server": ("site", 80),
    }


@contextmanager
def machine(
    settings: Settings, url: str, folder: Path, patch: pytest.MonkeyPatch
) -> Iterator[type[Sequences]]:
    """A fresh machine over a database. It is the process that dies and never the power."""
    slow = {"synchronous": "OFF", "journal_mode": "MEMORY"}
    fast = tuple((name, slow.get(name, value)) for name, value in connections.PRAGMAS)
    patch.setattr(connections, "PRAGMAS", fast)
    if url.startswith("sqlite"):
        patch.setattr(connections, "NullPool", QueuePool)
    logging.disable()
    patch.setattr(updates, "random_token", updates.random_token)
    patch.setattr(SitePages, "render_private", lambda self, title, html, prefix="": html)
    post = Post()
    patch.setattr(mail, "_send", post.send)
    given = Mail(SmtpServer("127.0.0.1", 9, "none"), SENDER, OPERATOR)
    engine = connect(url, pooled=True)
    migrate(engine)
    desk = {"desk": DESK, "trusted_proxies": (ip_network("127.0.0.1"),)}
    deal = Deal(with_firms(settings, given, url, **desk), engine, post, matcher=Matcher(firms()))
    with asyncio.Runner() as runner:
        deal.client = Quick(deal.client._app)
        deal.client.runner = runner
        names = {"deal": deal, "post": post, "folder": folder, "seen": Counter()}
        yield type("Sequences", (Sequences,), names)
    engine.dispose()
    logging.disable(logging.NOTSET)


def tried(kind: type[Sequences], examples: int, steps: int, **more: Any) -> None:
    run(
        kind,
        settings=how(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            print_blob=False,
            suppress_health_check=list(HealthCheck),
            **{"derandomize": True, **more},
        ),
    )


def each_act(seed: int) -> list[Act]:
    """Every act with everything that it can be done with, in an order that the seed decides."""
    found = [
        (name, dict(zip(values, chosen, strict=True)))
        for name, values in ACTS.items()
        for chosen in product(*values.values())
    ]
    Random(seed).shuffle(found)
    return found


def acted(kind: type[Sequences], seed: int, most: int | None = None) -> None:
    """Do each act once, and check after each what must hold; begin anew from time to time."""
    for acts in batched(each_act(seed)[:most], 20):
        machine = kind()
        machine.two_send_the_form()
        for name, values in acts:
            getattr(machine, name)(**values)
            for check in CHECKS:
                getattr(machine, check)()
        machine.teardown()


def batched(acts: list[Act], size: int) -> list[list[Act]]:
    return [acts[start : start + size] for start in range(0, len(acts), size)]


@pytest.mark.nightly
def test_no_sequence_sends_a_contact_astray(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'sequences.db'}"
    with machine(settings, url, tmp_path, monkeypatch) as kind:
        tried(kind, MORE or 20, 20, derandomize=not MORE)
        assert kind.seen["introduced"] > 100


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.nightly)])
def test_no_contact_goes_astray_whatever_is_done_after_what(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    url = f"sqlite:///{tmp_path / 'sequences.db'}"
    with machine(settings, url, tmp_path, monkeypatch) as kind:
        acted(kind, seed)
        assert [branch for branch in BRANCHES if not kind.seen[branch]] == []


@pytest.mark.nightly
def test_nor_does_it_on_postgresql(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, postgres: str
) -> None:
    with (
        new_database(postgres) as url,
        machine(settings, url, tmp_path, monkeypatch) as kind,
    ):
        acted(kind, 4, 40)
        assert kind.seen["introduced"] > 10
        assert kind.seen["told and taken back"] > 3


def after_a_firm_is_taken_back(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(states.OFFER_TRANSITIONS["begin"], "withdrawn", "introducing")


def after_all_is_taken_back(patch: pytest.MonkeyPatch) -> None:
    real = lifecycle.load_locked

    def forgetful(*given: Any) -> Any:
        found = real(*given)
        return replace(found, matched=replace(found.matched, withdrawn_at=""))

    patch.setattr(lifecycle, "load_locked", forgetful)
    patch.setitem(states.OFFER_TRANSITIONS["begin"], "withdrawn", "introducing")


def without_a_choice(patch: pytest.MonkeyPatch) -> None:
    def eager(real: Any) -> Any:
        def act(connection: Any, request: Any, *rest: Any) -> Any:
            made = real(connection, request, *rest)
            found = find_by_reference(connection, request.reference)
            for offer in found.offers[len(request.offers) :] if found else ():
                about = (found.submission_id, found.reference, "introduction", offer.id, offer.firm)
                task = NewNotification(*about)
                enqueue(connection, task, found.notification_state, offer.offered_at)
            return made

        return act

    patch.setattr(updates, "add_offers", eager(updates.add_offers))
    patch.setattr(updates, "create_match", eager(updates.create_match))
    patch.setitem(states.OFFER_TRANSITIONS["begin"], "offered", "introducing")


def without_a_notice_to_delete(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(selection, "enqueue_deletion_notice", lambda *_: None)


def without_a_notice_where_a_crash_left_it_open(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(states, "HAVE_CONTACT", states.HAVE_CONTACT - {"introducing", "unclear"})


def with_a_notice_that_overtakes_the_mail(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(selection, "_cancel_introduction", lambda *_: None)


def twice_for_one_choice(patch: pytest.MonkeyPatch) -> None:
    def doubled(connection: Any, task: NewNotification, *rest: Any) -> None:
        for _ in range(2):
            enqueue(connection, task, *rest)

    patch.setattr(selection, "enqueue", doubled)
    patch.setitem(states.OFFER_TRANSITIONS["begin"], "introduced", "introducing")


def again_under_another_name(patch: pytest.MonkeyPatch) -> None:
    real = FirmMailer._send

    def renamed(self: FirmMailer, due: LeasedNotification, *rest: Any) -> None:
        real(self, replace(due, id=due.id * 1000 + due.attempts), *rest)

    patch.setattr(FirmMailer, "_send", renamed)


def again_though_it_was_noted(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(states.OFFER_TRANSITIONS["begin"], "introduced", "introducing")
    patch.setattr(outbox, "mark_sent", lambda *_: None)


def before_anybody_has_looked(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(MatchedRequest, "notification_state", "pending")


def though_the_firm_has_closed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(lifecycle, "still_valid", lambda *_: True)


def as_not_sent_though_nobody_knows(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(mailer, "was_never_sent", lambda error: True)


def to_more_than_three(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(offering, "OFFERED", 4)


def after_a_restore_that_forgets(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(replay, "_repeat_withdrawal", lambda *_: False)


def by_answers_that_were_changed_since(patch: pytest.MonkeyPatch) -> None:
    class Whatever(int):
        def __eq__(self, _: object) -> bool:
            return True

        def __ne__(self, _: object) -> bool:
            return False

        __hash__ = int.__hash__

    patch.setattr(buyer_views, "_count", lambda _: Whatever())


def before_the_address_is_confirmed(patch: pytest.MonkeyPatch) -> None:
    """Neither what is due nor what may leave depends on it: each alone would hold it back."""
    patch.setattr(MatchedRequest, "introduction_state", MatchedRequest.notification_state)
    real = lifecycle.load_locked

    def trusting(*given: Any) -> Any:
        found = real(*given)
        return replace(found, matched=replace(found.matched, confirmed_at="whenever"))

    patch.setattr(lifecycle, "load_locked", trusting)


def by_any_token(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(buyer_views, "confirms", lambda *_: True)


def to_a_reader_who_was_shut_out(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(buyer_views, "unshare_request", lambda *_: None)


@pytest.mark.parametrize(
    "planted",
    [
        after_a_firm_is_taken_back,
        after_all_is_taken_back,
        without_a_choice,
        without_a_notice_to_delete,
        without_a_notice_where_a_crash_left_it_open,
        with_a_notice_that_overtakes_the_mail,
        twice_for_one_choice,
        again_under_another_name,
        again_though_it_was_noted,
        before_anybody_has_looked,
        though_the_firm_has_closed,
        as_not_sent_though_nobody_knows,
        to_more_than_three,
        after_a_restore_that_forgets,
        by_answers_that_were_changed_since,
        before_the_address_is_confirmed,
        by_any_token,
        to_a_reader_who_was_shut_out,
    ],
    ids=lambda planted: planted.__name__,
)
@pytest.mark.nightly
def test_a_mistake_in_the_program_is_found(
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    planted: Callable[[pytest.MonkeyPatch], None],
) -> None:
    """Each sends something astray in its own way, and in each run."""
    url = f"sqlite:///{tmp_path / 'sequences.db'}"
    with machine(settings, url, tmp_path, monkeypatch) as kind, monkeypatch.context() as patch:
        planted(patch)
        with pytest.raises(AssertionError):
            acted(kind, 1)
