"""Transactional outbox and its worker: leases, retries, quarantine, SMTP and webhook.

- `outbox`: add a notification in the caller's transaction; lease, finish, retry; the retry policy
- `quarantine`: of a suspicious request nothing is sent before a person has released it
- `worker`: takes what is due, one after the other, in a lane for each channel; threads of the
  server or of a process of their own
- `circuit_breaker`: leaves a channel alone that failed again and again
- `mail`: one mail by SMTP, and whether a mail that failed certainly did not leave
- `smtp_connection`: a connection for one mail, or for all mails of a burst
- `webhook`: a signed POST to the operator's address, never into a private network
- `webhook_formats`: what Slack, Teams, Discord and ntfy take in the place of our JSON
- `deadline`: closes a connection that is drawn out beyond a time
- `errors`: how a try ends other than well: it failed, or is not needed any more

Others add notifications by `outbox`, and say by functions how each kind is delivered. It must not
know what a notification says: words and templates belong to those who cause it.
"""

from backend.delivery.errors import DeliveryCancelledError, DeliveryError
from backend.delivery.outbox import (
    MAX_WAIT,
    NOTICES,
    LeasedNotification,
    NewNotification,
    clamp_schedule,
    enqueue,
    is_last_attempt,
)
from backend.delivery.quarantine import (
    QUARANTINED,
    RECEIVED,
    initial_status,
    is_quarantined,
    notification_state,
    release_request,
)
from backend.delivery.smtp_connection import kept_connection
from backend.delivery.webhook_formats import format_chat
from backend.delivery.worker import Worker, WorkerGroup

__all__ = [
    "MAX_WAIT",
    "NOTICES",
    "QUARANTINED",
    "RECEIVED",
    "DeliveryCancelledError",
    "DeliveryError",
    "LeasedNotification",
    "NewNotification",
    "Worker",
    "WorkerGroup",
    "clamp_schedule",
    "enqueue",
    "format_chat",
    "initial_status",
    "is_last_attempt",
    "is_quarantined",
    "kept_connection",
    "notification_state",
    "release_request",
]
