"""Clean and check the answers of the quote form, by its definition.

`docs/assets/js/quotes/validation.mjs` does the same in the browser; a test compares the two.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

from model.form.definition import (
    CHOICES,
    FORM_TOKEN,
    IDEMPOTENCY_KEY,
    SEPARATOR,
    Code,
    QuoteField,
    QuoteForm,
)

BREAKS = re.compile(r"\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")
# Controls, and marks that are invisible or turn the direction of what follows. The two joiners
# U+200C and U+200D stay: Persian, Indic scripts and emoji need them.
UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
SPACES = re.compile(r"[\t \xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
ENDS = re.compile(r"^[\s\u200c\u200d]+|[\s\u200c\u200d]+$")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def normalise_answers(form: QuoteForm, values: Mapping[str, str]) -> dict[str, str]:
    """Return every field's answer as it is checked and stored; "" where there is none."""
    return {field.name: _clean(field, values.get(field.name, "")) for field in form.fields}


def find_mistakes(form: QuoteForm, values: Mapping[str, str]) -> dict[str, str]:
    """Return the message of each wrong answer by field name, in the order of the form."""
    clean = normalise_answers(form, values)
    found = {field.name: (field, _mistake(field, clean[field.name])) for field in form.fields}
    return {name: field.messages.get(code) for name, (field, code) in found.items() if code}


def browser_rules(form: QuoteForm) -> dict[str, object]:
    """Return what the script needs to check, send and report: plain data for JSON."""
    return {
        "fields": [_field_rules(field) for field in form.fields],
        "reservedDomains": list(SPECIAL_USE_DOMAIN_NAMES),
        "keyField": IDEMPOTENCY_KEY,
        "tokenField": FORM_TOKEN,
        "errors": form.errors.model_dump(),
        "steps": form.steps.model_dump(),
        "submit": form.submit.model_dump(),
        "characterCount": form.character_count.model_dump(),
        "failures": form.failures.model_dump(include={"network", "unknown", "contact"}),
    }


def _field_rules(field: QuoteField) -> dict[str, object]:
    return {
        "name": field.name,
        "kind": field.kind,
        "label": field.label,
        "required": field.required,
        "options": [option.value for option in field.options],
        "minLength": field.min_length,
        "maxLength": field.max_length,
        "prefill": field.prefill,
        "personal": field.personal,
        "messages": field.messages.model_dump(exclude_none=True),
    }


def _clean(field: QuoteField, value: str) -> str:
    if not value:
        return value
    value = BREAKS.sub("\n", value)
    if field.kind == "textarea":
        value = UNSEEN.sub("", value)
    else:
        # A break becomes a space, so that what follows it does not join what is before it.
        value = SPACES.sub(" ", UNSEEN.sub("", value.replace("\n", " ")))
    value = ENDS.sub("", unicodedata.normalize("NFC", value))
    return _in_order(field, value) if field.kind == "checkboxes" else value


def _in_order(field: QuoteField, value: str) -> str:
    """Return what was ticked, each once and in the order of the form; what is unknown last."""
    order = [option.value for option in field.options]
    known = sorted(set(field.choices(value)) & set(order), key=order.index)
    unknown = [each for each in dict.fromkeys(field.choices(value)) if each not in order]
    return SEPARATOR.join([*known, *unknown])


def _mistake(field: QuoteField, value: str) -> Code | None:
    """Return what is wrong with a cleaned value. Lengths count code points."""
    if not value:
        return "required" if field.required else None
    if field.kind in CHOICES:
        offered = {option.value for option in field.options}
        return None if offered.issuperset(field.choices(value)) else "choice"
    if field.min_length is not None and len(value) < field.min_length:
        return "too_short"
    if field.max_length is not None and len(value) > field.max_length:
        return "too_long"
    if field.kind == "email" and not _is_email(value):
        return "email"
    return _date_mistake(value) if field.kind == "date" else None


def _date_mistake(value: str) -> Code | None:
    day = parse_day(value)
    if day is None:
        return "date"
    return "past" if has_passed(day) else None


def parse_day(text: str) -> date | None:
    """Return the day that a text such as 2027-03-31 names; None if it names none."""
    try:
        return date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        return None


def has_passed(day: date) -> bool:
    """Tell whether a day has passed everywhere; west of us today is yesterday."""
    return day < datetime.now(UTC).date() - timedelta(days=1)


def _is_email(value: str) -> bool:
    try:
        validate_email(value, check_deliverability=False)
    except (EmailNotValidError, UnicodeError):
        return False
    return True
