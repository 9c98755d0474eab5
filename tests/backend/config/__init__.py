"""Tests of backend/config/."""
