"""The desktop's reads of its encrypted cache, and what taking in a page costs."""

import math
import random
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from app.client.clock import ServerTime, SystemClock
from app.client.store.apply import CacheWriter
from app.client.store.blob_store import BlobStore
from app.client.store.database import StoreFiles, open_cache, open_outbox, open_writer
from app.client.store.outbox import Outbox
from app.client.store.queries.screen import ScreenQueries
from app.client.store.queries.source import Source
from app.client.store.shelf import Shelf
from app.client.view import View, ViewKind
from app.commands.base import Actor
from app.domain.entry import AuthorKind
from tests.bench.profile import MESSAGES_EACH, fill
from tests.bench.row import Row, judged, percentile
from tests.builders import wire

SMALL, LARGE = 10_000, 100_000
QUICK_SMALL, QUICK_LARGE = 1_000, 4_000
READS, VISIBLE = 300, 20
APPLIES = 200
KEYS = (b"o" * 32, b"c" * 32)


def rows(quick: bool = False) -> list[Row]:
    """``[cache.list]``, ``[cache.thread]`` at the larger size, baseline at the smaller; ``[sync.apply]``."""
    sizes = (QUICK_SMALL, QUICK_LARGE) if quick else (SMALL, LARGE)
    small, large = (_measured(size) for size in sizes)
    step = math.log(sizes[1] / sizes[0])
    goals = {"cache.list": "≤ 2", "cache.thread": "≤ 8", "sync.apply": "≤ 15"}
    of = f" at {sizes[1]:,} messages"
    return [
        judged(
            name, large[name], "ms p99", goal + of, baseline=small[name],
            exponent=math.log(large[name] / small[name]) / step,
        )
        for name, goal in goals.items()
    ]  # fmt: skip


def _measured(messages: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        files = fill(Path(folder), KEYS, messages)
        outbox = Outbox(open_outbox(files))
        connection, _ = open_cache(files)
        shelf = Shelf(BlobStore(files.blobs, files.cache_key), BlobStore(files.unsent, files.outbox_key))
        source = Source(connection, wire.WS.bytes, wire.ME, outbox, shelf)
        queries = ScreenQueries(source, ServerTime(SystemClock()).now)
        dice, talks = random.Random(7), messages // MESSAGES_EACH
        ids = list(queries.conversation_ids(View(ViewKind.QUEUE, wire.QUEUE)))

        def some_rows() -> object:
            start = dice.randrange(max(1, len(ids) - VISIBLE))
            return queries.conversation_rows(ids[start : start + VISIBLE])

        found = {
            "cache.list": _p99(READS, some_rows),
            "cache.thread": _p99(READS, lambda: queries.timeline(UUID(int=10**6 + dice.randrange(1, talks)))),
            "sync.apply": _applies(files, outbox, talks),
        }
        connection.close()
        outbox.close()
        return found


def _applies(files: StoreFiles, outbox: Outbox, talks: int) -> float:
    """One customer's message: a changed conversation and one entry."""
    cache = CacheWriter(open_writer(files), wire.WS, Actor(AuthorKind.USER, wire.ME), outbox)
    dice, now, turn = random.Random(8), datetime.now(UTC), iter(range(APPLIES))

    def page() -> None:
        talk, seq = UUID(int=10**6 + next(turn) % talks + 1), MESSAGES_EACH + 1
        person = UUID(int=talk.int - 10**6 + 10**5)
        row: dict[str, Any] = wire.conversation(talk, person, rev=2, log_head=seq, last_message_at=now, updated_at=now)
        entry = wire.entry(talk, seq, f"Ещё вопрос {dice.random()}", at=now)
        wire.apply(cache, wire.put("conversation", row), logs={talk: wire.LogSlice(from_seq=seq, entries=[entry])})

    found = _p99(APPLIES, page)
    cache.close()
    return found


def _p99(count: int, work: Callable[[], object]) -> float:
    took = []
    for _ in range(count):
        began = time.perf_counter()
        work()
        took.append((time.perf_counter() - began) * 1_000)
    return percentile(took, 99)
