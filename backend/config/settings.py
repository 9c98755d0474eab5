"""The settings of one deployment, read from the environment and the site's data.

The `parse_` functions raise ValueError with what is wrong, never with a password in it;
`from_environment` names the variable and raises SettingError: a line for each mistake, without what
was given.
"""

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Literal, TypeVar
from urllib.parse import unquote, urlsplit

from email_validator import EmailNotValidError, validate_email

from backend.config.desk import DeskSettings, parse_desk
from backend.config.errors import SettingError
from backend.config.networks import Network, parse_networks
from backend.config.origins import loopback_origins, parse_origin, parse_origins
from model.content import SiteSettings
from model.core.hosts import is_loopback
from model.dataset import ROOT, Dataset, data_folder, load
from model.form import ApplicationForm, QuoteForm
from model.matching import select_listed
from model.timeline import Timeline

log = logging.getLogger(__name__)

T = TypeVar("T")

Security = Literal["none", "starttls", "tls"]

SMTP_SCHEMES: dict[str, tuple[Security, int]] = {
    "smtp": ("none", 25),
    "smtp+starttls": ("starttls", 587),
    "smtps": ("tls", 465),
}

MIN_WEBHOOK_SECRET = 32
WEBHOOK_FORMATS = ("json", "slack", "teams", "teams-card", "discord", "ntfy")
# There the topic is the password: shorter ones are guessed.
NTFY_PUBLIC_HOST, MIN_PUBLIC_TOPIC = "ntfy.sh", 20
NTFY_TOPIC = re.compile(r"[-_A-Za-z0-9]{1,64}")
# Addresses of the connectors that Microsoft has switched off.
DEAD_TEAMS_HOST = ".webhook.office.com"

MIN_SECRET = 32


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
    """An address that is told of each request, with the secret that signs what it is told.

    `format`: one of WEBHOOK_FORMATS. The addresses of chat services are secrets themselves, and
    need no other. `token`: by which ntfy knows who may write.
    """

    url: str = field(repr=False)
    secret: str = field(repr=False)
    allow_private: bool = False
    format: str = "json"
    token: str = field(default="", repr=False)


@dataclass(frozen=True)
class Retention:
    """How long requests are kept, in days, and proofs of consent, in months."""

    open_days: int
    quarantine_days: int
    consent_months: int


@dataclass(frozen=True)
class Settings:
    """Settings of the service. `base_path` starts and ends with a slash."""

    form: QuoteForm
    timeline: Timeline
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
    retention: Retention = field(default_factory=lambda: Retention(180, 30, 24))
    # Where buyers and firms reach the service, with a slash at its end, and what it calls itself.
    # Without an address mails about firms wait: their links would lead nowhere.
    public_address: str = ""
    site_name: str = ""
    # Days that a firm has to answer; 0 where no firm is listed.
    answer_days: int = 0
    # Working days in which a person answers a request, and the same in words.
    reply_days: int = 1
    reply_time: str = ""
    # Sample firms are shown and introduced, and no others.
    demonstration: bool = False
    # The form by which firms apply; none is taken without it.
    applications: ApplicationForm | None = None
    # A port on loopback at which Prometheus reads how things stand; none without it.
    metrics_port: int | None = None
    # Whether the log is lines of JSON.
    log_json: bool = False
    # Where `backup --rotate` keeps its files.
    # The operator's pages; None where they are off.
    desk: DeskSettings | None = None

    def __post_init__(self) -> None:
        if not (self.base_path.startswith("/") and self.base_path.endswith("/")):
            raise SettingError(f"the base path {self.base_path!r} must start and end with a slash")


def from_environment(
    environ: Mapping[str, str], dataset: Dataset | None = None, root: Path = ROOT
) -> Settings:
    """Return the settings; loads the data unless it is given.

    Raises SettingError, or InvalidDataError where the data has mistakes.
    """
    dataset = dataset or load(data_folder(environ), environ=environ)
    take = _Mistakes()
    mail, webhook, retention = _outgoing(environ, dataset.settings, take)
    demonstration = take(lambda: _demonstration(environ, dataset), False)
    firms = select_listed(dataset.firms, demonstration=demonstration)
    nobody: tuple[Network, ...] = ()
    trusted = take(lambda: _parsed(environ, "QUOTES_TRUSTED_PROXIES", parse_networks), nobody)
    public = take(
        lambda: _parsed(environ, "QUOTES_ADDRESS", partial(parse_public_address, dataset=dataset)),
        "",
    )
    made = Settings(
        form=dataset.quote_form,
        timeline=dataset.timeline,
        database_url=database_url(environ, root),
        site_dir=root / environ.get("QUOTES_SITE_DIR", "site"),
        base_path=take(
            lambda: _parsed({}, "SITE_ADDRESS", lambda _: parse_base_path(dataset.settings)), "/"
        ),
        contact=dataset.settings.operator_email,
        allowed_origins=take(
            lambda: _allowed_origins(environ, dataset.settings.address), frozenset()
        ),
        trusted_proxies=trusted,
        rate_limits=take(lambda: _switch(environ, "QUOTES_RATE_LIMITS", "on"), True),
        store_address=take(lambda: _switch(environ, "QUOTES_STORE_ADDRESS", "off"), False),
        secret=take(lambda: _secret(environ), None),
        mail=mail,
        webhook=webhook,
        receipts=take(lambda: _switch(environ, "QUOTES_RECEIPTS", "on" if mail else "off"), False),
        worker=take(lambda: _switch(environ, "QUOTES_WORKER", "on"), True),
        retention=retention,
        public_address=public,
        site_name=dataset.settings.name,
        reply_days=dataset.settings.reply_days,
        reply_time=dataset.settings.reply_time,
        answer_days=dataset.matching.answer_days if firms else 0,
        demonstration=demonstration,
        applications=dataset.application_form,
        metrics_port=take(lambda: _parsed(environ, "QUOTES_METRICS_PORT", _parse_port), None),
        log_json=take(lambda: _choice(environ, "QUOTES_LOG", "text", "json"), "text") == "json",
        desk=take(lambda: parse_desk(environ, trusted, public), None),
    )
    if take.found:
        raise SettingError("\n".join(take.found))
    return made


class _Mistakes:
    """Reads settings, and keeps what is wrong with each, so that all is told at once."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def __call__(self, read: Callable[[], T], instead: T) -> T:
        """Return what `read` does; note its mistake and return `instead` where it fails."""
        try:
            return read()
        except (SettingError, ValueError) as error:
            self.found.append(str(error))
            return instead


def allow_pages_at(settings: Settings, address: str) -> Settings:
    """Return settings that take the form from pages at `address` too.

    For servers of our own on this machine, which do not know their address before they listen.
    """
    return replace(settings, allowed_origins=settings.allowed_origins | loopback_origins(address))


def database_url(environ: Mapping[str, str], root: Path = ROOT) -> str:
    """Return the address of the database, by default SQLite below `var/`."""
    return environ.get("QUOTES_DATABASE_URL") or f"sqlite:///{root / 'var' / 'quotes.db'}"


def backup_folder(environ: Mapping[str, str], root: Path = ROOT) -> Path:
    """Return the folder of the backups, by default below `var/`."""
    return root / (environ.get("QUOTES_BACKUPS") or "var/backups")


def parse_mail(environ: Mapping[str, str], operator_email: str) -> Mail | None:
    """Return how mail is sent, None where no server is set: notifications wait then."""
    url = environ.get("QUOTES_SMTP_URL")
    if not url:
        return None
    try:
        server = parse_smtp_server(url)
    except ValueError as error:
        raise ValueError(f"QUOTES_SMTP_URL: {error}") from None
    operator = _parse_address(environ, "QUOTES_NOTIFY_TO", operator_email)
    return Mail(server, _parse_address(environ, "QUOTES_MAIL_FROM", operator), operator)


def parse_smtp_server(text: str) -> SmtpServer:
    """Return the server that an address such as smtps://user:password@mail.example.com names."""
    try:
        parts = urlsplit(text)
        security, usual_port = SMTP_SCHEMES[parts.scheme]
        port = parts.port or usual_port
    except (KeyError, ValueError):
        raise ValueError(
            "it must look like smtp+starttls://user:password@host:587, smtps://… or smtp://…"
        ) from None
    if not parts.hostname or parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise ValueError("it needs a host, and nothing behind it; write / ? # @ : as %2F %3F …")
    _check_host(parts.hostname)
    user = unquote(parts.username) if parts.username else None
    password = unquote(parts.password) if parts.password else None
    for name, value in (("user", user), ("password", password)):
        if value and not value.isascii():
            raise ValueError(f"the {name} has a letter outside ASCII, which SMTP cannot send")
    if security == "none" and password and not is_loopback(parts.hostname):
        raise ValueError("smtp:// would send the password in the clear; use smtp+starttls://")
    return SmtpServer(parts.hostname, port, security, user, password)


def _check_host(host: str) -> None:
    """Raise ValueError for a name that no resolver takes, such as one with an empty label."""
    try:
        host.encode("idna")
    except UnicodeError:
        raise ValueError("that is no name of a host") from None


def _parse_address(environ: Mapping[str, str], name: str, default: str) -> str:
    text = environ.get(name) or default
    try:
        # Special: names such as .test, which deployments may well use among themselves.
        found = validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise ValueError(f"{name} must be one e-mail address") from None
    ascii_address: str | None = found.ascii_email
    if ascii_address is None:
        raise ValueError(f"{name} has letters before the @ that not every mail server takes")
    return ascii_address


def parse_webhook(environ: Mapping[str, str], allow_private: bool) -> Webhook | None:
    """Return the webhook, None where there is none."""
    url = environ.get("QUOTES_WEBHOOK_URL")
    if not url:
        return None
    parts = urlsplit(url)
    schemes = {"https", "http"} if allow_private else {"https"}
    if parts.scheme not in schemes or not parts.hostname or parts.username:
        raise ValueError("QUOTES_WEBHOOK_URL: it must be an https address without a password")
    try:
        _check_host(parts.hostname)
        _ = parts.port
    except ValueError as error:
        raise ValueError(f"QUOTES_WEBHOOK_URL: {error}") from None
    if not (parts.path + parts.query).isascii():
        raise ValueError("QUOTES_WEBHOOK_URL: write letters outside ASCII as %C3%A4")
    name = environ.get("QUOTES_WEBHOOK_FORMAT") or "json"
    if name not in WEBHOOK_FORMATS:
        allowed = ", ".join(WEBHOOK_FORMATS)
        raise ValueError(f"QUOTES_WEBHOOK_FORMAT can be one of {allowed}")
    if parts.hostname.endswith(DEAD_TEAMS_HOST):
        raise ValueError(
            "QUOTES_WEBHOOK_URL: connectors of Teams are switched off; make a workflow there, and"
            " take its address"
        )
    token = environ.get("QUOTES_WEBHOOK_TOKEN", "")
    if name == "ntfy":
        _check_ntfy(parts.hostname, parts.path, token)
    secret = environ.get("QUOTES_WEBHOOK_SECRET", "")
    if len(secret) < MIN_WEBHOOK_SECRET and (secret or name == "json"):
        raise ValueError(f"QUOTES_WEBHOOK_SECRET is shorter than {MIN_WEBHOOK_SECRET} characters")
    return Webhook(url, secret, allow_private, name, token)


def _check_ntfy(host: str, path: str, token: str) -> None:
    topic = path.rpartition("/")[2]
    if not NTFY_TOPIC.fullmatch(topic):
        raise ValueError("QUOTES_WEBHOOK_URL: for ntfy it ends with a topic, such as /quotes")
    if host == NTFY_PUBLIC_HOST and not token and len(topic) < MIN_PUBLIC_TOPIC:
        raise ValueError(
            f"QUOTES_WEBHOOK_URL: at {host} anybody can read a topic: set QUOTES_WEBHOOK_TOKEN, or"
            f" take a random topic of {MIN_PUBLIC_TOPIC} characters or more"
        )


def parse_days(environ: Mapping[str, str], name: str, default: int) -> int:
    """Return a number of days, 1 or more."""
    text = environ.get(name) or str(default)
    if not re.fullmatch(r"[1-9][0-9]{0,4}", text):
        raise ValueError(f"{name} must be a number of days, 1 or more")
    return int(text)


def parse_base_path(site: SiteSettings) -> str:
    """Return the path that the site's pages start at."""
    parse_origin(site.address)  # raises ValueError
    return urlsplit(site.address).path or "/"


def parse_public_address(text: str, dataset: Dataset) -> str:
    """Return where links in mails lead: `text`, or the address that takes the form.

    A site on a static host has its backend elsewhere, and says where in `form`. With a hosted
    provider nothing but `text` can tell, and without it there is no address.
    """
    settings = dataset.settings
    ours = dataset.providers[settings.form_backend].gives_reference
    elsewhere = (settings.form.address or "").removesuffix("api/quotes")
    address = text.strip() or ((elsewhere or settings.address) if ours else "")
    if not address:
        return ""
    parse_origin(address)
    return address.rstrip("/") + "/"


def _outgoing(
    environ: Mapping[str, str], site: SiteSettings, take: _Mistakes
) -> tuple[Mail | None, Webhook | None, Retention]:
    private = take(lambda: _switch(environ, "QUOTES_WEBHOOK_ALLOW_PRIVATE", "off"), False)
    told = site.retention
    aside = _new_or_old(environ, "QUOTES_QUARANTINE_DAYS", "QUOTES_KEEP_ASIDE_DAYS")
    retention = Retention(
        take(lambda: parse_days(environ, "QUOTES_KEEP_DAYS", told.open_days), told.open_days),
        take(lambda: parse_days(environ, aside, told.aside_days), told.aside_days),
        told.consent_months,
    )
    mail = take(lambda: parse_mail(environ, site.operator_email), None)
    return mail, take(lambda: parse_webhook(environ, private), None), retention


def _allowed_origins(environ: Mapping[str, str], address: str) -> frozenset[str]:
    def several(text: str) -> frozenset[str]:
        return parse_origins(filter(None, (item.strip() for item in text.split(","))))

    return _parsed(environ, "QUOTES_ALLOWED_ORIGINS", several) | {parse_origin(address)}


def _parsed(environ: Mapping[str, str], name: str, parse: Callable[[str], T]) -> T:
    try:
        return parse(environ.get(name, ""))
    except ValueError as error:
        raise SettingError(f"{name}: {_without_input(str(error), environ.get(name, ''))}") from None


def _without_input(message: str, value: str) -> str:
    """Return a message without what was given: it may be a password in the wrong place."""
    for each in {value, *re.split(r"[\s,]+", value)}:
        if each.strip():
            message = message.replace(repr(each), "what is set there")
    return message


def _secret(environ: Mapping[str, str]) -> str | None:
    value = environ.get("QUOTES_SECRET") or None
    if value is not None and len(value) < MIN_SECRET:
        raise SettingError(f"QUOTES_SECRET is shorter than {MIN_SECRET} characters")
    return value


def _demonstration(environ: Mapping[str, str], dataset: Dataset) -> bool:
    """Return whether samples are shown: what SITE_DEMONSTRATION says, or an old name of it."""
    old = "QUOTES_DEMONSTRATION"
    if not environ.get(old):
        return dataset.demonstration
    _warn_of_old_name(old, "SITE_DEMONSTRATION")
    return _switch(environ, old, "off")


def _new_or_old(environ: Mapping[str, str], new: str, old: str) -> str:
    """Return the name of a variable that is set: the new one, unless only the old one is."""
    if environ.get(new) or not environ.get(old):
        return new
    _warn_of_old_name(old, new)
    return old


def _warn_of_old_name(old: str, new: str) -> None:
    log.warning("%s is the old name of %s, and goes in the next version", old, new)


def _parse_port(text: str) -> int | None:
    """Return a port, None for none; 0 is any free one."""
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,5}", text) or int(text) > 65535:
        raise ValueError("it must be the number of a port, up to 65535")
    return int(text)


def _choice(environ: Mapping[str, str], name: str, *allowed: str) -> str:
    """Return one of several words; the first is the default."""
    value = environ.get(name) or allowed[0]
    if value not in allowed:
        raise SettingError(f"{name} can be {' or '.join(allowed)}")
    return value


def _switch(environ: Mapping[str, str], name: str, default: str) -> bool:
    value = environ.get(name, default)
    if value not in {"on", "off"}:
        raise SettingError(f"{name} can be on or off")
    return value == "on"
