"""A day without a network, written up: what was answered meanwhile goes out when the server is back."""

import tempfile
import time
from collections import Counter
from pathlib import Path

from sqlalchemy import select

from app.commands.message import Reply
from app.domain.channel import Channel
from app.model.conversation import LogEntry
from app.model.identifier import new_id
from app.model.sync import Effect
from tests.bench.row import Row, judged
from tests.services.proxy import Road, running_proxy
from tests.sync.conftest import Station, wait_for
from tests.sync.real_server import ServerApart

REPLIES, QUICK_REPLIES = 200, 20
TALKS = 20


def rows(quick: bool = False) -> list[Row]:
    """``[sync.offline_replies]``: seconds from "try now" until all are known there; ``.right``: once, in order."""
    count = QUICK_REPLIES if quick else REPLIES
    with tempfile.TemporaryDirectory() as folder:
        server = ServerApart(Path(folder) / "server")
        try:
            server.start()
            took, right = _measured(server, Path(folder), count)
        finally:
            server.close()
    return [
        judged("sync.offline_replies", took, "s", f"≤ 3 for {count}"),
        judged("sync.offline_replies.right", right, f"of {count}", f"= {count}"),
    ]


def _measured(server: ServerApart, folder: Path, count: int) -> tuple[float, int]:
    talks = [server.write(f"customer {number}", "Где заказ?") for number in range(TALKS)]
    with running_proxy(server.port) as proxy:
        place = Station(folder / "desk", proxy, "anna")  # type: ignore[arg-type]
        desk = place.open()
        try:
            wait_for(lambda: all(desk.queries.card(it) and desk.queries.card(it).seen_seq for it in talks), "requests")  # type: ignore[union-attr]
            proxy.set(Road.CLOSED)
            for number in range(count):
                talk = talks[number % TALKS]
                desk.submit(Reply(talk, new_id(), f"Ответ {number}", Channel.CHAT, 1))
            wait_for(lambda: desk._machine._courier.status.retry_at is not None, "offline")  # type: ignore[union-attr]
            proxy.set(Road.OPEN)
            began = time.perf_counter()
            desk.sync_now()
            wait_for(lambda: not desk._parts.outbox.waiting(), "everything out")
            took = time.perf_counter() - began
        finally:
            place.close()
    return took, _right(server, talks, count)


def _right(server: ServerApart, talks: list[object], count: int) -> int:
    """How many are there once, in the order of their conversation, with one effect each."""
    found = 0
    with server.parts.database.read() as session:
        keys = Counter(session.scalars(select(Effect.dedupe_key).where(Effect.kind == "deliver")))
        for at, talk in enumerate(talks):
            query = select(LogEntry).where(LogEntry.conversation_id == talk, LogEntry.seq > 1).order_by(LogEntry.seq)
            entries = list(session.scalars(query))
            expected = [f"Ответ {number}" for number in range(at, count, TALKS)]
            if [it.payload["text"] for it in entries] == expected:
                found += sum(keys[f"deliver:{it.entry_id}"] == 1 for it in entries)
    return found
