"""The doctor's look at what introductions need: firms, mail, an address, and fresh entries."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from backend.clock import utc_now
from backend.finding import Finding
from backend.settings import Settings
from model.dataset import Site
from model.matching.recheck import due_checks

LOCAL = {"localhost", "127.0.0.1", "::1"}


def look(settings: Settings, site: Site) -> Iterator[Finding]:
    """Look at everything that a buyer's choice of firms depends on."""
    yield _firms(settings, site)
    if settings.matcher is None:
        return
    yield _address(settings)
    if settings.mail is None:
        yield Finding("bad", "introductions", "they wait, as do buyers: QUOTES_SMTP_URL is not set")
    listed, days = settings.matcher.data.firms, site.matching.recheck_days
    for check in due_checks(listed, days, utc_now().date()):
        path = ".".join(map(str, check.path))
        yield Finding("look", "firms", f"{check.firm}: {path} is to be checked since {check.due}")


def _firms(settings: Settings, site: Site) -> Finding:
    samples = sum(firm.sample for firm in site.firms)
    if settings.matcher is None:
        words = f"none is listed ({samples} samples are not shown): no request is matched"
        return Finding("look", "firms", words)
    count = len(settings.matcher.data.firms)
    if settings.demonstration:
        words = f"a demonstration: {count} samples are shown and introduced, and no real firm"
        return Finding("look", "firms", words)
    also = f"; {samples} samples are not shown" if samples else ""
    return Finding("ok", "firms", f"{count} listed{also}")


def _address(settings: Settings) -> Finding:
    """Links in mails lead here, so people must reach it."""
    address = settings.public_address
    if not address:
        words = "the form's provider runs no private pages: set QUOTES_ADDRESS to this backend's"
        return Finding("bad", "links", f"{words} own address; until then mails about firms wait")
    parts = urlsplit(address)
    host = parts.hostname or ""
    if settings.demonstration:
        return Finding("ok", "links", f"lead to {address}")
    if host.endswith(".example") or host in LOCAL:
        words = f"mails would lead to {address}, which nobody reaches: set QUOTES_ADDRESS"
        return Finding("bad", "links", words)
    if not parts.path.endswith(settings.base_path):
        words = f"lead to {address}, but the pages are below {settings.base_path}"
        return Finding("look", "links", f"{words}: does your proxy pass them on?")
    safe = parts.scheme == "https"
    words = f"lead to {address}" + ("" if safe else ", in the clear: use https")
    return Finding("ok" if safe else "bad", "links", words)
