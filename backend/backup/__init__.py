"""Backup and restore of the database, and copying it to another one.

A backup is one SQLite file, also from PostgreSQL. Erasures, withdrawals and mails that happened
after it was made are repeated when it is restored, as the replaced database and the journal tell.

- `backup`: write a backup; restore one, and repeat the erasures that are written down
- `block_copy`: copies a SQLite file's blocks while others write to it, as a process of its own
- `rotation`: a folder of backups: which are kept, what is deleted
- `replay`: follow the audit log of the replaced database; hold introductions until buyers are asked
- `carry_over`: rows that only the replaced database has and that must not be lost
- `copy`: copy every table, of one kind of database or another, and compare row by row; move, so
  that the old database takes nothing more

- `salvage`: what can still be read of a damaged file
- `notes`: when a backup was made or failed, for `doctor`, the digest and metrics

The command line uses `backup`, `notes`, `copy` and `rotation`; nobody uses the others. Knows every
table and the states of offers, but neither HTTP nor mail: what is to be sent goes into the outbox.
"""

from backend.backup.backup import restore_backup, write_backup
from backend.backup.copy import CopyError, Report, TargetNotEmptyError, move_database
from backend.backup.notes import record_backup
from backend.backup.rotation import backup_into

__all__ = [
    "CopyError",
    "Report",
    "TargetNotEmptyError",
    "backup_into",
    "move_database",
    "record_backup",
    "restore_backup",
    "write_backup",
]
