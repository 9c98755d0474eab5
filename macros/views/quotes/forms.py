"""The forms of buyers and firms, with our backend or a hosted provider, and the confirmation."""

from collections.abc import Mapping
from urllib.parse import urljoin

from markupsafe import escape

from macros.views.citations import check_known
from macros.views.render import Links, render
from macros.views.site import kept_promises
from model.dataset import Dataset
from model.exports import FormTarget, compile_timeline, resolve_form_target
from model.form import (
    IDEMPOTENCY_KEY,
    Provider,
    ProviderWords,
    QuoteField,
    QuoteForm,
    browser_rules,
    fill_placeholders,
)

PLANNER = "can-i-make-the-date/"
THANKS = "quotes/thanks/"
TOOL = "which-report/"
FIRMS = "firms"  # the last part of the address that takes applications


def hosted_context(form: QuoteForm, target: FormTarget, words: ProviderWords) -> dict[str, object]:
    """Return the template's variables that differ from those of our own backend."""
    trap = target.honeypot
    return {
        "attributes": target.provider.form_attributes,
        "hidden": [{"name": field.name, "value": field.value} for field in target.hidden],
        "honeypot": trap and {**trap.model_dump(), "label": form.honeypot.label},
        "notice": fill_provider_name(words.notice, target),
    }


def hosted_rules(target: FormTarget, words: ProviderWords) -> dict[str, object]:
    """Return what the script needs to send to a provider and to read its answer."""
    provider = target.provider
    assert provider.answer is not None  # noqa: S101 - otherwise it is our own backend
    failures: Mapping[str, str] = words.failures.model_dump()
    return {
        # The token is for our own backend; nobody else is to get it.
        "tokenField": None,
        "provider": {
            "encoding": provider.encoding,
            "headers": provider.headers,
            "dropped": [field.name for field in target.hidden if field.script_drops],
            "answer": provider.answer.model_dump(),
            "failures": {key: fill_provider_name(text, target) for key, text in failures.items()},
        },
    }


def fill_provider_name(text: str, target: FormTarget) -> str:
    """Return `text` with the provider's name in it; other braces are left to the script."""
    return text.replace("{provider}", target.label)


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
    return {**context, **hosted_context(form, target, words)}


def _own_context(form: QuoteForm, action: str, base: str) -> dict[str, object]:
    return {
        "action": action,
        "fieldsets": [
            {
                "legend": fieldset.legend,
                "hint": fieldset.hint,
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
        "steps": form.steps.model_dump(),
        "contact": "",
        "planner": base + PLANNER,
        "tool": base + TOOL,
        "promises": [],
        "script": f"{base}assets/js/quotes/form.mjs",
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
        "count": form.character_count.most.replace("{count}", str(field.max_length)),
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


def quote_form(dataset: Dataset, links: Links) -> str:
    """Return the form as data/quote_form.yml defines it, for the provider of data/site.yml."""
    target = resolve_form_target(dataset, links.base, links.address)
    context = quote_form_context(
        dataset.quote_form, target.action, links.base, target, dataset.provider_words
    )
    context |= {
        "contact": dataset.settings.operator_email,
        "promises": [item.short for item in kept_promises(dataset) if item.short],
    }
    return render("quote_form.html.j2", context)


def firm_form(dataset: Dataset, links: Links) -> str:
    """Return the form of data/firm_form.yml, or whom to write to where our backend takes none."""
    target = resolve_form_target(dataset, links.base, links.address)
    applications, email = dataset.application_form, dataset.settings.operator_email
    # It stands beside the address that takes requests.
    context = _own_context(applications.form, urljoin(target.action, FIRMS), links.base) | {
        "taken": target.provider.gives_reference,
        "closed": applications.definition.closed.replace("{email}", email),
        "script": links.page("assets/js/firm-form.mjs"),
    }
    return render("firm_form.html.j2", context)


def form_document(dataset: Dataset, links: Links) -> dict[str, object]:
    """Return what the form's script asks for: rules and words, and the model of time.

    Without it the form is the plain one, which its backend checks.
    """
    target = resolve_form_target(dataset, links.base, links.address)
    rules = {**browser_rules(dataset.quote_form), "thanks": links.page(THANKS)}
    if not target.provider.gives_reference:
        rules |= hosted_rules(target, dataset.provider_words)
    words = dataset.timeline.words.model_dump()
    return {"rules": rules, "time": {"timeline": compile_timeline(dataset), "words": words}}


def private_page_script(links: Links) -> str:
    """Return the script of the private page, which the backend writes into the page of thanks."""
    return render("reply_buttons.html.j2", {"src": links.page("assets/js/quotes/firms.mjs")})


def quote_words(dataset: Dataset, links: Links, name: object) -> str:
    """Return a text that depends on who takes the form, from data/providers.yml."""
    texts = dataset.provider_words.pages
    text = texts[check_known("text", name, texts)]
    target = resolve_form_target(dataset, links.base, links.address)
    if target.provider.gives_reference:
        return str(escape(text.own))
    return str(escape(fill_placeholders(text.hosted, page_values(target, dataset.provider_words))))


def page_values(target: FormTarget, words: ProviderWords) -> dict[str, str]:
    """Return what stands for the braces in the texts of pages."""
    return {"provider": target.label, "copy": _copy(target.provider, words)}


def _copy(provider: Provider, words: ProviderWords) -> str:
    return words.copies.kept if provider.keeps_copy else words.copies.not_kept


def confirmation(dataset: Dataset, links: Links) -> str:
    """Return what follows a request: the provider's words, or those of our own backend."""
    target = resolve_form_target(dataset, links.base, links.address)
    words = dataset.quote_form.success
    own = target.provider.gives_reference
    steps = words.next if own else dataset.provider_words.success.next
    context = {
        "own": own,
        "took": None
        if own
        else {
            "heading": dataset.provider_words.success.heading,
            "text": fill_provider_name(dataset.provider_words.success.text, target),
        },
        "next_heading": words.next_heading,
        "next": [step.replace("{days}", dataset.settings.reply_time) for step in steps],
        "record_heading": words.record_heading,
    }
    return render("confirmation.html.j2", context)


def confirmation_script(links: Links) -> str:
    """Return the script of every confirmation, also of one that the backend writes."""
    src = links.page("assets/js/quotes/thanks.mjs")
    return render("confirmation_script.html.j2", {"src": src})
