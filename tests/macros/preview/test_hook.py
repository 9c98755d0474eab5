"""What the preview says before it begins."""

import socket

import pytest
from mkdocs.exceptions import Abort

from macros.preview.hook import check_address, refuse_other_machines


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


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::"])
def test_the_editor_is_served_to_no_other_machine(host: str) -> None:
    with pytest.raises(Abort, match="127"):
        refuse_other_machines(host)


def test_the_editor_is_served_to_this_machine() -> None:
    refuse_other_machines("127.0.0.1")
