"""What a stranger sends us, piece by piece: silence ends it, a slow line does not."""

import asyncio
from collections.abc import AsyncIterator

from fastapi import Request
from starlette.requests import ClientDisconnect

from app.server.errors import Denied

SILENCE_S = 60
"""Between two pieces. The mail receiver counts the same way (RFC 5321, 4.5.3.2.5), a browser's line is less patient."""


async def pieces(request: Request) -> AsyncIterator[bytes]:
    """The body as it comes in; the time counts from each piece.

    Raises:
        Denied: 400 ``too_slow``: nothing came for ``SILENCE_S`` (not 408: browsers send that body again by themselves),
            400 ``disconnected``: nobody is there any more.
    """
    stream = request.stream()
    while True:
        try:
            async with asyncio.timeout(SILENCE_S):
                piece = await anext(stream)
        except StopAsyncIteration:
            return
        except TimeoutError as error:
            raise Denied(400, "too_slow", limit=SILENCE_S) from error
        except ClientDisconnect as gone:
            raise Denied(400, "disconnected") from gone
        yield piece
