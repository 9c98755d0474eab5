"""Where mail and webhooks go, and how long requests are kept, as a deployment says it.

The functions raise ValueError with what is wrong, never with a password in it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Literal
from urllib.parse import unquote, urlsplit

from email_validator import EmailNotValidError, validate_email

Security = Literal["none", "starttls", "tls"]
SECURITY: dict[str, tuple[Security, int]] = {
    "smtp": ("none", 25),
    "smtp+starttls": ("starttls", 587),
    "smtps": ("tls", 465),
}
SECRET_LENGTH = 32


@dataclass(frozen=True)
class SmtpServer:
    """A mail server. `user` and `password` are None where it asks for none."""

    host: str
    port: int
    security: Security
    user: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Mail:
    """How mail is sent: `sender` and `operator` are e-mail addresses."""

    server: SmtpServer
    sender: str
    operator: str


@dataclass(frozen=True)
class Webhook:
    """An address that is told of each request, with the secret that signs what it is told."""

    url: str
    secret: str = field(repr=False)
    allow_private: bool = False


@dataclass(frozen=True)
class Keep:
    """How long requests are kept, in days, and proofs of consent, in months."""

    open_days: int
    aside_days: int
    consent_months: int


def smtp_server(text: str) -> SmtpServer:
    """Return the server that an address such as smtps://user:password@mail.example.com names."""
    try:
        parts = urlsplit(text)
        security, usual_port = SECURITY[parts.scheme]
        port = parts.port or usual_port
    except (KeyError, ValueError):
        raise ValueError(
            "it must look like smtp+starttls://user:password@host:587, smtps://… or smtp://…"
        ) from None
    if not parts.hostname or parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise ValueError("it needs a host, and nothing behind it; write / ? # @ : as %2F %3F …")
    user = unquote(parts.username) if parts.username else None
    password = unquote(parts.password) if parts.password else None
    if security == "none" and password and not _is_here(parts.hostname):
        raise ValueError("smtp:// would send the password in the clear; use smtp+starttls://")
    return SmtpServer(parts.hostname, port, security, user, password)


def mail(environ: Mapping[str, str], operator_email: str) -> Mail | None:
    """Return how mail is sent, None where no server is set: notifications wait then."""
    url = environ.get("QUOTES_SMTP_URL")
    if not url:
        return None
    try:
        server = smtp_server(url)
    except ValueError as error:
        raise ValueError(f"QUOTES_SMTP_URL: {error}") from None
    operator = _address(environ, "QUOTES_NOTIFY_TO", operator_email)
    return Mail(server, _address(environ, "QUOTES_MAIL_FROM", operator), operator)


def webhook(environ: Mapping[str, str], allow_private: bool) -> Webhook | None:
    """Return the webhook, None where there is none."""
    url = environ.get("QUOTES_WEBHOOK_URL")
    if not url:
        return None
    parts = urlsplit(url)
    schemes = {"https", "http"} if allow_private else {"https"}
    if parts.scheme not in schemes or not parts.hostname or parts.username:
        raise ValueError("QUOTES_WEBHOOK_URL: it must be an https address without a password")
    secret = environ.get("QUOTES_WEBHOOK_SECRET", "")
    if len(secret) < SECRET_LENGTH:
        raise ValueError(f"QUOTES_WEBHOOK_SECRET is shorter than {SECRET_LENGTH} characters")
    return Webhook(url, secret, allow_private)


def days(environ: Mapping[str, str], name: str, default: int) -> int:
    """Return a number of days, 1 or more."""
    text = environ.get(name) or str(default)
    if not re.fullmatch(r"[1-9][0-9]{0,4}", text):
        raise ValueError(f"{name} is {text!r}; it must be a number of days, 1 or more")
    return int(text)


def _address(environ: Mapping[str, str], name: str, default: str) -> str:
    text = environ.get(name) or default
    try:
        # Special: names such as .test, which deployments may well use among themselves.
        found = validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise ValueError(f"{name} is {text!r}; it must be one e-mail address") from None
    ascii_address: str | None = found.ascii_email
    if ascii_address is None:
        raise ValueError(f"{name} has letters before the @ that not every mail server takes")
    return ascii_address


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
