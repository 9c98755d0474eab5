"""A look at everything that a deployment needs, in words for its operator."""

from collections.abc import Callable, Iterator
from email.message import EmailMessage
from urllib.parse import urlsplit

from backend import doctor_database, doctor_firms, mail
from backend.clock import timestamp, utc_now
from backend.delivery import Failure
from backend.finding import Finding
from backend.mail_settings import Mail
from backend.page import QUOTES, THANKS
from backend.settings import Settings
from model.content.site import SiteSettings
from model.dataset import Site


def findings(settings: Settings, site: Site, *, send: bool) -> Iterator[Finding]:
    """Look at everything; `send` also sends a test message."""
    yield from doctor_database.look(settings)
    yield from _mail(settings, send)
    yield from _pages(settings)
    yield from _names(settings, site.site)
    yield from _retention(settings, site.site)
    yield from doctor_firms.look(settings, site)


def _mail(settings: Settings, send: bool) -> Iterator[Finding]:
    if settings.mail is None:
        yield Finding("bad", "mail", "QUOTES_SMTP_URL is not set: nobody is told of requests")
        return
    server = settings.mail.server
    words = f"{server.host} port {server.port} ({server.security}), to {settings.mail.operator}"
    if not send:
        yield Finding("ok", "mail", f"{words}; --send sends a test message")
        return
    try:
        mail.send(server, _test_message(settings.mail))
    except Failure as failure:
        yield Finding("bad", "mail", f"{words}: {failure}")
    else:
        yield Finding("ok", "mail", f"{words}: the server took a test message")


def _test_message(settings: Mail) -> EmailMessage:
    now = timestamp(utc_now())
    body = "This is the test message of `python -m backend doctor --send`.\n"
    name = f"doctor.{now.replace(':', '')}"
    subject = "Test message of the quote form"
    return mail.message(
        settings, settings.operator, name, subject=subject, body=body, reply_to=None
    )


def _pages(settings: Settings) -> Iterator[Finding]:
    for page in (QUOTES, THANKS):
        file = settings.site_dir / page / "index.html"
        there = file.is_file()
        words = str(file) if there else f"{file} is missing: run `make build`"
        yield Finding("ok" if there else "bad", "page", words)


def _names(settings: Settings, site: SiteSettings) -> Iterator[Finding]:
    email_domain = site.operator_email.rpartition("@")[2]
    for name, host in (
        ("address", urlsplit(site.address).hostname or ""),
        ("operator_email", email_domain),
    ):
        if host == "example" or host.endswith(".example"):
            yield Finding("bad", name, f"{host} never resolves: set it in data/site.yml")
        else:
            yield Finding("ok", name, host)
    yield Finding("ok", "origins", ", ".join(sorted(settings.allowed_origins)))
    proxies = ", ".join(map(str, settings.trusted_proxies))
    yield Finding("ok", "proxies", proxies or "none is trusted to name its clients' addresses")


def _retention(settings: Settings, site: SiteSettings) -> Iterator[Finding]:
    kept, told = settings.keep, site.retention
    if (kept.open_days, kept.aside_days) == (told.open_days, told.aside_days):
        yield Finding("ok", "retention", f"{kept.open_days} days, set aside {kept.aside_days}")
        return
    yield Finding(
        "look",
        "retention",
        f"kept {kept.open_days} and {kept.aside_days} days, but the privacy page says"
        f" {told.open_days} and {told.aside_days}: change retention in data/site.yml",
    )


def as_lines(found: list[Finding], say: Callable[[str], None]) -> bool:
    """Say every finding on a line; return whether none is bad."""
    for finding in found:
        say(f"{finding.verdict:4}  {finding.what:14}  {finding.text}")
    return not any(finding.verdict == "bad" for finding in found)
