"""On a desk: every labelled query is answered as it should be."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.client.search import Found
from app.client.store.apply import CacheWriter
from app.client.store.database import StoreFiles, open_cache, open_outbox, open_writer
from app.client.store.outbox import Outbox
from app.client.store.queries.search import Index, find
from app.commands.base import Actor
from app.domain.entry import AuthorKind
from app.language.search.query import read
from tests.builders.wire import ME, WS, apply
from tests.search.labelled import FIRST, QUERIES, Query
from tests.search.pages import KEY_OF, pages

TODAY = (FIRST + timedelta(days=61)).date()


@dataclass
class Desk:
    """A cache with the labelled conversations, indexed."""

    cache: CacheWriter
    outbox: Outbox
    index: Index

    def find(self, typed: str, limit: int = 50) -> Found:
        return find(self.index, read(typed, TODAY), limit, people=5)

    def keys(self, typed: str) -> set[str]:
        return {KEY_OF[it.conversation_id] for it in self.find(typed).hits}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    yield from opened(tmp_path_factory.mktemp("desk"))


def opened(folder: Path) -> Iterator[Desk]:
    files = StoreFiles(folder, b"o" * 32, b"c" * 32)
    outbox = Outbox(open_outbox(files))
    connection, _ = open_cache(files)
    cache = CacheWriter(open_writer(files), WS, Actor(AuthorKind.USER, ME), outbox)
    for ops, logs in pages():
        apply(cache, *ops, logs=logs)
    while cache.index_some():
        pass
    yield Desk(cache, outbox, Index(connection, WS.bytes, ZoneInfo("UTC")))
    cache.close()
    connection.close()
    outbox.close()


@pytest.mark.parametrize("query", QUERIES, ids=lambda it: it.typed)
def test_what_people_look_for_is_found_and_nothing_else(desk: Desk, query: Query):
    assert desk.keys(query.typed) == query.right
