"""The checks of data, pages and settings."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from model.core.hosts import is_loopback
from model.dataset import Dataset
from model.launch.checks import Check
from model.launch.placeholders import (
    PLACEHOLDERS,
    USUAL_LOGIN,
    find_placeholders,
    find_reserved,
    is_reserved,
)

IN_SITE = "set it in data/site.yml"
# What documents of providers write where a customer's own id belongs.
SAMPLE_ID = re.compile(r"^(?:abcd\w*|x{4,}|your[-_]?\w*|example\w*|0+|1234\w*)$", re.IGNORECASE)
# The tracker that comments of data/site.yml name.
SAMPLE_TRACKER = "/owner/name/"
# Names of settings, ours and those of the desk and of tools beside it.
SETTING = re.compile(r"^(?:QUOTES|SITE)_[A-Z_]+$")


def check_content(
    dataset: Dataset, root: Path, environ: Mapping[str, str], *, static_host: bool = False
) -> list[Check]:
    """Return the checks of data and pages below `root`, and of the settings in `environ`.

    `static_host`: the site is to be published where nothing but files is served.
    """
    return [
        *_check_address(dataset),
        *_check_operator(dataset),
        _check_texts(dataset, root),
        _check_firms(dataset),
        _check_consent(dataset),
        _check_form(dataset, static_host=static_host),
        *_check_settings(environ),
    ]


def _check_address(dataset: Dataset) -> Iterator[Check]:
    address = dataset.settings.address
    parts = urlsplit(address)
    if is_reserved(parts.hostname or ""):
        words = f"{address} is a placeholder: nobody reaches it"
        yield Check("address.named", "bad", words, f"{IN_SITE}, or set SITE_ADDRESS")
    else:
        yield Check("address.named", "ok", address)
    if parts.scheme == "https":
        yield Check("address.https", "ok", "pages are sent encrypted")
    else:
        words = f"{address} is not encrypted: what buyers write can be read on its way"
        yield Check("address.https", "bad", words, "use https; Caddy gets a certificate by itself")


def _check_operator(dataset: Dataset) -> Iterator[Check]:
    site = dataset.settings
    if PLACEHOLDERS.search(site.operator):
        yield Check("operator.named", "bad", f"operator is “{site.operator}”", IN_SITE)
    else:
        yield Check("operator.named", "ok", site.operator)
    host = site.operator_email.rpartition("@")[2]
    if is_reserved(host):
        words = f"operator_email is {site.operator_email}, which takes no mail"
        yield Check("operator.email", "bad", words, IN_SITE)
    else:
        yield Check("operator.email", "ok", site.operator_email)
    if SAMPLE_TRACKER in site.corrections or find_reserved(site.corrections):
        words = f"corrections is {site.corrections}: nobody reads there what is wrong"
        yield Check("corrections.lead", "bad", words, IN_SITE)
    else:
        yield Check("corrections.lead", "ok", site.corrections)
    if site.funding_placeholder or PLACEHOLDERS.search(site.funding):
        words = "funding does not say yet how the site is paid"
        hint = "say it in data/site.yml, and take `funding_placeholder` out"
        yield Check("funding.named", "bad", words, hint)
    else:
        yield Check("funding.named", "ok", "the site says how it is paid")


def _check_texts(dataset: Dataset, root: Path) -> Check:
    # data/site.yml is looked at field by field.
    where = {root / "docs": "*.md", root / "data": "*.yml"}
    found = [x for x in find_placeholders(where, root) if not x.startswith("data/site.yml:")]
    links = [
        f"{page.relative_to(root)}: {host}"
        for page in sorted((root / "docs").rglob("*.md"))
        for host in find_reserved(" ".join(re.findall(r"\]\(([^)\s]+)", page.read_text("utf-8"))))
    ]
    if not found and not links:
        return Check("texts.final", "ok", "no text says that another one will replace it")
    words = "; ".join([*found, *links])
    return Check("texts.final", "bad", f"stand in for others: {words}", "write what they announce")


def _check_firms(dataset: Dataset) -> Check:
    if dataset.demonstration:
        words = "SITE_DEMONSTRATION is on: sample firms are shown, and real buyers get them"
        return Check("firms.real", "bad", words, "switch it off, for the build and the backend")
    for firm in dataset.listed_firms:
        if hosts := find_reserved(firm.model_dump_json()):
            words = f"{firm.id} is listed as a real firm, with {', '.join(sorted(set(hosts)))}"
            return Check("firms.real", "bad", words, "replace it in data/firms.yml")
    count = len(dataset.listed_firms)
    return Check("firms.real", "ok", f"{count} firms are listed, no sample among them")


def _check_consent(dataset: Dataset) -> Check:
    consent = dataset.quote_form.consent
    hint = "mend `consent` in data/quote_form.yml"
    if PLACEHOLDERS.search(consent.text):
        return Check("consent.text", "bad", "the consent text stands in for another", hint)
    if str(consent.version) > date.today().isoformat():
        words = f"the consent's version, {consent.version}, is still to come"
        return Check("consent.text", "bad", words, hint)
    return Check("consent.text", "ok", f"version {consent.version}: “{consent.text}”")


def _check_form(dataset: Dataset, *, static_host: bool) -> Check:
    site = dataset.settings
    given = site.form
    if static_host and site.form_backend == "embedded" and not given.address:
        words = "a static host runs no backend, so the form would lead nowhere"
        hint = "set `form: {address: …}` in data/site.yml to the backend's own address"
        return Check("form.leads", "bad", words, hint)
    for value in (given.id, given.key):
        if value and SAMPLE_ID.match(value):
            words = f"{site.form_backend} has the id or key of an example"
            return Check("form.leads", "bad", words, "set `form` in data/site.yml")
    if given.address and is_reserved(urlsplit(given.address).hostname or ""):
        words = f"{given.address} is a placeholder: no request arrives there"
        return Check("form.leads", "bad", words, "set `form` in data/site.yml")
    return Check("form.leads", "ok", f"{site.form_backend} takes the form")


def _check_settings(environ: Mapping[str, str]) -> Iterator[Check]:
    """Name each setting with a placeholder, and never what it holds."""
    wrong = {
        name: "an example's user and password" if USUAL_LOGIN.search(value) else "a reserved name"
        for name, value in sorted(environ.items())
        if SETTING.match(name) and _is_placeholder(name, value)
    }
    for name, what in wrong.items():
        hint = f"write your own {name}, in the env file or the environment"
        yield Check(f"settings.{name}", "bad", f"{name} holds {what}", hint)
    if not wrong:
        yield Check("settings", "ok", "no setting holds a placeholder")


def _is_placeholder(name: str, value: str) -> bool:
    if name.endswith(("DATABASE_URL", "TRUSTED_PROXIES")):  # both may well be on this machine
        return USUAL_LOGIN.search(value) is not None
    if name.endswith("SMTP_URL"):
        host = urlsplit(value).hostname or ""
        return USUAL_LOGIN.search(value) is not None or (
            is_reserved(host) and not is_loopback(host)
        )
    return bool(USUAL_LOGIN.search(value) or find_reserved(value))
