"""The request-header timeout: a connection that sends no request head in time is closed.

uvicorn has a timeout for idle connections only; slow heads would hold connections for ever.
"""

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

# Seconds for the head of a request, from the connection or from the answer before it. The body has
# a timeout of its own, in backend/http/form_body.py.
HEADER_TIMEOUT = 10


class HeaderTimeoutProtocol(H11Protocol):
    """uvicorn's HTTP protocol with a request-header timeout."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the timeout of the first request."""
        super().connection_made(transport)
        self._start_timeout()

    def on_response_complete(self) -> None:
        """Start the timeout of the next request on the same connection."""
        super().on_response_complete()
        self._start_timeout()

    def _start_timeout(self) -> None:
        self.loop.call_later(HEADER_TIMEOUT, self._close_if_still_at, self.cycle)

    def _close_if_still_at(self, last: RequestResponseCycle | None) -> None:
        if self.cycle is last and not self.transport.is_closing():
            self.transport.close()
