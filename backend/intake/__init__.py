"""Intake: `POST /api/quotes` is validated, checked for spam, rate limited and stored as a row.

- `views`: the endpoints: create a request, give a form token, health, the thanks page
- `receiving`: what every form's endpoint does around storing: body, refusals, their count
- `submission`: the form's fields, cleaned and validated by the definition of `model/form`
- `spam_guard`: what is refused, and signals of spam, by which `request_store` quarantines a request
- `rate_limits`: how many new requests one network, one address and all together may send
- `refusal_limit`: how many wrong forms one network may send in a minute
- `form_token`: the signed token that a page's script fetches, and its age
- `request_store`: request, consent and notifications in one transaction; duplicates; references

`backend/app.py` takes the endpoints, and an import takes validation and store. It offers firms by
`matching/` in the same transaction, but must not know how they are chosen, nor send anything
itself.
"""

from backend.intake.rate_limits import Limit, consume_each
from backend.intake.receiving import receive_form, to_rejection
from backend.intake.request_store import (
    IdempotencyConflictError,
    RequestStore,
    StoredRequest,
    is_reference,
    new_reference,
)
from backend.intake.spam_guard import SpamGuard, prune_guard_data
from backend.intake.submission import Submission, ValidationFailedError, validate
from backend.intake.views import IntakeViews

__all__ = [
    "IdempotencyConflictError",
    "IntakeViews",
    "Limit",
    "RequestStore",
    "SpamGuard",
    "StoredRequest",
    "Submission",
    "ValidationFailedError",
    "consume_each",
    "is_reference",
    "new_reference",
    "prune_guard_data",
    "receive_form",
    "to_rejection",
    "validate",
]
