"""A real mail server on loopback that can be told to misbehave."""

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from email.parser import BytesParser
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


class Handler:
    """Keeps what it was sent; `answer` of another number than 250 refuses it."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.recipients: list[str] = []
        self.answers = {"MAIL": "250 OK", "RCPT": "250 OK", "DATA": "250 OK"}
        self.drop = False
        self.connections = 0

    async def handle_MAIL(  # noqa: N802 - named by aiosmtpd
        self, _: SMTP, __: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.answers["MAIL"].startswith("250"):
            envelope.mail_from = address
        return self.answers["MAIL"]

    async def handle_RCPT(  # noqa: N802
        self, _: SMTP, __: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.answers["RCPT"].startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answers["RCPT"]

    async def handle_DATA(self, server: SMTP, _: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.drop:
            assert server.transport is not None
            server.transport.abort()
        if self.answers["DATA"].startswith("250") and not self.drop:
            assert isinstance(envelope.content, bytes)
            self.messages.append(BytesParser(policy=default).parsebytes(envelope.content))
            self.recipients += envelope.rcpt_tos
        return self.answers["DATA"]


def authenticate(*arguments: Any) -> AuthResult:
    login = arguments[-1]
    good = isinstance(login, LoginPassword) and login.password == b"p@ss/word"
    return AuthResult(success=good, handled=False)


@contextmanager
def mail_server(
    handler: Handler,
    *,
    tls: ssl.SSLContext | None = None,
    starttls: ssl.SSLContext | None = None,
    port: int = 0,
) -> Iterator[int]:
    """Run a server and give its port.

    Not aiosmtpd's own Controller: it makes a first connection, which trusts no certificate of ours.
    """
    loop = asyncio.new_event_loop()

    def protocol() -> SMTP:
        handler.connections += 1
        return SMTP(
            handler,
            tls_context=starttls,
            require_starttls=starttls is not None,
            authenticator=authenticate,
            auth_require_tls=starttls is not None,
            auth_required=False,
            loop=loop,
        )

    server = loop.run_until_complete(loop.create_server(protocol, "127.0.0.1", port, ssl=tls))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        asyncio.run_coroutine_threadsafe(close(server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def close(server: asyncio.Server) -> None:
    server.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
