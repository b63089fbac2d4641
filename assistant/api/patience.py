"""How long a client that sends slowly is waited for.

A client costs nothing while it sends, but each holds a connection; many that never finish would
take all there are.
"""

from __future__ import annotations

import asyncio

from starlette.types import Message, Receive
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from assistant.api.problems import Problem

_LEAST_BYTES = 16 * 1024  # of a body, in each period of patience: what the slowest line there is brings


def patient(receive: Receive, patience_s: float) -> Receive:
    """``receive`` that raises a 408 problem when a body comes in too slowly.

    In ``patience_s`` seconds at least 16 KB have to come, or the end of the body.
    """
    came = 0
    until: float | None = None
    complete = False

    async def received() -> Message:
        nonlocal came, until, complete
        if complete:
            return await receive()  # waits for the client to go, for as long as an answer takes
        now = asyncio.get_running_loop().time()
        if until is None or came >= _LEAST_BYTES:
            came, until = 0, now + patience_s
        try:
            message = await asyncio.wait_for(receive(), until - now)
        except TimeoutError:
            # Nobody will read the rest of the body, so the connection is of no more use.
            raise Problem(408, "Dữ liệu gửi lên quá chậm.", {"Connection": "close"}) from None
        came += len(message.get("body", b""))
        complete = message["type"] != "http.request" or not message.get("more_body", False)
        return message

    return received


def protocol(patience_s: float) -> type[asyncio.Protocol]:
    """uvicorn's protocol that also ends a connection whose next request does not begin in time.

    uvicorn gives up on a connection that is idle, not on one whose headers never end.
    """

    class PatientProtocol(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
        def connection_made(self, transport: asyncio.Transport) -> None:
            super().connection_made(transport)
            self.loop.call_later(patience_s, self._look, None)

        def _look(self, before: object) -> None:
            """Close, when nothing has come after the request that was ``before`` at the last look."""
            waiting = self.cycle is None or self.cycle.response_complete
            if waiting and self.cycle is before:
                self.transport.close()
            elif not self.transport.is_closing():
                self.loop.call_later(patience_s, self._look, self.cycle if waiting else self)

    return PatientProtocol
