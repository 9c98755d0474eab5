"""Tests of the quote form and the service that takes it."""
