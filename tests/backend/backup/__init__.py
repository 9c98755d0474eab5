"""Tests of backend/backup/."""
