"""The macros, for the data of the project."""

import pytest

from macros.views.registry import build_macros
from macros.views.render import Links
from model.dataset import load


@pytest.fixture(scope="module")
def macros():
    return build_macros(load(), Links())
