"""What a stranger may hold of us: streams by visitor and address, and a body that does not come."""

import asyncio
from uuid import UUID

import pytest
from starlette.requests import Request

from app.model.identifier import new_id
from app.server.channels.webchat.body import pieces
from app.server.channels.webchat.limit import LOOK_AGAIN_S, STREAMS_OF_ADDRESS, STREAMS_OF_VISITOR, Open
from app.server.channels.webchat.limits import StrangerLimits
from app.server.channels.webchat.stream import ChatStream
from app.server.channels.webchat.token import Visitor, VisitorSigner
from app.server.clock import DrivenClock
from app.server.errors import Denied
from app.server.sync.hub import Hub

SHOP = UUID(int=1)


class Page:
    """A page's end of a stream: what it was sent, and when its connection breaks."""

    def __init__(self, stream: ChatStream, token: str, address: str) -> None:
        self.status = 0
        self.said = b""
        self._gone = asyncio.Event()
        scope = {"type": "http", "headers": [(b"authorization", f"Bearer {token}".encode())], "client": (address, 1)}
        self.task = asyncio.ensure_future(stream(scope, self._receive, self._send))

    async def _receive(self) -> dict[str, object]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: dict[str, object]) -> None:
        self.status = message.get("status", self.status)
        self.said += message.get("body", b"")

    async def leave(self) -> None:
        self._gone.set()
        await self.task


class Street:
    """A server's stream, and visitors with their pages."""

    def __init__(self) -> None:
        self.clock, self.hub, self.signer = DrivenClock(), Hub(), VisitorSigner(b"k" * 32)
        self._stream = ChatStream(self.hub, self.signer, self.clock, StrangerLimits(self.clock))

    def visitor(self) -> str:
        return self.signer.sign(Visitor(SHOP, SHOP, new_id()), self.clock.now())

    async def page(self, token: str, address: str = "192.0.2.1") -> Page:
        page = Page(self._stream, token, address)
        while not page.said:
            await asyncio.sleep(0)
        return page


def test_the_oldest_stream_of_a_visitor_gives_way_to_the_new_one():
    async def story() -> None:
        street = Street()
        token = street.visitor()
        first, *others = [await street.page(token) for _ in range(STREAMS_OF_VISITOR)]
        newest = await street.page(token)
        await first.task
        assert newest.status == 200
        assert b'event: bye\ndata: {"retry_ms":%d}' % (1_000 * LOOK_AGAIN_S) in first.said
        assert not any(it.task.done() for it in (*others, newest))
        for page in (*others, newest):
            await page.leave()
        assert not street.hub.topics()

    asyncio.run(story())


def test_an_address_holds_only_so_many_streams_whoever_it_says_it_is():
    async def story() -> None:
        street = Street()
        token = street.visitor()
        pages = [await street.page(token) for _ in range(STREAMS_OF_VISITOR)]
        while len(pages) < STREAMS_OF_ADDRESS:
            pages.append(await street.page(street.visitor()))
        refused = await street.page(street.visitor())
        assert refused.status == 429
        assert (await street.page(street.visitor(), "192.0.2.2")).status == 200
        pages.append(await street.page(token))
        assert pages[-1].status == 200, "in the place of this visitor's oldest"
        await pages.pop(0).task
        await pages.pop().leave()
        pages.append(await street.page(street.visitor()))
        assert pages[-1].status == 200, "somebody has left"

    asyncio.run(story())


def test_a_place_that_was_given_up_counts_until_it_is_free():
    places: Open[str] = Open(of_visitor=1, of_address=1)
    with places.place("v", "a", "one") as none, places.place("v", "a", "two") as oldest:
        assert (none, oldest) == (None, "one")
        with pytest.raises(Denied), places.place("v", "a", "three"):
            pass
    with places.place("w", "a", "four") as none:
        assert none is None


def body(*coming: bytes | None) -> Request:
    """A request whose body comes so; None: its sender falls silent."""
    left = list(coming)

    async def receive() -> dict[str, object]:
        piece = left.pop(0)
        if piece is None:
            await asyncio.Event().wait()
        return {"type": "http.request", "body": piece, "more_body": bool(left)}

    return Request({"type": "http", "headers": []}, receive)


async def read(request: Request) -> bytes:
    return b"".join([piece async for piece in pieces(request)])


def test_a_body_that_stops_coming_is_not_waited_for(monkeypatch):
    monkeypatch.setattr("app.server.channels.webchat.body.SILENCE_S", 0.01)
    with pytest.raises(Denied) as denied:
        asyncio.run(read(body(b"x", None)))
    assert (denied.value.status, denied.value.error) == (400, "too_slow")


def test_a_body_in_pieces_is_read_whole():
    assert asyncio.run(read(body(b"x", b"y", b"z"))) == b"xyz"
