"""Where the form goes on this site: its provider's record, with every brace filled in."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from model.dataset import Dataset
from model.form import HiddenField, Provider, ProviderHoneypot, fill_placeholders

THANKS = "quotes/thanks/"


@dataclass(frozen=True)
class FormTarget:
    """What the page's form needs. `form_action` and `connect_src` are for the content policy."""

    provider: Provider
    label: str
    action: str
    hidden: list[HiddenField]
    honeypot: ProviderHoneypot | None
    form_action: list[str]
    connect_src: list[str]


def resolve_form_target(dataset: Dataset, base: str, address: str | None = None) -> FormTarget:
    """Return the target of data/site.yml for a site at `address`, whose path is `base`."""
    provider, settings = dataset.providers[dataset.settings.form_backend], dataset.settings.form
    given = settings.model_dump(include={"id", "key", "address", "name"}, exclude_none=True)
    values = {
        **given,
        "base": base,
        "thanks": f"{address or dataset.settings.address}{THANKS}",
        "honeypot": dataset.quote_form.honeypot.name,
        "origin": _origin(given.get("address", "")),
    }
    replaced = provider.may_have and settings.address
    trap = provider.honeypot
    return FormTarget(
        provider=provider,
        label=fill_placeholders(provider.label, values),
        action=replaced or fill_placeholders(provider.endpoint, values),
        hidden=[
            field.model_copy(update={"value": fill_placeholders(field.value, values)})
            for field in provider.hidden
        ],
        honeypot=trap and trap.model_copy(update={"name": fill_placeholders(trap.name, values)}),
        # A browser holds a form's redirect back to the thanks page against form-action, too.
        form_action=_origins(["'self'", *provider.form_action], values),
        connect_src=_origins(["'self'", *provider.connect_src], values),
    )


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _origins(patterns: list[str], values: dict[str, str]) -> list[str]:
    filled = (fill_placeholders(pattern, values) for pattern in patterns)
    return list(dict.fromkeys(origin for origin in filled if origin))
