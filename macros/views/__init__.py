"""Macros: each turns records into a template's context and gives markup."""
