"""The pull, which every desk asks for at every poke."""

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from app.protocol.pull import PullRequest
from app.server.auth.token import Bearer
from app.server.errors import Denied
from app.server.http import JSON, bearer_of, denied, message, packed_bytes
from app.server.parts import Parts
from app.server.sync.hub import Receive, Scope, Send
from app.server.sync.pull import Puller


class SyncPull:
    """``POST /v1/sync/pull`` as raw ASGI: what FastAPI does around an endpoint costs as much as a small pull itself."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._puller = Puller(parts.database, parts.clock, parts.epoch)

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
        data, more = await run_in_threadpool(self._answer, who, body, readable)
        return Response(data, headers=more, media_type=JSON)

    def _answer(self, who: Bearer, body: bytes, readable: str) -> tuple[bytes, dict[str, str]]:
        return packed_bytes(readable, self._puller.answer(who, message(body, PullRequest)))


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
