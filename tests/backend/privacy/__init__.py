"""Tests of backend/privacy/."""
