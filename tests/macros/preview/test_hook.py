"""What the preview says before it begins."""

import socket

import pytest
from mkdocs.exceptions import Abort

from macros.preview.hook import check_address


def test_a_port_in_use_is_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(Abort, match=r"^cannot serve at 127\.0\.0\.1 port [^\n]+$") as caught:
            check_address("127.0.0.1", port)
    assert str(port) in str(caught.value)


def test_a_free_port_is_left_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
    check_address("127.0.0.1", port)
    with socket.create_server(("127.0.0.1", port)):
        pass
