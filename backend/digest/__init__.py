"""The daily digest: what waits for the operator, as counts and places to look, never as answers.

- `stats`: what is counted, and which of it is worth a mail
- `digest`: one digest a day while something waits; until when the operator has been told

The jobs enqueue it, `backend/notifications.py` sends it, and retention asks how far it has told. It
must not know requests beyond their state, nor how a mail is delivered.
"""

from backend.digest.digest import enqueue_digest, quarantine_reported_until, render_digest
from backend.digest.stats import (
    BACKUP,
    BACKUP_FAILED,
    BackupRecord,
    DigestStats,
    Reviews,
    collect_stats,
    count_by,
    count_reviews,
    read_backup_record,
)

__all__ = [
    "BACKUP",
    "BACKUP_FAILED",
    "BackupRecord",
    "DigestStats",
    "Reviews",
    "collect_stats",
    "count_by",
    "count_reviews",
    "enqueue_digest",
    "quarantine_reported_until",
    "read_backup_record",
    "render_digest",
]
