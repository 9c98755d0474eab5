"""What differs in the form's markup and script where a hosted provider takes it."""

from collections.abc import Mapping

from model.exports.form_target import FormTarget
from model.form.definition import QuoteForm
from model.form.providers import ProviderWords


def hosted_context(form: QuoteForm, target: FormTarget, words: ProviderWords) -> dict[str, object]:
    """Return the template's variables that differ from those of our own backend."""
    trap = target.honeypot
    return {
        "attributes": target.provider.form_attributes,
        "hidden": [{"name": field.name, "value": field.value} for field in target.hidden],
        "honeypot": trap and {**trap.model_dump(), "label": form.honeypot.label},
        "notice": named(words.notice, target),
        "success": {
            "reference_label": None,
            "heading": words.success.heading,
            "text": named(words.success.text, target),
            "next": words.success.next,
            "next_heading": form.success.next_heading,
            "record_heading": form.success.record_heading,
        },
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
            "failures": {key: named(text, target) for key, text in failures.items()},
        },
    }


def named(text: str, target: FormTarget) -> str:
    """Return `text` with the provider's name in it; other braces are left to the script."""
    return text.replace("{provider}", target.label)
