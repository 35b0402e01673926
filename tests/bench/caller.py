"""From the number of a switchboard's link to the customer on the screen's side of the cache."""

import random
import tempfile
import time
from pathlib import Path
from uuid import UUID

from app.client.clock import ServerTime, SystemClock
from app.client.store.apply import CacheWriter
from app.client.store.blob_store import BlobStore
from app.client.store.database import StoreFiles, open_cache, open_outbox, open_writer
from app.client.store.outbox import Outbox
from app.client.store.queries.screen import ScreenQueries
from app.client.store.queries.source import Source
from app.client.store.shelf import Shelf
from app.commands.base import Actor
from app.domain.channel import Channel
from app.domain.entry import AuthorKind
from app.language.phone import call_link, number_of
from app.model.customer import Identity
from tests.bench.cache import KEYS
from tests.bench.profile import MESSAGES_EACH, PAGE, fill
from tests.bench.row import Row, judged, percentile
from tests.builders import wire

MESSAGES, QUICK_MESSAGES, CALLS = 100_000, 2_000, 200


def rows(quick: bool = False) -> list[Row]:
    """``[call.found]``: link read, number understood, customer, header and timeline of their request; offline."""
    messages = QUICK_MESSAGES if quick else MESSAGES
    value = _measured(messages)
    return [judged("call.found", value, "ms p99", f"≤ 200 at {messages:,} messages")]


def _measured(messages: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        files = fill(Path(folder), KEYS, messages)
        outbox = Outbox(open_outbox(files))
        connection, _ = open_cache(files)
        talks = messages // MESSAGES_EACH
        _give_numbers(files, outbox, talks)
        shelf = Shelf(BlobStore(files.blobs, files.cache_key), BlobStore(files.unsent, files.outbox_key))
        source = Source(connection, wire.WS.bytes, wire.ME, outbox, shelf)
        queries, dice, taken = ScreenQueries(source, ServerTime(SystemClock()).now), random.Random(7), []
        for _ in range(CALLS):
            link = f"deskhand://call?from=8%20(900)%20{dice.randrange(1, talks):07}&dir=in"
            start = time.perf_counter()
            call = call_link(link)
            assert call is not None
            found = queries.caller(number_of(call.number))
            assert found.customer_id is not None
            for request in found.requests[:1]:
                queries.card(request.id)
                queries.timeline(request.id)
            taken.append((time.perf_counter() - start) * 1_000)
        connection.close()
        outbox.close()
        return percentile(taken, 99)


def _give_numbers(files: StoreFiles, outbox: Outbox, talks: int) -> None:
    """Every customer of the profile gets a number of their own."""
    cache = CacheWriter(open_writer(files), wire.WS, Actor(AuthorKind.USER, wire.ME), outbox)
    numbers = list(range(1, talks + 1))
    for start in range(0, talks, PAGE):
        some = [_identity(number) for number in numbers[start : start + PAGE]]
        wire.apply(cache, *(wire.put("identity", it) for it in some))
    cache.close()


def _identity(number: int) -> dict[str, object]:
    value = f"+7900{number:07}"
    return wire.plain(
        Identity(
            ws=wire.WS, id=UUID(int=10**7 + number), customer_id=UUID(int=10**5 + number), channel=Channel.PHONE,
            value=value, display=value,
        )
    )  # fmt: skip
