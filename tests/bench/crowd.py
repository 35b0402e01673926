"""A server with as many messages as one likes, written into its database at once; and requests without a library."""

import json
import random
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from app.client.clock import SystemClock
from app.client.sync.transport import Transport
from app.domain.channel import Channel
from app.domain.entry import AuthorKind, EntryKind
from app.domain.feed import queue_feed
from app.domain.status import Status
from app.model.conversation import Conversation, LogEntry
from app.model.customer import Customer
from app.model.identifier import new_id
from app.model.search import SearchTodo
from app.model.sync import FeedHead, FeedRow
from app.model.workspace import Inbox
from app.protocol.auth import SignIn
from tests.bench.profile import MESSAGES_EACH, _text
from tests.services.backend import Desk
from tests.sync.real_server import PASSWORD, ServerApart

AT_ONCE = 500
Rows = dict[Any, list[dict[str, Any]]]
"""Values by table."""


@contextmanager
def crowded(messages: int, database: str = "") -> Iterator[ServerApart]:
    """A server process whose only queue holds so many messages, ten a conversation."""
    with tempfile.TemporaryDirectory() as folder:
        server = ServerApart(Path(folder) / "server", database)
        try:
            fill(server, messages // MESSAGES_EACH)
            server.start()
            yield server
        finally:
            server.close()


def fill(server: ServerApart, talks: int) -> None:
    """Write conversations as if they had come one after the other, and the server had found time to index them."""
    dice, now = random.Random(7), datetime.now(UTC)
    with server.parts.database.write() as session:
        queue = session.scalars(select(Inbox.queue_id).where(Inbox.id == server.inbox)).one()
        assert queue is not None
        feed = queue_feed(queue)
        for first in range(0, talks, AT_ONCE):
            rows: Rows = {Customer: [], Conversation: [], LogEntry: [], FeedRow: []}
            for number in range(first, min(first + AT_ONCE, talks)):
                _add(rows, server, queue, number, now - timedelta(minutes=dice.randrange(1, 60 * 24 * 60)), dice)
            for model, values in rows.items():
                session.execute(insert(model), [{"ws": server.ws} | it for it in values])
        head = (FeedHead.ws == server.ws) & (FeedHead.feed == feed)
        if session.execute(update(FeedHead).where(head).values(version=talks)).rowcount == 0:  # type: ignore[attr-defined]
            session.execute(insert(FeedHead), [{"ws": server.ws, "feed": feed, "version": talks}])
        session.execute(delete(SearchTodo))
        session.commit()


def _add(rows: Rows, server: ServerApart, queue: UUID, number: int, at: datetime, dice: random.Random) -> None:
    talk, person, feed = new_id(), new_id(), queue_feed(queue)
    rows[Customer].append({"id": person, "name": f"Покупатель {number}", "since": at})
    rows[Conversation].append(
        {
            "id": talk, "number": number + 1, "subject": _text(dice, 4), "status": Status.OPEN, "channel": Channel.CHAT,
            "inbox_id": server.inbox, "queue_id": queue, "customer_id": person, "log_head": MESSAGES_EACH,
            "preview": _text(dice, 12), "created_at": at, "updated_at": at, "last_message_at": at, "waiting_since": at,
            "rev": 1, "status_rev": 1,
        }
    )  # fmt: skip
    for seq in range(1, MESSAGES_EACH + 1):
        mine = seq % 2 == 0
        rows[LogEntry].append(
            {
                "entry_id": new_id(), "conversation_id": talk, "seq": seq, "at": at + timedelta(minutes=seq),
                "kind": EntryKind.MESSAGE_OUT if mine else EntryKind.MESSAGE_IN,
                "author_kind": AuthorKind.USER if mine else AuthorKind.CUSTOMER,
                "author_id": server.users["anna"] if mine else person,
                "payload": {"channel": "chat", "text": _text(dice, dice.randrange(5, 60))},
            }
        )  # fmt: skip
    rows[FeedRow] += [
        {"feed": feed, "kind": kind, "id": key, "version": number + 1, "gone": False}
        for kind, key in (("customer", person), ("conversation", talk))
    ]


def signed_in(server: ServerApart, name: str = "anna") -> Desk:
    """A device of one of its people."""
    tokens = Transport(server.url).sign_in(SignIn(email=f"{name}@domisvet.example", password=PASSWORD))
    return Desk(server.url, tokens, SystemClock().wall)


class Line:
    """One connection that is kept: a request out, an answer in, nothing else. Fast enough to measure a server with."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._words = self._socket.makefile("rb")

    def ask(self, request: bytes) -> bytes:
        """Send a whole request; the body of its answer. Raises ``RuntimeError``: it was none of 200."""
        self._socket.sendall(request)
        status, size = self._words.readline(), 0
        while (line := self._words.readline()) not in (b"\r\n", b""):
            if line.lower().startswith(b"content-length:"):
                size = int(line.partition(b":")[2])
        body = self._words.read(size)
        if b" 200 " not in status:
            raise RuntimeError(f"{status!r} {body[:200]!r}")
        return body

    def close(self) -> None:
        """Hang up."""
        self._words.close()
        self._socket.close()


def request(path: str, message: Any, access: str) -> bytes:
    """A POST as its bytes."""
    body = json.dumps(message).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {access}\r\n"
    return f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
