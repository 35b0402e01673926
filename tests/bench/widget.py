"""What the chat costs: bytes a shop's visitor loads, memory one of a thousand connected visitors takes."""

import resource
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from app.model.identifier import new_id
from app.server.channels.webchat.routes import API
from app.server.channels.webchat.token import PURPOSE, Visitor, VisitorSigner
from app.server.key import MasterKey
from tests.bench.desktop import memory_mb
from tests.bench.row import Row, judged
from tests.bench.server import running_server
from tests.e2e.shop_site import loaded_bytes, shop_site
from tests.server.webchat.chat_house import ChatHouse
from tests.services.chromium import running_chromium

VISITORS, QUICK_VISITORS = 1_000, 100
WARM = 10


def rows(quick: bool = False) -> list[Row]:
    """``[chat.widget_bytes]`` and ``[chat.connection_memory]``."""
    return [_bytes(), _memory(QUICK_VISITORS if quick else VISITORS)]


def _bytes() -> Row:
    """Bodies as they came over the wire (gzip) until the opened chat is ready: script, frame, styles, icons.

    What the chat says (session, history) is not counted; baseline: the script alone, all that an unopened chat loads.
    """
    with tempfile.TemporaryDirectory() as folder, ChatHouse(Path(folder)) as house, shop_site(house.url) as shop:
        house.settings(origins=[shop.url])
        with running_chromium() as chromium:
            sizes = loaded_bytes(chromium.new_page(locale="ru-RU"), shop)
    script = next(size for url, size in sizes.items() if url.endswith("/widget.js"))
    return judged("chat.widget_bytes", sum(sizes.values()), "bytes", "≤ 30,000", baseline=script)


def _memory(count: int) -> Row:
    """KB of the server process for each of so many visitors with an open stream, none of whom has written."""
    with running_server() as server, _files(count + 200):
        signer = VisitorSigner(MasterKey(server.key).derive(PURPOSE))
        ws, inbox = new_id(), new_id()
        visitors = [signer.sign(Visitor(ws, inbox, new_id()), datetime.now(UTC)) for _ in range(count + WARM)]
        streams = [_stream(server.url, token) for token in visitors[:WARM]]
        before = memory_mb(server.process.pid)
        streams += [_stream(server.url, token) for token in visitors[WARM:]]
        each = (memory_mb(server.process.pid) - before) * 1_024 / count
        for stream in streams:
            stream.close()
    return judged("chat.connection_memory", each, "KB", "≤ 20")


def _stream(url: str, token: str) -> socket.socket:
    """An open stream that has said there may be news."""
    host, _, port = url.removeprefix("http://").partition(":")
    stream = socket.create_connection((host, int(port)), timeout=30)
    stream.sendall(f"GET {API}/stream HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
    got = b""
    while b"event: news" not in got:
        piece = stream.recv(4_096)
        if not piece:
            raise RuntimeError(f"no news: {got!r}")
        got += piece
    return stream


@contextmanager
def _files(count: int) -> Iterator[None]:
    """Room for so many sockets in this process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(count, hard)), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
