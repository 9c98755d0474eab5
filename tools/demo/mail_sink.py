"""A mail server for demonstrations: takes every mail, sends none on, and writes each to a file."""

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

UNSAFE = re.compile(r"[^\w.@-]+")
HEADERS = ("From", "To", "Reply-To", "Subject", "Message-ID")


class MailSink:
    """Keeps what it is handed, as text that people read."""

    def __init__(self, folder: Path, say: Callable[[str], None]) -> None:
        self._folder = folder
        self._say = say
        self._count = 0

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take one message; the name is aiosmtpd's."""
        content = envelope.original_content or b""
        message = BytesParser(EmailMessage, policy=default).parsebytes(content)
        self._count += 1
        to = UNSAFE.sub("-", ",".join(envelope.rcpt_tos))
        file = self._folder / f"{self._count:03}-{to}.txt"
        part = self._folder / f"{self._count:03}.part"
        part.write_text(as_text(message), encoding="utf-8")
        part.replace(file)  # so that a file that is there is whole
        self._say(f"mail {self._count} to {to}: {message['Subject']} ({file})")
        return "250 OK"


def as_text(message: EmailMessage) -> str:
    """Return the main headers and the text."""
    lines = [f"{name}: {message[name]}" for name in HEADERS if message[name]]
    return "\n".join([*lines, "", str(message.get_content())])


@contextmanager
def running_mail_sink(folder: Path, say: Callable[[str], None], port: int = 0) -> Iterator[int]:
    """Run the server on loopback, at `port` or at any free one; give its port."""
    folder.mkdir(parents=True, exist_ok=True)
    controller = Controller(MailSink(folder, say), hostname="127.0.0.1", port=port or free_port())
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def free_port() -> int:
    """Return a port that nobody listens at now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
