"""Tests of backend/cli/."""
