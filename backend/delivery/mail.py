"""Mail over SMTP: building a message, sending it, and which failures are permanent."""

import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from email_validator import EmailNotValidError, validate_email

from backend.config.settings import Mail, SmtpServer
from backend.delivery.errors import DeliveryError
from backend.delivery.smtp_connection import smtp_connection
from backend.storage.clock import utc_now

# The server said no, or there was none to speak to. Whoever hangs up after the text of a mail may
# have taken it.
NEVER_SENT = (
    smtplib.SMTPResponseException,
    smtplib.SMTPRecipientsRefused,
    ssl.SSLCertVerificationError,
    ConnectionRefusedError,
    socket.gaierror,
)


CheckBeforeData = Callable[[], None]


def no_check() -> None:
    """Do nothing: the default for what is checked just before the data of a mail."""


def was_never_sent(error: Exception) -> bool:
    """Tell whether nothing can have left when a try to send ended with this error."""
    return isinstance(error, DeliveryError) and isinstance(error.__context__, NEVER_SENT)


def build_message(  # noqa: PLR0913 - what a mail is made of
    mail: Mail, to: str, message_id: str, *, subject: str, body: str, reply_to: Address | None
) -> EmailMessage:
    """Return a plain-text message from the operator's own address.

    `message_id` is the part before the @: the same for every try, so that the receiver can tell
    that a second copy is the same mail.
    """
    made = EmailMessage(policy=SMTP)
    made["From"] = Address(addr_spec=mail.sender)
    made["To"] = Address(addr_spec=to)
    made["Subject"] = one_line(subject)
    made["Date"] = utc_now()
    made["Message-ID"] = f"<{message_id}@{mail.sender.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    if reply_to is not None:
        made["Reply-To"] = reply_to
    # Seven bits a byte: not every server takes eight.
    made.set_content(body, charset="utf-8", cte="quoted-printable")
    return made


def one_line(text: str) -> str:
    """Return `text` without any of the ten characters that split lines; each would end a header."""
    return " ".join(" ".join(text.splitlines()).split())


def parse_address(name: str, email: str) -> Address | None:
    """Return an address for a header, None where mail servers without SMTPUTF8 would refuse it."""
    try:
        plain = ascii_email(email)
    except EmailNotValidError:
        return None
    return None if plain is None else Address(display_name=one_line(name), addr_spec=plain)


def ascii_email(email: str) -> str | None:
    """Return the address with its domain in ASCII, None where the part before the @ is not."""
    found = validate_email(email, check_deliverability=False, test_environment=True)
    plain: str | None = found.ascii_email
    return plain


def send(server: SmtpServer, made: EmailMessage, check: CheckBeforeData = no_check) -> None:
    """Hand a message to the mail server. Raises DeliveryError.

    `check` is called when the server has taken the recipient and waits for the text: what it raises
    ends the conversation, and nothing has left then.

    Only a refusal of this very message is for good. A wrong password, a bad certificate or a server
    that says no to everybody is mended by a person, and the mail waits for that.
    """
    try:
        _send(server, made, check)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        raise DeliveryError(f"recipient refused: {codes}", permanent=min(codes) >= 500) from None
    except smtplib.SMTPAuthenticationError as error:
        raise DeliveryError(f"user or password refused: {error.smtp_code}", channel=True) from None
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
        raise DeliveryError(
            f"refused: {error.smtp_code}", permanent=error.smtp_code >= 500
        ) from None
    except smtplib.SMTPResponseException as error:
        raise DeliveryError(f"the server says {error.smtp_code}", channel=True) from None
    except ssl.SSLCertVerificationError as error:
        problem = f"certificate not accepted: {error.verify_message}"
        raise DeliveryError(problem, channel=True) from None
    except (smtplib.SMTPException, OSError) as error:
        raise DeliveryError(f"no mail server: {type(error).__name__}", channel=True) from None


@contextmanager
def checked_before_data(client: smtplib.SMTP, check: CheckBeforeData) -> Iterator[None]:
    """Within this, have `check` called between the recipient and the text of a mail.

    Servers may take minutes with the recipient. Where `check` raises, the connection is closed
    before the text, so that the server drops what it had so far.
    """
    send_text = client.data

    def check_and_send(message: bytes) -> tuple[int, bytes]:
        check()
        return send_text(message)

    client.data = check_and_send  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        del client.data


def _send(server: SmtpServer, made: EmailMessage, check: CheckBeforeData) -> None:
    with smtp_connection(server) as client, checked_before_data(client, check):
        client.send_message(made)
