"""Macros: each turns records into a template's context and gives markup."""

from macros.views.citations import UnknownNameError
from macros.views.comparison import comparison_table
from macros.views.registry import build_macros
from macros.views.render import Links, create_environment

__all__ = ["Links", "UnknownNameError", "build_macros", "comparison_table", "create_environment"]
