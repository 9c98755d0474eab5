"""Ports of this machine for the servers that tests start."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def reserved_port() -> Iterator[int]:
    """Keep a port that nobody listens on, so that only a server that is told of it gets it.

    A port that is bound with SO_REUSEADDR is given to nobody who asks for any, neither for a
    server nor for a connection; another socket with that option, which servers set, may bind it
    and listen.
    """
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", 0))
        port: int = holder.getsockname()[1]
        yield port
