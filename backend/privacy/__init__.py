"""Retention and erasure: what is deleted after the promised days, or because somebody asked.

- `retention`: forget what is too old; erase a person or one request; repeat erasures after a
  restore
- `stored_data`: everything that is stored about one request, for its buyer
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
from backend.privacy.stored_data import collect_stored, explain_left_out

__all__ = [
    "ClockState",
    "collect_stored",
    "delete_expired",
    "erase_by_email",
    "erase_request",
    "explain_left_out",
    "journal_entries",
    "observe_clock",
    "read_clock",
    "repeat_erasures",
    "sync_journal",
]
