"""A port that is reserved is there for the server that is told of it, and for nobody else."""

import socket

import pytest

from tests.ports import reserved_port

HERE = "127.0.0.1"


def test_only_who_shares_a_reserved_port_may_listen_there() -> None:
    with reserved_port() as port:
        with socket.socket() as other, pytest.raises(OSError, match="in use"):
            other.bind((HERE, port))
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((HERE, port), timeout=5)
        with socket.create_server((HERE, port)) as server:  # sets SO_REUSEADDR
            socket.create_connection((HERE, port), timeout=5).close()
            server.accept()[0].close()
