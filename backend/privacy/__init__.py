"""What is erased, and when."""

from backend.privacy.retention import delete_expired, erase_by_email, erase_request, repeat_erasures

__all__ = ["delete_expired", "erase_by_email", "erase_request", "repeat_erasures"]
