"""What one deployment decides, from the environment and the site's data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from backend import mail_settings
from backend.addresses import base_path, public_address
from backend.client_address import Network, trusted_networks
from backend.mail_settings import Keep, Mail, Webhook
from backend.matcher import Matcher, matcher
from backend.origin import origin_of, origins_of, with_loopback_names
from model.content.site import SiteSettings
from model.dataset import DATA, ROOT, load
from model.form.definition import QuoteForm

T = TypeVar("T")

SECRET_LENGTH = 32


class BadSetting(Exception):  # noqa: N818 - said to a person, not to a program
    """A setting that cannot be used; the message is one line for the operator."""


@dataclass(frozen=True)
class Settings:
    """Settings of the service. `base_path` starts and ends with a slash."""

    form: QuoteForm
    database_url: str
    site_dir: Path
    base_path: str = "/"
    # The operator's e-mail address, for who cannot send.
    contact: str = ""
    # The pages that may send the form.
    allowed_origins: frozenset[str] = frozenset()
    # The proxies whose X-Forwarded-For is believed.
    trusted_proxies: tuple[Network, ...] = ()
    rate_limits: bool = True
    store_address: bool = False
    # Signs form tokens; without it the service makes a key and keeps it in the database.
    secret: str | None = field(default=None, repr=False)
    # Where notifications go; without either they wait.
    mail: Mail | None = None
    webhook: Webhook | None = None
    # Whether the buyer gets a mail that names the reference, and with firms the private page.
    receipts: bool = False
    # Whether the server delivers by itself, or a process of its own does.
    worker: bool = True
    keep: Keep = field(default_factory=lambda: Keep(180, 30, 24))
    # Where buyers and firms reach the service, with a slash at its end, and what it calls itself.
    # Without an address mails about firms wait: their links would lead nowhere.
    public_address: str = ""
    site_name: str = ""
    # The firms that may be shown, None where there is none. In a demonstration all are samples.
    matcher: Matcher | None = None
    demonstration: bool = False

    def __post_init__(self) -> None:
        if not (self.base_path.startswith("/") and self.base_path.endswith("/")):
            raise BadSetting(f"the base path {self.base_path!r} must start and end with a slash")


def from_environment(environ: Mapping[str, str], root: Path = ROOT) -> Settings:
    """Return the settings; raises BadSetting, or DataProblems where the data has mistakes."""
    site = load(DATA)
    mail, webhook, keep = _outgoing(environ, site.site)
    demonstration = _switch(environ, "QUOTES_DEMONSTRATION", "off")
    firms = matcher(site, demonstration=demonstration)
    return Settings(
        form=site.quote_form,
        database_url=database_url(environ, root),
        site_dir=root / environ.get("QUOTES_SITE_DIR", "site"),
        base_path=_parsed({}, "SITE_ADDRESS", lambda _: base_path(site.site)),
        contact=site.site.operator_email,
        allowed_origins=_allowed_origins(environ, site.site.address),
        trusted_proxies=_parsed(environ, "QUOTES_TRUSTED_PROXIES", trusted_networks),
        rate_limits=_switch(environ, "QUOTES_RATE_LIMITS", "on"),
        store_address=_switch(environ, "QUOTES_STORE_ADDRESS", "off"),
        secret=_secret(environ),
        mail=mail,
        webhook=webhook,
        receipts=_switch(environ, "QUOTES_RECEIPTS", "on" if mail and firms else "off"),
        worker=_switch(environ, "QUOTES_WORKER", "on"),
        keep=keep,
        public_address=_parsed(environ, "QUOTES_ADDRESS", partial(public_address, site=site)),
        site_name=site.site.name,
        matcher=firms,
        demonstration=demonstration,
    )


def _outgoing(
    environ: Mapping[str, str], site: SiteSettings
) -> tuple[Mail | None, Webhook | None, Keep]:
    private = _switch(environ, "QUOTES_WEBHOOK_ALLOW_PRIVATE", "off")
    told = site.retention
    try:
        keep = Keep(
            mail_settings.days(environ, "QUOTES_KEEP_DAYS", told.open_days),
            mail_settings.days(environ, "QUOTES_KEEP_ASIDE_DAYS", told.aside_days),
            told.consent_months,
        )
        mail = mail_settings.mail(environ, site.operator_email)
        return mail, mail_settings.webhook(environ, private), keep
    except ValueError as error:
        raise BadSetting(str(error)) from None


def also_at(settings: Settings, address: str) -> Settings:
    """Return settings that take the form from pages at `address` too.

    For servers of our own on this machine, which do not know their address before they listen.
    """
    return replace(
        settings, allowed_origins=settings.allowed_origins | with_loopback_names(address)
    )


def database_url(environ: Mapping[str, str], root: Path = ROOT) -> str:
    """Return the address of the database, by default SQLite below `var/`."""
    return environ.get("QUOTES_DATABASE_URL") or f"sqlite:///{root / 'var' / 'quotes.db'}"


def _allowed_origins(environ: Mapping[str, str], address: str) -> frozenset[str]:
    def several(text: str) -> frozenset[str]:
        return origins_of(filter(None, (item.strip() for item in text.split(","))))

    return _parsed(environ, "QUOTES_ALLOWED_ORIGINS", several) | {origin_of(address)}


def _parsed(environ: Mapping[str, str], name: str, parse: Callable[[str], T]) -> T:
    try:
        return parse(environ.get(name, ""))
    except ValueError as error:
        raise BadSetting(f"{name}: {error}") from None


def _secret(environ: Mapping[str, str]) -> str | None:
    value = environ.get("QUOTES_SECRET") or None
    if value is not None and len(value) < SECRET_LENGTH:
        raise BadSetting(f"QUOTES_SECRET is shorter than {SECRET_LENGTH} characters")
    return value


def _switch(environ: Mapping[str, str], name: str, default: str) -> bool:
    value = environ.get(name, default)
    if value not in {"on", "off"}:
        raise BadSetting(f"{name} is {value!r}; it can be on or off")
    return value == "on"
