"""Connections to a mail server: one for each mail, or one for all mails of a burst."""

import smtplib
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from backend.config.settings import SmtpServer
from backend.delivery import deadline

# Mails over one connection; servers have limits of their own.
MAX_MAILS = 50


class _Kept(threading.local):
    """The connection that a thread keeps, to which server, and how many mails went over it."""

    keeping = False
    client: smtplib.SMTP | None = None
    server: SmtpServer | None = None
    mails = 0


_kept = _Kept()


@contextmanager
def kept_connection() -> Iterator[None]:
    """Within this, the mails of a thread share a connection, which is closed at the end."""
    _kept.keeping = True
    try:
        yield
    finally:
        _kept.keeping = False
        client, _kept.client = _kept.client, None
        if client is not None:
            _say_goodbye(client)


@contextmanager
def smtp_connection(server: SmtpServer) -> Iterator[smtplib.SMTP]:
    """Give a client that has greeted the server and logged in; all of it within the deadline.

    Raises what smtplib raises. After any error the connection is closed.
    """
    client, reused = _client(server)
    try:
        with deadline.connection_deadline(lambda: client.sock, deadline.TOTAL_TIMEOUT):
            if not reused:
                _open(client, server)
            yield client
    except BaseException:
        client.close()
        raise
    _kept.mails += 1
    if _kept.keeping and _kept.mails < MAX_MAILS:
        _kept.client, _kept.server = client, server
    else:
        _say_goodbye(client)


def _client(server: SmtpServer) -> tuple[smtplib.SMTP, bool]:
    """Return a client, and whether it is the kept one, which still answers."""
    kept, _kept.client = _kept.client, None
    if kept is not None:
        with suppress(smtplib.SMTPException, OSError):
            if _kept.server == server and kept.rset()[0] == 250:
                return kept, True
        kept.close()
    _kept.mails = 0
    # Connects later, so that the deadline holds for connecting, too.
    if server.security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(timeout=deadline.STEP_TIMEOUT, context=context), False
    return smtplib.SMTP(timeout=deadline.STEP_TIMEOUT), False


def _open(client: smtplib.SMTP, server: SmtpServer) -> None:
    # smtplib knows the name to verify only if its constructor was given it.
    client._host = server.host  # type: ignore[attr-defined]
    client.connect(server.host, server.port)
    if server.security == "starttls":
        client.starttls(context=ssl.create_default_context())
    if server.user is not None:
        client.login(server.user, server.password or "")


def _say_goodbye(client: smtplib.SMTP) -> None:
    """The mail is taken by now: whatever goes wrong here must not send it again."""
    limit = deadline.connection_deadline(lambda: client.sock, deadline.STEP_TIMEOUT)
    with suppress(smtplib.SMTPException, OSError), limit:
        client.quit()
    client.close()
