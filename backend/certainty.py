"""Whether a mail that could not be sent certainly did not leave."""

import smtplib
import socket
import ssl

from backend.delivery import Failure

# The server said no, or there was none to speak to. Whoever hangs up after the text of a mail may
# have taken it.
REFUSED = (
    smtplib.SMTPResponseException,
    smtplib.SMTPRecipientsRefused,
    ssl.SSLCertVerificationError,
    ConnectionRefusedError,
    socket.gaierror,
)


def certainly_not_sent(error: Exception) -> bool:
    """Tell whether nothing can have left when a try to send ended with this error."""
    return isinstance(error, Failure) and isinstance(error.__context__, REFUSED)
