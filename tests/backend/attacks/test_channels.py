"""A webhook or a mail server that hangs: the other channel goes on, and nothing is hurried."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from backend.delivery import NewNotification, enqueue
from backend.storage.clock import timestamp, utc_now
from backend.storage.connections import connect
from backend.storage.tables import notifications
from tests.backend.attacks.processes import Backend, environment, serving, wait_until
from tests.backend.smtp_server import Handler, mail_server

MAILS = 12


@contextmanager
def hanging_listener() -> Iterator[int]:
    """A server that takes every connection and never says a word; gives its port."""
    held: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0), backlog=100) as listener:

        def take() -> None:
            with suppress(OSError):
                while True:
                    held.append(listener.accept()[0])

        threading.Thread(target=take, daemon=True).start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            for connection in held:
                connection.close()


def hooked(folder: Path, site: Path, smtp: int, hook: int) -> dict[str, str]:
    """A deployment with a mail server and a webhook."""
    return environment(
        folder,
        site,
        QUOTES_SMTP_URL=f"smtp://127.0.0.1:{smtp}",
        QUOTES_NOTIFY_TO="operator@site.test",
        QUOTES_WEBHOOK_URL=f"http://127.0.0.1:{hook}/",
        QUOTES_WEBHOOK_SECRET="s" * 32,
        QUOTES_WEBHOOK_ALLOW_PRIVATE="on",
    )


@contextmanager
def hanging_webhook(folder: Path, site: Path) -> Iterator[tuple[Handler, Backend, Engine]]:
    """A server whose mails arrive and whose webhook hangs: (arrived mails, server, database)."""
    handler = Handler()
    with mail_server(handler) as smtp, hanging_listener() as hook:
        environ = hooked(folder, site, smtp, hook)
        with serving(environ, folder / "log") as server:
            yield handler, server, connect(environ["QUOTES_DATABASE_URL"])


def test_a_webhook_that_hangs_holds_up_no_mail(
    tmp_path: Path, site_dir: Path, answers: dict[str, str]
) -> None:
    with hanging_webhook(tmp_path, site_dir) as (handler, server, _):
        for number in range(MAILS):
            body = answers | {"email": f"p{number}@example.com"}
            assert server.post(body).status_code == 201
        wait_until(lambda: len(told_of(handler)) == MAILS, seconds=40)


@pytest.mark.nightly
def test_a_webhook_that_hangs_over_a_notice_to_delete_holds_up_no_mail_either(
    tmp_path: Path, site_dir: Path, answers: dict[str, str]
) -> None:
    with hanging_webhook(tmp_path, site_dir) as (handler, server, engine):
        with engine.begin() as connection:
            told = NewNotification(None, "Q-0000-0000-0000", "webhook-erased")
            enqueue(connection, told, "pending", timestamp(utc_now()))
        wait_until(lambda: _is_leased(engine))
        assert server.post(answers).status_code == 201
        wait_until(lambda: handler.messages, seconds=15)  # less than the webhook's patience


def told_of(handler: Handler) -> set[str]:
    """The requests of which a mail has arrived; a digest may come beside them."""
    subjects = (str(message["Subject"]) for message in handler.messages)
    return {subject.split()[-1] for subject in subjects if "Q-" in subject}


def _is_leased(engine: Engine) -> bool:
    query = select(notifications.c.lease)
    with engine.connect() as connection:
        return connection.scalar(query) is not None
