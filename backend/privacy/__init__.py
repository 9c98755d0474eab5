"""Retention and erasure: what is deleted after the promised days, or because somebody asked.

- `retention`: forget what is too old; erase a person or one request; repeat erasures after a
  restore
- `clock_guard`: whether the clock may be believed when something is to be forgotten by it

The worker, the portal, the commands and a restore use it. An erasure is written down by the hash of
the address, so that it can be repeated, and asks firms and the operator to delete what they got. It
must not know pages or mail servers.
"""

from backend.privacy.clock_guard import ClockState, observe_clock, read_clock
from backend.privacy.retention import (
    delete_expired,
    erase_by_email,
    erase_request,
    journal_entries,
    repeat_erasures,
    sync_journal,
)

__all__ = [
    "ClockState",
    "delete_expired",
    "erase_by_email",
    "erase_request",
    "journal_entries",
    "observe_clock",
    "read_clock",
    "repeat_erasures",
    "sync_journal",
]
