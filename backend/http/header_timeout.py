"""Connections that do not get to the point: hang up on them."""

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

# Seconds for the head of a request, from the connection or from the answer before it. The body has
# a time of its own, in backend/intake/submission.py.
HEADER_TIMEOUT = 10


class HeaderTimeoutProtocol(H11Protocol):
    """uvicorn's protocol, which itself waits for ever for the head of a request."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self._expect_a_head()

    def on_response_complete(self) -> None:
        """Begin to wait for the next head on the same connection."""
        super().on_response_complete()
        self._expect_a_head()

    def _expect_a_head(self) -> None:
        self.loop.call_later(HEADER_TIMEOUT, self._hang_up_unless_there_is_more_than, self.cycle)

    def _hang_up_unless_there_is_more_than(self, last: RequestResponseCycle | None) -> None:
        if self.cycle is last and not self.transport.is_closing():
            self.transport.close()
