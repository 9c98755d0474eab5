"""What ties the form's backend to its provider: the settings it needs, and names apart."""

from collections.abc import Iterator
from typing import get_args

from model.content import SiteSettings
from model.core.problems import Problem, suggest
from model.core.yaml_loader import KeyPath
from model.form import (
    FORM_TOKEN,
    IDEMPOTENCY_KEY,
    SETTINGS,
    ConsentDefinition,
    Provider,
    Providers,
    QuoteForm,
)
from model.integrity.files import DataFile
from model.timeline import RANGES, TYPES, UNDECIDED, UNSURE, Stage


def check_form(
    providers: DataFile[Providers], form: DataFile[QuoteForm], site: DataFile[SiteSettings]
) -> Iterator[Problem]:
    """Yield what keeps the form from being posted as data/site.yml asks."""
    if form.record:
        for path, what in [*_check_times(form.record), *_check_consent(form.record.consent)]:
            yield form.problem(path, what)
    if providers.record is None:
        return
    if form.record:
        for path, what in _check_names(providers.record, form.record):
            yield providers.problem(path, what)
    if site.record:
        for path, what in _check_settings(site.record, providers.record):
            yield site.problem(path, what)


def _check_times(form: QuoteForm) -> Iterator[tuple[KeyPath, str]]:
    """The model of time counts with these answers, so it must know each of them."""
    known = {
        "report_type": [kind for kind in TYPES if kind != UNDECIDED],
        "stage": get_args(Stage),
        "timeline": list(RANGES),
    }
    for number, fieldset in enumerate(form.fieldsets):
        for place, field in enumerate(fieldset.fields):
            for index, option in enumerate(field.options if field.name in known else []):
                if option.value not in {*known[field.name], UNSURE}:
                    near = suggest(option.value, known[field.name])
                    path: KeyPath = ("fieldsets", number, "fields", place, "options", index)
                    yield (*path, "value"), f"the model of time does not know it{near}"


def _check_consent(consent: ConsentDefinition) -> Iterator[tuple[KeyPath, str]]:
    """Yield what is wrong where the text is another than that of its version.

    Each request is stored with both, so a version stands for one text.
    """
    given, expected = consent.fingerprint, consent.expected_fingerprint
    if given == expected:
        return
    if given and given.partition("/")[0] == consent.version:
        what = (
            f"the text is no longer that of version {consent.version}: set version to the day of "
            "the change"
        )
        yield ("consent", "text"), what
    else:
        yield ("consent", "fingerprint"), f"write fingerprint: {expected}"


def _check_settings(settings: SiteSettings, register: Providers) -> Iterator[tuple[KeyPath, str]]:
    known = {provider.id: provider for provider in register.providers}
    provider = known.get(settings.form_backend)
    if provider is None:
        near = suggest(settings.form_backend, known)
        yield ("form_backend",), f"unknown provider “{settings.form_backend}”{near}"
        return
    # A mistake stands at `form` where it is written, otherwise at the choice of the provider.
    here: KeyPath = ("form",) if "form" in settings.model_fields_set else ("form_backend",)
    for name in SETTINGS:
        given = getattr(settings.form, name) is not None
        if name in provider.needs and not given:
            yield here, f"form.{name} is missing: for {provider.id}, {provider.needs[name]}"
        elif given and name not in provider.needs and name not in provider.may_have:
            yield ("form", name), f"{provider.id} has no use for it: take the line out"
    if not provider.keeps_copy and not settings.form.accept_email_only:
        yield here, _no_copy(provider)


def _no_copy(provider: Provider) -> str:
    return (
        f"{provider.id} keeps no copy, so a lost email is a lost request; if you accept that, "
        "write accept_email_only: true below form"
    )


def _check_names(register: Providers, form: QuoteForm) -> Iterator[tuple[KeyPath, str]]:
    """A field of a provider with the name of a question would replace its answer."""
    taken = {*(field.name for field in form.fields), IDEMPOTENCY_KEY, FORM_TOKEN}
    for number, provider in enumerate(register.providers):
        path: KeyPath = ("providers", number)
        names = [((*path, "hidden", at, "name"), h.name) for at, h in enumerate(provider.hidden)]
        if provider.honeypot:
            names.append(((*path, "honeypot", "name"), provider.honeypot.name))
        for where, name in names:
            if name in taken:
                yield where, f"“{name}” is a field of the form already"
