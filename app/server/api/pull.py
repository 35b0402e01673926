"""The pull, which every desk asks for at every poke."""

from collections.abc import Sequence
from typing import NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from app.protocol.pull import PullRequest
from app.server.auth.token import Bearer
from app.server.batch import Batcher
from app.server.errors import Denied
from app.server.http import JSON, bearer_of, denied, message, packed_bytes
from app.server.parts import Parts
from app.server.sync.hub import Receive, Scope, Send
from app.server.sync.pull import Puller

TURNS, TOGETHER = 2, 8
"""So many snapshots are read at once for short pulls, each for so many of them at most."""

SHORT = 50
"""Rows of a pull that others may wait for; longer ones and those of new desks have a snapshot of their own."""

_Packed = tuple[bytes, dict[str, str]]


class _Asked(NamedTuple):
    """A request. ``readable``: how its answer may be packed."""

    who: Bearer
    request: PullRequest
    readable: str


class SyncPull:
    """``POST /v1/sync/pull`` as raw ASGI: what FastAPI does around an endpoint costs as much as a small pull itself."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._puller = Puller(parts.database, parts.clock, parts.epoch)
        self._batcher = Batcher(self._together, self._alone, turns=TURNS, most=TOGETHER)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            response = await self._response(scope, receive)
        except Denied as error:
            response = denied(error)
        await response(scope, receive, send)

    async def _response(self, scope: Scope, receive: Receive) -> Response:
        if scope["method"] != "POST":
            raise Denied(405, "method_not_allowed")
        headers = dict(scope["headers"])
        who = bearer_of(self._parts, headers.get(b"authorization", b"").decode("latin-1"))
        body = await _whole(receive)
        readable = headers.get(b"accept-encoding", b"").decode("latin-1")
        asked = _Asked(who, message(body, PullRequest), readable)
        if asked.request.cursor is None:
            data, more = await run_in_threadpool(self._alone, asked)
        else:
            data, more = await self._batcher.answer(asked)
        return Response(data, headers=more, media_type=JSON)

    def _alone(self, asked: _Asked) -> _Packed:
        who, request, readable = asked
        return packed_bytes(readable, self._puller.answer(who, request))

    def _together(self, asked: Sequence[_Asked]) -> list[_Packed | Denied | None]:
        pages = self._puller.answers([(it.who, it.request) for it in asked], short=SHORT)
        return [
            page if page is None or isinstance(page, Denied) else packed_bytes(it.readable, page)
            for page, it in zip(pages, asked, strict=True)
        ]


async def _whole(receive: Receive) -> bytes:
    """The body. Raises ``Denied``: 400 ``disconnected``."""
    pieces = []
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise Denied(400, "disconnected")
        pieces.append(event.get("body", b""))
        if not event.get("more_body", False):
            return b"".join(pieces)
