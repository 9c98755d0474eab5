"""Mail to a real server that is well, down, slow, rude or somebody else."""

import os
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
import trustme

from backend.config.settings import Mail, Settings, SmtpServer, parse_smtp_server
from backend.delivery import deadline, mail
from backend.delivery.errors import DeliveryError
from backend.delivery.outbox import LeasedNotification
from backend.delivery.smtp_connection import kept_connection
from backend.notifications import build_deliverers
from tests.backend.smtp_server import Handler, mail_server

SEPARATORS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"


@pytest.fixture
def handler() -> Handler:
    return Handler()


@pytest.fixture
def server(handler: Handler) -> Iterator[SmtpServer]:
    with mail_server(handler) as port:
        yield SmtpServer("127.0.0.1", port, "none")


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """A certificate authority that this process trusts."""
    ca = trustme.CA()
    ca.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    return ca


@pytest.fixture
def due(answers: dict[str, str]) -> LeasedNotification:
    return LeasedNotification(
        id=7,
        kind="operator",
        lease="x",
        attempts=1,
        reference="Q-7F3K-2M9X-4TQP",
        status="received",
        created_at="2026-11-22T12:00:00.000Z",
        answers=answers,
        signals="",
    )


def to(server: SmtpServer) -> Mail:
    return Mail(server, "quotes@site.test", "operator@site.test")


def plain() -> EmailMessage:
    settings = to(SmtpServer("unused", 25, "none"))
    return mail.build_message(
        settings, "operator@site.test", "x.1", subject="s", body="b\n", reply_to=None
    )


def context(ca: trustme.CA, name: str) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert(name).configure_cert(made)
    return made


def failure(server: SmtpServer) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        mail.send(server, plain())
    return caught.value


def test_the_operator_gets_every_answer_and_can_reply_to_the_buyer(
    settings: Settings, server: SmtpServer, handler: Handler, due: LeasedNotification
) -> None:
    build_deliverers(replace(settings, mail=to(server)))["operator"](due)
    [message] = handler.messages
    assert handler.recipients == ["operator@site.test"]
    assert message["From"] == "quotes@site.test"
    assert message["Reply-To"] == "Ada Lovelace <ada@example.com>"
    assert message["Subject"] == "Quote request Q-7F3K-2M9X-4TQP"
    assert message["Message-ID"] == "<Q-7F3K-2M9X-4TQP.7@site.test>"
    assert message.get_content_type() == "text/plain"
    text = message.get_content()  # type: ignore[attr-defined]
    assert "Zażółć & Sons" in text
    (timeline,) = [field for field in settings.form.fields if field.name == "timeline"]
    assert [it for it in timeline.options if it.value == "3-to-6-months" and it.label in text]
    assert "    Two lines:\n    the second" in text.replace("\r\n", "\n")


def test_every_try_has_the_same_message_id(
    settings: Settings, server: SmtpServer, handler: Handler, due: LeasedNotification
) -> None:
    for attempts in (1, 2):
        build_deliverers(replace(settings, mail=to(server)))["operator"](
            replace(due, attempts=attempts)
        )
    assert len({message["Message-ID"] for message in handler.messages}) == 1


def test_the_receipt_names_the_reference_and_nothing_that_was_typed(
    settings: Settings,
    server: SmtpServer,
    handler: Handler,
    due: LeasedNotification,
    answers: dict[str, str],
) -> None:
    build_deliverers(replace(settings, mail=to(server)))["receipt"](due)
    [message] = handler.messages
    assert handler.recipients == ["ada@example.com"]
    text = message.get_content()  # type: ignore[attr-defined]
    assert due.reference in text
    typed = [answers[name] for name in ("company", "name", "notes", "email")]
    assert not any(value in text or value in str(message["Subject"]) for value in typed)


@pytest.mark.parametrize("separator", SEPARATORS)
def test_no_separator_of_lines_gets_into_a_header(
    settings: Settings,
    server: SmtpServer,
    handler: Handler,
    due: LeasedNotification,
    separator: str,
) -> None:
    attack = f"Ada{separator}Bcc: victim@example.com"
    poisoned = replace(due, answers=due.answers | {"name": attack, "company": attack})
    build_deliverers(replace(settings, mail=to(server)))["operator"](poisoned)
    [message] = handler.messages
    assert message["Bcc"] is None
    assert handler.recipients == ["operator@site.test"]
    [reply_to] = message["Reply-To"].addresses
    assert reply_to.addr_spec == "ada@example.com"
    assert reply_to.display_name == "Ada Bcc: victim@example.com"


def test_markup_in_an_answer_stays_text(
    settings: Settings, server: SmtpServer, handler: Handler, due: LeasedNotification
) -> None:
    attack = "<script>alert(1)</script>"
    build_deliverers(replace(settings, mail=to(server)))["operator"](
        replace(due, answers=due.answers | {"notes": attack})
    )
    assert handler.messages[0].get_content_type() == "text/plain"
    assert not handler.messages[0].is_multipart()
    assert attack in handler.messages[0].get_content()  # type: ignore[attr-defined]


def test_two_addresses_in_one_are_no_reply_address() -> None:
    assert mail.parse_address("x", "a@example.com, b@example.com") is None


def test_an_address_that_needs_smtputf8_is_no_header_and_the_mail_goes_out(
    settings: Settings, server: SmtpServer, handler: Handler, due: LeasedNotification
) -> None:
    strange = replace(due, answers=due.answers | {"email": "žofie@example.com"})
    build_deliverers(replace(settings, mail=to(server)))["operator"](strange)
    assert handler.messages[0]["Reply-To"] is None
    assert "žofie@example.com" in handler.messages[0].get_content()  # type: ignore[attr-defined]


def test_a_domain_in_other_letters_is_sent_in_ascii() -> None:
    assert str(mail.parse_address("Ö", "a@bücher.example")) == "Ö <a@xn--bcher-kva.example>"


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize(("code", "permanent"), [("451", False), ("550", True)])
def test_a_refusal_with_5xx_is_for_good_and_with_4xx_is_not(
    server: SmtpServer, handler: Handler, step: str, code: str, permanent: bool
) -> None:
    handler.answers[step] = f"{code} no"
    found = failure(server)
    assert (found.permanent, code in str(found)) == (permanent, True)


def test_a_server_that_is_down_is_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert not failure(SmtpServer("127.0.0.1", port, "none")).permanent


def test_a_name_that_does_not_resolve_is_tried_again() -> None:
    assert not failure(SmtpServer("mail.invalid", 25, "none")).permanent


def test_a_connection_that_is_dropped_is_tried_again(server: SmtpServer, handler: Handler) -> None:
    handler.drop = True
    assert not failure(server).permanent


@contextmanager
def endless_server(greeting: bytes) -> Iterator[int]:
    """Sends one byte after the other and never comes to an end."""
    stopped = threading.Event()

    def drip(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            try:
                while not stopped.wait(0.05):
                    connection.sendall(greeting)
            except OSError:
                return

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=drip, args=(listener,))
        thread.start()
        yield listener.getsockname()[1]
        stopped.set()
        thread.join()


def test_a_silent_server_is_given_up_after_20_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    assert deadline.STEP_TIMEOUT == 20
    monkeypatch.setattr(deadline, "STEP_TIMEOUT", 0.3)
    with endless_server(b"") as port:
        begun = time.monotonic()
        assert not failure(SmtpServer("127.0.0.1", port, "none")).permanent
    assert time.monotonic() - begun < 3


def test_a_server_that_drips_is_given_up_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadline, "TOTAL_TIMEOUT", 0.5)
    with endless_server(b"2") as port:
        begun = time.monotonic()
        assert not failure(SmtpServer("127.0.0.1", port, "none")).permanent
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_verified_connection_delivers(
    handler: Handler, authority: trustme.CA, security: str
) -> None:
    made = context(authority, "localhost")
    with mail_server(handler, **{security: made}) as port:  # type: ignore[arg-type]
        scheme = {"tls": "smtps", "starttls": "smtp+starttls"}[security]
        mail.send(parse_smtp_server(f"{scheme}://me:p%40ss%2Fword@localhost:{port}"), plain())
    assert len(handler.messages) == 1


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize("flaw", ["unknown authority", "another name"])
def test_a_bad_certificate_gets_nothing(
    handler: Handler, authority: trustme.CA, security: str, flaw: str
) -> None:
    ca, name = {
        "unknown authority": (trustme.CA(), "localhost"),
        "another name": (authority, "mail.example.com"),
    }[flaw]
    with mail_server(handler, **{security: context(ca, name)}) as port:  # type: ignore[arg-type]
        scheme = {"tls": "smtps", "starttls": "smtp+starttls"}[security]
        found = failure(parse_smtp_server(f"{scheme}://me:p%40ss%2Fword@localhost:{port}"))
    assert "certificate" in str(found)
    assert not found.permanent
    assert handler.messages == []


def test_a_server_without_starttls_gets_no_password(server: SmtpServer, handler: Handler) -> None:
    found = failure(replace(server, security="starttls", user="me", password="secret"))
    assert not found.permanent
    assert handler.messages == []


def test_a_wrong_password_is_mended_by_a_person(handler: Handler, authority: trustme.CA) -> None:
    with mail_server(handler, starttls=context(authority, "localhost")) as port:
        found = failure(parse_smtp_server(f"smtp+starttls://me:wrong@localhost:{port}"))
    assert "535" in str(found)
    assert not found.permanent


def test_a_bad_goodbye_does_not_send_the_mail_again(
    server: SmtpServer, handler: Handler, monkeypatch: pytest.MonkeyPatch
) -> None:
    def quit_badly(self: smtplib.SMTP) -> None:
        raise smtplib.SMTPServerDisconnected("gone")

    monkeypatch.setattr(smtplib.SMTP, "quit", quit_badly)
    mail.send(server, plain())
    assert len(handler.messages) == 1


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.com",
        "http://mail.example.com",
        "smtp://",
        "smtps://host/path",
        "smtps://u:p@host:port",
        "smtps://u:p#q@host",
        "smtp://user:password@mail.example.com",
    ],
)
def test_an_unusable_server_address_is_said_without_its_password(url: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_smtp_server(url)
    assert "password@" not in str(caught.value).replace("smtp+starttls://user:password@", "")


def test_settings_never_show_a_password() -> None:
    assert "hunter2" not in repr(to(parse_smtp_server("smtps://me:hunter2@mail.example.com")))
    assert os.environ.get("QUOTES_SMTP_URL") is None


def test_a_mail_has_the_headers_that_the_standard_asks_for() -> None:
    server = SmtpServer("mail.test", 25, "none")
    settings = Mail(server, "quotes@example.com", "operator@example.com")
    before = datetime.now(UTC) - timedelta(seconds=1)
    made = mail.build_message(
        settings, "a@example.com", "Q-1.7", subject="S", body="B\n", reply_to=None
    )
    assert before <= parsedate_to_datetime(str(made["Date"])) <= datetime.now(UTC)
    assert all(made[name] for name in ("From", "To", "Message-ID", "Subject"))


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("smtps://us%C3%A9r:password@mail.example.com", "the user has a letter outside ASCII"),
        ("smtps://user:p%C3%A4ss@mail.example.com", "the password has a letter outside ASCII"),
        ("smtps://user:password@mail..example.com", "is no name of a host"),
        ("smtps://user:password@.example.com", "is no name of a host"),
        (f"smtps://user:password@{'a' * 64}.example.com", "is no name of a host"),
    ],
)
def test_an_address_that_no_mail_could_be_sent_by_is_said_when_it_is_read(
    url: str, said: str
) -> None:
    with pytest.raises(ValueError, match=said) as caught:
        parse_smtp_server(url)
    assert "p\xe4ss" not in str(caught.value)


def test_the_mails_of_a_burst_share_one_connection_and_single_ones_do_not() -> None:
    handler = Handler()
    with mail_server(handler) as port:
        server = SmtpServer("127.0.0.1", port, "none")
        with kept_connection():
            for _ in range(3):
                mail.send(server, plain())
        assert (len(handler.messages), handler.connections) == (3, 1)
        mail.send(server, plain())
        mail.send(server, plain())
        assert (len(handler.messages), handler.connections) == (5, 3)


def test_a_kept_connection_that_the_server_has_closed_is_opened_again() -> None:
    handler = Handler()
    with kept_connection():
        with mail_server(handler) as port:
            server = SmtpServer("127.0.0.1", port, "none")
            mail.send(server, plain())
        with mail_server(handler, port=port):
            mail.send(server, plain())
    assert len(handler.messages) == 2
