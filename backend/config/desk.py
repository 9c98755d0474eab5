"""The operator's desk as it is set up: who may sign in, and by which ways."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email

from backend.config.networks import Network
from model.core.hosts import is_loopback

MIN_PROXY_SECRET = 32
HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]*")


@dataclass(frozen=True)
class DeskSettings:
    """Who may sign in, by e-mail address in lower case.

    `proxy_header`: in which header a trusted proxy names who asks, empty for none; with a
    `proxy_secret` it also sends that, in `X-Desk-Secret`.
    """

    people: tuple[str, ...]
    proxy_header: str = ""
    proxy_secret: str = field(default="", repr=False)


def parse_desk(
    environ: Mapping[str, str], trusted: tuple[Network, ...], public_address: str
) -> DeskSettings | None:
    """Return how the desk is set up, None where it is off.

    Raises ValueError with what is wrong, without what was given.
    """
    switch = environ.get("QUOTES_DESK") or "off"
    if switch not in {"on", "off"}:
        raise ValueError("QUOTES_DESK can be on or off")
    if switch == "off":
        return None
    people = _parse_people(environ.get("QUOTES_DESK_PEOPLE", ""))
    parts = urlsplit(public_address)
    if not public_address:
        raise ValueError("QUOTES_DESK needs an address at which you reach it: set QUOTES_ADDRESS")
    if parts.scheme != "https" and not is_loopback(parts.hostname):
        raise ValueError("QUOTES_DESK needs https: its cookie would go in the clear")
    header, secret = environ.get("QUOTES_DESK_HEADER", ""), environ.get("QUOTES_DESK_SECRET", "")
    if header and not HEADER.fullmatch(header):
        raise ValueError("QUOTES_DESK_HEADER is no name of a header")
    if header and not trusted:
        raise ValueError("QUOTES_DESK_HEADER needs QUOTES_TRUSTED_PROXIES: anybody can send it")
    if secret and (not header or len(secret) < MIN_PROXY_SECRET):
        raise ValueError(
            f"QUOTES_DESK_SECRET goes with QUOTES_DESK_HEADER and has {MIN_PROXY_SECRET} characters"
            " or more"
        )
    return DeskSettings(people, header, secret)


def _parse_people(text: str) -> tuple[str, ...]:
    people = [each.strip() for each in text.split(",") if each.strip()]
    if not people or not all(map(_is_email, people)):
        raise ValueError("QUOTES_DESK_PEOPLE must name who may sign in, by e-mail address")
    return tuple(dict.fromkeys(each.lower() for each in people))


def _is_email(text: str) -> bool:
    try:
        validate_email(text, check_deliverability=False, test_environment=True)
    except (EmailNotValidError, UnicodeError):
        return False
    return True
