"""A visitor's stream: it only says that there is something to fetch."""

from app.protocol.chat import NEWS
from app.protocol.poke import Bye
from app.protocol.wire import encode
from app.server.channels.webchat.limit import LOOK_AGAIN_S
from app.server.channels.webchat.limits import StrangerLimits
from app.server.channels.webchat.token import VisitorSigner
from app.server.clock import Clock
from app.server.errors import Denied
from app.server.http import denied
from app.server.sync.hub import Hub, Receive, Scope, Send, Subscription, sse


class ChatStream:
    """``GET /chat/api/stream`` as raw ASGI.

    Each heartbeat says ``news`` too: what another process released, or what got lost on the way, is found by it.
    """

    def __init__(self, hub: Hub, signer: VisitorSigner, clock: Clock, limits: StrangerLimits) -> None:
        self._hub = hub
        self._signer = signer
        self._clock = clock
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one stream; the visitor's oldest gives way to it when they have too many."""
        header = dict(scope["headers"]).get(b"authorization", b"").decode("latin-1")
        visitor = self._signer.read(header.removeprefix("Bearer "), self._clock.now())
        if visitor is None:
            await denied(Denied(401, "unauthorised"))(scope, receive, send)
            return
        subscription = self._hub.subscribe([visitor.topic])
        subscription.beat = _news
        subscription.give(_news(subscription))
        address = (scope.get("client") or ("",))[0]
        try:
            with self._limits.listen(visitor, address, subscription) as oldest:
                if oldest is not None:
                    oldest.end(sse("bye", encode(Bye(retry_ms=1_000 * LOOK_AGAIN_S))))
                await self._hub.run(subscription, receive, send)
        except Denied as error:
            self._hub.unsubscribe(subscription)
            await denied(error)(scope, receive, send)


def _news(_: Subscription) -> bytes:
    return sse(NEWS, b"{}")
