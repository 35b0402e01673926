"""A visitor's stream: it only says that there is something to fetch."""

from app.protocol.chat import NEWS
from app.server.channels.webchat.token import VisitorSigner
from app.server.clock import Clock
from app.server.errors import Denied
from app.server.http import denied
from app.server.sync.hub import Hub, Receive, Scope, Send, Subscription, sse

MAX_STREAMS = 4
"""Streams of one visitor. A browser opens six connections to us at most, and requests need some of them."""

LOOK_AGAIN_S = 15
"""How often a page without a stream looks for itself."""


class ChatStream:
    """``GET /chat/api/stream`` as raw ASGI.

    Each heartbeat says ``news`` too: what another process released, or what got lost on the way, is found by it.
    """

    def __init__(self, hub: Hub, signer: VisitorSigner, clock: Clock) -> None:
        self._hub = hub
        self._signer = signer
        self._clock = clock
        self._open: dict[str, int] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one stream."""
        header = dict(scope["headers"]).get(b"authorization", b"").decode("latin-1")
        visitor = self._signer.read(header.removeprefix("Bearer "), self._clock.now())
        if visitor is None:
            await denied(Denied(401, "unauthorised"))(scope, receive, send)
            return
        topic = visitor.topic
        if self._open.get(topic, 0) >= MAX_STREAMS:
            await denied(Denied(429, "slow_down", retry_after=LOOK_AGAIN_S))(scope, receive, send)
            return
        self._open[topic] = self._open.get(topic, 0) + 1
        subscription = self._hub.subscribe([topic])
        subscription.beat = _news
        subscription.give(_news(subscription))
        try:
            await self._hub.run(subscription, receive, send)
        finally:
            self._open[topic] -= 1
            if not self._open[topic]:
                del self._open[topic]


def _news(_: Subscription) -> bytes:
    return sse(NEWS, b"{}")
