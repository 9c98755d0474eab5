"""`python -m backend launch`: whether this deployment can take its first request, with reasons.

Every check ends ok, bad or could not tell, and each is made anew, but for the mail: that somebody
has read it is remembered, with what it was sent by.
"""

import hashlib
import os
import re
import secrets
import shutil
import stat
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urljoin, urlsplit

from backend.backup import CopyError, restore_backup, write_backup
from backend.cli import doctor, public_site
from backend.cli.deployment import Deployment
from backend.cli.public_site import Fetch, SiteResponse, SiteUnreachableError
from backend.config.settings import Mail, Settings
from backend.config.urls import QUOTES
from backend.delivery import DeliveryError, mail
from backend.storage import journal
from backend.storage.clock import timestamp, utc_now
from backend.storage.connections import (
    UnavailableError,
    connect,
    read_transaction,
    sqlite_file,
    translate_errors,
)
from backend.storage.service_key import service_key_of
from backend.storage.service_state import read_state, write_state
from model.core.hosts import is_loopback
from model.launch import Check, Verdict, check_content, is_reserved, silence

# Asks the operator for what a mail says; None where nobody can be asked.
Ask = Callable[[str], str]

MAIL_NOTE = "launch.mail"
# What `doctor` only has a look at, and a launch does not pass over.
LOOK: dict[str, Verdict] = {
    "database": "bad",
    "backups": "bad",
    "journal": "bad",
    "key": "bad",
    "retention": "bad",
    "clock": "could not tell",
    "mailbox": "could not tell",
    "links": "could not tell",
}
ADVICE = {
    "database": "start the service once, then look again",
    "backups": "run `python -m backend backup --rotate`, and switch its timer on",
    "key": "chmod 600 on the file; name a place outside the backups in QUOTES_KEY_FILE",
    "page": "run `make build`",
    "retention": "change retention in data/site.yml, or the setting",
    "mail": "set QUOTES_SMTP_URL",
}
CLOCKS_MAY_DIFFER = 120  # seconds
CERTIFICATE_DAYS = 14
WEAK_SECRET = 8  # different characters
PINNED = re.compile(r"@sha256:[0-9a-f]{64}|@[0-9a-f]{40}")
USED = re.compile(r"^\s*(?:-\s+)?(?:uses|image|FROM):?\s+([\w./:@-]+)", re.MULTILINE)


@dataclass(frozen=True)
class Place:
    """Where the deployment lies: the project's folder, and the env file if there is one."""

    root: Path
    env_file: Path | None = None


def run_checks(
    found: Deployment,
    environ: Mapping[str, str],
    place: Place,
    *,
    ask: Ask | None = None,
    fetch: Fetch = public_site.fetch,
) -> list[Check]:
    """Look at everything; what is silenced in data/site.yml says why.

    `ask` lets a mail's code be typed back; without it no mail is sent.
    """
    checks = [
        *check_content(found.dataset, place.root, environ),
        *check_machine(found, place),
        _check_backup(found.settings),
        _check_mail(found.settings, ask),
        *check_address(found.settings, found.dataset.settings.address, fetch),
    ]
    return list(silence(checks, found.dataset.settings.silenced_checks))


def check_all_the_time(found: Deployment, environ: Mapping[str, str], place: Place) -> list[Check]:
    """Look at what the desk shows: all but what `doctor` says, takes a mail or the network."""
    checks = [*check_content(found.dataset, place.root, environ), *_check_state(found, place)]
    return list(silence(checks, found.dataset.settings.silenced_checks))


def check_machine(found: Deployment, place: Place) -> Iterator[Check]:
    """Look at what needs neither network nor mail, so that it can be looked at all the time."""
    settings = found.settings
    for finding in doctor.run_checks(settings, found.dataset, found.matcher, send=False):
        verdict: Verdict = "ok"
        if finding.verdict == "bad":
            verdict = "bad"
        elif finding.verdict == "look":
            verdict = LOOK.get(finding.what, "ok")
        hint = "" if verdict == "ok" else ADVICE.get(finding.what, "")
        yield Check(f"doctor.{finding.what}", verdict, finding.text, hint)
    yield from _check_state(found, place)


def _check_state(found: Deployment, place: Place) -> Iterator[Check]:
    settings = found.settings
    yield _check_clock()
    yield _check_permissions(settings, place)
    yield _check_origins(settings)
    yield _check_proxy(settings)
    yield _check_secret(settings)
    yield _check_consent_page(settings)
    yield _check_pins(place.root)


def _check_clock() -> Check:
    """Ask the machine whether its clock follows others."""
    program = shutil.which("timedatectl")
    if program is None:
        words = "there is no timedatectl to say whether the clock follows others"
        return Check("clock.follows", "could not tell", words, "compare it with another clock")
    command = [program, "show", "--property=NTPSynchronized", "--value"]
    done = subprocess.run(  # noqa: S603 - a program of this machine, and no text of others
        command, capture_output=True, text=True, timeout=10, check=False
    )
    said = done.stdout.strip()
    if said == "yes":
        return Check("clock.follows", "ok", "the clock follows others")
    if said == "no":
        words = "the clock follows no other: deadlines and erasures depend on it"
        return Check("clock.follows", "bad", words, "timedatectl set-ntp true")
    words = "timedatectl does not say whether the clock follows others"
    return Check("clock.follows", "could not tell", words, "compare it with another clock")


def _check_permissions(settings: Settings, place: Place) -> Check:
    wrong = []
    file = sqlite_file(settings.database_url)
    key = service_key_of(connect(settings.database_url)).file
    for each in (file, place.env_file, key):
        if each is not None and each.is_file() and each.stat().st_mode & stat.S_IRWXO:
            wrong.append(f"everybody on this machine may read {each}")
    if file is not None and file.is_file():
        owners = {path.stat().st_uid for path in (file, file.parent)}
        if len(owners) > 1:
            wrong.append(f"{file} and its folder belong to different users")
    if wrong:
        hint = "chmod o= on the file; chown to the user that the service runs as"
        return Check("permissions", "bad", "; ".join(wrong), hint)
    return Check("permissions", "ok", "what is stored and set is not for everybody")


def _check_origins(settings: Settings) -> Check:
    hosts = {origin: urlsplit(origin) for origin in settings.allowed_origins}
    wrong = [
        origin
        for origin, parts in sorted(hosts.items())
        if parts.scheme != "https" or is_reserved(parts.hostname or "")
    ]
    if wrong:
        words = f"these may send the form: {', '.join(wrong)}"
        hint = "only pages with https and a name of their own: SITE_ADDRESS, QUOTES_ALLOWED_ORIGINS"
        return Check("origins", "bad", words, hint)
    return Check("origins", "ok", ", ".join(sorted(hosts)))


def _check_proxy(settings: Settings) -> Check:
    """Only a proxy speaks TLS here, so without one that is believed all clients count as one."""
    if not settings.trusted_proxies:
        words = "no proxy is believed, so all buyers share one rate limit"
        hint = "set QUOTES_TRUSTED_PROXIES to your proxy's address, such as 127.0.0.1"
        return Check("proxy", "bad", words, hint)
    return Check("proxy", "ok", ", ".join(map(str, settings.trusted_proxies)))


def _check_secret(settings: Settings) -> Check:
    if settings.secret is not None and len(set(settings.secret)) < WEAK_SECRET:
        words = f"QUOTES_SECRET has fewer than {WEAK_SECRET} different characters"
        return Check("secret", "bad", words, "openssl rand -hex 32; or leave it out: one is made")
    return Check("secret", "ok", "given" if settings.secret else "made, and sealed in the database")


def _check_consent_page(settings: Settings) -> Check:
    """What a buyer agrees to on the page must be what is stored as agreed."""
    page = settings.site_dir / QUOTES / "index.html"
    try:
        html = " ".join(unescape(page.read_text(encoding="utf-8")).split())
    except OSError:
        return Check("consent.page", "bad", f"{page} is not there", "run `make build`")
    if " ".join(settings.form.consent.text.split()) not in html:
        words = "the built page does not show the consent text that is stored with requests"
        return Check("consent.page", "bad", words, "run `make build`")
    return Check("consent.page", "ok", f"shows the text of {settings.form.consent.version}")


def _check_pins(root: Path) -> Check:
    """Name what is not pinned by digest; it holds nothing up, since many deployments use none."""
    files = [root / "deploy" / name for name in ("Containerfile", "compose.yml")]
    files += sorted((root / ".github" / "workflows").glob("*.yml"))
    texts = [file.read_text(encoding="utf-8") for file in files if file.is_file()]
    names = {each[1] for text in texts for each in USED.finditer(text)}
    # What is built here has no place to come from.
    fetched = {name for name in names if "/" in name and not name.startswith("./")}
    loose = sorted(name for name in fetched if not PINNED.search(name))
    words = f"not pinned by digest: {', '.join(loose)}" if loose else "all by digest"
    return Check("pins", "ok", words)


def _check_backup(settings: Settings) -> Check:
    """Make a backup and restore it into a database that is thrown away."""
    file = sqlite_file(settings.database_url)
    if file is not None and not file.exists():
        words = "there is no database yet to make a backup of"
        return Check("backup.restores", "bad", words, ADVICE["database"])
    with TemporaryDirectory() as folder, _without_journal():
        made = Path(folder) / "launch.db"
        (scratch := Path(folder) / "scratch").mkdir()
        try:
            with translate_errors():
                count = write_backup(settings.database_url, made, _say_nothing)
                url = f"sqlite:///{scratch / 'restored.db'}"
                service_key = service_key_of(connect(settings.database_url))
                restored, _ = restore_backup(
                    url, made, _say_nothing, replace=False, service_key=service_key
                )
        except (CopyError, UnavailableError) as error:
            return Check("backup.restores", "bad", str(error), "mend it, then `backup` again")
    if restored != count:
        words = f"of {count} requests of a backup, {restored} came back"
        return Check("backup.restores", "bad", words, "keep the old backups, and report this")
    return Check("backup.restores", "ok", f"{count} requests went into a backup and came back")


@contextmanager
def _without_journal() -> Iterator[None]:
    """Keep the rehearsal out of the real journal of erasures."""
    named = os.environ.pop(journal.VARIABLE, None)
    try:
        yield
    finally:
        if named is not None:
            os.environ[journal.VARIABLE] = named


def _say_nothing(_: str) -> None:
    pass


def _check_mail(settings: Settings, ask: Ask | None) -> Check:
    if settings.mail is None:
        words = "no mail can be sent: QUOTES_SMTP_URL is not set"
        return Check("mail.read", "bad", words, "set it; nobody is told of requests without it")
    if is_reserved(settings.mail.operator.rpartition("@")[2]):
        words = f"{settings.mail.operator} takes no mail"
        return Check("mail.read", "bad", words, "set QUOTES_NOTIFY_TO")
    if ask is None:
        return _remembered_mail(settings, settings.mail)
    code = f"{secrets.randbelow(10**8):08}"
    try:
        mail.send(settings.mail.server, _code_message(settings.mail, code))
    except DeliveryError as error:
        return Check("mail.read", "bad", f"{settings.mail.server.host}: {error}", "mend it")
    typed = ask(f"A mail to {settings.mail.operator} has a code of 8 digits: ")
    if not secrets.compare_digest(re.sub(r"\D", "", typed), code):
        words = "the server took a mail, and its code was not typed back"
        hint = (
            "look into the mailbox and among its spam; check SPF and DMARC of the sender's domain"
        )
        return Check("mail.read", "bad", words, hint)
    _note_mail(settings, settings.mail)
    return Check("mail.read", "ok", f"a mail arrived at {settings.mail.operator}, and was read")


def _remembered_mail(settings: Settings, used: Mail) -> Check:
    hint = "run `python -m backend launch` where you can type"
    file = sqlite_file(settings.database_url)
    if file is not None and not file.exists():
        return Check("mail.read", "could not tell", "no mail has been sent yet", hint)
    try:
        with translate_errors(), read_transaction(connect(settings.database_url)) as connection:
            note = read_state(connection, MAIL_NOTE)
    except UnavailableError as error:
        return Check("mail.read", "could not tell", str(error), hint)
    if note is None or note.value != _mark(used):
        words = "no mail that these settings sent has been read yet"
        return Check("mail.read", "could not tell", words, hint)
    return Check("mail.read", "ok", f"a mail was read at {used.operator} on {note.at}")


def _note_mail(settings: Settings, used: Mail) -> None:
    file = sqlite_file(settings.database_url)
    if file is None or file.exists():
        with translate_errors(), connect(settings.database_url).begin() as connection:
            write_state(connection, MAIL_NOTE, _mark(used), utc_now())


def _mark(used: Mail) -> str:
    """Return what changes with the way that mail is sent, and names no secret."""
    server = used.server
    parts = (server.host, str(server.port), server.security, used.sender, used.operator)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _code_message(used: Mail, code: str) -> EmailMessage:
    name = f"launch.{timestamp(utc_now()).replace(':', '')}"
    body = f"Type this code where `python -m backend launch` asks for it:\n\n{code}\n"
    return mail.build_message(
        used, used.operator, name, subject="A code for the launch", body=body, reply_to=None
    )


def check_address(settings: Settings, address: str, fetch: Fetch) -> Iterator[Check]:
    """Look at the site as this machine sees it at its public address."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    if is_reserved(host) and not is_loopback(host):
        words = f"{address} leads nowhere"
        yield Check("address.answers", "bad", words, "set it in data/site.yml, or SITE_ADDRESS")
        return
    try:
        home = fetch(address)
    except SiteUnreachableError as error:
        verdict: Verdict = "bad" if error.certain else "could not tell"
        yield Check("address.answers", verdict, f"{address}: {error}", error.hint)
        return
    if home.status != 200:
        words = f"{address} answers {home.status}"
        yield Check("address.answers", "bad", words, "look at the proxy's root and log")
        return
    yield Check("address.answers", "ok", f"{address} answers")
    yield _check_certificate(home)
    yield _check_build(settings, address, home)
    yield _check_headers(home)
    yield _check_date(home)
    yield _check_redirect(address, fetch)
    yield _check_backend(settings, fetch)


def _check_certificate(home: SiteResponse) -> Check:
    if home.expires is None:
        words = "pages are sent without a certificate"
        return Check("address.certificate", "bad", words, "let the proxy get one")
    days = (home.expires - datetime.now(UTC)).days
    if days < CERTIFICATE_DAYS:
        words = f"the certificate ends in {days} days"
        return Check("address.certificate", "bad", words, "see why it is not renewed by itself")
    return Check("address.certificate", "ok", f"good for {days} days")


def _check_build(settings: Settings, address: str, home: SiteResponse) -> Check:
    try:
        built = (settings.site_dir / "index.html").read_bytes()
    except OSError:
        words = f"{settings.site_dir} has no home page to compare with"
        return Check("address.build", "could not tell", words, "run it where the site is built")
    if built == home.body:
        return Check("address.build", "ok", "the home page is the one that was built here")
    words = f"{address} shows another home page than {settings.site_dir}"
    return Check("address.build", "bad", words, "publish this build, or set QUOTES_SITE_DIR")


def _check_headers(home: SiteResponse) -> Check:
    wanted = ("x-content-type-options", "referrer-policy", "strict-transport-security")
    missing = [name for name in wanted if name not in home.headers]
    if "frame-ancestors" not in home.headers.get("content-security-policy", ""):
        missing.append("content-security-policy with frame-ancestors")
    if missing:
        hint = "include the files of site.headers/, as deploy/Caddyfile and deploy/nginx.conf do"
        return Check("address.headers", "bad", f"not sent: {', '.join(missing)}", hint)
    return Check("address.headers", "ok", "the security headers are sent")


def _check_date(home: SiteResponse) -> Check:
    if home.date is None:
        words = "the answer has no date to compare the clock with"
        return Check("clock.agrees", "could not tell", words, "compare it with another clock")
    apart = abs((home.date - datetime.now(UTC)).total_seconds())
    if apart > CLOCKS_MAY_DIFFER:
        words = f"this clock and that of the public address are {apart:.0f} seconds apart"
        return Check("clock.agrees", "bad", words, "set the clock that is wrong")
    return Check("clock.agrees", "ok", "as that of the public address")


def _check_redirect(address: str, fetch: Fetch) -> Check:
    parts = urlsplit(address)
    if parts.scheme != "https" or parts.port not in (None, 443):
        words = "nothing is known to lead from http to this address"
        return Check("address.redirects", "could not tell", words, "look at it by hand")
    plain = parts._replace(scheme="http", netloc=parts.hostname or "").geturl()
    try:
        answer = fetch(plain)
    except SiteUnreachableError as error:
        words = f"{plain}: {error}: who types the name without https sees nothing"
        return Check("address.redirects", "bad", words, "open port 80, and redirect it")
    led = urljoin(plain, answer.headers.get("location", ""))
    if answer.status not in {301, 302, 307, 308} or not led.startswith(address):
        words = f"{plain} answers {answer.status} and does not lead to {address}"
        return Check("address.redirects", "bad", words, "redirect http to https")
    return Check("address.redirects", "ok", f"{plain} leads to https")


def _check_backend(settings: Settings, fetch: Fetch) -> Check:
    if not settings.public_address:
        words = "a hosted provider takes the form, and no backend has an address"
        return Check("backend.answers", "ok", words)
    where = f"{settings.public_address}api/health"
    try:
        status = fetch(where).status
    except SiteUnreachableError as error:
        verdict: Verdict = "bad" if error.certain else "could not tell"
        return Check("backend.answers", verdict, f"{where}: {error}", error.hint)
    if status != 200:
        words = f"{where} answers {status}: no request can be taken"
        return Check("backend.answers", "bad", words, "start it, and let the proxy pass /api/ on")
    return Check("backend.answers", "ok", f"{where} answers")
