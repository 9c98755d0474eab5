"""This machine is known by its addresses and its name, and nothing else is."""

from urllib.parse import urlsplit

import pytest

from model.core.hosts import is_loopback


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "[::1]", "localhost", "LOCALHOST"])
def test_this_machine_is_known_by_each_of_its_names(host: str) -> None:
    assert is_loopback(urlsplit(f"http://{host}:8000/x").hostname)


@pytest.mark.parametrize(
    "host", ["", "10.0.0.1", "localhost.example", "127.0.0.1.example", "[::2]"]
)
def test_another_machine_is_not_taken_for_this_one(host: str) -> None:
    assert not is_loopback(urlsplit(f"http://{host}/x").hostname)
