"""From a POST to a stored request: validation, spam guard, rate limits, one row for one request."""

from backend.intake.request_store import (
    IdempotencyConflictError,
    RequestStore,
    StoredRequest,
    is_reference,
)
from backend.intake.spam_guard import SpamGuard, prune_guard_data
from backend.intake.submission import Submission, ValidationFailedError, validate
from backend.intake.views import IntakeViews

__all__ = [
    "IdempotencyConflictError",
    "IntakeViews",
    "RequestStore",
    "SpamGuard",
    "StoredRequest",
    "Submission",
    "ValidationFailedError",
    "is_reference",
    "prune_guard_data",
    "validate",
]
