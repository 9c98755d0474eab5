"""What the template of the quote form shows."""

from macros.hosted_form import hosted_context, hosted_rules
from model.exports.form_target import FormTarget
from model.form.definition import IDEMPOTENCY_KEY, QuoteField, QuoteForm
from model.form.providers import ProviderWords
from model.form.validation import browser_rules


def quote_form_context(
    form: QuoteForm,
    action: str,
    base: str,
    target: FormTarget | None = None,
    words: ProviderWords | None = None,
) -> dict[str, object]:
    """Return the template's variables.

    `action` is the address that takes the form, `base` the path of the site's home, with a slash
    at its end. Without `target` and `words` our own backend takes it.
    """
    context = _own_context(form, action, base)
    if target is None or words is None or target.provider.gives_reference:
        return context
    rules = {**browser_rules(form), **hosted_rules(target, words)}
    return {**context, **hosted_context(form, target, words), "rules": rules}


def _own_context(form: QuoteForm, action: str, base: str) -> dict[str, object]:
    return {
        "action": action,
        "fieldsets": [
            {
                "legend": fieldset.legend,
                "fields": [_field(form, field) for field in fieldset.fields],
            }
            for fieldset in form.fieldsets
        ],
        "key_field": IDEMPOTENCY_KEY,
        "attributes": {},
        "hidden": [],
        "honeypot": {**form.honeypot.model_dump(), "kind": "text"},
        "errors": form.errors.model_dump(),
        "submit": form.submit.model_dump(),
        "consent": {
            "text": form.consent.text,
            "version": form.consent.version,
            "link_label": form.consent.link_label,
            "href": base + form.consent.link_page,
        },
        "notice": None,
        "success": {**form.success.model_dump(), "text": None},
        "rules": browser_rules(form),
        "contact": "",
        "script": f"{base}assets/js/quote-form.mjs",
    }


def _field(form: QuoteForm, field: QuoteField) -> dict[str, object]:
    control = control_id(field)
    # The error is empty until there is one; its place is named from the start.
    described_by = [f"{field.name}-hint"] if field.hint else []
    described_by.append(f"{field.name}-error")
    if field.kind == "textarea":
        described_by.append(f"{field.name}-count")
    return {
        **field.model_dump(exclude={"messages", "options"}),
        "id": control,
        "optional_mark": None if field.required else form.optional_mark,
        "described_by": " ".join(described_by),
        "prompt": form.select_prompt,
        "count": form.character_count.left.replace("{count}", str(field.max_length)),
        "options": [
            {
                **option.model_dump(),
                # Links to the question lead to its first button.
                "id": control if number == 0 else f"{control}-{option.value}",
            }
            for number, option in enumerate(field.options)
        ],
    }


def control_id(field: QuoteField) -> str:
    """Return the id of the control that has the focus first; prefixed, pages have ids too."""
    return f"quote-{field.name.replace('_', '-')}"
