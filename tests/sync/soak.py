"""A long day at a server in minutes: idle streams by the thousand, people at work, and what it does to the process.

``python -m tests.sync.soak [SECONDS] [STREAMS] [CLIENTS]`` prints what was measured.
"""

import asyncio
import json
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from app.client.sync.transport import Transport
from app.commands.message import WriteNote
from app.model.conversation import LogEntry
from app.model.identifier import new_id
from app.protocol.auth import SignIn, Tokens
from app.protocol.command import to_wire
from app.protocol.cursor import unseal
from app.protocol.versions import PROTO, PULL_PATH, PUSH_PATH, SCHEMA, STREAM_PATH
from tests.bench.crowd import request
from tests.bench.desktop import memory_mb
from tests.bench.row import percentile
from tests.sync.real_server import PASSWORD, ServerApart

PAUSE_S = 2.0
"""Between two changes of one person: twice as busy as the busiest chat operator."""

OPENING_AT_ONCE = 20


@dataclass
class Told:
    """What was measured. Times in ms, memory in MiB."""

    seconds: float = 0.0
    memory: list[float] = field(default_factory=list)
    pushes: list[float] = field(default_factory=list)
    pulls: list[float] = field(default_factory=list)
    pokes: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    heard: list[int] = field(default_factory=list)  # heartbeats and pokes, of each idle stream
    ended: int = 0  # streams that ended by themselves
    written: int = 0
    found: int = 0

    def __str__(self) -> str:
        times = " · ".join(
            f"{name} p50 {percentile(it, 50):.0f} p99 {percentile(it, 99):.0f} ms ({len(it):,})"
            for name, it in (("push", self.pushes), ("pull", self.pulls), ("poke", self.pokes))
            if it
        )
        marks = [round(self.memory[at * (len(self.memory) - 1) // 4]) for at in range(5)]
        return (
            f"{self.seconds:.0f} s: {times}\nmemory {' → '.join(map(str, marks))} MiB\n"
            f"{len(self.heard):,} idle streams, {self.ended} ended, each heard at least {min(self.heard)} times\n"
            f"{self.written:,} changes written, {self.found:,} found, {len(self.errors)} errors {self.errors[:3]}"
        )


def soak(folder: Path, *, seconds: float, streams: int, clients: int, database: str = "") -> Told:
    """Run it: a server process, everybody else on one loop here."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 2 * (streams + clients) + 500)), hard))
    server = ServerApart(folder / "server", database)
    try:
        server.start()
        talks = [server.write(f"customer {number}", "Где заказ?") for number in range(clients)]
        told = asyncio.run(_Day(server, talks, seconds, streams).live())
        with server.parts.database.read() as session:
            told.found = session.scalar(select(func.count()).where(LogEntry.kind == "note")) or 0
        return told
    finally:
        server.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


class _Day:
    """Everybody who is there. Idle streams belong to one device of Denis, each client is a device of Anna's."""

    def __init__(self, server: ServerApart, talks: Sequence[UUID], seconds: float, streams: int) -> None:
        self._server, self._talks, self._seconds, self._streams = server, talks, seconds, streams
        self._told = Told()
        self._heads: dict[str, list[tuple[int, float]]] = {}  # feed: its heads and when the first stream heard of them
        self._waiting: dict[str, list[tuple[int, float]]] = {}  # feed: version and when its push was answered
        self._over = asyncio.Event()

    async def live(self) -> Told:
        """All of it."""
        idle = self._signed_in("denis")
        devices = await asyncio.gather(*(asyncio.to_thread(self._signed_in, "anna") for _ in self._talks))
        began = time.monotonic()
        self._told.heard = [0] * self._streams
        gate = asyncio.Semaphore(OPENING_AT_ONCE)
        listening = [asyncio.create_task(self._listen(at, idle, gate)) for at in range(self._streams)]
        working = [asyncio.create_task(self._work(*it)) for it in zip(self._talks, devices, strict=True)]
        watching = asyncio.create_task(self._watch())
        await asyncio.sleep(self._seconds)
        self._over.set()
        for it in working:
            await it
        self._told.seconds = time.monotonic() - began
        for it in (*listening, watching):
            it.cancel()
        for it in (*listening, watching):
            with suppress(asyncio.CancelledError):
                await it
        return self._told

    def _signed_in(self, name: str) -> Tokens:
        return Transport(self._server.url).sign_in(SignIn(email=f"{name}@domisvet.example", password=PASSWORD))

    async def _watch(self) -> None:
        assert self._server.process is not None
        assert self._server.process.pid is not None
        while True:
            self._told.memory.append(memory_mb(self._server.process.pid))
            await asyncio.sleep(1)

    async def _listen(self, at: int, who: Tokens, gate: asyncio.Semaphore) -> None:
        """One stream that only listens; the first one says how late pokes are. One that ends is opened again."""
        head = f"GET {STREAM_PATH} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {who.access}\r\n\r\n"
        while True:
            async with gate:
                words, line = await asyncio.open_connection("127.0.0.1", self._server.port)
                line.write(head.encode())
                await words.readuntil(b"hello")
            try:
                while text := await words.readline():
                    if text.startswith(b"data:"):
                        self._heard(at, text[5:])
            finally:
                line.close()
            self._told.ended += 1

    def _heard(self, at: int, data: bytes) -> None:
        self._told.heard[at] += 1
        heads = json.loads(data).get("heads", {}) if at == 0 else {}
        now = time.perf_counter()
        for feed, head in heads.items():
            self._heads.setdefault(feed, []).append((head, now))
            known = self._waiting.get(feed, [])
            self._told.pokes += [max(0.0, now - since) * 1_000 for version, since in known if version <= head]
            self._waiting[feed] = [it for it in known if it[0] > head]

    async def _work(self, talk: UUID, me: Tokens) -> None:
        """One person: a note, a look at what is new, a pause."""
        words, line = await asyncio.open_connection("127.0.0.1", self._server.port)
        cursor, mid = None, 0
        while not self._over.is_set():
            mid += 1
            name, args = to_wire(WriteNote(talk, new_id(), f"Заметка {mid}"))
            command = {"mid": mid, "id": str(new_id()), "name": name, "args": args, "at": "2026-01-01T00:00:00Z"}
            push = {"proto": PROTO, "schema": SCHEMA, "client": str(me.client), "commands": [command]}
            try:
                said = await self._asked(words, line, request(PUSH_PATH, push, me.access), self._told.pushes)
                self._pushed(said)
                before, answered, more = cursor, time.perf_counter(), True
                while more:
                    pull = {"proto": PROTO, "schema": SCHEMA, "client": str(me.client), "cursor": cursor,
                            "max_rows": 256, "ack_result": mid}  # fmt: skip
                    page = await self._asked(words, line, request(PULL_PATH, pull, me.access), self._told.pulls)
                    cursor, more = page["cursor"], page.get("more", False)
                self._pulled(before, cursor, answered)
            except (OSError, RuntimeError, asyncio.IncompleteReadError) as error:
                self._told.errors.append(repr(error)[:200])
                line.close()
                words, line = await asyncio.open_connection("127.0.0.1", self._server.port)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._over.wait(), PAUSE_S)
        line.close()

    def _pushed(self, said: dict[str, Any]) -> None:
        result = said["results"][0]
        if result["status"] != "ok":
            raise RuntimeError(str(result))
        self._told.written += 1

    def _pulled(self, before: str | None, cursor: str, answered: float) -> None:
        """The change is in what was pulled after it: so far a poke must have told."""
        known = {} if before is None else unseal(before).feeds
        for feed, version in unseal(cursor).feeds.items():
            if known.get(feed) == version:
                continue
            heard = None
            for head, at in reversed(self._heads.get(feed, [])):
                if head < version:
                    break
                heard = at
            if heard is None:
                self._waiting.setdefault(feed, []).append((version, answered))
            else:
                self._told.pokes.append(max(0.0, heard - answered) * 1_000)

    async def _asked(
        self, words: asyncio.StreamReader, line: asyncio.StreamWriter, wish: bytes, took: list[float]
    ) -> dict[str, Any]:
        began = time.perf_counter()
        line.write(wish)
        head = await words.readuntil(b"\r\n\r\n")
        size = next(int(it[15:]) for it in head.lower().split(b"\r\n") if it.startswith(b"content-length:"))
        body = await words.readexactly(size)
        took.append((time.perf_counter() - began) * 1_000)
        if b" 200 " not in head[:16]:
            raise RuntimeError(f"{head[:40]!r} {body[:120]!r}")
        answer: dict[str, Any] = json.loads(body)
        return answer


def main(argv: list[str]) -> int:
    """0 when nothing was lost and nobody met an error."""
    seconds, streams, clients = (int(argv[at]) if argv[at:] else usual for at, usual in enumerate((600, 1_000, 50)))
    with tempfile.TemporaryDirectory() as folder:
        told = soak(Path(folder), seconds=seconds, streams=streams, clients=clients)
    print(told)
    return 1 if told.errors or told.found != told.written else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
