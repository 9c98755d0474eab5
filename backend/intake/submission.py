"""Parsing and validating what the form sent.

Raises RequestRejectedError for what is no form, ValidationFailedError for wrong answers.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Literal

from backend.http.form_body import RequestRejectedError, parse_form
from backend.storage.email_addresses import canonical_email
from backend.storage.hashing import sha256
from model.form import (
    FORM_TOKEN,
    IDEMPOTENCY_KEY,
    SEPARATOR,
    QuoteForm,
    find_mistakes,
    follow_date,
    normalise_answers,
)

UNSTORABLE = re.compile("[\0\ud800-\udfff]")
KEY_PATTERN = re.compile(r"[!-~]{1,128}", re.ASCII)


class ValidationFailedError(Exception):
    """Answers are wrong; `errors` holds a message by field name, in the order of the form."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors


@dataclass(frozen=True)
class Submission:
    """A request that may be stored.

    `signals` names what speaks against it. `client_address` is stored, and None unless this
    deployment asked for it. `method`: whether the page's script sent it.
    """

    answers: dict[str, str]
    key: str | None
    signals: tuple[str, ...] = ()
    client_address: str | None = None
    method: Literal["js", "no-js", "unknown"] = "no-js"

    @property
    def suspicious(self) -> bool:
        """A person has to look before it counts."""
        return bool(self.signals)

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of all answers: the same for the same request of the same buyer."""
        return _hash({**self.answers, "email": canonical_email(self.answers["email"])})

    @property
    def content_hashes(self) -> tuple[str, ...]:
        """Today's hash, and the one up to version 5, which took the address as it was typed."""
        return self.content_hash, _hash(self.answers)


def _hash(answers: dict[str, str]) -> str:
    return sha256(json.dumps(answers, sort_keys=True))


def parse(body: bytes, content_type: str, form: QuoteForm) -> dict[str, str]:
    """Return the form's own fields as they were sent; others are dropped."""
    pairs = parse_form(body, content_type, form.max_fields)
    known = {field.name for field in form.fields}
    known |= {form.honeypot.name, IDEMPOTENCY_KEY, FORM_TOKEN}
    pairs = [(name, value) for name, value in pairs if name in known]
    several = {field.name for field in form.fields if field.kind == "checkboxes"}
    ticked = {name: [value for each, value in pairs if each == name] for name in several}
    pairs = [pair for pair in pairs if pair[0] not in several]
    values = dict(pairs)
    if len(values) < len(pairs):  # a field sent twice has no one meaning
        raise RequestRejectedError(400, "malformed")
    values |= {name: SEPARATOR.join(found) for name, found in ticked.items() if found}
    _refuse_unstorable(values)
    return values


def _refuse_unstorable(values: Mapping[str, str]) -> None:
    """Refuse what is no text: databases disagree about NUL, and no file takes half a character."""
    if any(UNSTORABLE.search(value) for value in values.values()):
        raise RequestRejectedError(400, "malformed")


def validate(values: dict[str, str], form: QuoteForm) -> Submission:
    """Return the submission that `values` make, with clean answers, wherever they come from."""
    _refuse_unstorable(values)
    key = values.get(IDEMPOTENCY_KEY, "").strip()
    if key and not KEY_PATTERN.fullmatch(key):
        raise RequestRejectedError(400, "malformed")
    answers = follow_date(normalise_answers(form, values), datetime.now(UTC).date())
    errors = find_mistakes(form, answers)
    if errors:
        raise ValidationFailedError(errors)
    return Submission(
        answers=answers,
        key=key or None,
        signals=("honeypot",) if values.get(form.honeypot.name) else (),
    )
