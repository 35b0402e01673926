"""The files of a profile in a temporary folder, and what works on them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.client.clock import ServerTime
from app.client.store.apply import CacheWriter
from app.client.store.blob_store import BlobStore
from app.client.store.database import StoreFiles, open_cache, open_outbox, open_writer
from app.client.store.outbox import Outbox
from app.client.store.queries.screen import ScreenQueries
from app.client.store.queries.source import Source
from app.client.store.shelf import Shelf
from app.commands.base import Actor
from app.domain.entry import AuthorKind
from tests.builders.cache import put_new_cache
from tests.builders.wire import ME, WS
from tests.fakes.clock import DrivenClock


def shelf_of(files: StoreFiles) -> Shelf:
    """Both stores of files."""
    fetched = BlobStore(files.blobs, files.cache_key)
    return Shelf(fetched, BlobStore(files.unsent, files.outbox_key, synced=True))


@dataclass
class Store:
    """Both files, opened as a desk opens them, without its threads."""

    files: StoreFiles
    outbox: Outbox
    cache: CacheWriter
    queries: ScreenQueries
    source: Source
    clock: DrivenClock
    time: ServerTime


@pytest.fixture
def clock() -> DrivenClock:
    return DrivenClock()


@pytest.fixture
def files(tmp_path: Path) -> StoreFiles:
    return StoreFiles(tmp_path, b"o" * 32, b"c" * 32)


@pytest.fixture
def outbox(files: StoreFiles) -> Iterator[Outbox]:
    made = Outbox(open_outbox(files))
    yield made
    made.close()


@pytest.fixture
def store(files: StoreFiles, outbox: Outbox, clock: DrivenClock) -> Iterator[Store]:
    put_new_cache(files)
    connection, _ = open_cache(files)
    cache = CacheWriter(open_writer(files), WS, Actor(AuthorKind.USER, ME), outbox)
    source = Source(connection, WS.bytes, ME, outbox, shelf_of(files))
    time = ServerTime(clock)
    yield Store(files, outbox, cache, ScreenQueries(source, time.now), source, clock, time)
    cache.close()
    connection.close()
