"""A mail server that stops or hangs up at each step: buyers do not notice, and no mail is lost."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text

from backend.config.settings import Mail, Settings, SmtpServer
from backend.delivery import deadline
from backend.delivery.worker import Worker
from backend.notifications import build_deliverers
from backend.storage.connections import connect
from backend.storage.tables import notifications
from tests.backend.attacks.processes import environment, serving, wait_until
from tests.backend.attacks.slow_mail import STEPS, SlowMail, slow_mail

Answers = dict[str, str]
# Up to here the server has certainly not taken the mail.
BEFORE_TEXT = STEPS[: STEPS.index("text")]


@contextmanager
def impatience() -> Iterator[None]:
    """Wait a second for a step; the real one waits 20."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(deadline, "STEP_TIMEOUT", 1)
        yield


@pytest.fixture
def try_once(
    settings: Settings, client: object, answers: Answers
) -> Callable[[SlowMail], tuple[str, str]]:
    """Store a request and try its mail once; return state and problem."""
    client.post(answers)  # type: ignore[attr-defined]
    engine = connect(settings.database_url)

    def act(server: SlowMail) -> tuple[str, str]:
        mail = Mail(SmtpServer("127.0.0.1", server.port, "none"), "a@site.test", "b@site.test")
        deliver = build_deliverers(replace(settings, mail=mail))
        make_due(engine)
        assert Worker(engine, deliver).step()
        return outcome(engine)

    return act


def make_due(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE notifications SET next_at = '2000-01-01T00:00:00.000Z'"))


def outcome(engine: Engine) -> tuple[str, str]:
    columns = (notifications.c.state, notifications.c.problem)
    with engine.connect() as connection:
        state, problem = connection.execute(select(*columns)).one()
    return state, problem or ""


@pytest.mark.parametrize("hang_up", [False, True], ids=["silence", "hangs up"])
@pytest.mark.parametrize("step", [*BEFORE_TEXT, "text"])
def test_a_mail_that_was_not_taken_waits_for_the_next_try(
    try_once: Callable[[SlowMail], tuple[str, str]], step: str, hang_up: bool
) -> None:
    with slow_mail(step, hang_up=hang_up) as server, impatience():
        begun = time.monotonic()
        state, problem = try_once(server)
        assert time.monotonic() - begun < deadline.TOTAL_TIMEOUT / 4
    assert (state, problem != "") == ("pending", True)
    with slow_mail() as healthy:
        assert try_once(healthy)[0] == "sent"
        assert len(healthy.taken) == 1


@pytest.mark.parametrize("hang_up", [False, True], ids=["silence", "hangs up"])
def test_a_mail_that_was_taken_is_not_sent_again_whatever_happens_to_the_goodbye(
    try_once: Callable[[SlowMail], tuple[str, str]], hang_up: bool
) -> None:
    with slow_mail("QUIT", hang_up=hang_up) as server, impatience():
        assert try_once(server)[0] == "sent"
        assert len(server.taken) == 1


@pytest.fixture
def hanging(tmp_path: Path, site_dir: Path) -> Iterator[dict[str, str]]:
    with slow_mail("RCPT") as server:
        yield environment(
            tmp_path,
            site_dir,
            QUOTES_SMTP_URL=f"smtp://127.0.0.1:{server.port}",
            QUOTES_NOTIFY_TO="operator@site.test",
        )


@pytest.mark.nightly
def test_buyers_wait_for_no_mail_server_and_a_stop_does_not_either(
    hanging: dict[str, str], tmp_path: Path, answers: Answers
) -> None:
    with serving(hanging, tmp_path / "log") as server:
        for number in range(5):
            begun = time.monotonic()
            body = answers | {"email": f"p{number}@example.com"}
            assert server.post(body).status_code == 201
            assert time.monotonic() - begun < 5
        server.process.terminate()
        wait_until(lambda: server.process.poll() is not None, seconds=20)
