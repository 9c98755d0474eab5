"""The outbox and its worker: leases, retries, mail, webhook."""

from backend.delivery.errors import DeliveryCancelledError, DeliveryError
from backend.delivery.outbox import LeasedNotification, NewNotification, enqueue, is_last_attempt
from backend.delivery.worker import Worker

__all__ = [
    "DeliveryCancelledError",
    "DeliveryError",
    "LeasedNotification",
    "NewNotification",
    "Worker",
    "enqueue",
    "is_last_attempt",
]
