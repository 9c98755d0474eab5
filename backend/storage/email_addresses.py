"""One canonical form of an e-mail address, so that one person counts as one.

Addresses are kept and written to as they were typed. They are compared, hashed and counted by this
form alone.
"""

import re
import unicodedata

import idna
from email_validator import EmailNotValidError, validate_email

# Labels without a hyphen, in which IDNA changes nothing but the case.
PLAIN_DOMAIN = re.compile(r"[a-z0-9]+(\.[a-z0-9]+)*", re.ASCII | re.IGNORECASE)


def canonical_email(email: str) -> str:
    """Return the address in lower case, in normal form C, with its domain in ASCII by IDNA 2008.

    What is no address, or has a domain that is none, only gets the case and the normal form. Two
    letters stay two people where no mail server takes one for the other: ß is not ss.
    """
    local, at, domain = email.strip().rpartition("@")
    return f"{_lower(local)}{at}{_ascii_domain(domain)}"


def is_email(text: str) -> bool:
    """Tell whether a text is one e-mail address; names for tests and one's own network count."""
    try:
        validate_email(text.strip(), check_deliverability=False, test_environment=True)
    except (EmailNotValidError, UnicodeError):
        return False
    return True


def domain_spellings(email: str) -> tuple[str, ...]:
    """Return the address as it was typed, and with its domain in ASCII and in letters."""
    local, at, domain = email.strip().rpartition("@")
    plain = _ascii_domain(domain)
    return tuple(
        dict.fromkeys((email.strip(), f"{local}{at}{plain}", f"{local}{at}{_letters(plain)}"))
    )


def _ascii_domain(domain: str) -> str:
    if PLAIN_DOMAIN.fullmatch(domain):
        return domain.lower()  # as below, in a tenth of the time
    try:
        return idna.encode(domain.rstrip("."), uts46=True, transitional=False).decode()
    except (idna.IDNAError, UnicodeError):
        return _lower(domain)


def _letters(domain: str) -> str:
    try:
        return idna.decode(domain)
    except (idna.IDNAError, UnicodeError):
        return domain


def _lower(text: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).lower())
