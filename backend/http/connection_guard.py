"""Limits of connections: timeouts for slow clients, and a cap on how many are open.

Without these, clients that never read keep file descriptors for as long as they like, and as many
as the system allows stop the server for everybody.
"""

import asyncio
import logging
import resource
import time

from backend.http.header_timeout import HeaderTimeoutProtocol

log = logging.getLogger(__name__)

# Seconds after which somebody must have read some of what was sent, and bytes that count as some.
WRITE_CHECK = 15.0
MIN_PROGRESS = 1024
# File descriptors: as many as are asked for, and those that are left for the database, files, mail.
WANTED_DESCRIPTORS = 8192
RESERVED_DESCRIPTORS = 250
MIN_CONNECTIONS = 16
# Connections that are accepted before the first of them can be refused.
BACKLOG = 2048
# Seconds between two lines of the log about the cap.
WARN_EVERY = 60.0

BUSY = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Content-Length: 21\r\nRetry-After: 10\r\nConnection: close\r\n\r\nToo many connections."
)


def raise_descriptor_limit() -> tuple[int, int]:
    """Raise this process's limit on descriptors; return the cap on connections, and the backlog.

    asyncio accepts a whole backlog at once, so that it must fit as well.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = WANTED_DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, WANTED_DESCRIPTORS)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    limit = wanted if soft == resource.RLIM_INFINITY else soft
    backlog = min(BACKLOG, limit // 4)
    return max(limit - backlog - RESERVED_DESCRIPTORS, MIN_CONNECTIONS), backlog


class GuardedProtocol(HeaderTimeoutProtocol):
    """uvicorn's HTTP protocol with timeouts for heads and for readers, and a cap on connections."""

    # Set once by the server.
    most_connections = WANTED_DESCRIPTORS
    _warned_at = -WARN_EVERY
    _left = 0
    _watch: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take the connection, or say that there are too many and close it."""
        super().connection_made(transport)
        self._watch = self.loop.call_later(WRITE_CHECK, self._check_reader)
        if len(self.connections) > self.most_connections:
            self._warn()
            transport.write(BUSY)
            transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop watching it."""
        if self._watch is not None:
            self._watch.cancel()
        super().connection_lost(exc)

    def resume_writing(self) -> None:
        """Somebody reads: what is written next begins a new count."""
        self._left = 0
        super().resume_writing()

    def _check_reader(self) -> None:
        """Cut the connection where next to nothing was read since the last look."""
        left = self.transport.get_write_buffer_size()
        if self._left and left > self._left - MIN_PROGRESS:
            self.transport.abort()
            return
        self._left = left
        self._watch = self.loop.call_later(WRITE_CHECK, self._check_reader)

    @classmethod
    def _warn(cls) -> None:
        now = time.monotonic()
        if now - cls._warned_at > WARN_EVERY:
            cls._warned_at = now
            log.warning("more than %d connections: new ones are refused", cls.most_connections)
