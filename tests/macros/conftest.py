"""The macros, for the data of the project."""

import pytest

from macros.views.registry import build_macros
from macros.views.render import Links
from tests.data import load_data


@pytest.fixture(scope="module")
def macros():
    return build_macros(load_data(), Links())
