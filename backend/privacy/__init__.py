"""Retention and erasure: what is deleted after the promised days, or because somebody asked.

- `retention`: forget what is too old; erase a person or one request; repeat erasures after a
  restore

The worker, the portal, the commands and a restore use it. An erasure is written down by the hash of
the address, so that it can be repeated, and asks firms to delete what they got. It must not know
pages or mail servers.
"""

from backend.privacy.retention import delete_expired, erase_by_email, erase_request, repeat_erasures

__all__ = ["delete_expired", "erase_by_email", "erase_request", "repeat_erasures"]
