"""An end to what a slow other side could draw out for ever, one byte at a time."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Timer

# Seconds: for each single step of a conversation, and for all of it.
STEP_TIMEOUT = 20
TOTAL_TIMEOUT = 120


@contextmanager
def connection_deadline(
    current: Callable[[], socket.socket | None], seconds: float
) -> Iterator[None]:
    """Shut the connection down after `seconds`; whoever reads from it gets an error then."""

    def hang_up() -> None:
        connection = current()
        if connection is not None:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    timer = Timer(seconds, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
