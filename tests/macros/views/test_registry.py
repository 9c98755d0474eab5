"""Macros refuse what they do not know, and say what they are for."""

import inspect

import pytest

from macros.views.citations import UnknownNameError


@pytest.mark.parametrize("name", ["decision_table", "cite", "site"])
def test_an_unknown_name_is_refused(macros, name):
    with pytest.raises(UnknownNameError, match="unknown"):
        macros[name]("nonsense")


def test_every_macro_is_documented(macros):
    for name, macro in macros.items():
        assert inspect.getdoc(macro.func), name
