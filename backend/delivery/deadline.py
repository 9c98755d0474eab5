"""A deadline for a whole conversation over one connection.

A socket's timeout holds for one step; the other side could go on for ever, a byte at a time.
"""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Timer

# Seconds, for each single step of a conversation and for all of it.
STEP_TIMEOUT = 20
TOTAL_TIMEOUT = 120


@contextmanager
def connection_deadline(
    current: Callable[[], socket.socket | None], seconds: float
) -> Iterator[None]:
    """Shut the connection down after `seconds`; whoever reads from it gets an error then."""

    def shut_down() -> None:
        connection = current()
        if connection is not None:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    timer = Timer(seconds, shut_down)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
