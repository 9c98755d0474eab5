"""The outbox and its worker: what is to be sent is a row, leased, tried, retried, and done with.

- `outbox`: add a notification in the caller's transaction; lease, finish, retry; the waiting times
- `worker`: takes what is due, one after the other, in a lane for each channel; threads of the
  server or of a process of their own
- `breaker`: leaves a channel alone that failed again and again
- `mail`: one mail by SMTP, and whether a mail that failed certainly did not leave
- `smtp_connection`: a connection for one mail, or for all mails of a burst
- `webhook`: a signed POST to the operator's address, never into a private network
- `deadline`: closes a connection that is drawn out beyond a time
- `errors`: how a try ends other than well: it failed, or is not needed any more

Others add notifications by `outbox`, and say by functions how each kind is delivered. It must not
know what a notification says: words and templates belong to those who cause it.
"""

from backend.delivery.errors import DeliveryCancelledError, DeliveryError
from backend.delivery.outbox import LeasedNotification, NewNotification, enqueue, is_last_attempt
from backend.delivery.smtp_connection import kept_connection
from backend.delivery.worker import Lanes, Worker

__all__ = [
    "DeliveryCancelledError",
    "DeliveryError",
    "Lanes",
    "LeasedNotification",
    "NewNotification",
    "Worker",
    "enqueue",
    "is_last_attempt",
    "kept_connection",
]
