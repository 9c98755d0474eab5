"""The quote form: its definition, the validation of answers, and hosted form providers.

- `definition`: fields, options, limits, messages, honeypot, consent
- `validation`: answers cleaned and checked; the same rules for the browser
- `timing`: what its answers ask of the model of time
- `application`: the form by which a firm applies, with the same rules and words
- `providers`: hosted providers: how each takes a form and answers, and the pages' words for it

The backend validates by `validation`, views show the form by `definition`. It must not know
requests or pages.
"""

from model.form.application import (
    ApplicationForm,
    FirmForm,
    build_application_form,
    tag_value,
)
from model.form.definition import (
    CHOICES,
    FORM_TOKEN,
    IDEMPOTENCY_KEY,
    SEPARATOR,
    ConsentDefinition,
    FieldName,
    QuoteField,
    QuoteForm,
)
from model.form.providers import (
    SETTINGS,
    HiddenField,
    Provider,
    ProviderHoneypot,
    Providers,
    ProviderWords,
    fill_placeholders,
)
from model.form.timing import DATED, follow_date, warn_of_date
from model.form.validation import browser_rules, find_mistakes, normalise_answers

__all__ = [
    "CHOICES",
    "DATED",
    "FORM_TOKEN",
    "IDEMPOTENCY_KEY",
    "SEPARATOR",
    "SETTINGS",
    "ApplicationForm",
    "ConsentDefinition",
    "FieldName",
    "FirmForm",
    "HiddenField",
    "Provider",
    "ProviderHoneypot",
    "ProviderWords",
    "Providers",
    "QuoteField",
    "QuoteForm",
    "browser_rules",
    "build_application_form",
    "fill_placeholders",
    "find_mistakes",
    "follow_date",
    "normalise_answers",
    "tag_value",
    "warn_of_date",
]
