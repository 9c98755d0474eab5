"""Tests of backend/matching/."""
