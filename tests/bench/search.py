"""The desktop's search: newest 50 at growing caches, what indexing costs, and what it keeps in memory."""

import gc
import math
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from app.client.search import LIMIT
from app.client.store.apply import CacheWriter
from app.client.store.blob_store import BlobStore
from app.client.store.cipher import connect
from app.client.store.database import READER_CACHE_KIB, StoreFiles, open_cache, open_outbox, open_writer
from app.client.store.outbox import Outbox
from app.client.store.queries import conversation_list, timeline
from app.client.store.queries.search import Index, find
from app.client.store.queries.source import Source
from app.client.store.shelf import Shelf
from app.client.view import View, ViewKind
from app.commands.base import Actor
from app.domain.entry import AuthorKind
from app.language.search.query import read
from tests.bench.profile import MESSAGES_EACH, fill
from tests.bench.row import Row, judged, percentile
from tests.builders import wire

SIZES, QUICK_SIZES = (10_000, 100_000, 1_000_000), (1_000, 2_000, 4_000)
READS = 200
KEYS = (b"o" * 32, b"c" * 32)
_QUERIES = (
    "плафоны ",
    "соколова ",
    "возврат деньги ",
    "lamp courier ",
    "gkfajy ",
    "sokolova плафон ",
    "мастер спасибо ",
)
_WORDS_BEGUN = ("плаф", "достав", "сокол", "refu", "мас")
_FILTERED = ("от:соколова плафон ", "статус:решено курьер ", "channel:chat lamp ", "после:30.10.2026 заказ ")


def rows(quick: bool = False) -> list[Row]:
    """``[cache.search]`` and its neighbours at the largest size, baseline at the smallest, exponent over all sizes."""
    sizes = QUICK_SIZES if quick else SIZES
    found = [_measured(size) for size in sizes]
    of = f" at {sizes[-1]:,} messages"
    goals = {
        "cache.search": "≤ 10", "cache.search.begun": "≤ 50", "cache.search.filtered": "≤ 50",
        "cache.list.large": "≤ 2", "cache.thread.large": "≤ 8",
    }  # fmt: skip
    made = [
        judged(
            name, found[-1][name], "ms p99", goal + of, baseline=found[0][name],
            exponent=_exponent(sizes, [it[name] for it in found]),
        )
        for name, goal in goals.items()
    ]  # fmt: skip
    made.append(judged("cache.search.indexed", found[-1]["indexed"], "messages/s", "≥ 1000" + of))
    made.append(judged("cache.search.step", found[-1]["step"], "ms p99", "≤ 60 a step of the writer" + of))
    grown = found[-1]["memory"] - found[0]["memory"]
    made.append(judged("cache.search.memory", grown, "MB", f"≤ 10 more than at {sizes[0]:,} messages"))
    return made


def _exponent(sizes: tuple[int, ...], took: list[float]) -> float:
    """Of a straight line through the logarithms: 0 does not grow, 1 grows as the messages do."""
    xs, ys = [math.log(it) for it in sizes], [math.log(it) for it in took]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def _measured(messages: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        files = fill(Path(folder), KEYS, messages)
        outbox = Outbox(open_outbox(files))
        steps = _index(files, outbox)
        connection = connect(files.cache, files.cache_key, cache_kib=READER_CACHE_KIB)
        index = Index(connection, wire.WS.bytes, ZoneInfo("Europe/Moscow"))
        main, _ = open_cache(files)
        shelf = Shelf(BlobStore(files.blobs, files.cache_key), BlobStore(files.unsent, files.outbox_key))
        source = Source(main, wire.WS.bytes, wire.ME, outbox, shelf)
        gc.collect()
        dice, talks = random.Random(7), messages // MESSAGES_EACH
        ids = conversation_list.conversation_ids(source, View(ViewKind.QUEUE, wire.QUEUE), datetime.now(UTC))

        def some_rows() -> object:
            start = dice.randrange(max(1, len(ids) - 20))
            return conversation_list.conversation_rows(source, ids[start : start + 20])

        def a_talk() -> object:
            return timeline.timeline(source, UUID(int=10**6 + dice.randrange(1, talks)), 50, None)

        found = {
            "indexed": messages / sum(steps),
            "step": percentile([it * 1_000 for it in steps], 99),
            "cache.search": _p99(_finds(index, _QUERIES)),
            "cache.search.begun": _p99(_finds(index, _WORDS_BEGUN)),
            "cache.search.filtered": _p99(_finds(index, _FILTERED)),
            "cache.list.large": _p99(some_rows),
            "cache.thread.large": _p99(
                lambda: timeline.timeline(source, UUID(int=10**6 + dice.randrange(1, talks)), 50, None)
            ),
        }
        found["memory"] = _held_mb()
        for it in (connection, main):
            it.close()
        outbox.close()
        return found


def _index(files: StoreFiles, outbox: Outbox) -> list[float]:
    """Seconds of each step of the writer."""
    cache = CacheWriter(open_writer(files), wire.WS, Actor(AuthorKind.USER, wire.ME), outbox)
    steps = list(_steps(cache))
    cache.close()
    return steps


def _steps(cache: CacheWriter) -> Iterator[float]:
    while True:
        began = time.perf_counter()
        more = cache.index_some()
        if not more:
            return
        yield time.perf_counter() - began


def _finds(index: Index, typed: tuple[str, ...]) -> Callable[[], object]:
    dice, today = random.Random(3), date(2026, 11, 28)
    return lambda: find(index, read(dice.choice(typed), today), LIMIT, 5)


def _p99(work: Callable[[], object]) -> float:
    took = []
    for _ in range(READS):
        began = time.perf_counter()
        work()
        took.append((time.perf_counter() - began) * 1_000)
    return percentile(took, 99)


def _held_mb() -> float:
    """Memory of this process that is its own."""
    text = Path("/proc/self/smaps_rollup").read_text("utf8")
    held = sum(
        int(line.split()[1]) for line in text.splitlines() if line.startswith(("Private_Clean", "Private_Dirty"))
    )
    return held / 1_024
