"""Backups, restoring them, and copying to another database."""
