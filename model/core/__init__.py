"""Strict YAML, records with their checks, and problems that name file and line."""
