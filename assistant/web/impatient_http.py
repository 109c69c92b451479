"""HTTP connections that are let go when nothing is asked over them.

The door takes so many connections at once and no more: whoever only held them open would shut it to
all sellers, without any secret.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

PATIENCE_S = 10.0
"""How long a connection may be open without a request, and a body may take to come."""


class ImpatientProtocol(H11Protocol):
    """Closes a connection over which no request has begun for `PATIENCE_S`."""

    _looked_at: object = None
    _next_look: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Look at it from time to time."""
        super().connection_made(transport)
        self._next_look = self.loop.call_later(PATIENCE_S, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is left to look at."""
        if self._next_look is not None:
            self._next_look.cancel()
        super().connection_lost(exc)

    def _look(self) -> None:
        request: Any = self.cycle
        answered = request is None or request.response_complete
        if answered and request is self._looked_at:
            self.transport.close()
            return
        self._looked_at = request
        self._next_look = self.loop.call_later(PATIENCE_S, self._look)
