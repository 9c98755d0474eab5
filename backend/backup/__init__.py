"""Backups, restoring them, and copying to another database."""

from backend.backup.backup import restore_backup, write_backup
from backend.backup.copy import CopyError, Report, copy_database

__all__ = ["CopyError", "Report", "copy_database", "restore_backup", "write_backup"]
