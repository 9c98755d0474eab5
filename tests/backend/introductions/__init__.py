"""Tests of backend/introductions/."""
